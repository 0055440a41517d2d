//! Aggregates (Open Policy Agent, "Policy Reference", "Aggregates").

use super::args::{Num, any, from_big, from_count, members, refused};
use super::operators::from_float;
use super::order::compare;
use super::{Outcome, Wrong, fails};
use num_bigint::BigInt;
use num_traits::ToPrimitive as _;
use regorus::Value;

/// The most bits that a product may have.
const MOST_BITS: u64 = 1 << 20;

/// `count`: of a string, its characters.
pub(super) fn count(args: &[Value]) -> Outcome {
    Ok(from_count(match any(args, 0) {
        Value::Array(array) => array.len(),
        Value::Set(set) => set.len(),
        Value::Object(object) => object.len(),
        Value::String(text) => text.chars().count(),
        _ => return refused(args, 0, "an array, an object, a set or a string"),
    }))
}

fn numbers(args: &[Value]) -> Result<Vec<Num>, Wrong> {
    let numbers: Option<Vec<Num>> = members(args, 0)?.into_iter().map(Num::of).collect();
    numbers.map_or_else(|| fails("its argument 1 must have numbers only"), Ok)
}

fn float(number: &Num) -> f64 {
    match number {
        Num::Int(int) => int.to_f64().unwrap_or(f64::INFINITY),
        Num::Float(float) => *float,
    }
}

/// Combines all numbers, exactly if all are integers.
fn combined(
    args: &[Value],
    first: i64,
    exactly: fn(BigInt, &BigInt) -> BigInt,
    nearly: fn(f64, f64) -> f64,
) -> Outcome {
    let numbers = numbers(args)?;
    let mut exact = BigInt::from(first);
    for number in &numbers {
        let Num::Int(int) = number else {
            let first = if first == 0 { 0.0 } else { 1.0 };
            let sum = numbers.iter().map(float).fold(first, nearly);
            return from_float(sum);
        };
        exact = exactly(exact, int);
        if exact.bits() > MOST_BITS {
            return Err(Wrong::Exceeds(format!("its result would have more than {MOST_BITS} bits")));
        }
    }
    Ok(from_big(&exact))
}

pub(super) fn sum(args: &[Value]) -> Outcome {
    combined(args, 0, |sum, one| sum + one, |sum, one| sum + one)
}

pub(super) fn product(args: &[Value]) -> Outcome {
    combined(args, 1, |product, one| product * one, |product, one| product * one)
}

/// `max`: nothing for an empty collection.
pub(super) fn max(args: &[Value]) -> Outcome {
    let largest = members(args, 0)?.into_iter().max_by(|a, b| compare(a, b));
    Ok(largest.cloned().unwrap_or(Value::Undefined))
}

/// `min`: nothing for an empty collection. In a set, null counts only if nothing else is there.
pub(super) fn min(args: &[Value]) -> Outcome {
    let is_set = matches!(any(args, 0), Value::Set(_));
    let members = members(args, 0)?;
    let counts = |value: &&Value| !is_set || members.len() == 1 || **value != Value::Null;
    let least = members.iter().copied().filter(counts).min_by(|a, b| compare(a, b));
    Ok(least.cloned().unwrap_or(Value::Undefined))
}

pub(super) fn sort(args: &[Value]) -> Outcome {
    let mut members: Vec<Value> = members(args, 0)?.into_iter().cloned().collect();
    members.sort_by(compare);
    Ok(Value::from(members))
}

/// `all`, deprecated: whether every member is true.
pub(super) fn all(args: &[Value]) -> Outcome {
    Ok(Value::from(members(args, 0)?.into_iter().all(|one| *one == Value::Bool(true))))
}

/// `any`, deprecated: whether a member is true.
pub(super) fn any_true(args: &[Value]) -> Outcome {
    Ok(Value::from(members(args, 0)?.into_iter().any(|one| *one == Value::Bool(true))))
}
