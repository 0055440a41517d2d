//! What a policy says about one place of a resource.

use crate::severity::Severity;
use std::sync::Arc;

/// A place in a policy's input, from its root.
pub(crate) type Pointer = Vec<Segment>;

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// Into a mapping.
    Key(Arc<str>),
    /// Into a list, from 0.
    Index(usize),
}

/// What a policy says about one place of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub at: Where,
    /// What to do, instead of the rule's help.
    pub help: Option<String>,
    /// Other places that explain it.
    pub related: Vec<(Pointer, String)>,
    /// Its gravity, instead of the rule's.
    pub severity: Option<Severity>,
    /// What would mend it.
    pub fix: Option<Fix>,
}

/// Where a violation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// At a path of the input, which need not exist.
    At(Pointer),
    /// On a line, from 1, of a file: of the input's own where none is named.
    Line(Option<Arc<str>>, usize),
    /// At the value that the message quotes.
    Quoted,
}

/// What would mend a violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// What to change.
    pub change: Change,
}

/// A change of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Take it out.
    Remove(Pointer),
    /// Give it a value: text, a number or a truth value.
    Set(Pointer, serde_json::Value),
}
