//! What the reader of a form refuses in it.

use crate::problem::Label;
use crate::source::Span;

/// Something that the program which a file is written for would refuse, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The characters.
    pub at: Span,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do, in one sentence without a full stop.
    pub help: Option<String>,
    /// Other places that it is about.
    pub related: Vec<Label>,
}

impl Defect {
    /// A defect at `at`.
    pub fn new(at: Span, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None, related: Vec::new() }
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another place that it is about.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }
}
