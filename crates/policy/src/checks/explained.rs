//! The rules that violations explain: a name that no rule has would explain nothing, in silence.

use crate::catalog::Catalog;
use crate::error::PolicyDiagnostic;
use crate::parse::ParsedModule;
use crate::rego;
use hy_msg_lint_tree::quote::quoted;
use regorus::unstable::{Expr, Rule, RuleHead};

/// Reports the names in `explains.rules` of `files` that no rule of `catalog` has, as far as they are written there or in a
/// rule of the same file.
pub(crate) fn explained(catalog: &Catalog, files: &[ParsedModule], diagnostics: &mut Vec<PolicyDiagnostic>) {
    for file in files.iter().filter(|file| file.module.is_native()) {
        let tree = &file.tree;
        let mut named = Vec::new();
        for rule in &tree.policy {
            rego::expressions(rule, &mut |one, _| {
                let Some(rules) = field(one, "explains").and_then(|explains| field(explains, "rules")) else {
                    return;
                };
                named.extend(texts(rules));
                if let Expr::Var { span, .. } = rules {
                    let heads = tree.policy.iter().filter_map(|rule| value(rule, span.text()));
                    named.extend(heads.flat_map(texts));
                }
            });
        }
        for (name, range) in named {
            if catalog.rule(&name).is_none() {
                let advice = catalog.suggest(&name).map(|rule| format!("; did you mean `{}`?", rule.id));
                let message =
                    format!("there is no rule {} to explain{}", quoted(&name), advice.unwrap_or_default());
                diagnostics.push(file.diagnostic(range, message));
            }
        }
    }
}

/// Returns the value of the field `name` of an object literal.
fn field<'a>(object: &'a Expr, name: &str) -> Option<&'a Expr> {
    let Expr::Object { fields, .. } = object else { return None };
    let is_named = |key: &Expr| matches!(key, Expr::String { value, .. } if value.as_string().is_ok_and(|text| **text == *name));
    fields.iter().find(|(_, key, _)| is_named(key)).map(|(_, _, value)| &**value)
}

/// Returns the value that `rule` gives to `name`.
fn value<'a>(rule: &'a Rule, name: &str) -> Option<&'a Expr> {
    let (declared, _) = rego::declared(rule)?;
    match rule {
        Rule::Spec { head: RuleHead::Compr { assign: Some(assign), .. }, .. } if *declared == *name => {
            Some(&assign.value)
        }
        _ => None,
    }
}

/// Returns the texts in a literal list or set, each with its place.
fn texts(list: &Expr) -> Vec<(String, std::ops::Range<usize>)> {
    let (Expr::Array { items, .. } | Expr::Set { items, .. }) = list else { return Vec::new() };
    let text = |item: &Expr| match item {
        Expr::String { value, span, .. } => Some((value.as_string().ok()?.to_string(), rego::range(span))),
        _ => None,
    };
    items.iter().filter_map(|item| text(item)).collect()
}
