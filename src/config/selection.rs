//! `select`, `ignore` and `suppressions`: the selected rules, what holds for which files, and the suppressed findings.
//! The policies check that the rules exist.

use super::layers::{Layer, Level, Scope, Setting};
use super::reader::{Reader, text};
use crate::finding::Severity;
use crate::source::Site;
use crate::tree::Node;
use crate::workspace::Patterns;
use std::path::Path;
use std::sync::Arc;

/// The selected rules, their severities, and the suppressions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The rules and areas to evaluate; all if empty.
    pub select: Vec<Named>,
    /// The rules and areas not to evaluate.
    pub ignore: Vec<Named>,
    /// What holds for all files, and for some, those of presets first; a later one wins.
    pub layers: Vec<Layer>,
    /// The suppressions.
    pub suppressions: Vec<Suppression>,
    /// Require a reason for each suppression; not where nothing is said.
    pub require_reason: Option<bool>,
}

impl Selection {
    /// Returns what holds for the file at the absolute path `file`.
    pub fn layers_of<'a>(&'a self, file: &'a Path) -> impl DoubleEndedIterator<Item = &'a Layer> {
        self.layers.iter().filter(|one| one.files.as_ref().is_none_or(|files| files.matches(file)))
    }

    /// Returns what holds for some files alone.
    pub fn overrides(&self) -> impl Iterator<Item = (&Patterns, &Layer)> {
        self.layers.iter().filter_map(|one| Some((one.files.as_ref()?, one)))
    }

    /// Returns the parameters that are set for all files.
    pub fn settings(&self) -> Vec<Setting> {
        let of_all = self.layers.iter().filter(|one| one.files.is_none());
        of_all.flat_map(|one| &one.settings).cloned().collect()
    }

    /// Returns the parameters that are set for the file at the absolute path `file`.
    pub fn settings_of(&self, file: &Path) -> Vec<Setting> {
        self.layers_of(file).flat_map(|one| &one.settings).cloned().collect()
    }

    /// Returns what general rules judge in the file at the absolute path `file`.
    pub fn scope_of(&self, file: &Path) -> Scope {
        let said = self.layers_of(file).filter_map(|one| one.scope.as_ref());
        said.map(|one| one.value).next_back().unwrap_or_default()
    }
}

/// The name of a rule or an area, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: Arc<str>,
    /// The place of the name.
    pub site: Site,
}

/// A suppression of findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The place of the suppression.
    pub site: Site,
    /// The rule or area to suppress.
    pub rule: Named,
    /// The files to suppress it in.
    pub files: Patterns,
    /// The name of the resource to suppress it for; any resource if `None`.
    pub subject: Option<Arc<str>>,
    /// The reason.
    pub reason: Option<Arc<str>>,
}

/// Reads a list of rules and areas.
pub(super) fn names(items: &[Node], reader: &Reader) -> Vec<Named> {
    items.iter().filter_map(|item| name(item, reader)).collect()
}

fn name(node: &Node, reader: &Reader) -> Option<Named> {
    Some(Named { name: text(node)?, site: reader.site(node.origin.span) })
}

/// Reads a severity or `off`.
pub(super) fn level(node: &Node) -> Option<Level> {
    if node.as_text() == Some("off") { Some(Level::Off) } else { severity(node).map(Level::At) }
}

/// Reads a severity.
pub(super) fn severity(node: &Node) -> Option<Severity> {
    match node.as_text()? {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        _ => None,
    }
}

/// Reads the section `suppressions`.
pub(super) fn suppressions(section: &[Node], reader: &mut Reader) -> Vec<Suppression> {
    section.iter().filter_map(|item| suppression(item, reader)).collect()
}

fn suppression(item: &Node, reader: &mut Reader) -> Option<Suppression> {
    let said = |key: &str| item.get(key).and_then(|node| text(&node));
    let files = reader.patterns(&[item.get("file")?]);
    Some(Suppression {
        site: reader.site(item.origin.span),
        rule: name(&item.get("rule")?, reader)?,
        files,
        subject: said("subject"),
        reason: said("reason").filter(|reason| !reason.trim().is_empty()),
    })
}
