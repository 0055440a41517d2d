//! Paths into values: `json.filter`, `json.remove` (Open Policy Agent, "Policy Reference", "Object").

use super::args::{any, members, object};
use super::{Outcome, Wrong, fails, room_for_depth};
use regorus::Value;
use regorus::value::{Object, Set};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Which parts of a value are meant.
pub(super) enum Filter {
    /// All of it.
    Leaf,
    /// What is below these keys; indexes of arrays are strings.
    Node(BTreeMap<Value, Filter>),
}

/// Reads a path: `"a/b"`, as a JSON pointer, or an array of keys.
pub(super) fn path(value: &Value) -> Result<Vec<Value>, Wrong> {
    match value {
        Value::String(path) if path.is_empty() => Ok(Vec::new()),
        Value::String(path) => {
            let parts = path.trim_start_matches('/').split('/');
            Ok(parts.map(|part| Value::from(part.replace("~1", "/").replace("~0", "~"))).collect())
        }
        Value::Array(keys) => Ok(keys.to_vec()),
        _ => fails("a path must be a string or an array of keys"),
    }
}

impl Filter {
    fn of(args: &[Value], at: usize) -> Result<Self, Wrong> {
        let mut root = BTreeMap::new();
        for value in members(args, at)? {
            let keys = path(value)?;
            room_for_depth(keys.len())?;
            put(&mut root, &keys);
        }
        Ok(Self::Node(root))
    }

    fn get(&self, key: &Value) -> Option<&Filter> {
        match self {
            Self::Leaf => None,
            Self::Node(keys) => keys.get(key),
        }
    }

    /// Returns what is left of `value` if only what is meant is kept.
    pub(super) fn keep(&self, value: &Value) -> Outcome {
        let Self::Node(keys) = self else { return Ok(value.clone()) };
        Ok(match value {
            Value::Array(array) => {
                let mut kept = Vec::new();
                for (at, value) in array.iter().enumerate() {
                    if let Some(filter) = self.get(&Value::from(at.to_string())) {
                        kept.push(filter.keep(value)?);
                    }
                }
                Value::from(kept)
            }
            Value::Set(set) => {
                let mut kept = Set::new();
                for value in set.iter() {
                    if let Some(filter) = self.get(value) {
                        kept.insert(filter.keep(value)?);
                    }
                }
                kept.into_value()
            }
            Value::Object(object) => {
                let mut kept = Object::new();
                for (key, filter) in keys {
                    if let Some(value) = object.get(key) {
                        kept.insert(key.clone(), filter.keep(value)?);
                    }
                }
                kept.into_value()
            }
            other => other.clone(),
        })
    }

    /// Returns what is left of `value` if what is meant is removed; None for nothing.
    fn drop(&self, value: &Value) -> Option<Value> {
        if matches!(self, Self::Leaf) {
            return None;
        }
        let left = |key: &Value, value: &Value| match self.get(key) {
            Some(filter) => filter.drop(value),
            None => Some(value.clone()),
        };
        Some(match value {
            Value::Array(array) => {
                let members = array.iter().enumerate();
                let members = members.filter_map(|(at, value)| left(&Value::from(at.to_string()), value));
                Value::from(members.collect::<Vec<_>>())
            }
            Value::Set(set) => {
                let mut kept = Set::new();
                for value in set.iter().filter_map(|value| left(value, value)) {
                    kept.insert(value);
                }
                kept.into_value()
            }
            Value::Object(object) => {
                let mut kept = Object::new();
                for (key, value) in object.iter() {
                    if let Some(value) = left(key, value) {
                        kept.insert(key.clone(), value);
                    }
                }
                kept.into_value()
            }
            other => other.clone(),
        })
    }
}

/// Adds a path; a shorter one that is there already counts.
fn put(root: &mut BTreeMap<Value, Filter>, keys: &[Value]) {
    let Some((last, before)) = keys.split_last() else { return };
    let mut node = root;
    for key in before {
        let next = match node.entry(key.clone()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Filter::Node(BTreeMap::new())),
        };
        match next {
            Filter::Leaf => return,
            Filter::Node(below) => node = below,
        }
    }
    node.insert(last.clone(), Filter::Leaf);
}

/// `json.filter(object, paths)`.
pub(super) fn filter(args: &[Value]) -> Outcome {
    object(args, 0)?;
    Filter::of(args, 1)?.keep(any(args, 0))
}

/// `json.remove(object, paths)`.
pub(super) fn remove(args: &[Value]) -> Outcome {
    object(args, 0)?;
    Ok(Filter::of(args, 1)?.drop(any(args, 0)).unwrap_or(Value::Undefined))
}
