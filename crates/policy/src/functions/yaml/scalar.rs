//! What a plain scalar is: `yes` and `on` are booleans, `0777` is octal.

use crate::functions::{Wrong, fails};
use regorus::Value;

/// What a scalar is.
#[derive(Debug, PartialEq)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    /// `<<`.
    Merge,
    Text,
}

/// Returns what `text` is without quotes.
pub(super) fn kind(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Kind::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Kind::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Kind::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Kind::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Kind::Float(f64::NEG_INFINITY),
        "<<" => return Kind::Merge,
        _ => {}
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Kind::Text;
    }
    let plain = if text.starts_with('.') { text.to_owned() } else { text.replace('_', "") };
    if !text.starts_with('.')
        && let Some(int) = int(&plain)
    {
        return Kind::Int(int);
    }
    if is_float(&plain)
        && let Ok(float) = plain.parse::<f64>()
        && float.is_finite()
    {
        return Kind::Float(float);
    }
    Kind::Text
}

/// Reads an integer of 64 bits, with a prefix for its base.
fn int(text: &str) -> Option<i128> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = digits.to_ascii_lowercase();
    let (base, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, lower.get(2..)?),
        [b'0', b'o', ..] => (8, lower.get(2..)?),
        [b'0', b'b', ..] => (2, lower.get(2..)?),
        [b'0', _, ..] => (8, lower.get(1..)?),
        _ => (10, &*lower),
    };
    if !digits.starts_with(|digit: char| digit.is_digit(base)) {
        return None;
    }
    let size = i128::from_str_radix(digits, base).ok()?;
    let int = if text.starts_with('-') { -size } else { size };
    let most = if text.starts_with('+') { i128::from(i64::MAX) } else { i128::from(u64::MAX) };
    (i128::from(i64::MIN)..=most).contains(&int).then_some(int)
}

fn is_float(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (digits, None),
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    are_digits(whole)
        && are_digits(part)
        && !(whole.is_empty() && part.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && are_digits(exponent))
}

/// The value of a scalar.
pub(super) fn value(text: &str) -> Result<Value, Wrong> {
    Ok(match kind(text) {
        Kind::Null => Value::Null,
        Kind::Bool(bool) => Value::from(bool),
        Kind::Int(int) => Value::from(int),
        Kind::Float(float) if !float.is_finite() => return fails(format!("`{text}` is no number of JSON")),
        Kind::Float(float) => {
            let whole = Value::from_numeric_string(&format!("{float}"));
            whole.unwrap_or_else(|_| Value::from(float))
        }
        Kind::Merge | Kind::Text => Value::from(text),
    })
}

/// The key of an object that a scalar is.
pub(super) fn key(text: &str) -> Result<String, Wrong> {
    Ok(match kind(text) {
        Kind::Bool(bool) => bool.to_string(),
        Kind::Int(int) => int.to_string(),
        Kind::Float(float) if float.is_nan() => ".nan".to_owned(),
        Kind::Float(float) if float.is_infinite() => {
            if float > 0.0 {
                ".inf".to_owned()
            } else {
                "-.inf".to_owned()
            }
        }
        Kind::Float(float) => format!("{float}"),
        Kind::Null => return fails("a key is null"),
        Kind::Merge | Kind::Text => text.to_owned(),
    })
}
