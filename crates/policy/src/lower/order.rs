//! Orders the statements of a body so that every variable has a value before it is used, and refuses what has none.
//!
//! OPA: "Policy language", "Safety": a variable is safe if a statement that is not negated gives it a value. Regorus orders
//! statements too, and misses some orders (`x = s[x]`).

use super::Refusal;
use super::ast::{Act, Body, Kind, Name, Piece, Span, Statement, Term};
use super::names;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The variables that have a value.
pub(super) type Safe = BTreeSet<Name>;

/// Returns the statements of `body` in an order in which they can be evaluated. `arity` gives the number of arguments of
/// a function.
pub(super) fn ordered(
    statements: Vec<Statement>,
    safe: &Safe,
    arity: &dyn Fn(&Term) -> Option<usize>,
) -> Result<Vec<Statement>, Refusal> {
    let mut safe = safe.clone();
    let mut left = statements;
    let mut done = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let mut later = Vec::new();
        let before = left.len();
        for statement in left {
            let binds = binds(&statement, &safe, arity);
            let after: Safe = safe.union(&binds).cloned().collect();
            if missing(&statement, &after).is_none() {
                safe = after;
                done.push(statement);
            } else {
                later.push(statement);
            }
        }
        if later.len() == before {
            let found = later.iter().find_map(|statement| {
                let binds = binds(statement, &safe, arity);
                missing(statement, &safe.union(&binds).cloned().collect())
            });
            let (name, span) = found.unwrap_or_default();
            return Err(unsafe_variable(&name, span));
        }
        left = later;
    }
    Ok(done)
}

/// Refuses a variable in `term`, which is evaluated after a body, that has no value.
pub(super) fn check(term: &Term, safe: &Safe) -> Result<(), Refusal> {
    let mut known = safe.clone();
    loop {
        let before = known.len();
        let mut more = Safe::new();
        of_references(term, &known, &mut more);
        known.extend(more);
        if known.len() == before {
            break;
        }
    }
    match unknown(term, &known) {
        Some((name, span)) => Err(unsafe_variable(&name, span)),
        None => Ok(()),
    }
}

/// Creates the refusal of a variable without a value.
pub(super) fn unsafe_variable(name: &str, span: Span) -> Refusal {
    let shown = name.split_once("__").map_or(name, |(shown, _)| shown);
    let shown = if shown.is_empty() { "_" } else { shown };
    Refusal::new(span, format!("nothing gives `{shown}` a value (OPA: `var {shown} is unsafe`)"))
}

/// Returns the variables that `statement` gives a value if those in `safe` have one.
pub(super) fn binds(statement: &Statement, safe: &Safe, arity: &dyn Fn(&Term) -> Option<usize>) -> Safe {
    let mut found = Safe::new();
    loop {
        let known: Safe = safe.union(&found).cloned().collect();
        let mut more = Safe::new();
        for with in &statement.with {
            of_references(&with.value, &known, &mut more);
        }
        match &statement.kind {
            Act::Holds(term) => {
                of_references(term, &known, &mut more);
                if let Kind::Call(function, arguments) = &term.kind
                    && let Some((result, arguments)) = arguments.split_last()
                    && arity(function) == Some(arguments.len())
                    && arguments.iter().all(|argument| unknown(argument, &known).is_none())
                {
                    variables(result, &known, &mut more);
                }
            }
            Act::Not(term) => in_calls(term, true, &known, &mut more),
            Act::NotEqual(left, right) => {
                in_calls(left, false, &known, &mut more);
                in_calls(right, false, &known, &mut more);
            }
            Act::Unify(left, right) | Act::Assign(left, right) => {
                of_references(left, &known, &mut more);
                of_references(right, &known, &mut more);
                unified(left, right, &known, &mut more);
            }
            Act::Some(_) => {}
            Act::SomeIn(key, value, collection) => {
                of_references(collection, &known, &mut more);
                if unknown(collection, &known).is_none() {
                    for pattern in key.iter().chain([value]) {
                        of_references(pattern, &known, &mut more);
                        variables(pattern, &known, &mut more);
                    }
                }
            }
            Act::Every(_, _, domain, _) => of_references(domain, &known, &mut more),
        }
        let before = found.len();
        found.extend(more.into_iter().filter(|name| !safe.contains(name)));
        if found.len() == before {
            return found;
        }
    }
}

/// Collects the variables that calls in a negated term give a value: they are evaluated before it, and not negated.
fn in_calls(term: &Term, is_whole: bool, safe: &Safe, into: &mut Safe) {
    let is_call = matches!(term.kind, Kind::Call(..) | Kind::Infix(..) | Kind::Member(..));
    if is_call && !is_whole {
        of_references(term, safe, into);
    } else {
        term.children(&mut |child| in_calls(child, false, safe, into));
    }
}

/// Collects the variables in brackets of references whose base has a value: each takes every key.
fn of_references(term: &Term, safe: &Safe, into: &mut Safe) {
    if let Kind::Ref(base, parts) = &term.kind
        && unknown(base, safe).is_none()
    {
        for part in parts {
            variables(part, safe, into);
        }
    }
    term.children(&mut |child| of_references(child, safe, into));
}

/// Collects the variables of a pattern that have no value.
fn variables(pattern: &Term, safe: &Safe, into: &mut Safe) {
    match &pattern.kind {
        Kind::Var(name) if !safe.contains(name) => {
            into.insert(Arc::clone(name));
        }
        Kind::Array(items) => items.iter().for_each(|item| variables(item, safe, into)),
        Kind::Object(fields) => fields.iter().for_each(|(_, value)| variables(value, safe, into)),
        _ => {}
    }
}

