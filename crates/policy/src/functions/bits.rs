//! Bitwise operations on integers of any size, in two's complement (Open Policy Agent, "Policy Reference", "Bitwise").

use super::args::{big, from_big};
use super::{Outcome, Wrong, fails};
use num_bigint::{BigInt, Sign};
use regorus::Value;

/// The most bits that a shift to the left may give.
const MOST_BITS: u64 = 1 << 20;

pub(super) fn and(args: &[Value]) -> Outcome {
    Ok(from_big(&(big(args, 0)? & big(args, 1)?)))
}

pub(super) fn or(args: &[Value]) -> Outcome {
    Ok(from_big(&(big(args, 0)? | big(args, 1)?)))
}

pub(super) fn xor(args: &[Value]) -> Outcome {
    Ok(from_big(&(big(args, 0)? ^ big(args, 1)?)))
}

pub(super) fn negate(args: &[Value]) -> Outcome {
    Ok(from_big(&!big(args, 0)?))
}

/// The distance of a shift, as Go takes it: the lowest 64 bits of an integer that is not negative.
fn distance(args: &[Value]) -> Result<u64, Wrong> {
    let by = big(args, 1)?;
    if by.sign() == Sign::Minus {
        return fails("its argument 2 must not be negative");
    }
    Ok(by.iter_u64_digits().next().unwrap_or(0))
}

pub(super) fn lsh(args: &[Value]) -> Outcome {
    let (value, by) = (big(args, 0)?, distance(args)?);
    if value.sign() == Sign::NoSign {
        return Ok(from_big(&value));
    }
    if by.saturating_add(value.bits()) > MOST_BITS {
        return Err(Wrong::Exceeds(format!("its result would have more than {MOST_BITS} bits")));
    }
    Ok(from_big(&(value << by)))
}

pub(super) fn rsh(args: &[Value]) -> Outcome {
    let (value, by) = (big(args, 0)?, distance(args)?);
    if by > value.bits() {
        return Ok(from_big(&BigInt::from(if value.sign() == Sign::Minus { -1 } else { 0 })));
    }
    Ok(from_big(&(value >> by)))
}
