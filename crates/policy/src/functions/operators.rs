//! The functions that stand for operators: `plus(1, 2)` is `1 + 2` (Open Policy Agent, "Policy Reference", "Numbers",
//! "Sets", "Comparison"). Unlike regorus' operators, they are undefined where policies are lenient and an argument is wrong.

use super::args::{Num, any, from_big, number, set};
use super::order::compare;
use super::{Outcome, Wrong, fails};
use num_bigint::BigInt;
use num_traits::ToPrimitive as _;
use regorus::Value;
use std::cmp::Ordering;

/// The most bits that a product may have.
const MOST_BITS: u64 = 1 << 20;

fn float(number: &Num) -> f64 {
    match number {
        Num::Int(int) => int.to_f64().unwrap_or(f64::INFINITY),
        Num::Float(float) => *float,
    }
}

/// The value of a floating-point number, an integer if it has no fraction.
pub(super) fn from_float(float: f64) -> Outcome {
    if !float.is_finite() {
        return fails("its result is too large");
    }
    if float.fract() == 0.0
        && let Ok(value) = Value::from_numeric_string(&format!("{float}"))
    {
        return Ok(value);
    }
    Ok(Value::from(float))
}

fn calculated(
    args: &[Value],
    exactly: fn(&BigInt, &BigInt) -> BigInt,
    nearly: fn(f64, f64) -> f64,
) -> Outcome {
    match (number(args, 0)?, number(args, 1)?) {
        (Num::Int(a), Num::Int(b)) => {
            if a.bits() + b.bits() > MOST_BITS {
                return Err(Wrong::Exceeds(format!("its result would have more than {MOST_BITS} bits")));
            }
            Ok(from_big(&exactly(&a, &b)))
        }
        (a, b) => from_float(nearly(float(&a), float(&b))),
    }
}

pub(super) fn plus(args: &[Value]) -> Outcome {
    calculated(args, |a, b| a + b, |a, b| a + b)
}

/// `minus`: of numbers or of sets.
pub(super) fn minus(args: &[Value]) -> Outcome {
    if let (Value::Set(a), Value::Set(b)) = (any(args, 0), any(args, 1)) {
        return Ok(a.difference(b).into_value());
    }
    calculated(args, |a, b| a - b, |a, b| a - b)
}

pub(super) fn mul(args: &[Value]) -> Outcome {
    calculated(args, |a, b| a * b, |a, b| a * b)
}

pub(super) fn div(args: &[Value]) -> Outcome {
    match (number(args, 0)?, number(args, 1)?) {
        (_, Num::Int(by)) if by == BigInt::ZERO => fails("it divides by zero"),
        (Num::Int(a), Num::Int(b)) if &a % &b == BigInt::ZERO => Ok(from_big(&(a / b))),
        (a, b) => from_float(float(&a) / float(&b)),
    }
}

/// `rem`: of integers, with the sign of the first.
pub(super) fn rem(args: &[Value]) -> Outcome {
    match (number(args, 0)?, number(args, 1)?) {
        (Num::Int(_), Num::Int(by)) if by == BigInt::ZERO => fails("it divides by zero"),
        (Num::Int(a), Num::Int(b)) => Ok(from_big(&(a % b))),
        _ => fails("a number has a fraction"),
    }
}

pub(super) fn and(args: &[Value]) -> Outcome {
    Ok(set(args, 0)?.intersection(set(args, 1)?).into_value())
}

pub(super) fn or(args: &[Value]) -> Outcome {
    Ok(set(args, 0)?.union(set(args, 1)?).into_value())
}

fn order(args: &[Value]) -> Ordering {
    compare(any(args, 0), any(args, 1))
}

pub(super) fn equal(args: &[Value]) -> Outcome {
    Ok(Value::from(order(args).is_eq()))
}

pub(super) fn neq(args: &[Value]) -> Outcome {
    Ok(Value::from(order(args).is_ne()))
}

pub(super) fn lt(args: &[Value]) -> Outcome {
    Ok(Value::from(order(args).is_lt()))
}

pub(super) fn lte(args: &[Value]) -> Outcome {
    Ok(Value::from(order(args).is_le()))
}

pub(super) fn gt(args: &[Value]) -> Outcome {
    Ok(Value::from(order(args).is_gt()))
}

pub(super) fn gte(args: &[Value]) -> Outcome {
    Ok(Value::from(order(args).is_ge()))
}
