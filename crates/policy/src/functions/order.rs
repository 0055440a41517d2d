//! The order of values (Open Policy Agent, "Policy Reference", "Comparison"): null, booleans, numbers, strings, arrays,
//! objects, sets. Regorus has sets before objects.

use regorus::Value;
use std::cmp::Ordering;

fn rank(value: &Value) -> u8 {
    match value {
        Value::Undefined => 0,
        Value::Null => 1,
        Value::Bool(_) => 2,
        Value::Number(_) => 3,
        Value::String(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
        Value::Set(_) => 7,
    }
}

/// Compares two values. Those of objects and sets are compared in their own order: for objects key by key, then the
/// values.
pub(super) fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => each(a.iter(), b.iter()),
        (Value::Set(a), Value::Set(b)) => each(sorted(a.iter()).into_iter(), sorted(b.iter()).into_iter()),
        (Value::Object(a), Value::Object(b)) => {
            let (a, b) = (fields(a), fields(b));
            let one = a.iter().zip(&b).map(|(a, b)| compare(a.0, b.0).then_with(|| compare(a.1, b.1)));
            one.into_iter().find(|one| one.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        _ => rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)),
    }
}

fn each<'a>(mut a: impl Iterator<Item = &'a Value>, mut b: impl Iterator<Item = &'a Value>) -> Ordering {
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match compare(a, b) {
                Ordering::Equal => {}
                other => return other,
            },
        }
    }
}

/// Returns `values` in their order.
pub(super) fn sorted<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<&'a Value> {
    let mut values: Vec<_> = values.collect();
    values.sort_by(|a, b| compare(a, b));
    values
}

/// Returns the fields of an object in the order of their keys.
pub(super) fn fields(object: &regorus::value::Object) -> Vec<(&Value, &Value)> {
    let mut fields: Vec<_> = object.iter().collect();
    fields.sort_by(|a, b| compare(a.0, b.0));
    fields
}