/// Collects the variables that get a value where `left` equals `right`.
fn unified(left: &Term, right: &Term, safe: &Safe, into: &mut Safe) {
    match (&left.kind, &right.kind) {
        (Kind::Array(left), Kind::Array(right)) => {
            // What cannot be equal gives nothing a value.
            if left.len() == right.len() {
                for (left, right) in left.iter().zip(right) {
                    unified(left, right, safe, into);
                }
            }
        }
        (Kind::Object(left), Kind::Object(right)) => {
            if left.len() == right.len() {
                for (key, left) in left {
                    if let Some((_, right)) = right.iter().find(|(other, _)| same(key, other)) {
                        unified(left, right, safe, into);
                    }
                }
            }
        }
        _ => {
            if matches(left, right) && unknown(right, safe).is_none() {
                variables(left, safe, into);
            }
            if matches(right, left) && unknown(left, safe).is_none() {
                variables(right, safe, into);
            }
        }
    }
}

/// True if `value` can have the form of `pattern`, as far as it is seen without types.
fn matches(pattern: &Term, value: &Term) -> bool {
    let is_unseen = matches!(
        value.kind,
        Kind::Var(_)
            | Kind::Global(_)
            | Kind::Ref(..)
            | Kind::Call(..)
            | Kind::Infix(..)
            | Kind::Member(..)
            | Kind::Template(_)
            | Kind::ArrayOf(..)
            | Kind::SetOf(..)
            | Kind::ObjectOf(..)
    );
    pattern.as_var().is_some() || is_unseen
}

/// True for the same literal key.
pub(super) fn same(left: &Term, right: &Term) -> bool {
    match (&left.kind, &right.kind) {
        (Kind::Text(left), Kind::Text(right))
        | (Kind::Scalar(left), Kind::Scalar(right))
        | (Kind::Var(left), Kind::Var(right)) => left == right,
        _ => false,
    }
}

/// Returns the first variable in `term` without a value, also of those that bodies in it take from outside.
pub(super) fn unknown(term: &Term, safe: &Safe) -> Option<(Name, Span)> {
    match &term.kind {
        Kind::Var(name) => (!safe.contains(name)).then(|| (Arc::clone(name), term.span.clone())),
        Kind::ArrayOf(..) | Kind::SetOf(..) | Kind::ObjectOf(..) => {
            captured(term).into_iter().find(|name| !safe.contains(name)).map(|name| (name, term.span.clone()))
        }
        _ => {
            let mut found = None;
            term.children(&mut |child| found = found.take().or_else(|| unknown(child, safe)));
            found
        }
    }
}

/// Returns the variables that the bodies in `term` take from outside.
fn captured(term: &Term) -> Safe {
    let (mut used, mut own) = (Safe::new(), Safe::new());
    names::all(term, &mut used);
    own_of_term(term, &mut own);
    used.retain(|name| !own.contains(name));
    used
}

fn own_of_term(term: &Term, into: &mut Safe) {
    match &term.kind {
        Kind::ArrayOf(inner, body) | Kind::SetOf(inner, body) => {
            own_of_term(inner, into);
            own_of_body(body, into);
        }
        Kind::ObjectOf(key, value, body) => {
            own_of_term(key, into);
            own_of_term(value, into);
            own_of_body(body, into);
        }
        Kind::Template(pieces) => {
            for piece in pieces {
                if let Piece::Term(term) = piece {
                    own_of_term(term, into);
                }
            }
        }
        _ => term.children(&mut |child| own_of_term(child, into)),
    }
}

fn own_of_body(body: &Body, into: &mut Safe) {
    into.extend(body.locals.iter().cloned());
    for statement in &body.statements {
        for with in &statement.with {
            own_of_term(&with.value, into);
        }
        match &statement.kind {
            Act::Holds(term) | Act::Not(term) => own_of_term(term, into),
            Act::NotEqual(left, right) | Act::Unify(left, right) | Act::Assign(left, right) => {
                own_of_term(left, into);
                own_of_term(right, into);
            }
            Act::Some(_) => {}
            Act::SomeIn(key, value, collection) => {
                key.iter().chain([value, collection]).for_each(|term| own_of_term(term, into));
            }
            Act::Every(key, value, domain, body) => {
                into.extend(key.iter().chain([value]).map(|(name, _)| Arc::clone(name)));
                own_of_term(domain, into);
                own_of_body(body, into);
            }
        }
    }
}

/// Returns the first variable that `statement` needs and that has no value.
fn missing(statement: &Statement, safe: &Safe) -> Option<(Name, Span)> {
    let of_with = statement.with.iter().find_map(|with| unknown(&with.value, safe));
    of_with.or_else(|| match &statement.kind {
        Act::Holds(term) | Act::Not(term) => unknown(term, safe),
        Act::NotEqual(left, right) | Act::Unify(left, right) | Act::Assign(left, right) => {
            unknown(left, safe).or_else(|| unknown(right, safe))
        }
        Act::Some(_) => None,
        Act::SomeIn(key, value, collection) => {
            let terms = key.iter().chain([value, collection]);
            terms.into_iter().find_map(|term| unknown(term, safe))
        }
        Act::Every(key, value, domain, body) => unknown(domain, safe).or_else(|| {
            let (mut used, mut own) = (Safe::new(), Safe::new());
            names::all_of_body(body, &mut used);
            own_of_body(body, &mut own);
            own.extend(key.iter().chain([value]).map(|(name, _)| Arc::clone(name)));
            let name = used.into_iter().find(|name| !own.contains(name) && !safe.contains(name))?;
            Some((name, statement.span.clone()))
        }),
    })
}
