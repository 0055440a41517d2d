//! `json.patch` (Open Policy Agent, "Policy Reference", "Object"; RFC 6902), also on sets.

use super::args::{any, array};
use super::paths::path;
use super::{Outcome, Wrong, fails};
use regorus::Value;
use regorus::value::{Array, Object};
use std::sync::Arc;

pub(super) fn patch(args: &[Value]) -> Outcome {
    let mut value = any(args, 0).clone();
    for operation in array(args, 1)?.iter() {
        let Value::Object(operation) = operation else { return fails("an operation must be an object") };
        let (at, Value::String(op)) = (path(field(operation, "path")?)?, field(operation, "op")?) else {
            return fails("`op` must be a string");
        };
        value = match &**op {
            "add" => add(value, &at, field(operation, "value")?)?,
            "remove" => remove(value, &at)?,
            "replace" => {
                let value = remove(value, &at)?;
                add(value, &at, field(operation, "value")?)?
            }
            "move" => {
                let from = path(field(operation, "from")?)?;
                let part = find(&value, &from)?.clone();
                add(remove(value, &from)?, &at, &part)?
            }
            "copy" => {
                let part = find(&value, &path(field(operation, "from")?)?)?.clone();
                add(value, &at, &part)?
            }
            "test" => {
                if find(&value, &at)? != field(operation, "value")? {
                    return fails("the value that `test` names is another one");
                }
                value
            }
            other => return fails(format!("there is no operation `{other}`")),
        };
    }
    Ok(value)
}

fn field<'a>(operation: &'a Object, name: &str) -> Result<&'a Value, Wrong> {
    operation.get(&Value::from(name)).map_or_else(|| fails(format!("an operation has no `{name}`")), Ok)
}

/// Returns the index that `key` means in an array of `length` members; `-` is its end.
fn index(key: &Value, length: usize) -> Result<usize, Wrong> {
    let index = match key {
        Value::Number(number) if number.is_integer() => {
            number.as_u64().and_then(|at| usize::try_from(at).ok())
        }
        Value::String(text) if &**text == "-" => Some(length),
        Value::String(text) if text.len() > 1 && text.starts_with('0') => None,
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    index.map_or_else(|| fails("a path has a key that is not the index of an array"), Ok)
}

const MISSING: &str = "a path does not exist";

fn find<'a>(value: &'a Value, keys: &[Value]) -> Result<&'a Value, Wrong> {
    let mut value = value;
    for key in keys {
        let next = match value {
            Value::Object(object) => object.get(key),
            Value::Set(set) => set.get(key),
            Value::Array(array) => array.get(index(key, array.len())?),
            _ => None,
        };
        value = next.map_or_else(|| fails(MISSING), Ok)?;
    }
    if *value == Value::Undefined { fails(MISSING) } else { Ok(value) }
}

fn add(value: Value, keys: &[Value], new: &Value) -> Outcome {
    change(value, keys, &mut |parent, key| match parent {
        None => Ok(new.clone()),
        Some(Value::Object(mut object)) => {
            Arc::make_mut(&mut object).insert(key.clone(), new.clone());
            Ok(Value::Object(object))
        }
        Some(Value::Set(mut set)) if key == new => {
            Arc::make_mut(&mut set).insert(new.clone());
            Ok(Value::Set(set))
        }
        Some(Value::Array(array)) => {
            let at = index(key, array.len())?;
            let mut members = array.to_vec();
            if at > members.len() {
                return fails("an index is beyond the end of its array");
            }
            members.insert(at, new.clone());
            Ok(Value::from(members))
        }
        Some(_) => fails("a path leads into a value without members"),
    })
}

fn remove(value: Value, keys: &[Value]) -> Outcome {
    if keys.is_empty() {
        return if value == Value::Undefined { fails(MISSING) } else { Ok(Value::Undefined) };
    }
    change(value, keys, &mut |parent, key| {
        let gone = match parent {
            Some(Value::Object(mut object)) => {
                Arc::make_mut(&mut object).remove(key).map(|_| Value::Object(object))
            }
            Some(Value::Set(mut set)) => Arc::make_mut(&mut set).remove(key).then_some(Value::Set(set)),
            Some(Value::Array(array)) => without(&array, index(key, array.len())?),
            _ => None,
        };
        gone.map_or_else(|| fails(MISSING), Ok)
    })
}

fn without(array: &Array, at: usize) -> Option<Value> {
    let mut members = array.to_vec();
    (at < members.len()).then(|| {
        members.remove(at);
        Value::from(members)
    })
}

/// How the value that has the last key of a path changes; None where the path is empty.
type Edit<'a> = &'a mut dyn FnMut(Option<Value>, &Value) -> Outcome;

/// Applies `edit` to the value that has the last of `keys`.
fn change(value: Value, keys: &[Value], edit: Edit) -> Outcome {
    super::room_for_depth(keys.len())?;
    match keys {
        [] => edit(None, &Value::Undefined),
        _ if value == Value::Undefined => fails(MISSING),
        [last] => edit(Some(value), last),
        [key, below @ ..] => match value {
            Value::Object(mut object) => {
                let Some(inner) = object.get(key).cloned() else { return fails(MISSING) };
                let inner = change(inner, below, edit)?;
                Arc::make_mut(&mut object).insert(key.clone(), inner);
                Ok(Value::Object(object))
            }
            Value::Set(mut set) => {
                let Some(inner) = set.get(key).cloned() else { return fails(MISSING) };
                let changed = change(inner.clone(), below, edit)?;
                let members = Arc::make_mut(&mut set);
                members.remove(&inner);
                members.insert(changed);
                Ok(Value::Set(set))
            }
            Value::Array(array) => {
                let at = index(key, array.len())?;
                let mut members = array.to_vec();
                let Some(inner) = members.get_mut(at) else { return fails(MISSING) };
                *inner = change(inner.clone(), below, edit)?;
                Ok(Value::from(members))
            }
            _ => fails(MISSING),
        },
    }
}
