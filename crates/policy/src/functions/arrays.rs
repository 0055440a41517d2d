//! Arrays (Open Policy Agent, "Policy Reference", "Arrays").

use super::args::{array, int};
use super::{Outcome, room_for_members};
use regorus::Value;

pub(super) fn concat(args: &[Value]) -> Outcome {
    let (first, second) = (array(args, 0)?, array(args, 1)?);
    room_for_members(first.len() + second.len())?;
    Ok(Value::from(first.iter().chain(second.iter()).cloned().collect::<Vec<_>>()))
}

/// `array.flatten`: one level.
pub(super) fn flatten(args: &[Value]) -> Outcome {
    let mut members = Vec::new();
    for member in array(args, 0)?.iter() {
        match member {
            Value::Array(inner) => members.extend(inner.iter().cloned()),
            other => members.push(other.clone()),
        }
        room_for_members(members.len())?;
    }
    Ok(Value::from(members))
}

pub(super) fn reverse(args: &[Value]) -> Outcome {
    let mut members = array(args, 0)?.to_vec();
    members.reverse();
    Ok(Value::from(members))
}

/// `array.slice(array, start, stop)`: both are moved into the array.
pub(super) fn slice(args: &[Value]) -> Outcome {
    let members = array(args, 0)?.as_slice();
    let within = |at: i64, end: usize| usize::try_from(at.max(0)).unwrap_or(usize::MAX).min(end);
    let (start, stop) = (int(args, 1)?, int(args, 2)?);
    let stop = within(stop, members.len());
    let start = within(start, stop);
    Ok(Value::from(members.get(start..stop).unwrap_or_default().to_vec()))
}
