//! Values as Open Policy Agent prints them in texts: `sprintf("%v", …)`.

use super::args::Num;
use super::order::{fields, sorted};
use super::{Wrong, room_for_depth, room_for_text};
use num_bigint::BigInt;
use regorus::Value;
use std::fmt::Write as _;

/// Prints a value as Rego.
pub(super) fn value(value: &Value) -> Result<String, Wrong> {
    let mut out = String::new();
    write(value, &mut out, 0)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String, depth: usize) -> Result<(), Wrong> {
    room_for_depth(depth)?;
    room_for_text(out.len())?;
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
        Value::Number(_) => out.push_str(&number(value)),
        Value::String(text) => quote(text, out),
        Value::Array(array) => list(array.iter(), "[", "]", out, depth)?,
        Value::Set(set) if set.is_empty() => out.push_str("set()"),
        Value::Set(set) => list(sorted(set.iter()).into_iter(), "{", "}", out, depth)?,
        Value::Object(object) => {
            out.push('{');
            for (at, (key, value)) in fields(object).into_iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write(key, out, depth + 1)?;
                out.push_str(": ");
                write(value, out, depth + 1)?;
            }
            out.push('}');
        }
        Value::Undefined => {}
    }
    Ok(())
}

fn list<'a>(
    values: impl Iterator<Item = &'a Value>,
    open: &str,
    close: &str,
    out: &mut String,
    depth: usize,
) -> Result<(), Wrong> {
    out.push_str(open);
    for (at, value) in values.enumerate() {
        out.push_str(if at > 0 { ", " } else { "" });
        write(value, out, depth + 1)?;
    }
    out.push_str(close);
    Ok(())
}

/// Prints a number in digits: without an exponent where JSON in Go has none, from a millionth up to 10²¹.
pub(super) fn number(value: &Value) -> String {
    match Num::of(value) {
        Some(Num::Int(int)) => int.to_string(),
        Some(Num::Float(float)) => self::float(float),
        None => String::new(),
    }
}

pub(super) fn float(float: f64) -> String {
    let size = float.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        return exponent(&format!("{float:e}"), 'e');
    }
    format!("{float}")
}

/// Writes the exponent of `text` (`1.5e-7`) as Go does: with a sign and two digits at least.
pub(super) fn exponent(text: &str, letter: char) -> String {
    let Some((digits, exponent)) = text.split_once('e') else { return text.to_owned() };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{digits}{letter}{sign}{exponent:0>2}")
}

/// Quotes a text as Go's `strconv.Quote`.
pub(super) fn quote(text: &str, out: &mut String) {
    quoted(text, out, '"', false);
}

/// Writes `text` between `mark`s, all of it in ASCII if wanted.
pub(super) fn quoted(text: &str, out: &mut String, mark: char, ascii: bool) {
    out.push(mark);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            _ if character == mark => {
                out.push('\\');
                out.push(mark);
            }
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            _ if is_printed(character) && (!ascii || character.is_ascii()) => out.push(character),
            _ => {
                let code = u32::from(character);
                let _ = match code {
                    0..=0x1f | 0x7f => write!(out, "\\x{code:02x}"),
                    0..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
            }
        }
    }
    out.push(mark);
}

/// True for what Go prints as it is: letters, marks, numbers, punctuation, symbols, and the space.
pub(super) fn is_printed(character: char) -> bool {
    if character.is_ascii() {
        return (' '..='~').contains(&character);
    }
    // Rust escapes the same; marks it escapes only at the beginning.
    let mut text = String::from("a");
    text.push(character);
    text.escape_debug().nth(1) == Some(character)
}

/// Rounds an integer to the 64 bits of OPA's floating-point numbers, and gives the shortest digits that lead to them.
pub(super) fn rounded(int: &BigInt) -> BigInt {
    let bits = int.bits();
    if bits <= 64 {
        return int.clone();
    }
    let shift = bits - 64;
    let half = BigInt::from(1) << (shift - 1);
    let size = BigInt::from(int.magnitude().clone());
    let mut top: BigInt = &size >> shift;
    let rest: BigInt = &size - (&top << shift);
    if rest > half || rest == half && top.bit(0) {
        top += 1;
    }
    let value: BigInt = &top << shift;
    let even = !top.bit(0);
    let digits = value.to_string().len();
    let negative = int.sign() == num_bigint::Sign::Minus;
    for kept in 1..=digits {
        let unit = BigInt::from(10).pow(u32::try_from(digits - kept).unwrap_or(0));
        let down: BigInt = &value / &unit;
        for near in [&down * &unit, (&down + 1) * &unit] {
            let distance = BigInt::from((&near - &value).magnitude().clone());
            let nearest = &distance * 2 <= unit;
            if nearest && (distance < half || even && distance == half) {
                return if negative { -near } else { near };
            }
        }
    }
    if negative { -value } else { value }
}
