//! Makes trees from what a parser found at ranges of a source.

use super::yaml::{Parsed, SyntaxError};
use crate::source::{Source, Span};
use crate::tree::{Entry, Map, Node, Origin, Provenance, Scalar, ScalarKind, Style, Value};
use std::ops::Range;

/// Makes nodes of one source; ranges are in bytes of its text.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    source: &'a Source,
}

impl<'a> Maker<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        Self { source }
    }

    /// Returns the characters at `range`.
    pub(super) fn raw(self, range: Range<usize>) -> &'a str {
        self.source.text.get(range).unwrap_or_default()
    }

    pub(super) fn span(self, range: Range<usize>) -> Span {
        Span::new(self.source.id, range.start, range.end)
    }

    pub(super) fn origin(self, range: Range<usize>) -> Origin {
        Origin { span: self.span(range), via: Provenance::default() }
    }

    /// Creates a scalar whose parts have places of their own if it is written as `text`, perhaps in double quotes.
    pub(super) fn scalar(self, text: &str, kind: ScalarKind, range: Range<usize>) -> Node {
        let raw = self.raw(range.clone());
        let within = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
        let style = if raw == text {
            Style::Plain
        } else if within == Some(text) {
            Style::Double
        } else {
            Style::Normalized
        };
        let scalar = Scalar::written(text.into(), kind, style, self.span(range.clone()));
        Node::new(Value::Scalar(scalar), self.origin(range))
    }

    pub(super) fn text(self, text: &str, range: Range<usize>) -> Node {
        self.scalar(text, ScalarKind::Text, range)
    }

    pub(super) fn null(self, range: Range<usize>) -> Node {
        self.scalar("", ScalarKind::Null, range)
    }

    /// Creates a value that was not written, derived from the characters at `range`.
    pub(super) fn derived(self, text: &str, kind: ScalarKind, range: Range<usize>) -> Node {
        Node::derived(text, kind, self.origin(range))
    }

    pub(super) fn list(self, items: Vec<Node>, range: Range<usize>) -> Node {
        Node::list(items, self.origin(range))
    }

    pub(super) fn map(self, map: Map, range: Range<usize>) -> Node {
        Node::map(map, self.origin(range))
    }

    pub(super) fn entry(self, key: &str, key_range: Range<usize>, node: Node) -> Entry {
        Entry { key: key.into(), key_span: self.span(key_range), node }
    }

    /// Returns an error at `range`, widened to a character if it is empty.
    pub(super) fn refuse(self, range: Range<usize>, message: impl Into<String>) -> SyntaxError {
        let text = &self.source.text;
        let start =
            (0..=range.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let next = text
            .get(start..)
            .and_then(|rest| rest.chars().next())
            .map_or(start, |next| start + next.len_utf8());
        let end =
            (range.end.max(next)..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        SyntaxError { message: message.into(), span: self.span(start..end), related: None }
    }

    /// Returns the whole file as a range.
    pub(super) fn whole(self) -> Range<usize> {
        0..self.source.text.len()
    }
}

/// Returns a file of one document, or of an error.
pub(super) fn parsed(read: Result<Node, SyntaxError>) -> Parsed {
    match read {
        Ok(document) => Parsed { documents: vec![document], ..Parsed::default() },
        Err(error) => Parsed { errors: vec![error], ..Parsed::default() },
    }
}
