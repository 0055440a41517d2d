//! `rules`: what is set of single rules. That a rule and its parameters exist is for the policies to say.

use super::reader::Reader;
use super::selection::{Level, Named, level};
use crate::syntax::schema;
use crate::tree::Node;
pub use hy_msg_lint_policy::Setting;
use std::sync::Arc;

/// The keys of a rule.
pub(super) const KEYS: &[&str] = &["parameters", "severity"];

/// What is said of rules, in the order written.
pub(super) struct Rules {
    pub(super) names: Vec<Named>,
    pub(super) settings: Vec<Setting>,
    pub(super) severities: Vec<(Named, Level)>,
}

/// What the section `node` says.
pub(super) fn read(node: &Node, reader: &mut Reader) -> Rules {
    let (mut names, mut settings, mut severities) = (Vec::new(), Vec::new(), Vec::new());
    for rule in reader.named(node, "`rules`") {
        let called = Named { name: Arc::clone(&rule.key), site: reader.site(rule.key_span) };
        names.push(called.clone());
        for key in reader.mapping(&rule.node, &format!("the rule `{}`", rule.key), KEYS) {
            if &*key.key == "severity" {
                severities.extend(level(&key.node, reader).map(|level| (called.clone(), level)));
                continue;
            }
            for parameter in reader.named(&key.node, "`parameters`") {
                let value = schema::plain(&parameter.node).unwrap_or_default();
                let span = parameter.node.origin.span;
                settings.push(Setting {
                    rule: Arc::clone(&rule.key),
                    rule_site: called.site.clone(),
                    name: Arc::clone(&parameter.key),
                    name_site: reader.site(parameter.key_span),
                    value,
                    value_site: reader.site(if span.range().is_empty() { parameter.key_span } else { span }),
                });
            }
        }
    }
    Rules { names, settings, severities }
}
