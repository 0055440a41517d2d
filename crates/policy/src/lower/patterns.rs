//! Unification: `=`, `:=`, `some … in` and arguments with patterns.
//!
//! A pattern of an array or object equals only values of the same length and the same keys (OPA documentation, "Policy
//! language", "Equality"). Regorus takes an object with more keys as well.

use super::ast::{Act, Kind, Term};
use super::flow::{Done, Flow, Lower};
use super::order;
use std::sync::Arc;

/// Pushes the statements of `left = right`.
pub(super) fn unify(lower: &mut Lower<'_>, mut left: Term, mut right: Term, flow: &mut Flow) -> Done {
    if let Some(name) = free(&left, flow) {
        if let Some(other) = free(&right, flow).filter(|other| *other == name) {
            return Err(order::unsafe_variable(&other, right.span));
        }
        return assign(lower, &left, right, flow);
    }
    if free(&right, flow).is_some() {
        return assign(lower, &right, left, flow);
    }
    match (&mut left.kind, &mut right.kind) {
        (Kind::Array(items), Kind::Array(others)) if items.len() == others.len() => {
            let pairs = std::mem::take(items).into_iter().zip(std::mem::take(others)).collect();
            return pairwise(lower, pairs, flow);
        }
        (Kind::Object(fields), Kind::Object(others)) if has_same_keys(fields, others) => {
            let others = std::mem::take(others);
            let pairs = std::mem::take(fields).into_iter().filter_map(|(key, value)| {
                let (_, other) = others.iter().find(|(other, _)| order::same(&key, other))?;
                Some((value, other.clone()))
            });
            let pairs = pairs.collect();
            return pairwise(lower, pairs, flow);
        }
        _ => {}
    }
    if is_pattern(&left, flow) {
        return matched(lower, left, right, flow);
    }
    if is_pattern(&right, flow) {
        return matched(lower, right, left, flow);
    }
    lower.ready(&mut left, flow)?;
    lower.ready(&mut right, flow)?;
    flow.push(Act::Holds(Term::infix("==", left, right)));
    Ok(())
}

/// Pushes the statements of `some key, value in collection`.
pub(super) fn some_in(
    lower: &mut Lower<'_>,
    key: Option<Term>,
    value: Term,
    mut collection: Term,
    flow: &mut Flow,
) -> Done {
    lower.ready(&mut collection, flow)?;
    if !matches!(collection.kind, Kind::Var(_) | Kind::Global(_) | Kind::Ref(..)) {
        let name = lower.fresh();
        let span = collection.span.clone();
        let inner = std::mem::replace(&mut collection, Term::var(&name, &span));
        flow.assign(&name, &span, inner);
    }
    let free_key = key.as_ref().and_then(|key| free(key, flow));
    let is_free = free_key.is_some();
    let name = free_key.unwrap_or_else(|| lower.fresh());
    let span = key.as_ref().map_or_else(|| value.span.clone(), |key| key.span.clone());
    let taken = collection.at(Term::var(&name, &span));
    unify(lower, value, taken, flow)?;
    match key {
        Some(key) if !is_free => unify(lower, key, Term::var(&name, &span), flow),
        _ => Ok(()),
    }
}

/// Returns the name of a variable without a value.
fn free(term: &Term, flow: &Flow) -> Option<super::ast::Name> {
    term.as_var().filter(|name| !flow.safe.contains(*name)).map(Arc::clone)
}

/// True for a literal array or object with variables that have no value yet.
fn is_pattern(term: &Term, flow: &Flow) -> bool {
    match &term.kind {
        Kind::Var(name) => !flow.safe.contains(name),
        Kind::Array(items) => items.iter().any(|item| is_pattern(item, flow)),
        Kind::Object(fields) => fields.iter().any(|(_, value)| is_pattern(value, flow)),
        _ => false,
    }
}

fn has_same_keys(fields: &[(Term, Term)], others: &[(Term, Term)]) -> bool {
    let is_literal = |key: &Term| matches!(key.kind, Kind::Text(_) | Kind::Scalar(_));
    fields.len() == others.len()
        && fields
            .iter()
            .all(|(key, _)| is_literal(key) && others.iter().any(|(other, _)| order::same(key, other)))
}

/// Gives the variable `left` the value of `right`.
fn assign(lower: &mut Lower<'_>, left: &Term, mut right: Term, flow: &mut Flow) -> Done {
    let Some(name) = left.as_var().cloned() else { return Ok(()) };
    // In `x = s[x]` the variable takes every key, and then is compared.
    let mut inside = order::Safe::new();
    super::names::all(&right, &mut inside);
    let is_inside = inside.contains(&name);
    let takes_last = !is_inside;
    lower.ready_to(&mut right, flow, takes_last)?;
    if is_inside && flow.safe.contains(&name) {
        flow.push(Act::Holds(Term::infix("==", left.clone(), right)));
    } else {
        flow.assign(&name, &left.span, right);
    }
    Ok(())
}

/// Unifies `pairs`, first those of which one side has a value.
fn pairwise(lower: &mut Lower<'_>, mut pairs: Vec<(Term, Term)>, flow: &mut Flow) -> Done {
    while !pairs.is_empty() {
        let at = pairs.iter().position(|(left, right)| {
            order::unknown(left, &flow.safe).is_none() || order::unknown(right, &flow.safe).is_none()
        });
        let (left, right) = pairs.remove(at.unwrap_or(0));
        unify(lower, left, right, flow)?;
    }
    Ok(())
}

/// Divides the value `whole` as `pattern` says.
fn matched(lower: &mut Lower<'_>, pattern: Term, mut whole: Term, flow: &mut Flow) -> Done {
    let span = pattern.span.clone();
    let is_bare = whole.as_var().is_some();
    if !is_bare {
        lower.ready_to(&mut whole, flow, true)?;
        let name = lower.fresh();
        flow.assign(&name, &span, whole);
        whole = Term::var(&name, &span);
    }
    let holds = |flow: &mut Flow, term| flow.push(Act::Holds(term));
    let counted = |count: usize| {
        let number = Term::scalar(&count.to_string(), &span);
        Term::infix("==", Term::call("count", vec![whole.clone()], &span), number)
    };
    let parts: Vec<(Term, Term)> = match pattern.kind {
        Kind::Array(items) => {
            holds(flow, Term::call("is_array", vec![whole.clone()], &span));
            holds(flow, counted(items.len()));
            let numbered = items.into_iter().enumerate();
            numbered.map(|(number, item)| (Term::scalar(&number.to_string(), &span), item)).collect()
        }
        Kind::Object(fields) => {
            holds(flow, Term::call("is_object", vec![whole.clone()], &span));
            holds(flow, counted(fields.len()));
            fields
        }
        _ => Vec::new(),
    };
    let mut pairs = Vec::new();
    for (mut key, part) in parts {
        lower.ready(&mut key, flow)?;
        pairs.push((part, whole.clone().at(key)));
    }
    pairwise(lower, pairs, flow)
}
