//! Parses a policy's results by our contract or Conftest's.

pub(crate) mod conftest;
mod fix;
pub(crate) mod native;
#[cfg(test)]
mod tests;

use crate::violation::{Pointer, Segment};
use regorus::Value;
use std::sync::Arc;

/// A result whose shape does not match the contract; the policy's author must fix it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{wrong}: {wanted}; the policy gave {given}")]
pub(crate) struct ContractError {
    /// What is wrong.
    pub(crate) wrong: String,
    /// What the contract expects.
    pub(crate) wanted: &'static str,
    /// The result, as JSON, shortened.
    pub(crate) given: String,
}

/// The maximum number of characters of a result in an error.
const SHOWN: usize = 400;

/// Parses a path: keys as strings, indexes as integers.
fn pointer(value: &Value) -> Option<Pointer> {
    let segment = |value: &Value| match value {
        Value::String(key) => Some(Segment::Key(Arc::clone(key))),
        Value::Number(_) => value.as_u32().ok().map(|index| Segment::Index(index as usize)),
        _ => None,
    };
    value.as_array().ok()?.iter().map(segment).collect()
}

/// Formats a result for an error.
fn shown(value: &Value) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_else(|_| "something that is not JSON".to_owned());
    if let Some((end, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(end);
        text.push('…');
    }
    text
}
