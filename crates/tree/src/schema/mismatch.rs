//! Mismatches: what is wrong with a value, and where, before anybody puts it into words.

use crate::source::Span;
use crate::tree::{Node, Value};
use std::fmt;
use std::sync::Arc;

/// A value that a schema refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The way to the value from the root of the tree.
    pub path: Vec<Segment>,
    /// The characters to show: the value's where it is a single one, else its key's.
    pub at: Span,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl Mismatch {
    /// The value that it is about, in the tree that was looked at; for an unknown key, the mapping.
    pub fn value<'a>(&self, root: &'a Node) -> Option<&'a Node> {
        at(root, &self.path)
    }
}

/// The value of `root` that a path leads to.
pub fn at<'a>(root: &'a Node, path: &[Segment]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, segment| match (segment, &node.value) {
        (Segment::Key(key), Value::Map(map)) => map.get(key),
        (Segment::Index(index), Value::List(items)) => items.get(*index),
        _ => None,
    })
}

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// Into a mapping.
    Key(Arc<str>),
    /// Into a list, from 0.
    Index(usize),
}

/// The ways in which a value is not what a schema asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A mapping has a key that it must not have; the path leads to the mapping, the place is the key.
    UnknownKey {
        /// The key.
        key: Arc<str>,
        /// The keys that it may have.
        known: Arc<[String]>,
        /// Regular expressions for more keys that it may have.
        patterns: Arc<[String]>,
    },
    /// A mapping lacks a key.
    MissingKey {
        /// The key.
        key: String,
    },
    /// A value is of another type.
    Type {
        /// The types that it may have.
        expected: Vec<Type>,
        /// The type that it has.
        found: Type,
    },
    /// A value is none of a few.
    NotOneOf {
        /// The values, as one would write them.
        options: Vec<String>,
        /// The value.
        found: String,
    },
    /// A text or a list has nothing in it.
    Empty,
    /// A text is not of a form.
    Pattern {
        /// The form, a regular expression.
        pattern: String,
        /// The text.
        found: String,
    },
    /// A number is too small or too large.
    OutOfRange {
        /// The smallest number that is allowed, where this is smaller.
        minimum: Option<String>,
        /// The largest number that is allowed, where this is larger.
        maximum: Option<String>,
        /// The number.
        found: String,
    },
    /// An item of a list stands in it twice; the path leads to the second.
    Duplicate {
        /// Where the first one stands.
        first: Span,
    },
    /// Something else, in the words of the validator.
    Other {
        /// What it says.
        message: String,
    },
    /// There is more of it than is looked at.
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
