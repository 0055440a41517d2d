//! Mismatches: what is wrong with a value, and where, independent of the wording.

use crate::source::Span;
use crate::tree::{Node, Value};
use std::fmt;
use std::sync::Arc;

/// A value that does not match a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The path to the value from the root of the tree.
    pub path: Vec<Segment>,
    /// The span to show: the value's for a scalar, else its key's.
    pub at: Span,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl Mismatch {
    /// Returns the mismatched value in the validated tree; for an unknown key, the mapping.
    pub fn value<'a>(&self, root: &'a Node) -> Option<&'a Node> {
        at(root, &self.path)
    }
}

/// Returns the value of `root` at `path`.
pub fn at<'a>(root: &'a Node, path: &[Segment]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, segment| match (segment, &node.value) {
        (Segment::Key(key), Value::Map(map)) => map.get(key),
        (Segment::Index(index), Value::List(items)) => items.get(*index),
        _ => None,
    })
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// Into a mapping.
    Key(Arc<str>),
    /// Into a list, from 0.
    Index(usize),
}

/// The ways in which a value does not match a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A mapping has a key that it must not have; the path is the mapping's, the span is the key's.
    UnknownKey {
        /// The key.
        key: Arc<str>,
        /// The allowed keys.
        known: Arc<[String]>,
        /// Regular expressions for further allowed keys.
        patterns: Arc<[String]>,
    },
    /// A mapping lacks a key.
    MissingKey {
        /// The key.
        key: String,
    },
    /// A value has the wrong type.
    Type {
        /// The allowed types.
        expected: Vec<Type>,
        /// The actual type.
        found: Type,
    },
    /// A value is not one of the allowed values.
    NotOneOf {
        /// The allowed values, as written.
        options: Vec<String>,
        /// The value.
        found: String,
    },
    /// A text or a list is empty.
    Empty,
    /// A text does not match a pattern.
    Pattern {
        /// The pattern, a regular expression.
        pattern: String,
        /// The text.
        found: String,
    },
    /// A number is too small or too large.
    OutOfRange {
        /// The minimum, if the number is smaller.
        minimum: Option<String>,
        /// The maximum, if the number is larger.
        maximum: Option<String>,
        /// The number.
        found: String,
    },
    /// An item of a list occurs twice; the path is the second one's.
    Duplicate {
        /// The span of the first one.
        first: Span,
    },
    /// Another error, with the validator's message.
    Other {
        /// The validator's message.
        message: String,
    },
    /// The tree has too many values to be validated.
    TooLarge,
}

/// The types of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// No value.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Text.
    Text,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Null => "nothing",
            Self::Boolean => "`true` or `false`",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Text => "text",
            Self::List => "a list",
            Self::Mapping => "a mapping",
        })
    }
}
