//! Sets of sets (Open Policy Agent, "Policy Reference", "Sets").

use super::args::{kind, set};
use super::{Outcome, Wrong, fails, room_for_members};
use regorus::Value;
use regorus::value::Set;
use std::sync::Arc;

fn sets(args: &[Value]) -> Result<Vec<&Arc<Set>>, Wrong> {
    let one = |value: &'_ Value| match value {
        Value::Set(_) => Ok(()),
        other => fails(format!("argument 1 must have sets only, and has a value of type {}", kind(other))),
    };
    let set = set(args, 0)?;
    set.iter().try_for_each(one)?;
    Ok(set.iter().filter_map(|value| if let Value::Set(set) = value { Some(set) } else { None }).collect())
}

pub(super) fn intersection(args: &[Value]) -> Outcome {
    let mut sets = sets(args)?.into_iter();
    let Some(first) = sets.next() else { return Ok(Value::new_set()) };
    Ok(sets.fold((**first).clone(), |all, set| all.intersection(set)).into_value())
}

pub(super) fn union(args: &[Value]) -> Outcome {
    let mut all = Set::new();
    for set in sets(args)? {
        for value in set.iter() {
            all.insert(value.clone());
        }
        room_for_members(all.len())?;
    }
    Ok(all.into_value())
}
