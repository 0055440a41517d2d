//! `rules`, `parameters`, `scope` and `overrides`: what holds for all files, and what holds for some. The policies check
//! that the rules and parameters exist.

use super::reader::{Reader, items};
use super::selection::{Named, level, names};
use crate::finding::Severity;
use crate::source::Site;
use crate::tree::Node;
use crate::workspace::Patterns;
pub use hy_msg_lint_policy::Setting;
use hy_msg_lint_tree::schema::plain;
use std::sync::Arc;

/// What holds for all files, or for some; a later one wins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// The files; all if `None`.
    pub files: Option<Patterns>,
    /// What general rules judge.
    pub scope: Option<Chosen<Scope>>,
    /// The rules and areas whose findings in these files are suppressed; none for all files.
    pub ignore: Vec<Named>,
    /// The parameters of rules.
    pub settings: Vec<Setting>,
    /// The severities of findings.
    pub severities: Vec<(Named, Level)>,
    /// The rules with an entry, even an empty one.
    pub mentioned: Vec<Named>,
}

impl Layer {
    /// Returns the severity that it gives to the rule `id`.
    pub fn level(&self, id: &str) -> Option<Level> {
        self.severities.iter().rfind(|(rule, _)| *rule.name == *id).map(|(_, level)| *level)
    }

    /// Returns true if it sets nothing for any file.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A value with the place where it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub site: Site,
}

/// What general rules judge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// Compose projects with a messaging service.
    #[default]
    Messaging,
    /// All Compose projects.
    All,
}

impl Scope {
    /// Returns its name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Messaging => "messaging",
            Self::All => "all",
        }
    }
}

/// A configured severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule is not evaluated.
    Off,
    /// The findings of the rule have this severity.
    At(Severity),
}

/// Reads the section `overrides`.
pub(super) fn overrides(section: &[Node], reader: &mut Reader) -> Vec<Layer> {
    let one = |item: &Node| Layer {
        files: Some(reader.patterns(&items(item, "files"))),
        ignore: names(&items(item, "ignore"), reader),
        ..layer(item, reader)
    };
    section.iter().map(one).collect()
}

/// Reads `scope`, `parameters` and `rules` of `node`: of the configuration, for all files, or of an override. What is set of
/// single rules comes after what is set of all.
pub(super) fn layer(node: &Node, reader: &Reader) -> Layer {
    let scope = node.get("scope").and_then(|node| {
        let value =
            [Scope::Messaging, Scope::All].into_iter().find(|one| node.as_text() == Some(one.name()))?;
        Some(Chosen { value, site: reader.site(node.origin.span) })
    });
    let mut layer = Layer { scope, settings: settings(node, None, reader), ..Layer::default() };
    for rule in node.get("rules").iter().flat_map(Node::entries) {
        let called = Named { name: Arc::clone(&rule.key), site: reader.site(rule.key_span) };
        let set = level(&rule.node).or_else(|| rule.node.get("severity").and_then(|node| level(&node)));
        layer.settings.extend(settings(&rule.node, Some(&called), reader));
        layer.severities.extend(set.map(|level| (called.clone(), level)));
        layer.mentioned.push(called);
    }
    layer
}

/// Reads the `parameters` of `node`, of one rule or of all.
fn settings(node: &Node, rule: Option<&Named>, reader: &Reader) -> Vec<Setting> {
    let parameters = node.get("parameters");
    let setting = |parameter: crate::tree::Entry| {
        let span = parameter.node.origin.span;
        Setting {
            rule: rule.map(|rule| (Arc::clone(&rule.name), rule.site.clone())),
            name: Arc::clone(&parameter.key),
            name_site: reader.site(parameter.key_span),
            value: plain(&parameter.node).unwrap_or_default(),
            value_site: reader.site(if span.range().is_empty() { parameter.key_span } else { span }),
            is_built_in: reader.is_built_in,
        }
    };
    parameters.iter().flat_map(Node::entries).map(setting).collect()
}
