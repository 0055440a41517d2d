//! Template strings and `print`: what is undefined in them is `<undefined>` (OPA documentation, "Policy language",
//! "String interpolation" and "Policy reference", "Debugging").

use super::ast::{Act, Body, Kind, Piece, Span, Statement, Term};
use super::flow::Lower;

/// Returns the text that the pieces of a template string give.
pub(super) fn lowered(lower: &mut Lower<'_>, pieces: Vec<Piece>, span: &Span) -> Term {
    let mut format = String::new();
    let mut values = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => format.push_str(&text.replace('%', "%%")),
            Piece::Term(term) => {
                format.push_str("%v");
                values.push(shown(lower, term));
            }
        }
    }
    let values = Term::new(Kind::Array(values), span.clone());
    Term::call("sprintf", vec![Term::text(&format, span), values], span)
}

/// True for the function `print`.
pub(super) fn is_print(function: &Term) -> bool {
    matches!(&function.kind, Kind::Global(name) if &**name == "print")
}

/// Prepares the arguments of `print`.
pub(super) fn printed(lower: &mut Lower<'_>, arguments: &mut [Term]) {
    for argument in arguments {
        if matches!(argument.kind, Kind::Ref(..) | Kind::Call(..) | Kind::Infix(..) | Kind::Global(_)) {
            let span = argument.span.clone();
            let inner = std::mem::replace(argument, Term::scalar("null", &span));
            *argument = shown(lower, inner);
        }
    }
}

/// Returns `term`, or `"<undefined>"` where it is undefined.
fn shown(lower: &mut Lower<'_>, term: Term) -> Term {
    let span = term.span.clone();
    if matches!(term.kind, Kind::Scalar(_) | Kind::Text(_) | Kind::Var(_)) {
        return term;
    }
    let name = lower.fresh();
    let mut body = Body::default();
    body.locals.insert(name.clone());
    let var = Term::var(&name, &span);
    body.statements.push(Statement {
        span: span.clone(),
        kind: Act::Assign(var.clone(), term),
        with: Vec::new(),
    });
    let found = Term::new(Kind::ArrayOf(Box::new(var), body), span.clone());
    let otherwise = Term::new(Kind::Array(vec![Term::text("<undefined>", &span)]), span.clone());
    Term::call("array.concat", vec![found, otherwise], &span).at(Term::scalar("0", &span))
}
