//! The first difference between two values.

use serde_json::Value;
use std::collections::BTreeSet;

/// Returns the first place at which two values differ; objects are compared in key order.
pub(crate) fn first_difference(expected: &Value, said: &Value, path: &str) -> Option<String> {
    match (expected, said) {
        (Value::Object(expected_map), Value::Object(said_map)) => {
            let keys: BTreeSet<_> = expected_map.keys().chain(said_map.keys()).collect();
            keys.into_iter().find_map(|key| {
                let path = format!("{path}.{key}");
                match (expected_map.get(key), said_map.get(key)) {
                    (Some(expected), Some(said)) => first_difference(expected, said, &path),
                    (Some(expected), None) => Some(format!("{path} is missing: {expected}")),
                    (_, said) => Some(format!("{path} is too much: {}", said.unwrap_or(&Value::Null))),
                }
            })
        }
        (Value::Array(expected_items), Value::Array(said_items))
            if expected_items.len() == said_items.len() =>
        {
            let mut pairs = expected_items.iter().zip(said_items).enumerate();
            pairs
                .find_map(|(at, (expected, said))| first_difference(expected, said, &format!("{path}[{at}]")))
        }
        _ => (expected != said).then(|| format!("{path}\nexpected {expected}\nsaid     {said}")),
    }
}
