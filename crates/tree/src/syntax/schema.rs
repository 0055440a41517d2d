//! What a JSON Schema refuses in a tree, each refusal at its characters.

mod explain;
mod words;

pub use words::{Mismatch, Segment, Type, Wrong};

use crate::tree::{Kind, Node, Scalar, Value};
use jsonschema::Validator;
use serde_json::{Map as Object, Number, Value as Json};

/// A tree with more values than this, shared ones counted as often as they are used, is not looked at.
const MAX_VALUES: usize = 2_000_000;

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
    text: Json,
}

/// The schema author's: it cannot be compiled.
#[derive(Debug, thiserror::Error)]
#[error("not a JSON Schema: {0}")]
pub struct SchemaError(String);

impl Schema {
    /// Compiles the schema `text`. What it refers to stands in it: nothing else is read.
    ///
    /// # Errors
    /// When `text` is no JSON, or no schema.
    pub fn compile(text: &str) -> Result<Self, SchemaError> {
        let text: Json = serde_json::from_str(text).map_err(|error| SchemaError(error.to_string()))?;
        let validator = jsonschema::validator_for(&text).map_err(|error| SchemaError(error.to_string()))?;
        Ok(Self { validator, text })
    }

    /// What the schema refuses in `root`, in the order of the tree. A value that needs a variable matches anything.
    pub fn mismatches(&self, root: &Node) -> Vec<Mismatch> {
        let mut left = MAX_VALUES;
        let Some(json) = json(root, &mut left) else {
            return vec![Mismatch { path: Vec::new(), at: root.origin.span, wrong: Wrong::TooLarge }];
        };
        if self.validator.is_valid(&json) {
            return Vec::new();
        }
        let explain = explain::Explain { schema: &self.text, root };
        let mut mismatches: Vec<_> =
            self.validator.iter_errors(&json).flat_map(|error| explain.error(&error)).collect();
        mismatches.sort_by(|one, other| (one.at, &one.path).cmp(&(other.at, &other.path)));
        mismatches
    }
}

/// `node` as JSON; None for a tree that is too large to be looked at.
pub fn plain(node: &Node) -> Option<Json> {
    json(node, &mut MAX_VALUES.clone())
}

/// `node` as JSON, which has no place for origins; None where it has more than `left` values.
fn json(node: &Node, left: &mut usize) -> Option<Json> {
    *left = left.checked_sub(1)?;
    Some(match &node.value {
        Value::Scalar(scalar) => single(scalar),
        Value::List(items) => Json::Array(items.iter().map(|item| json(item, left)).collect::<Option<_>>()?),
        Value::Map(map) => {
            let entry = |entry: &crate::tree::Entry| Some((entry.key.to_string(), json(&entry.node, left)?));
            Json::Object(map.entries().map(entry).collect::<Option<Object<_, _>>>()?)
        }
    })
}

fn single(scalar: &Scalar) -> Json {
    match scalar.kind {
        Kind::Null => Json::Null,
        Kind::Bool => Json::Bool(scalar.text.eq_ignore_ascii_case("true")),
        Kind::Int => Json::Number(integer(&scalar.text)),
        // JSON has no infinity; that it is a number, and none of the whole ones, is what a schema can ask.
        Kind::Float => {
            let number = scalar.text.parse().ok().and_then(Number::from_f64);
            Json::Number(number.or_else(|| Number::from_f64(0.5)).unwrap_or_else(|| 0.into()))
        }
        Kind::Text | Kind::Unresolved => Json::String(scalar.text.to_string()),
    }
}

/// An integer in any notation of YAML; one that no machine word holds is the largest.
fn integer(text: &str) -> Number {
    let plain: String = text.chars().filter(|character| *character != '_').collect();
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let radix = |prefix: &str, radix| {
        digits.strip_prefix(prefix).and_then(|digits| i64::from_str_radix(digits, radix).ok())
    };
    let number = digits.parse().ok().or_else(|| radix("0x", 16)).or_else(|| radix("0o", 8));
    number.or_else(|| radix("0b", 2)).map_or_else(
        || if sign < 0 { i64::MIN.into() } else { u64::MAX.into() },
        |number: i64| (sign * number).into(),
    )
}

#[cfg(test)]
mod tests;
