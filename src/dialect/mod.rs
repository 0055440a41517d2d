//! Dialects: what a file is, and what it declares.
//!
//! A dialect is one file here and one line in [`ALL`]. It claims files by their content, and lowers those it claimed to
//! resources. What nobody claims is passed over.

mod compose;
mod connect;
mod kafka_topics;
mod topics;

use crate::finding::Problem;
use crate::model::Resource;
use crate::source::Span;
use crate::syntax::yaml::SyntaxError;
use crate::workspace::{File, Files};
use std::sync::Arc;

/// One form in which teams declare messaging.
#[derive(Debug)]
pub struct Dialect {
    /// What its files are called in messages: `Compose file`.
    pub name: &'static str,
    /// A file without any of these words is none of its.
    pub marks: &'static [&'static str],
    /// True for a file of this dialect, also where its text is broken.
    pub claims: fn(&File) -> bool,
    /// What the claimed files declare together.
    pub declares: fn(&[Arc<File>], &Files) -> Declared,
}

/// What files declare.
#[derive(Debug, Default)]
pub struct Declared {
    /// The resources.
    pub resources: Vec<Resource>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// All dialects, in the order in which they are asked.
pub const ALL: &[Dialect] = &[compose::DIALECT, topics::DIALECT, connect::DIALECT];

/// True for a file whose name alone says that it declares something: not being able to read it is worth telling.
pub fn goes_by_name(path: &std::path::Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    (name.contains("compose") || name.contains("topic")) && !name.ends_with(".json")
}

impl Declared {
    fn extend(&mut self, other: Declared) {
        self.resources.extend(other.resources);
        self.problems.extend(other.problems);
    }
}

/// A problem at `span`, whose file is `file`.
fn problem(file: &File, span: Span, message: String) -> Problem {
    Problem { file: file.source.name.clone(), place: Some(span), message, related: Vec::new() }
}

/// A syntax error as a problem of `file`.
pub fn syntax_problem(file: &File, error: &SyntaxError) -> Problem {
    let label = |(span, message): (Span, &str)| crate::finding::Label { span, message: message.into() };
    let mut problem = problem(file, error.span, error.message.clone());
    problem.related = error.related.map(label).into_iter().collect();
    problem
}
