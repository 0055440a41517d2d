//! Parses YAML, and JSON, which is YAML, to trees.
//!
//! Aliases and merge keys are resolved here, by reference, so that later layers see plain mappings; each value keeps
//! the step that brought it there. Types follow YAML 1.2's core schema.

mod build;
mod comments;
mod types;

use crate::source::{Source, Span};
use crate::tree::Node;
use build::{Anchors, Builder};
pub use comments::comments;
use granit_parser::{ErrorKind, Event, Parser, ScanError};
use std::sync::Arc;
pub use types::kind_of;

/// The maximum number of keys and values in a file: seventy times as many as in the largest file of the corpus.
const MAX_VALUES: usize = 100_000;

/// The maximum number of values that aliases may add to a document; real files stay far below.
const MAX_ALIASED: u64 = 100_000;

/// So many values aliases may add in any case, and [`ALIASED_FOR_ONE`] for each that is written before them: otherwise many
/// small files would have more than there is memory for.
const ALIASED_IN_ANY_CASE: u64 = 10_000;

/// The number of values that aliases may add for each that is written.
const ALIASED_FOR_ONE: u64 = 5;

/// The maximum nesting depth of values, including aliases.
pub(super) const MAX_DEPTH: usize = 512;

/// The content of a file.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The documents that could be parsed, in order.
    pub documents: Vec<Node>,
    /// The syntax errors.
    pub errors: Vec<SyntaxError>,
    /// The duplicate keys of JSON, in order.
    pub duplicates: Vec<Duplicate>,
}

/// A duplicate key in JSON. Its readers take the last value (Jackson, Python, Go); a YAML reader refuses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The key.
    pub key: Arc<str>,
    /// The place of the key whose value is lost.
    pub first: Span,
    /// The place of the key that replaces it.
    pub again: Span,
    /// True if the two values are different.
    pub differ: bool,
}

impl From<&Duplicate> for SyntaxError {
    /// Returns the error that a reader of YAML reports.
    fn from(duplicate: &Duplicate) -> Self {
        Self {
            message: format!("the key `{}` is written twice in this mapping", duplicate.key),
            span: duplicate.again,
            related: Some((duplicate.first, "the first is here")),
        }
    }
}

/// An error in the text: it does not match its format, or has no meaning. The author must fix it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The place of the error.
    pub span: Span,
    /// Another place involved, with a label.
    pub related: Option<(Span, &'static str)>,
}

/// Parses all documents of `source`; after an error, parsing continues at the next document.
pub fn parse(source: &Source) -> Parsed {
    parse_with(source, false)
}

/// Parses `source` as [`parse`] does, but as JSON, in which a key may be duplicate: the last value counts.
pub fn parse_json(source: &Source) -> Parsed {
    parse_with(source, true)
}

fn parse_with(source: &Source, last_wins: bool) -> Parsed {
    let mut options = granit_parser::options! { emit_anchor_events: true, emit_unresolved_aliases: true };
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(&source.text, options);
    let mut parsed = Parsed::default();
    let mut builder = Builder::after(source, Anchors::default(), last_wins);
    let mut values = 0;
    while let Some(next) = parser.next_event() {
        let result = match next {
            Ok((Event::StreamEnd, _)) => break,
            Ok((Event::DocumentEnd, _)) => {
                parsed.duplicates.extend(builder.take_duplicates());
                let (document, anchors) = builder.finish();
                parsed.documents.extend(document);
                builder = Builder::after(source, anchors, last_wins);
                continue;
            }
            Ok((event, span)) => {
                values += usize::from(begins_value(&event));
                if values > MAX_VALUES {
                    parsed.errors.push(too_many_values(source, span));
                    break;
                }
                builder.take(event, span)
            }
            Err(error) => Err(from_scanner(source, &error)),
        };
        if let Err(error) = result {
            parsed.errors.push(error);
            let (_, anchors) = builder.finish();
            builder = Builder::after(source, anchors, last_wins);
            match parser.proceed_next_document() {
                Ok(true) => {}
                Ok(false) | Err(_) => break,
            }
        }
    }
    parsed
}

fn begins_value(event: &Event<'_>) -> bool {
    matches!(event, Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..))
}

fn too_many_values(source: &Source, at: granit_parser::Span) -> SyntaxError {
    let bytes = at.byte_range().unwrap_or_default();
    let message = format!(
        "there are more than {MAX_VALUES} keys and values in this file, and this document is not judged: split it"
    );
    SyntaxError { message, span: Span::new(source.id, bytes.start, bytes.end), related: None }
}

fn from_scanner(source: &Source, error: &ScanError) -> SyntaxError {
    let at = error.marker().byte_offset().unwrap_or(source.text.len()).min(source.text.len());
    // The scanner has already consumed the tab.
    let tabs = matches!(error.kind(), ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation);
    let at =
        if tabs && source.text.get(..at).is_some_and(|before| before.ends_with('\t')) { at - 1 } else { at };
    let width = source.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let message = match error.kind() {
        ErrorKind::RecursionLimitExceeded => "values are nested too deep here".to_owned(),
        _ => format!("this is not valid YAML: {}", error.info()),
    };
    SyntaxError { message, span: Span::new(source.id, at, at + width), related: None }
}

#[cfg(test)]
mod tests;
