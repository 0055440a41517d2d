//! Numbers (Open Policy Agent, "Policy Reference", "Numbers"). Its floating-point numbers have 64 bits of mantissa; ours
//! have 53, so that digits behind the sixteenth may differ.

use super::args::{Num, any, big, from_big, number, set};
use super::print::rounded;
use super::{Outcome, fails, room_for_members};
use num_bigint::{BigInt, Sign};
use num_traits::FromPrimitive as _;
use regorus::Value;

fn whole(args: &[Value], round: fn(f64) -> f64) -> Outcome {
    match number(args, 0)? {
        Num::Int(int) => Ok(from_big(&rounded(&int))),
        Num::Float(float) => Ok(from_big(&BigInt::from_f64(round(float)).unwrap_or_default())),
    }
}

/// `ceil`. Between -1 and 0 it gives 1, as in Open Policy Agent 1.19, which takes what is left of such a number for positive.
pub(super) fn ceil(args: &[Value]) -> Outcome {
    whole(args, |float| if float > -1.0 && float < 0.0 { 1.0 } else { float.ceil() })
}

/// `floor`. Between -1 and 0 it gives 0, as in Open Policy Agent 1.19.
pub(super) fn floor(args: &[Value]) -> Outcome {
    whole(args, |float| if float > -1.0 && float < 0.0 { 0.0 } else { float.floor() })
}

/// Half is rounded away from zero.
pub(super) fn round(args: &[Value]) -> Outcome {
    whole(args, f64::round)
}

pub(super) fn abs(args: &[Value]) -> Outcome {
    match number(args, 0)? {
        Num::Int(int) => Ok(from_big(&rounded(&BigInt::from(int.magnitude().clone())))),
        Num::Float(float) => Ok(Value::from(float.abs())),
    }
}

/// `set_diff`, the older name of `-`.
pub(super) fn set_diff(args: &[Value]) -> Outcome {
    let (from, other) = (set(args, 0)?, set(args, 1)?);
    Ok(from.difference(other).into_value())
}

/// `numbers.range(a, b)`: from `a` to `b`, both included, upwards or downwards.
pub(super) fn range(args: &[Value]) -> Outcome {
    between(&big(args, 0)?, &big(args, 1)?, &BigInt::from(1))
}

/// `numbers.range_step(a, b, step)`; `step` is positive.
pub(super) fn range_step(args: &[Value]) -> Outcome {
    let (from, to, step) = (big(args, 0)?, big(args, 1)?, big(args, 2)?);
    if step.sign() != Sign::Plus {
        return fails("its argument 3 must be positive");
    }
    between(&from, &to, &step)
}

fn between(from: &BigInt, to: &BigInt, step: &BigInt) -> Outcome {
    let distance = BigInt::from((to - from).magnitude().clone());
    let count = usize::try_from(distance / step).unwrap_or(usize::MAX - 1) + 1;
    room_for_members(count)?;
    let step = if to < from { -step } else { step.clone() };
    let mut next = from.clone();
    let mut values = Vec::with_capacity(count);
    for _ in 0..count {
        values.push(from_big(&next));
        next += &step;
    }
    Ok(Value::from(values))
}

/// `format_int(number, base)`: a fraction is cut off.
pub(super) fn format_int(args: &[Value]) -> Outcome {
    let int = match number(args, 0)? {
        Num::Int(int) => int,
        Num::Float(float) => BigInt::from_f64(float.trunc()).unwrap_or_default(),
    };
    number(args, 1)?;
    let base = any(args, 1).as_u32().unwrap_or_default();
    if !matches!(base, 2 | 8 | 10 | 16) {
        return fails("its argument 2 must be 2, 8, 10 or 16");
    }
    Ok(Value::from(int.to_str_radix(base)))
}
