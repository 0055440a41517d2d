//! YAML, and JSON, which is YAML, to trees.
//!
//! Aliases and merge keys are resolved here, by reference, so that every later layer sees plain mappings; each value keeps
//! the step that brought it. Types are those of YAML 1.2's core schema.

mod build;
mod comments;
mod types;

use crate::source::{Source, Span};
use crate::tree::Node;
use build::{Anchors, Builder};
pub use comments::comments;
use granit_parser::{ErrorKind, Event, Parser, ScanError};
pub use types::kind_of;

/// Aliases may add this many values to a document; what real files share stays far below.
const MAX_ALIASED: u64 = 1_000_000;

/// Values nest this deep at most, aliases included.
pub(super) const MAX_DEPTH: usize = 512;

/// What a file holds.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The documents that could be read, in order.
    pub documents: Vec<Node>,
    /// What could not.
    pub errors: Vec<SyntaxError>,
}

/// The author's: text that is not what its name says it is, or that has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// The other place that it is about, with a label.
    pub related: Option<(Span, &'static str)>,
}

/// Reads all documents of `source`; after an error, reading goes on at the next document.
pub fn parse(source: &Source) -> Parsed {
    let mut options = granit_parser::options! { emit_anchor_events: true, emit_unresolved_aliases: true };
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(&source.text, options);
    let mut parsed = Parsed::default();
    let mut builder = Builder::after(source, Anchors::default());
    while let Some(next) = parser.next_event() {
        let result = match next {
            Ok((Event::StreamEnd, _)) => break,
            Ok((Event::DocumentEnd, _)) => {
                let (document, anchors) = builder.finish();
                parsed.documents.extend(document);
                builder = Builder::after(source, anchors);
                continue;
            }
            Ok((event, span)) => builder.take(event, span),
            Err(error) => Err(from_scanner(source, &error)),
        };
        if let Err(error) = result {
            parsed.errors.push(error);
            let (_, anchors) = builder.finish();
            builder = Builder::after(source, anchors);
            match parser.proceed_next_document() {
                Ok(true) => {}
                Ok(false) | Err(_) => break,
            }
        }
    }
    parsed
}

fn from_scanner(source: &Source, error: &ScanError) -> SyntaxError {
    let at = error.marker().byte_offset().unwrap_or(source.text.len()).min(source.text.len());
    // The scanner has read the tab already.
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
