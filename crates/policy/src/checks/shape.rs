//! The sets of our contract: `deny` and `unknown` must be sets, and their members must have the contract's shape, as
//! far as they are literal.

use crate::error::PolicyDiagnostic;
use crate::parse::ParsedModule;
use crate::rego;
use crate::spelling::closest;
use regorus::unstable::{AssignOp, Expr, Literal, Query, Rule, RuleHead};
use std::ops::Range;
use std::sync::Arc;

/// The fields of a violation.
const FIELDS: &[&str] =
    &["msg", "label", "at", "key", "help", "related", "severity", "fix", "cause", "explains"];

const WANTED: &str = "a set of objects, each with `msg` (a text) and `at` (a path in the input)";

/// Returns which of `deny` and `unknown` the rule in a file has; problems with them go to `diagnostics`.
pub(crate) fn sets(file: &ParsedModule, diagnostics: &mut Vec<PolicyDiagnostic>) -> Vec<Arc<str>> {
    let tree = &file.tree;
    let mut found: Vec<Arc<str>> = Vec::new();
    for rule in &tree.policy {
        let Some((name, head)) =
            rego::declared(rule).filter(|(name, _)| matches!(&**name, "deny" | "unknown"))
        else {
            continue;
        };
        if !found.contains(&name) {
            found.push(Arc::clone(&name));
        }
        if let Some((range, message)) = wrong(rule, &name, &head) {
            diagnostics.push(file.diagnostic(range, message));
        }
    }
    if found.is_empty() {
        let range = rego::range(&tree.package.span);
        let message = format!(
            "it judges nothing: there is no `deny`, which is {WANTED}: `deny contains violation if {{ … }}`"
        );
        diagnostics.push(file.diagnostic(range, message));
    }
    found.sort();
    found
}

/// Reports the rules of Conftest's contract in `file` that are objects although `name[member] if …` was meant as a set, as
/// before OPA 1.0: nothing in them would be found.
pub(crate) fn members(
    file: &ParsedModule,
    is_judged: &dyn Fn(&str) -> bool,
    diagnostics: &mut Vec<PolicyDiagnostic>,
) {
    if !file.module.lowered.as_ref().is_some_and(|lowered| lowered.is_v1) {
        return;
    }
    for rule in &file.tree.policy {
        let Rule::Spec { head: RuleHead::Compr { refr, assign, span }, .. } = rule.as_ref() else { continue };
        let Expr::RefBrack { refr: name, index, .. } = refr.as_ref() else { continue };
        let is_true = match assign {
            Some(assign) => matches!(&*assign.value, Expr::Bool { value, .. } if value == &true.into()),
            None => true,
        };
        let is_literal =
            matches!(index.as_ref(), Expr::String { .. } | Expr::RawString { .. } | Expr::Number { .. });
        if let Some(name) = key_name(name).filter(|name| is_true && !is_literal && is_judged(name)) {
            let message = format!(
                "`{name}[…] if` is an object in Rego of OPA 1.0, and gives no results: write `{name} contains … if`"
            );
            diagnostics.push(file.diagnostic(rego::range(span), message));
        }
    }
}

fn wrong(rule: &Rule, name: &str, head: &Range<usize>) -> Option<(Range<usize>, String)> {
    let Rule::Spec { head: RuleHead::Set { key: Some(key), .. }, bodies, .. } = rule else {
        let message = format!("`{name}` must be {WANTED}: write `{name} contains violation if {{ … }}`");
        return Some((head.clone(), message));
    };
    // A member of the set is often a variable, which the body assigns once.
    let bound =
        key_name(key).and_then(|wanted| bodies.iter().find_map(|body| assigned(&body.query, &wanted)));
    match bound {
        Some(value) => member(value, name),
        None => member(key, name),
    }
}

fn key_name(key: &Expr) -> Option<Arc<str>> {
    if let Expr::Var { span, .. } = key { Some(span.text().into()) } else { None }
}

