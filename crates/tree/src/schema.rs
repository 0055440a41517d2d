//! JSON Schemas over trees: what one refuses is a [`Mismatch`] at its characters, and [`messages`] put it into words.
//!
//! Configurations, METADATA, Compose files and forms of data all go this way. What differs is what they call their values
//! ([`Wording`]); a schema of the program's own may note it beside the value itself ([`notes`]).

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
        Self::of(serde_json::from_str(text).map_err(|error| SchemaError(error.to_string()))?)
    }

    /// Compiles the schema `text`.
    ///
    /// # Errors
    /// When it is no schema.
    pub fn of(text: Json) -> Result<Self, SchemaError> {
        let validator = jsonschema::validator_for(&text).map_err(|error| SchemaError(error.to_string()))?;
        Ok(Self { validator, text })
    }

    /// What the schema refuses in `root`, in the order of the tree. A value that needs a variable matches anything.
    pub fn mismatches(&self, root: &Node) -> Vec<Mismatch> {
        // Of an infinite number, a schema can ask whether it is a number, and whole.
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

/// A schema that the program brings along, compiled once, and only if there is something to look at.
#[derive(Debug)]
pub struct Embedded {
    text: &'static str,
    schema: OnceLock<Option<Schema>>,
}

impl Embedded {
    /// The schema `text`.
    pub const fn new(text: &'static str) -> Self {
        Self { text, schema: OnceLock::new() }
    }

    /// The schema, compiled; None for a text that is none, which a test of its owner rules out.
    pub fn get(&self) -> Option<&Schema> {
        self.schema.get_or_init(|| Schema::compile(self.text).ok()).as_ref()
    }

    /// What the schema refuses in `root`.
    pub fn mismatches(&self, root: &Node) -> Vec<Mismatch> {
        self.get().map(|schema| schema.mismatches(root)).unwrap_or_default()
    }
}

/// `node` as JSON, in which a number that JSON does not have is null; None for a tree that is too large to be looked at.
pub fn plain(node: &Node) -> Option<Json> {
    Plain::with(f64::NAN).value(node)
}

/// From nodes to JSON, which has no place for origins.
struct Plain {
    /// So many values more are looked at.
    left: usize,
    /// What takes the place of a number that JSON does not have.
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
