//! `rules`: what is set of single rules. That a rule and its parameters exist is for the policies to say.

use super::reader::Reader;
use crate::source::{Site, Source, Span};
use crate::syntax::schema;
use crate::tree::Node;
use serde_json::Value;
use std::sync::Arc;

/// The keys of a rule.
const KEYS: &[&str] = &["parameters"];

/// What is set of one parameter of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The rule's id.
    pub rule: Arc<str>,
    /// Where it is named.
    pub rule_site: Site,
    /// The parameter's name.
    pub name: Arc<str>,
    /// Where it stands.
    pub name_site: Site,
    /// What it is set to.
    pub value: Value,
    /// Where that stands.
    pub value_site: Site,
}

/// The settings of the section `node`, in the order written.
pub(super) fn read(node: &Node, source: &Source, reader: &mut Reader) -> Vec<Setting> {
    let text: Arc<str> = source.text.as_str().into();
    let site =
        |span: Span| Site { path: source.name.as_str().into(), text: Arc::clone(&text), range: span.range() };
    let mut settings = Vec::new();
    for rule in reader.named(node, "`rules`") {
        for key in reader.mapping(&rule.node, &format!("the rule `{}`", rule.key), KEYS) {
            for parameter in reader.named(&key.node, "`parameters`") {
                let value = schema::plain(&parameter.node).unwrap_or_default();
                settings.push(Setting {
                    rule: Arc::clone(&rule.key),
                    rule_site: site(rule.key_span),
                    name: Arc::clone(&parameter.key),
                    name_site: site(parameter.key_span),
                    value,
                    value_site: site(if parameter.node.origin.span.range().is_empty() {
                        parameter.key_span
                    } else {
                        parameter.node.origin.span
                    }),
                });
            }
        }
    }
    settings
}
