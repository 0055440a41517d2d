//! A policy's result about one place of a resource.

mod fix;

pub use fix::{Change, Fix};

use crate::severity::Severity;
use std::sync::Arc;

/// A path in a policy's input, from its root.
pub(crate) type Pointer = Vec<Segment>;

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// Into a mapping.
    Key(Arc<str>),
    /// Into a list, from 0.
    Index(usize),
}

/// A policy's result about one place of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What is wrong at the place, in a few words; else it is taken from the message.
    pub label: Option<String>,
    /// The place.
    pub at: Where,
    /// How to fix it, instead of the rule's help.
    pub help: Option<String>,
    /// Other places that explain it.
    pub related: Vec<(Pointer, String)>,
    /// Its severity, instead of the rule's.
    pub severity: Option<Severity>,
    /// A fix for it.
    pub fix: Option<Fix>,
    /// The place to change, where it is another one: findings of the rule with the same cause are one.
    pub cause: Option<Pointer>,
    /// The findings that are consequences of it.
    pub explains: Option<Explains>,
}

/// The findings that are consequences of a violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explains {
    /// The ids of the rules that find them.
    pub rules: Vec<Arc<str>>,
    /// Where they are in the input: at a value, at the members of a list, or at anything of a resource that is in the
    /// input.
    pub at: Vec<Pointer>,
}

/// The place of a violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// At a path of the input, which need not exist.
    At(Pointer),
    /// At the key that ends a path of the input.
    Key(Pointer),
    /// On a line, from 1, of a file; None is the input's own file.
    Line(Option<Arc<str>>, usize),
    /// At the value that the message quotes.
    Quoted,
}

impl Where {
    /// Returns the path of the input, if the place is one.
    pub fn pointer(&self) -> Option<&[Segment]> {
        match self {
            Self::At(pointer) | Self::Key(pointer) => Some(pointer),
            Self::Line(..) | Self::Quoted => None,
        }
    }
}
