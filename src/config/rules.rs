//! `rules`: severities and parameters of single rules. The policies check that the rules and parameters exist.

use super::reader::Reader;
use super::selection::{Level, Named, level};
use crate::tree::Node;
pub use hy_msg_lint_policy::Setting;
use hy_msg_lint_tree::schema::plain;
use std::sync::Arc;

/// The settings of rules, in the order written.
#[derive(Default)]
pub(super) struct Rules {
    pub(super) names: Vec<Named>,
    pub(super) settings: Vec<Setting>,
    pub(super) severities: Vec<(Named, Level)>,
}

/// Reads the section `node`.
pub(super) fn read(node: &Node, reader: &Reader) -> Rules {
    let mut rules = Rules::default();
    for rule in node.entries() {
        let called = Named { name: Arc::clone(&rule.key), site: reader.site(rule.key_span) };
        rules.names.push(called.clone());
        let set = rule.node.get("severity").and_then(|node| level(&node));
        rules.severities.extend(set.map(|level| (called.clone(), level)));
        let parameters = rule.node.get("parameters");
        for parameter in parameters.iter().flat_map(Node::entries) {
            let span = parameter.node.origin.span;
            rules.settings.push(Setting {
                rule: Arc::clone(&rule.key),
                rule_site: called.site.clone(),
                name: Arc::clone(&parameter.key),
                name_site: reader.site(parameter.key_span),
                value: plain(&parameter.node).unwrap_or_default(),
                value_site: reader.site(if span.range().is_empty() { parameter.key_span } else { span }),
            });
        }
    }
    rules
}
