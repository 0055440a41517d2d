//! Types and conversions (Open Policy Agent, "Policy Reference", "Types", "Conversions").

use super::args::{any, kind, members, refused};
use super::{Outcome, fails};
use regorus::Value;
use std::collections::BTreeSet;

fn is(args: &[Value], wanted: &str) -> Outcome {
    Ok(Value::from(kind(any(args, 0)) == wanted))
}

pub(super) fn is_array(args: &[Value]) -> Outcome {
    is(args, "array")
}

pub(super) fn is_boolean(args: &[Value]) -> Outcome {
    is(args, "boolean")
}

pub(super) fn is_null(args: &[Value]) -> Outcome {
    is(args, "null")
}

pub(super) fn is_number(args: &[Value]) -> Outcome {
    is(args, "number")
}

pub(super) fn is_object(args: &[Value]) -> Outcome {
    is(args, "object")
}

pub(super) fn is_set(args: &[Value]) -> Outcome {
    is(args, "set")
}

pub(super) fn is_string(args: &[Value]) -> Outcome {
    is(args, "string")
}

pub(super) fn type_name(args: &[Value]) -> Outcome {
    Ok(Value::from(kind(any(args, 0))))
}

fn cast(args: &[Value], wanted: &str) -> Outcome {
    if kind(any(args, 0)) == wanted {
        return Ok(any(args, 0).clone());
    }
    refused(args, 0, &format!("of type {wanted}"))
}

pub(super) fn cast_boolean(args: &[Value]) -> Outcome {
    cast(args, "boolean")
}

pub(super) fn cast_null(args: &[Value]) -> Outcome {
    cast(args, "null")
}

pub(super) fn cast_object(args: &[Value]) -> Outcome {
    cast(args, "object")
}

pub(super) fn cast_string(args: &[Value]) -> Outcome {
    cast(args, "string")
}

pub(super) fn cast_array(args: &[Value]) -> Outcome {
    Ok(Value::from(members(args, 0)?.into_iter().cloned().collect::<Vec<_>>()))
}

pub(super) fn cast_set(args: &[Value]) -> Outcome {
    Ok(Value::from(members(args, 0)?.into_iter().cloned().collect::<BTreeSet<_>>()))
}

/// `to_number`: a string is read as Go's `strconv.ParseFloat` does, but neither `inf` nor `nan`.
pub(super) fn to_number(args: &[Value]) -> Outcome {
    match any(args, 0) {
        Value::Null => Ok(Value::from(0_u64)),
        Value::Bool(bool) => Ok(Value::from(u64::from(*bool))),
        Value::Number(_) => Ok(any(args, 0).clone()),
        Value::String(text) => match number(text) {
            Some(value) => Ok(value),
            None => fails(format!("{text:?} is not a number")),
        },
        _ => refused(args, 0, "null, a boolean, a number or a string"),
    }
}

/// Reads a decimal number.
pub(super) fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let known = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    if !known || !plain && text.parse::<f64>().is_ok_and(f64::is_infinite) {
        return None;
    }
    text.parse::<f64>().ok()?;
    Value::from_numeric_string(text).ok()
}
