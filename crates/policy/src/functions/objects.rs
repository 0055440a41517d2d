//! Objects (Open Policy Agent, "Policy Reference", "Object").

use super::args::{any, array, kind, members_of, object, refused};
use super::paths::Filter;
use super::{Outcome, Wrong, fails, room_for_depth};
use regorus::Value;
use regorus::value::{Array, Object, Set};
use std::collections::BTreeSet;

/// `object.get(object, key, default)`; an array is a path of keys.
pub(super) fn get(args: &[Value]) -> Outcome {
    let (object, path, default) = (object(args, 0)?, any(args, 1), any(args, 2));
    let found = match path {
        Value::Array(path) => path.iter().try_fold(any(args, 0), |value, key| member(value, key)),
        key => object.get(key),
    };
    Ok(found.unwrap_or(default).clone())
}

/// The member of `value` at `key`.
fn member<'a>(value: &'a Value, key: &Value) -> Option<&'a Value> {
    match value {
        Value::Object(object) => object.get(key),
        Value::Set(set) => set.get(key),
        Value::Array(array) => match key {
            Value::Number(number) if number.is_integer() => {
                array.get(usize::try_from(number.as_u64()?).ok()?)
            }
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn keys(args: &[Value]) -> Outcome {
    Ok(Value::from(object(args, 0)?.keys().cloned().collect::<BTreeSet<_>>()))
}

/// The keys that an array, a set or an object names.
fn named(args: &[Value], at: usize) -> Result<BTreeSet<Value>, Wrong> {
    match any(args, at) {
        Value::Object(object) => Ok(object.keys().cloned().collect()),
        other => match members_of(other) {
            Some(members) => Ok(members.into_iter().cloned().collect()),
            None => refused(args, at, "an array, a set or an object"),
        },
    }
}

pub(super) fn remove(args: &[Value]) -> Outcome {
    let mut object = (**object(args, 0)?).clone();
    for key in named(args, 1)? {
        object.remove(&key);
    }
    Ok(object.into_value())
}

pub(super) fn filter(args: &[Value]) -> Outcome {
    object(args, 0)?;
    let keys = named(args, 1)?.into_iter().map(|key| (key, Filter::Leaf)).collect();
    Filter::Node(keys).keep(any(args, 0))
}

/// `object.union`: of two objects, the second's values win; objects below are united.
pub(super) fn union(args: &[Value]) -> Outcome {
    Ok(united(object(args, 0)?, object(args, 1)?, 0)?.into_value())
}

/// `object.union_n`: of all in the array.
pub(super) fn union_n(args: &[Value]) -> Outcome {
    let mut all = Object::new();
    for member in array(args, 0)?.iter() {
        let Value::Object(object) = member else {
            return fails(format!(
                "argument 1 must have objects only, and has a value of type {}",
                kind(member)
            ));
        };
        all = united(&all, object, 0)?;
    }
    Ok(all.into_value())
}

fn united(first: &Object, second: &Object, depth: usize) -> Result<Object, Wrong> {
    room_for_depth(depth)?;
    let mut all = first.clone();
    for (key, value) in second.iter() {
        let value = match (first.get(key), value) {
            (Some(Value::Object(first)), Value::Object(second)) => {
                united(first, second, depth + 1)?.into_value()
            }
            _ => value.clone(),
        };
        all.insert(key.clone(), value);
    }
    Ok(all)
}

/// `object.subset(super, sub)`.
pub(super) fn subset(args: &[Value]) -> Outcome {
    Ok(Value::from(match (any(args, 0), any(args, 1)) {
        (Value::Object(all), Value::Object(some)) => has_fields(all, some, 0)?,
        (Value::Set(all), Value::Set(some)) => some.is_subset(all),
        (Value::Array(all), Value::Array(some)) => has_part(all, some),
        (Value::Array(all), Value::Set(some)) => has_members(all, some),
        _ => return fails("both arguments must be of one type, or an array and a set"),
    }))
}

fn has_fields(all: &Object, some: &Object, depth: usize) -> Result<bool, Wrong> {
    room_for_depth(depth)?;
    for (key, wanted) in some.iter() {
        let is_there = match (all.get(key), wanted) {
            (Some(value), wanted) if value == wanted => true,
            (Some(Value::Object(all)), Value::Object(some)) => has_fields(all, some, depth + 1)?,
            (Some(Value::Set(all)), Value::Set(some)) => some.is_subset(all),
            (Some(Value::Array(all)), Value::Array(some)) => has_part(all, some),
            _ => false,
        };
        if !is_there {
            return Ok(false);
        }
    }
    Ok(true)
}

/// True if `some` stands in `all`, in this order, next to each other. Nothing stands in everything.
fn has_part(all: &Array, some: &Array) -> bool {
    some.is_empty() || all.as_slice().windows(some.len()).any(|part| part == some.as_slice())
}

/// True if every member of the set is in the array. As in Open Policy Agent, members that an array has twice count
/// twice, and the array must not be empty.
fn has_members(all: &Array, some: &Set) -> bool {
    let mut left = i64::try_from(some.len()).unwrap_or(i64::MAX);
    all.iter().any(|value| {
        left -= i64::from(some.contains(value));
        left == 0
    })
}