/// Returns the expression that `body` assigns to the variable `name`.
fn assigned<'a>(body: &'a Query, name: &str) -> Option<&'a Expr> {
    body.stmts.iter().find_map(|statement| {
        let Literal::Expr { expr, .. } = &statement.literal else { return None };
        let Expr::AssignExpr { op: AssignOp::ColEq, lhs, rhs, .. } = expr.as_ref() else { return None };
        (key_name(lhs).as_deref() == Some(name)).then_some(rhs.as_ref())
    })
}

/// Returns what is wrong with a member of the set.
fn member(value: &Expr, name: &str) -> Option<(Range<usize>, String)> {
    let range = rego::extent(value);
    let not_an_object = |what: &str| {
        let message =
            format!("`{name}` must be {WANTED}, and this is {what}: write `{{\"msg\": …, \"at\": […]}}`");
        Some((range.clone(), message))
    };
    match value {
        Expr::Object { fields, .. } => {
            object(fields.iter().map(|(_, key, value)| (&**key, &**value)), &range)
        }
        Expr::String { .. } | Expr::RawString { .. } => not_an_object("a text"),
        Expr::Number { .. } => not_an_object("a number"),
        Expr::Bool { .. } => not_an_object("a boolean"),
        Expr::Null { .. } => not_an_object("null"),
        Expr::Array { .. } | Expr::ArrayCompr { .. } => not_an_object("a list"),
        Expr::Set { .. } | Expr::SetCompr { .. } => not_an_object("a set"),
        Expr::Call { fcn, .. } => {
            let texts = ["sprintf", "concat", "format_int", "lower", "upper", "replace"];
            let called = rego::path(fcn)?.join(".");
            texts.contains(&&*called).then(|| not_an_object("a text"))?
        }
        _ => None,
    }
}

/// Returns what is wrong with an object literal.
fn object<'a>(
    fields: impl Iterator<Item = (&'a Expr, &'a Expr)>,
    whole: &Range<usize>,
) -> Option<(Range<usize>, String)> {
    let mut given = Vec::new();
    for (key, value) in fields {
        // A computed key may have any name.
        let Expr::String { value: name, span, .. } = key else { return None };
        let name = name.as_string().ok()?.to_string();
        if !FIELDS.contains(&&*name) {
            let advice = match closest(&name, FIELDS.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!(
                    "it has {}",
                    FIELDS.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            return Some((rego::range(span), format!("a violation has no field `{name}`; {advice}")));
        }
        let wanted = match (&*name, value) {
            (
                "msg" | "label" | "help",
                Expr::Number { .. } | Expr::Array { .. } | Expr::Object { .. } | Expr::Bool { .. },
            ) => Some("a text"),
            (
                "at" | "cause",
                Expr::String { .. } | Expr::Number { .. } | Expr::Object { .. } | Expr::Bool { .. },
            ) => Some("a list of keys and indexes, as in `[\"networks\", \"backend\", 0]`"),
            ("related", Expr::String { .. } | Expr::Number { .. } | Expr::Object { .. }) => {
                Some("a list of `{\"at\": […], \"msg\": …}`")
            }
            ("severity", Expr::String { value, .. })
                if !value.as_string().is_ok_and(|text| matches!(&**text, "error" | "warning" | "info")) =>
            {
                Some("`error`, `warning` or `info`")
            }
            _ => None,
        };
        if let Some(wanted) = wanted {
            return Some((rego::extent(value), format!("`{name}` must be {wanted}")));
        }
        given.push(name);
    }
    let missing = ["msg", "at"].into_iter().find(|field| !given.iter().any(|name| name == field))?;
    let message = match missing {
        "at" => {
            "a violation without `at` has no place: it is the path of the value in the input, as in `[\"image\"]`, or `[]` for the resource itself"
        }
        _ => "a violation without `msg` says nothing: it is one sentence about what is wrong",
    };
    Some((whole.clone(), message.to_owned()))
}
