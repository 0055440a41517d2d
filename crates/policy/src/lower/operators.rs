//! Operators on values that they do not take: undefined in OPA, as any builtin that fails (documentation, "Policy language",
//! "Errors"), and an error in regorus' interpreter even where it is not strict.

use super::ast::{Act, Kind, Term};
use super::flow::{Flow, Lower};

/// Pushes what must hold for the operator of `term` to have a result.
pub(super) fn guarded(lower: &mut Lower<'_>, term: &mut Term, flow: &mut Flow) {
    let Kind::Infix(operator, left, right) = &mut term.kind else { return };
    let wanted = match *operator {
        "+" | "*" | "/" | "%" => "is_number",
        "&" | "|" => "is_set",
        "-" => "",
        _ => return,
    };
    for side in [&mut *left, &mut *right] {
        let is_number = |text: &str| text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        if matches!(&side.kind, Kind::Scalar(text) if is_number(text) && wanted == "is_number") {
            continue;
        }
        named(lower, side, flow);
        if !wanted.is_empty() {
            let span = side.span.clone();
            flow.push(Act::Holds(Term::call(wanted, vec![Term::clone(side)], &span)));
        }
    }
    if wanted.is_empty() {
        // Numbers, or sets.
        let span = term.span.clone();
        let kind = |side: &Term| Term::call("type_name", vec![side.clone()], &span);
        let kinds = ["number", "set"].map(|name| Term::text(name, &span)).to_vec();
        let kinds = Term::new(Kind::Set(kinds), span.clone());
        flow.push(Act::Holds(Term::infix("==", kind(left), kind(right))));
        let member = Kind::Member(None, Box::new(kind(left)), Box::new(kinds));
        flow.push(Act::Holds(Term::new(member, span.clone())));
    }
}

/// Gives `term` a name, unless it is one.
fn named(lower: &mut Lower<'_>, term: &mut Term, flow: &mut Flow) {
    if matches!(term.kind, Kind::Var(_) | Kind::Scalar(_) | Kind::Text(_)) {
        return;
    }
    let name = lower.fresh();
    let span = term.span.clone();
    let whole = std::mem::replace(term, Term::var(&name, &span));
    flow.assign(&name, &span, whole);
}
