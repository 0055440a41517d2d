//! Amounts with units (Open Policy Agent, "Policy Reference", "Units").

use super::args::{from_big, text};
use super::{Outcome, Wrong, fails};
use num_bigint::BigInt;
use regorus::Value;

/// An exact fraction: numerator and denominator.
struct Fraction(BigInt, BigInt);

const POWERS: [&str; 6] = ["k", "m", "g", "t", "p", "e"];

fn power(base: u32, of: usize) -> BigInt {
    BigInt::from(base).pow(u32::try_from(of).unwrap_or(0))
}

/// Splits an amount into its number and its unit.
fn split(text: &str) -> Result<(&str, &str), Wrong> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' | b'.' | b'+' | b'-' => {}
            b'e' | b'E' => {
                let is_signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
                if !is_signed && !is_digit(at + 1) {
                    break;
                }
                at += usize::from(is_signed);
                let digits = bytes.iter().skip(at + 1).take_while(|digit| digit.is_ascii_digit()).count();
                if digits > 6 {
                    return fails("its exponent is too large");
                }
            }
            _ => break,
        }
        at += 1;
    }
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (number, unit) = text.split_at(at);
    if number.is_empty() { fails("there is no amount") } else { Ok((number, unit)) }
}

/// Reads a decimal number exactly.
fn exact(text: &str) -> Option<Fraction> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{part}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // More digits than any amount needs would only take time.
    let shift = exponent.checked_sub(i32::try_from(part.len()).ok()?)?;
    if shift.abs() > 20_000 || all.len() > 20_000 {
        return None;
    }
    let value = BigInt::parse_bytes(all.as_bytes(), 10)? * sign;
    let scale = BigInt::from(10).pow(shift.unsigned_abs());
    Some(if shift < 0 { Fraction(value, scale) } else { Fraction(value * scale, BigInt::from(1)) })
}

fn amount(number: &str) -> Result<Fraction, Wrong> {
    exact(number).map_or_else(|| fails(format!("{number:?} is not a number")), Ok)
}

/// `units.parse`: `10G`, `10Gi`, `100m`.
pub(super) fn parse(args: &[Value]) -> Outcome {
    let plain = text(args, 0)?.replace('"', "");
    if plain.contains(' ') {
        return fails("an amount must not have spaces");
    }
    let (number, unit) = split(&plain)?;
    let mut letters = unit.chars();
    let first: String = letters.next().into_iter().collect();
    let unit = first.clone() + &letters.as_str().to_lowercase();
    let place = POWERS.iter().position(|power| *power == first.to_lowercase());
    let (times, by) = match (&*unit, place) {
        ("", _) => (BigInt::from(1), BigInt::from(1)),
        // The fraction nearest to a thousandth, which is how Open Policy Agent has it.
        ("m", _) => (BigInt::from(1_152_921_504_606_847_u64), BigInt::from(1_152_921_504_606_846_976_u64)),
        (unit, Some(place)) if unit.chars().count() == 1 => (power(1000, place + 1), BigInt::from(1)),
        (unit, Some(place)) if unit.get(1..) == Some("i") => (power(1024, place + 1), BigInt::from(1)),
        _ => return fails(format!("there is no unit {unit:?}")),
    };
    let Fraction(top, bottom) = amount(number)?;
    let (top, bottom) = (top * times, bottom * by);
    if (&top % &bottom) == BigInt::ZERO {
        return Ok(from_big(&(top / bottom)));
    }
    decimal(&top, &bottom)
}

/// Ten digits behind the point, the last rounded half away from zero.
fn decimal(top: &BigInt, bottom: &BigInt) -> Outcome {
    let negative = top.sign() == num_bigint::Sign::Minus;
    let size = BigInt::from(top.magnitude().clone());
    let scaled: BigInt = (size * power(10, 10) * 2 + bottom) / (bottom * 2);
    let digits = format!("{scaled:0>11}");
    let (whole, part) = digits.split_at(digits.len() - 10);
    let sign = if negative { "-" } else { "" };
    let value = Value::from_numeric_string(&format!("{sign}{whole}.{part}"));
    value.or_else(|error| fails(error.to_string()))
}

/// `units.parse_bytes`: `10GB`, `10GiB`, without a fraction of a byte.
pub(super) fn parse_bytes(args: &[Value]) -> Outcome {
    let plain = text(args, 0)?.to_lowercase().replace('"', "");
    if plain.contains(' ') {
        return fails("an amount must not have spaces");
    }
    let (number, unit) = split(&plain)?;
    let place = |letters: &str| POWERS.iter().position(|power| *power == letters);
    let binary = unit.strip_suffix("ib").or_else(|| unit.strip_suffix('i')).and_then(place);
    let decimal = unit.strip_suffix('b').or(Some(unit)).and_then(place);
    let times = match (unit, binary, decimal) {
        ("", ..) => BigInt::from(1),
        (_, Some(place), _) => power(1024, place + 1),
        (_, None, Some(place)) => power(1000, place + 1),
        _ => return fails(format!("there is no unit {unit:?}")),
    };
    let Fraction(top, bottom) = amount(number)?;
    Ok(from_big(&(top * times / bottom)))
}
