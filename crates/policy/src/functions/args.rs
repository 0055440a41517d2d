//! The arguments of functions, and values of regorus.

use super::{Wrong, fails};
use num_bigint::BigInt;
use num_traits::FromPrimitive as _;
use regorus::Value;
use regorus::value::{Array, Object, Set};
use std::sync::Arc;

/// The name of a value's type, as `type_name` has it.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Set(_) => "set",
        Value::Object(_) => "object",
        Value::Undefined => "undefined",
    }
}

/// The most characters of a value in an error.
const MOST_SHOWN: usize = 60;

/// A value in an error.
fn shown(value: &Value) -> String {
    let text = super::print::value(value).unwrap_or_default();
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

/// Returns the argument number `at`, from 0.
pub(super) fn any(args: &[Value], at: usize) -> &Value {
    args.get(at).unwrap_or(&Value::Undefined)
}

/// The error for the argument number `at`, which is none of `wanted`.
pub(super) fn refused<T>(args: &[Value], at: usize, wanted: &str) -> Result<T, Wrong> {
    fails(format!("its argument {} must be {wanted}, and is {}", at + 1, shown(any(args, at))))
}

pub(super) fn text(args: &[Value], at: usize) -> Result<&str, Wrong> {
    match any(args, at) {
        Value::String(text) => Ok(text),
        _ => refused(args, at, "a string"),
    }
}

pub(super) fn array(args: &[Value], at: usize) -> Result<&Arc<Array>, Wrong> {
    match any(args, at) {
        Value::Array(array) => Ok(array),
        _ => refused(args, at, "an array"),
    }
}

pub(super) fn object(args: &[Value], at: usize) -> Result<&Arc<Object>, Wrong> {
    match any(args, at) {
        Value::Object(object) => Ok(object),
        _ => refused(args, at, "an object"),
    }
}

pub(super) fn set(args: &[Value], at: usize) -> Result<&Arc<Set>, Wrong> {
    match any(args, at) {
        Value::Set(set) => Ok(set),
        _ => refused(args, at, "a set"),
    }
}

/// The members of an array in its order, or of a set in the order of sets.
pub(super) fn members(args: &[Value], at: usize) -> Result<Vec<&Value>, Wrong> {
    members_of(any(args, at)).map_or_else(|| refused(args, at, "an array or a set"), Ok)
}

/// The members of an array or a set; None for another value.
pub(super) fn members_of(value: &Value) -> Option<Vec<&Value>> {
    match value {
        Value::Array(array) => Some(array.iter().collect()),
        Value::Set(set) => Some(super::order::sorted(set.iter())),
        _ => None,
    }
}

/// The members of an array or a set of strings.
pub(super) fn texts(args: &[Value], at: usize) -> Result<Vec<&str>, Wrong> {
    let member = |value: &'_ Value| match value {
        Value::String(_) => Ok(()),
        other => fails(format!(
            "argument {} must have strings only, and has a value of type {}",
            at + 1,
            kind(other)
        )),
    };
    let members = members(args, at)?;
    members.iter().try_for_each(|value| member(value))?;
    Ok(members.into_iter().filter_map(|value| value.as_string().ok()).map(AsRef::as_ref).collect())
}

/// A number without a fraction that has 64 bits.
pub(super) fn int(args: &[Value], at: usize) -> Result<i64, Wrong> {
    match any(args, at) {
        Value::Number(number) => match number.as_i64() {
            Some(int) if number.is_integer() => Ok(int),
            _ => fails(format!("its argument {} must be an integer of 64 bits", at + 1)),
        },
        _ => refused(args, at, "a number"),
    }
}

/// A number without a fraction.
pub(super) fn big(args: &[Value], at: usize) -> Result<BigInt, Wrong> {
    match any(args, at) {
        Value::Number(_) => match Num::of(any(args, at)) {
            Some(Num::Int(int)) => Ok(int),
            _ => fails(format!("its argument {} must be an integer", at + 1)),
        },
        _ => refused(args, at, "an integer"),
    }
}

/// A number.
pub(super) fn number(args: &[Value], at: usize) -> Result<Num, Wrong> {
    Num::of(any(args, at)).map_or_else(|| refused(args, at, "a number"), Ok)
}

/// A number: an integer of any size, or one with a fraction.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Num {
    Int(BigInt),
    Float(f64),
}

impl Num {
    pub(super) fn of(value: &Value) -> Option<Self> {
        let Value::Number(number) = value else { return None };
        if number.is_integer() {
            if let Some(int) = number.as_i64() {
                return Some(Self::Int(int.into()));
            }
            let exact = number.to_big().ok().map(|big| (*big).clone());
            return exact.or_else(|| BigInt::from_f64(number.as_f64()?)).map(Self::Int);
        }
        number.as_f64().map(Self::Float)
    }
}

/// A value for an integer of any size.
pub(super) fn from_big(int: &BigInt) -> Value {
    if let Ok(small) = i64::try_from(int) {
        return Value::from(small);
    }
    Value::from_numeric_string(&int.to_string()).unwrap_or(Value::Undefined)
}

/// A value for a number of items.
pub(super) fn from_count(count: usize) -> Value {
    Value::from(count as u64)
}

/// An array of texts.
pub(super) fn from_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    Value::from(texts.into_iter().map(Value::from).collect::<Vec<_>>())
}
