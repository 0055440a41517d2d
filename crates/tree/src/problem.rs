//! Problems that prevent a file, or a part of it, from being read.

use crate::files::File;
use crate::format::Format;
use crate::source::{SourceMap, Span};
use crate::syntax::yaml::SyntaxError;

/// A file, or a part of it, that could not be read or evaluated; it makes the run incomplete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as shown.
    pub file: String,
    /// The place in the file, if known.
    pub place: Option<Span>,
    /// What is wrong and who must fix it, in one sentence without a full stop.
    pub message: String,
    /// Other places that explain it.
    pub related: Vec<Label>,
}

/// A span with a message about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The span.
    pub span: Span,
    /// The message.
    pub message: String,
}

/// Creates a problem at `span` in `file`.
pub fn at(file: &File, span: Span, message: String) -> Problem {
    Problem { file: file.source.name.clone(), place: Some(span), message, related: Vec::new() }
}

/// Creates a problem at `span` in the file of `sources` that the span is in; None if it is in none of them.
pub fn within(sources: &SourceMap, span: Span, message: String) -> Option<Problem> {
    let file = sources.get(span.source)?.name.clone();
    Some(Problem { file, place: Some(span), message, related: Vec::new() })
}

/// Converts a syntax error to a problem of `file`.
pub fn of_syntax(file: &File, error: &SyntaxError) -> Problem {
    let label = |(span, message): (Span, &str)| Label { span, message: message.into() };
    // For a JSON file with a missing bracket, a message about YAML would confuse.
    let message = if file.format == Format::Json {
        error.message.replacen("not valid YAML", "not valid JSON", 1)
    } else {
        error.message.clone()
    };
    let mut problem = at(file, error.span, message);
    problem.related = error.related.map(label).into_iter().collect();
    problem
}
