//! What keeps a file, or a part of one, from being read.

use crate::files::File;
use crate::format::Format;
use crate::source::Span;
use crate::syntax::yaml::SyntaxError;

/// A file, or a part of one, that could not be read or judged: the run is not complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as shown.
    pub file: String,
    /// Where in it, if that is known.
    pub place: Option<Span>,
    /// What is wrong and whose fault it is, in one sentence without a full stop.
    pub message: String,
    /// Other places that explain it.
    pub related: Vec<Label>,
}

/// A place with something to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The characters.
    pub span: Span,
    /// What is to be seen there.
    pub message: String,
}

/// A problem at `span`, whose file is `file`.
pub fn at(file: &File, span: Span, message: String) -> Problem {
    Problem { file: file.source.name.clone(), place: Some(span), message, related: Vec::new() }
}

/// A syntax error as a problem of `file`.
pub fn of_syntax(file: &File, error: &SyntaxError) -> Problem {
    let label = |(span, message): (Span, &str)| Label { span, message: message.into() };
    // Whoever reads a JSON file with a bracket missing does not think of YAML.
    let message = if file.format == Format::Json {
        error.message.replacen("not valid YAML", "not valid JSON", 1)
    } else {
        error.message.clone()
    };
    let mut problem = at(file, error.span, message);
    problem.related = error.related.map(label).into_iter().collect();
    problem
}
