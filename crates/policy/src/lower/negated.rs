//! `not`: what a negated statement computes with must be defined.
//!
//! OPA evaluates calls in a negated statement, and references that are arguments or in brackets, outside of it (its
//! compiler's stages `RewriteExprTerms` and `RewriteDynamicTerms`; documentation, "Policy language", "Negation"). So
//! `not input.a > 3` is undefined where `input.a` is, and `not input.a` and `not input.a == 1` hold.

use super::ast::{Act, Kind, Term};
use super::flow::{Done, Flow, Lower};

/// Pushes the statements of `not term`.
pub(super) fn not(lower: &mut Lower<'_>, mut term: Term, flow: &mut Flow) -> Done {
    match &mut term.kind {
        Kind::Infix(operator, left, right) if matches!(*operator, "==" | "=") => {
            *operator = "==";
            operand(lower, left, flow)?;
            operand(lower, right, flow)?;
        }
        Kind::Infix(_, left, right) => {
            outside(lower, left, flow)?;
            outside(lower, right, flow)?;
        }
        Kind::Call(_, arguments) => {
            for argument in arguments {
                outside(lower, argument, flow)?;
            }
        }
        Kind::Member(key, value, collection) => {
            for one in key.iter_mut().chain([value, collection]) {
                outside(lower, one, flow)?;
            }
        }
        _ => operand(lower, &mut term, flow)?,
    }
    flow.push(Act::Not(term));
    Ok(())
}

/// Moves what is in a term outside, but not a reference that it is itself.
fn operand(lower: &mut Lower<'_>, term: &mut Term, flow: &mut Flow) -> Done {
    if let Kind::Ref(base, parts) = &mut term.kind {
        if !matches!(base.kind, Kind::Global(_)) {
            outside(lower, base, flow)?;
        }
        return parts.iter_mut().try_for_each(|part| outside(lower, part, flow));
    }
    if matches!(term.kind, Kind::Global(_)) {
        return Ok(());
    }
    outside(lower, term, flow)
}

/// Moves references and calls in `term` outside.
fn outside(lower: &mut Lower<'_>, term: &mut Term, flow: &mut Flow) -> Done {
    match &term.kind {
        Kind::Scalar(_) | Kind::Text(_) | Kind::Var(_) => Ok(()),
        Kind::ArrayOf(..) | Kind::SetOf(..) | Kind::ObjectOf(..) => lower.ready(term, flow),
        Kind::Array(_) | Kind::Set(_) | Kind::Object(_) => {
            let mut result = Ok(());
            term.children_mut(&mut |child| {
                if result.is_ok() {
                    result = outside(lower, child, flow);
                }
            });
            result
        }
        Kind::Global(_)
        | Kind::Ref(..)
        | Kind::Call(..)
        | Kind::Infix(..)
        | Kind::Member(..)
        | Kind::Template(_) => {
            lower.ready(term, flow)?;
            let name = lower.fresh();
            let span = term.span.clone();
            let inner = std::mem::replace(term, Term::var(&name, &span));
            flow.assign(&name, &span, inner);
            Ok(())
        }
    }
}
