//! The syntax trees of Rego as parsed by regorus: names, spans and traversal.

mod brackets;
mod span;
mod walk;

pub(crate) use brackets::{DEEPEST_BRACKETS, too_deep};
pub(crate) use span::{extent, range, rule_range};
pub(crate) use walk::{From, bindings, expressions, locals, names};

use regorus::unstable::{Expr, Import, Ref, Rule, RuleHead};
use std::ops::Range;
use std::sync::Arc;

/// The syntax tree of a file.
pub(crate) type Tree = Ref<regorus::unstable::Module>;

/// Returns the names of a reference as far as they are literal: `input.image.name` and `data.lib["x"]`. None for
/// other expressions.
pub(crate) fn path(expression: &Expr) -> Option<Vec<Arc<str>>> {
    let mut names = Vec::new();
    let mut next = expression;
    loop {
        match next {
            Expr::Var { span, .. } => {
                names.push(span.text().into());
                names.reverse();
                return Some(names);
            }
            Expr::RefDot { refr, field, .. } => {
                names.push(field.0.text().into());
                next = refr;
            }
            Expr::RefBrack { refr, index, .. } => {
                match index.as_ref() {
                    Expr::String { value, .. } | Expr::RawString { value, .. } => {
                        names.push(value.as_string().ok()?.clone());
                    }
                    // The names from here on are computed.
                    _ => names.clear(),
                }
                next = refr;
            }
            _ => return None,
        }
    }
}

/// Returns the name that a rule declares, its first part: `deny` for `deny contains x`; and the span of its head.
pub(crate) fn declared(rule: &Rule) -> Option<(Arc<str>, Range<usize>)> {
    let (refr, span) = match rule {
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, span, .. }
            | RuleHead::Set { refr, span, .. }
            | RuleHead::Func { refr, span, .. } => (refr, span),
        },
        Rule::Default { refr, span, .. } => (refr, span),
    };
    Some((path(refr)?.first()?.clone(), range(span)))
}

/// Returns the names that the rules of `tree` declare, one per rule.
pub(crate) fn declared_names(tree: &Tree) -> impl Iterator<Item = Arc<str>> {
    tree.policy.iter().filter_map(|rule| Some(declared(rule)?.0))
}

/// Returns the name that an import binds, and the imported path.
pub(crate) fn import(import: &Import) -> Option<(Arc<str>, Vec<Arc<str>>)> {
    let path = path(&import.refr)?;
    let name = import.r#as.as_ref().map(|name| name.text().into()).or_else(|| path.last().cloned())?;
    Some((name, path))
}
