//! `select`, `ignore`, `overrides` and `suppressions`: which rules judge which files, and what is not to be heard of. That the rules
//! exist is for the policies to say.

use super::reader::{Reader, items, text};
use crate::finding::Severity;
use crate::source::Site;
use crate::tree::Node;
use crate::workspace::Patterns;
use std::sync::Arc;

/// Which rules judge which files, and what is not to be heard of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The rules and areas to judge by; all where there is none.
    pub select: Vec<Named>,
    /// The rules and areas not to judge by.
    pub ignore: Vec<Named>,
    /// What is set of the severities of rules.
    pub severities: Vec<(Named, Level)>,
    /// The rules of which something is said, be it nothing.
    pub mentioned: Vec<Named>,
    /// What is said of some files; a later one wins.
    pub overrides: Vec<Override>,
    /// Findings that are not to be heard of.
    pub suppressions: Vec<Suppression>,
    /// Each suppression needs a reason.
    pub require_reason: bool,
}

/// The name of a rule or an area, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: Arc<str>,
    /// Where it stands.
    pub site: Site,
}

/// What is set of a severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule judges nothing.
    Off,
    /// Its findings are this grave.
    At(Severity),
}

/// What is said of some files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The files.
    pub files: Patterns,
    /// The rules and areas whose findings in them are not to be heard of.
    pub ignore: Vec<Named>,
    /// What is set of the severities of findings in them.
    pub severities: Vec<(Named, Level)>,
    /// The rules of which something is said, be it nothing.
    pub mentioned: Vec<Named>,
}

/// Findings that are not to be heard of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Where it stands.
    pub site: Site,
    /// Of this rule or area.
    pub rule: Named,
    /// In these files.
    pub files: Patterns,
    /// About the resource of this name; of any where there is none.
    pub subject: Option<Arc<str>>,
    /// Why.
    pub reason: Option<Arc<str>>,
}

/// The rules and areas that a list names.
pub(super) fn names(items: &[Node], reader: &Reader) -> Vec<Named> {
    items.iter().filter_map(|item| name(item, reader)).collect()
}

fn name(node: &Node, reader: &Reader) -> Option<Named> {
    Some(Named { name: text(node)?, site: reader.site(node.origin.span) })
}

/// What `node` says of a severity.
pub(super) fn level(node: &Node) -> Option<Level> {
    if node.as_text() == Some("off") { Some(Level::Off) } else { severity(node).map(Level::At) }
}

/// The severity that `node` names.
pub(super) fn severity(node: &Node) -> Option<Severity> {
    match node.as_text()? {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        _ => None,
    }
}

/// The overrides of the section.
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

/// The suppressions of the section.
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
