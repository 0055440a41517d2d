//! Validates trees with JSON Schemas: each error is a [`Mismatch`] with its span, and [`messages`] formats it.
//!
//! Configurations, METADATA, Compose files and the forms of declarations are all validated this way. They differ in
//! the names of their values ([`Wording`]); the program's own schemas may define names beside the values ([`notes`]).

mod explain;
pub mod messages;
mod mismatch;
pub mod notes;

pub use messages::{Explanation, Wording};
pub use mismatch::{Mismatch, Segment, Type, Wrong, at};

use crate::tree::{Node, Scalar, ScalarKind, Value};
use jsonschema::Validator;
use serde_json::{Map as Object, Number, Value as Json};
use std::sync::OnceLock;

/// A tree with more values, counting shared ones each time they are used, is not validated.
const MAX_VALUES: usize = 2_000_000;

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
    text: Json,
}

/// A schema that cannot be compiled; its author must fix it.
#[derive(Debug, thiserror::Error)]
#[error("not a JSON Schema: {0}")]
pub struct SchemaError(String);

impl Schema {
    /// Compiles the schema `text`. All references are resolved within it: nothing else is read.
    ///
    /// # Errors
    /// If `text` is not JSON, or not a schema.
    pub fn compile(text: &str) -> Result<Self, SchemaError> {
        Self::of(serde_json::from_str(text).map_err(|error| SchemaError(error.to_string()))?)
    }

    /// Compiles the schema `text`.
    ///
    /// # Errors
    /// If it is not a schema.
    pub fn of(text: Json) -> Result<Self, SchemaError> {
        let validator = jsonschema::validator_for(&text).map_err(|error| SchemaError(error.to_string()))?;
        Ok(Self { validator, text })
    }

    /// Validates `root` and returns the mismatches in the order of the tree. A value with an unresolved variable
    /// matches anything.
    pub fn mismatches(&self, root: &Node) -> Vec<Mismatch> {
        // Of an infinite number, a schema may ask only whether it is a number, and whether it is an integer.
        let Some(json) = Plain::with(0.5).value(root) else {
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

/// A schema of the program, compiled once, on first use.
#[derive(Debug)]
pub struct Embedded {
    text: &'static str,
    schema: OnceLock<Option<Schema>>,
}

impl Embedded {
    /// Wraps the schema `text` without compiling it.
    pub const fn new(text: &'static str) -> Self {
        Self { text, schema: OnceLock::new() }
    }

    /// Returns the compiled schema; None if `text` is not a schema, which a test of its owner rules out.
    pub fn get(&self) -> Option<&Schema> {
        self.schema.get_or_init(|| Schema::compile(self.text).ok()).as_ref()
    }

    /// Validates `root` and returns the mismatches.
    pub fn mismatches(&self, root: &Node) -> Vec<Mismatch> {
        self.get().map(|schema| schema.mismatches(root)).unwrap_or_default()
    }
}

/// Converts `node` to JSON; numbers that JSON does not have become null. None for a tree that is too large.
pub fn plain(node: &Node) -> Option<Json> {
    Plain::with(f64::NAN).value(node)
}

/// Converts nodes to JSON, without origins.
struct Plain {
    /// The remaining number of values.
    left: usize,
    /// Replaces numbers that JSON does not have.
    infinite: Json,
}

impl Plain {
    fn with(infinite: f64) -> Self {
        Self { left: MAX_VALUES, infinite: Number::from_f64(infinite).map_or(Json::Null, Json::Number) }
    }

    fn value(&mut self, node: &Node) -> Option<Json> {
        self.left = self.left.checked_sub(1)?;
        Some(match &node.value {
            Value::Scalar(scalar) => self.single(scalar),
            Value::List(items) => {
                Json::Array(items.iter().map(|item| self.value(item)).collect::<Option<_>>()?)
            }
            Value::Map(map) => {
                let entry =
                    |entry: &crate::tree::Entry| Some((entry.key.to_string(), self.value(&entry.node)?));
                Json::Object(map.entries().map(entry).collect::<Option<Object<_, _>>>()?)
            }
        })
    }

    fn single(&self, scalar: &Scalar) -> Json {
        match scalar.kind {
            ScalarKind::Null => Json::Null,
            ScalarKind::Bool => Json::Bool(scalar.text.eq_ignore_ascii_case("true")),
            ScalarKind::Int => Json::Number(integer(&scalar.text)),
            ScalarKind::Float => {
                let number = scalar.text.parse().ok().and_then(Number::from_f64);
                number.map_or_else(|| self.infinite.clone(), Json::Number)
            }
            ScalarKind::Text | ScalarKind::Unresolved => Json::String(scalar.text.to_string()),
        }
    }
}

/// Parses an integer in any notation of YAML; an integer that fits into no machine word becomes the largest.
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
