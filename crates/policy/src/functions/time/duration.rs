//! `time.parse_duration_ns`: Go's durations, and days, weeks and years of 365 days.

use crate::functions::args::text;
use crate::functions::{Outcome, Wrong, fails};
use regorus::Value;

fn unit(name: &str) -> Option<u64> {
    Some(match name {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// The hours of a unit that Go does not know.
fn hours(name: &str) -> Option<f64> {
    Some(match name {
        "d" => 24.0,
        "w" => 168.0,
        "y" => 8760.0,
        _ => return None,
    })
}

pub(in crate::functions) fn parse_duration_ns(args: &[Value]) -> Outcome {
    let text = text(args, 0)?;
    let wrong = || Wrong::Fails(format!("{text:?} is not a duration"));
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(Value::from(0_i64));
    }
    if rest.is_empty() {
        return Err(wrong());
    }
    let mut sum = 0_u64;
    while !rest.is_empty() {
        let digits = rest.find(|one: char| !one.is_ascii_digit() && one != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let end = after.find(|one: char| one.is_ascii_digit() || one == '.').unwrap_or(after.len());
        let (name, after) = after.split_at(end);
        rest = after;
        let part = match hours(name) {
            Some(hours) => {
                let number: f64 = number.parse().map_err(|_| wrong())?;
                amount(&format!("{}", number * hours), "h")
            }
            None => amount(number, name),
        };
        sum = part.and_then(|part| sum.checked_add(part)).filter(|sum| *sum <= 1 << 63).ok_or_else(wrong)?;
    }
    let sum = if negative { -i128::from(sum) } else { i128::from(sum) };
    i64::try_from(sum).map_or_else(|_| fails(format!("{text:?} is too long")), |sum| Ok(Value::from(sum)))
}

/// The nanoseconds of a number of units.
fn amount(number: &str, name: &str) -> Option<u64> {
    let unit = unit(name)?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && part.is_empty() || part.contains('.') {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    // Digits that no 64 bits hold do not count.
    let (mut fraction, mut scale) = (0_u64, 1.0_f64);
    for digit in part.bytes() {
        let next = fraction.checked_mul(10).and_then(|next| next.checked_add(u64::from(digit - b'0')));
        let Some(next) = next.filter(|next| *next < 1 << 63) else { break };
        fraction = next;
        scale *= 10.0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "as Go does"
    )]
    let fraction = (fraction as f64 * (unit as f64 / scale)) as u64;
    whole.checked_mul(unit)?.checked_add(fraction).filter(|sum| *sum <= 1 << 63)
}
