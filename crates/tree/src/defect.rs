//! Defects that the reader of a form reports.

use crate::problem::Label;
use crate::source::Span;

/// What its author most likely meant by a misspelt word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The word as it is written.
    pub written: String,
    /// What is meant.
    pub word: String,
    /// True for a key, or a name of something that is declared elsewhere; false for a value.
    pub is_name: bool,
}

/// A part of a file that the file's target program would refuse, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The span of the defect.
    pub at: Span,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// How to fix it, in one sentence without a full stop.
    pub help: Option<String>,
    /// What is meant by the word at `at`, if that is misspelt and nothing beside it has the right spelling.
    pub meant: Option<Meant>,
    /// Other places involved.
    pub related: Vec<Label>,
    /// True for a part that the target program accepts, although it probably means something else.
    pub is_warning: bool,
    /// True for what exceeds a limit of this program: the target program accepts it, and what is there is not judged.
    pub is_limit: bool,
}

impl Defect {
    /// Creates a defect at `at`.
    pub fn new(at: Span, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            help: None,
            meant: None,
            related: Vec::new(),
            is_warning: false,
            is_limit: false,
        }
    }

    /// Creates a defect that the target program accepts.
    pub fn warning(at: Span, message: impl Into<String>) -> Self {
        Self { is_warning: true, ..Self::new(at, message) }
    }

    /// Creates a defect that exceeds a limit of this program.
    pub fn limit(at: Span, message: impl Into<String>) -> Self {
        Self { is_limit: true, ..Self::new(at, message) }
    }

    /// Adds how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what is meant by the name `written` at the place of the defect.
    #[must_use]
    pub fn meant(mut self, written: &str, word: &str) -> Self {
        self.meant = Some(Meant { written: written.to_owned(), word: word.to_owned(), is_name: true });
        self
    }

    /// Adds another place involved.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }
}
