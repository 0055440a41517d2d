//! Parses TOML (version 1.1, which includes 1.0) to trees.
//!
//! The span of a table is its header, `[a.b]`, or its braces; of a table that only a dotted key implies, that part of
//! the key; of the whole document, all of the text. Values have the form in which TOML parsers convert them to JSON:
//! integers in decimal notation, dates and times as text.

use super::yaml::{MAX_DEPTH, Parsed, SyntaxError};
use crate::source::{Source, Span};
use crate::tree::{Entry, Map, Node, Origin, Provenance, Scalar, ScalarKind, Style, Value};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

/// Parses `source`: returns one document, or the first error.
pub fn parse(source: &Source) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let first = errors.iter().min_by_key(|error| error.span().map_or(usize::MAX, |span| span.start));
    let read = match first {
        Some(error) => Err(refusal(source, error)),
        None => Reader { source }.table(table.get_ref(), 0..source.text.len(), 1),
    };
    match read {
        Ok(document) => Parsed { documents: vec![document], ..Parsed::default() },
        Err(error) => Parsed { errors: vec![error], ..Parsed::default() },
    }
}

fn refusal(source: &Source, error: &toml::de::Error) -> SyntaxError {
    let text = &source.text;
    let span = error.span().unwrap_or(text.len()..text.len());
    let start = (0..=span.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    // At least one character, if possible: an error may be located between two characters.
    let next =
        text.get(start..).and_then(|rest| rest.chars().next()).map_or(start, |next| start + next.len_utf8());
    let end = (span.end.max(next)..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let message = match error.message() {
        "recursion limit" => "values are nested too deep here".to_owned(),
        message => format!("this is not valid TOML: {message}"),
    };
    SyntaxError { message, span: Span::new(source.id, start, end), related: None }
}

struct Reader<'a> {
    source: &'a Source,
}

impl Reader<'_> {
    fn table(&self, table: &DeTable<'_>, at: Range<usize>, depth: usize) -> Result<Node, SyntaxError> {
        let mut map = Map::default();
        for (key, value) in table {
            let key_span = self.span(key.span());
            let node = self.value(value, depth + 1)?;
            map.set(Entry { key: key.get_ref().as_ref().into(), key_span, node });
        }
        Ok(Node::map(map, self.origin(at)))
    }

    fn value(&self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<Node, SyntaxError> {
        let at = value.span();
        if depth > MAX_DEPTH {
            return Err(self.refuse(at, format!("values are nested more than {MAX_DEPTH} deep here")));
        }
        let scalar = match value.get_ref() {
            DeValue::Table(table) => return self.table(table, at, depth),
            DeValue::Array(items) => {
                let items: Result<_, _> = items.iter().map(|item| self.value(item, depth + 1)).collect();
                return Ok(Node::list(items?, self.origin(at)));
            }
            DeValue::String(text) => self.text(text, at.clone()),
            DeValue::Integer(number) => self.worded(&self.integer(number, &at)?, ScalarKind::Int, at.clone()),
            DeValue::Float(number) => {
                let (text, kind) = self.float(number, &at)?;
                self.worded(text, kind, at.clone())
            }
            DeValue::Boolean(value) => {
                self.worded(if *value { "true" } else { "false" }, ScalarKind::Bool, at.clone())
            }
            // RFC 3339, as in JSON: a `T` between date and time, and `Z` for a zero offset.
            DeValue::Datetime(time) => {
                let text = time.to_string();
                let text = text.strip_suffix("+00:00").map_or(text.clone(), |local| format!("{local}Z"));
                self.worded(&text, ScalarKind::Text, at.clone())
            }
        };
        Ok(Node::new(Value::Scalar(scalar), self.origin(at)))
    }

    /// Creates a string whose parts are located between its quotes.
    fn text(&self, text: &str, at: Range<usize>) -> Scalar {
        let raw = self.source.text.get(at.clone()).unwrap_or_default();
        let (style, within) = if let Some(body) = raw.strip_prefix("'''") {
            // The line break after the opening quotes is not part of the text.
            let skipped = if body.starts_with("\r\n") { 2 } else { usize::from(body.starts_with('\n')) };
            (Style::Tagged, at.start + 3 + skipped..at.end - 3)
        } else if raw.starts_with("\"\"\"") {
            // A removed line break may follow blanks here, which no other format allows.
            let exact = !raw.contains("\\ ") && !raw.contains("\\\t");
            (if exact { Style::Double } else { Style::Normalized }, at.start + 2..at.end - 2)
        } else if raw.starts_with('\'') {
            (Style::Single, at)
        } else {
            (Style::Double, at)
        };
        Scalar::written(text.into(), ScalarKind::Text, style, self.span(within))
    }

    /// Creates a value whose normalized notation is `text`, however it was written.
    fn worded(&self, text: &str, kind: ScalarKind, at: Range<usize>) -> Scalar {
        let same = self.source.text.get(at.clone()).is_some_and(|raw| raw == text);
        let style = if same { Style::Plain } else { Style::Normalized };
        Scalar::written(text.into(), kind, style, self.span(at))
    }

    /// Parses an integer (TOML 1.1, "Integer"); one that does not fit into 64 bits is an error.
    fn integer(&self, number: &DeInteger<'_>, at: &Range<usize>) -> Result<String, SyntaxError> {
        let value = i64::from_str_radix(number.as_str(), number.radix());
        value.map(|value| value.to_string()).map_err(|_| {
            self.refuse(at.clone(), "this integer does not fit into the 64 bits that TOML has for one".into())
        })
    }

    /// Returns the digits without a plus sign; `inf` and `nan`, which JSON does not have, become text.
    fn float<'n>(
        &self,
        number: &'n DeFloat<'_>,
        at: &Range<usize>,
    ) -> Result<(&'n str, ScalarKind), SyntaxError> {
        let text = number.as_str();
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok((text.strip_prefix('+').unwrap_or(text), ScalarKind::Float)),
            Ok(_) if text.ends_with("inf") || text.ends_with("nan") => Ok((text, ScalarKind::Text)),
            _ => {
                Err(self.refuse(at.clone(), "this number is too large for the 64 bits that TOML has".into()))
            }
        }
    }

    fn span(&self, at: Range<usize>) -> Span {
        Span::new(self.source.id, at.start, at.end)
    }

    fn origin(&self, at: Range<usize>) -> Origin {
        Origin { span: self.span(at), via: Provenance::default() }
    }

    fn refuse(&self, at: Range<usize>, message: String) -> SyntaxError {
        SyntaxError { message, span: self.span(at), related: None }
    }
}

#[cfg(test)]
mod tests;
