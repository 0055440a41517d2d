//! `select`, `ignore`, `overrides` and `suppressions`: the selected rules, per file, and the suppressed findings. The
//! policies check that the rules exist.

use super::reader::{Reader, items, text};
use crate::finding::Severity;
use crate::source::Site;
use crate::tree::Node;
use crate::workspace::Patterns;
use std::sync::Arc;

/// The selected rules, their severities, and the suppressions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The rules and areas to evaluate; all if empty.
    pub select: Vec<Named>,
    /// The rules and areas not to evaluate.
    pub ignore: Vec<Named>,
    /// The severities of rules.
    pub severities: Vec<(Named, Level)>,
    /// The rules with an entry, even an empty one.
    pub mentioned: Vec<Named>,
    /// The overrides for files; a later one wins.
    pub overrides: Vec<Override>,
    /// The suppressions.
    pub suppressions: Vec<Suppression>,
    /// Require a reason for each suppression.
    pub require_reason: bool,
}

/// The name of a rule or an area, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: Arc<str>,
    /// The place of the name.
    pub site: Site,
}

/// A configured severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule is not evaluated.
    Off,
    /// The findings of the rule have this severity.
    At(Severity),
}

/// The settings for some files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The files.
    pub files: Patterns,
    /// The rules and areas whose findings in these files are suppressed.
    pub ignore: Vec<Named>,
    /// The severities of findings in these files.
    pub severities: Vec<(Named, Level)>,
    /// The rules with an entry, even an empty one.
    pub mentioned: Vec<Named>,
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

/// Reads the section `overrides`.
pub(super) fn overrides(section: &[Node], reader: &mut Reader) -> Vec<Override> {
    let one = |item: &Node| {
        let (mut severities, mut mentioned) = (Vec::new(), Vec::new());
        let rules = item.get("rules");
        for rule in rules.iter().flat_map(Node::entries) {
            let named = Named { name: Arc::clone(&rule.key), site: reader.site(rule.key_span) };
            let set = rule.node.get("severity").and_then(|node| level(&node));
            severities.extend(set.map(|level| (named.clone(), level)));
            mentioned.push(named);
        }
        let files = reader.patterns(&items(item, "files"));
        Override { files, ignore: names(&items(item, "ignore"), reader), severities, mentioned }
    };
    section.iter().map(one).collect()
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
