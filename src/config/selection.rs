//! `select`, `ignore`, `overrides` and `suppressions`: which rules judge which files, and what is not to be heard of. That the rules
//! exist is for the policies to say.

use super::reader::Reader;
use crate::finding::Severity;
use crate::source::Site;
use crate::tree::Node;
use crate::workspace::Patterns;
use std::sync::Arc;

/// The keys of an override.
pub(super) const OVERRIDE: &[&str] = &["files", "ignore", "rules"];

/// The keys of a rule in an override.
pub(super) const OVERRIDE_RULE: &[&str] = &["severity"];

/// The keys of a suppression.
pub(super) const SUPPRESSION: &[&str] = &["rule", "file", "subject", "reason"];

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

/// The rules and areas that the list `what` names.
pub(super) fn names(node: &Node, what: &str, reader: &mut Reader) -> Vec<Named> {
    let items = reader.list(node, what);
    items.iter().filter_map(|item| name(item, reader)).collect()
}

fn name(node: &Node, reader: &mut Reader) -> Option<Named> {
    let name = reader.text(node, "a rule or area")?;
    Some(Named { name, site: reader.site(node.origin.span) })
}

/// The severity that `node` says.
pub(super) fn level(node: &Node, reader: &mut Reader) -> Option<Level> {
    let word = reader.one_of(node, "a severity", LEVELS)?;
    Some(severity(word).map_or(Level::Off, Level::At))
}

/// The words for severities of rules.
pub(super) const LEVELS: &[&str] = &["error", "warning", "info", "off"];

/// The severity called `word`.
pub(super) fn severity(word: &str) -> Option<Severity> {
    match word {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        _ => None,
    }
}

/// The severity that `fail_on` says.
pub(super) fn threshold(node: &Node, reader: &mut Reader) -> Option<Severity> {
    reader.one_of(node, "`fail_on`", THRESHOLDS).and_then(severity)
}

/// The words for the least severity that fails a run.
pub(super) const THRESHOLDS: &[&str] = &["error", "warning", "info"];

/// The overrides of the section `node`.
pub(super) fn overrides(node: &Node, reader: &mut Reader) -> Vec<Override> {
    let items = reader.list(node, "`overrides`");
    items.iter().filter_map(|item| one_override(item, reader)).collect()
}

fn one_override(node: &Node, reader: &mut Reader) -> Option<Override> {
    let before = reader.problems.len();
    let mut one = Override {
        files: Patterns::default(),
        ignore: Vec::new(),
        severities: Vec::new(),
        mentioned: Vec::new(),
    };
    for entry in reader.mapping(node, "an override", OVERRIDE) {
        match &*entry.key {
            "files" => one.files = reader.patterns(&entry.node, "`files`"),
            "ignore" => one.ignore = names(&entry.node, "`ignore`", reader),
            "rules" => {
                for rule in reader.named(&entry.node, "`rules`") {
                    let what = format!("the rule `{}` in an override", rule.key);
                    let named = Named { name: Arc::clone(&rule.key), site: reader.site(rule.key_span) };
                    one.mentioned.push(named.clone());
                    for key in reader.mapping(&rule.node, &what, OVERRIDE_RULE) {
                        one.severities.extend(level(&key.node, reader).map(|level| (named.clone(), level)));
                    }
                }
            }
            _ => {}
        }
    }
    if one.files.is_empty() && reader.problems.len() == before {
        let message = "an override has `files`: patterns such as `legacy/**/*.yml`".to_owned();
        reader.mistake(node.origin.span, message);
    }
    (reader.problems.len() == before).then_some(one)
}

/// The suppressions of the section `node`.
pub(super) fn suppressions(node: &Node, reader: &mut Reader) -> Vec<Suppression> {
    let items = reader.list(node, "`suppressions`");
    items.iter().filter_map(|item| suppression(item, reader)).collect()
}

fn suppression(node: &Node, reader: &mut Reader) -> Option<Suppression> {
    let before = reader.problems.len();
    let (mut rule, mut files, mut subject, mut reason) = (None, Patterns::default(), None, None);
    for entry in reader.mapping(node, "a suppression", SUPPRESSION) {
        match &*entry.key {
            "rule" => rule = name(&entry.node, reader),
            "file" => files = reader.pattern(&entry.node, "`file`"),
            "subject" => subject = reader.text(&entry.node, "`subject`"),
            "reason" => {
                reason = reader.text(&entry.node, "a reason").filter(|reason| !reason.trim().is_empty());
            }
            _ => {}
        }
    }
    if (rule.is_none() || files.is_empty()) && reader.problems.len() == before {
        let message =
            "a suppression has a `rule`, and a `file`: a pattern such as `legacy/**/*.yml`".to_owned();
        reader.mistake(node.origin.span, message);
    }
    if reader.problems.len() > before {
        return None;
    }
    Some(Suppression { site: reader.site(node.origin.span), rule: rule?, files, subject, reason })
}
