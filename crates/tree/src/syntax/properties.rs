//! Java properties files (`java.util.Properties`, "load"): keys and values with escapes, continuation lines and
//! comments.

use super::comment::Comment;
use super::yaml::SyntaxError;
use crate::source::{Source, Span};
use crate::tree::{Entry, Map, Node, Origin, Provenance, Scalar, ScalarKind, Style, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// The maximum number of properties in a file: Kafka's programs have some hundreds each.
pub const MAX_PROPERTIES: usize = 50_000;

/// Parses a file to a mapping of texts. The last of several lines with the same key wins.
///
/// # Errors
/// When it sets more than [`MAX_PROPERTIES`]. Programs that read such files refuse nothing.
pub fn parse(source: &Source) -> Result<Node, SyntaxError> {
    let text = &source.text;
    let mut entries = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        let end = logical_end(text, at);
        entries.extend(line(source, at, end));
        if entries.len() > MAX_PROPERTIES {
            let message = format!("this file sets more than {MAX_PROPERTIES} properties, which is not read");
            return Err(SyntaxError { message, span: Span::new(source.id, at, end), related: None });
        }
        at = end + line_break(text, end);
    }
    let last: HashMap<_, _> =
        entries.iter().enumerate().map(|(at, entry): (usize, &Entry)| (Arc::clone(&entry.key), at)).collect();
    let entries = entries.into_iter().enumerate().filter(|(at, entry)| last.get(&entry.key) == Some(at));
    let map: Map = entries.map(|(_, entry)| entry).collect();
    Ok(Node::map(map, Origin { span: Span::new(source.id, 0, text.len()), via: Provenance::default() }))
}

/// Returns the comments of a file; each has its own line and is about the next entry with its continuation lines.
pub fn comments(text: &str) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::new();
    let mut waiting = 0;
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        let end = logical_end(text, at);
        let line = text.get(at..end).unwrap_or_default();
        let start = end - line.trim_start_matches([' ', '\t', '\u{c}', '\n', '\r']).len();
        if line.len() > start - at && line[start - at..].starts_with(['#', '!']) {
            comments.push(Comment { range: start..end, about: None });
        } else if start < end {
            for comment in &mut comments[waiting..] {
                comment.about = Some(start..end);
            }
            waiting = comments.len();
        }
        at = end + line_break(text, end);
    }
    comments
}

fn line_break(text: &str, at: usize) -> usize {
    match text.as_bytes().get(at..) {
        Some([b'\r', b'\n', ..]) => 2,
        Some([_, ..]) => 1,
        _ => 0,
    }
}

/// Returns the end of the line at `start`, including lines joined by a backslash; comments and blank lines join none.
fn logical_end(text: &str, start: usize) -> usize {
    let mut line_start = start;
    let is_comment = |start: usize| {
        let rest = text.get(start..).unwrap_or_default().trim_start_matches([' ', '\t', '\u{c}']);
        rest.starts_with(['#', '!'])
    };
    let comment = is_comment(start);
    loop {
        let rest = text.get(line_start..).unwrap_or_default();
        let end = line_start + rest.find(['\n', '\r']).unwrap_or(rest.len());
        let body = text.get(line_start..end).unwrap_or_default();
        let slashes = body.bytes().rev().take_while(|byte| *byte == b'\\').count();
        let next = end + line_break(text, end);
        if comment || slashes % 2 == 0 || next >= text.len() {
            return end;
        }
        line_start = next;
    }
}

/// Parses the entry of the logical line `start..end`; None for a blank line or a comment.
fn line(source: &Source, start: usize, end: usize) -> Option<Entry> {
    let text = source.text.get(..end)?;
    let mut reader = Reader { text, at: start };
    reader.blanks();
    if reader.peek().is_none_or(|next| matches!(next, '#' | '!')) {
        return None;
    }
    let key_start = reader.at;
    let mut key = String::new();
    while let Some(next) = reader.peek() {
        if matches!(next, '=' | ':' | ' ' | '\t' | '\u{c}') {
            break;
        }
        reader.character(&mut key);
    }
    let key_end = reader.at;
    reader.blanks();
    if reader.peek().is_some_and(|next| matches!(next, '=' | ':')) {
        reader.at += 1;
        reader.blanks();
    }
    let from = reader.at;
    let mut value = String::new();
    let mut edits = Vec::new();
    while let Some(next) = reader.peek() {
        let (before, after) = (reader.at, value.len());
        reader.character(&mut value);
        if next == '\\' {
            edits.push((before - from..reader.at - from, after..value.len()));
        }
    }
    let span = Span::new(source.id, from, end);
    let written = text.get(from..end).unwrap_or_default();
    let scalar = Scalar::written(written.into(), ScalarKind::Text, Style::Plain, span);
    let node = Node::new(Value::Scalar(scalar), Origin { span, via: Provenance::default() });
    let node = if edits.is_empty() { node } else { node.unquoted(&value, &edits) };
    Some(Entry { key: key.into(), key_span: Span::new(source.id, key_start, key_end), node })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    /// Skips blanks, and a line continuation with its indentation.
    fn blanks(&mut self) {
        while let Some(next) = self.peek() {
            if matches!(next, ' ' | '\t' | '\u{c}') {
                self.at += 1;
            } else if next != '\\' || !self.joined() {
                return;
            }
        }
    }

    /// Skips a backslash and the line break after it, if there is one.
    fn joined(&mut self) -> bool {
        let after = self.at + 1;
        let is_break = matches!(self.text.as_bytes().get(after), Some(b'\n' | b'\r'));
        if is_break {
            self.at = after + line_break(self.text, after);
            while self.peek().is_some_and(|next| matches!(next, ' ' | '\t' | '\u{c}')) {
                self.at += 1;
            }
        }
        is_break
    }

    /// Reads one character of a key or a value, and resolves an escape.
    fn character(&mut self, into: &mut String) {
        let Some(next) = self.peek() else { return };
        if next == '\\' {
            if self.joined() {
                return;
            }
            self.at += 1;
            match self.peek() {
                Some('n') => into.push('\n'),
                Some('t') => into.push('\t'),
                Some('r') => into.push('\r'),
                Some('f') => into.push('\u{c}'),
                Some('u') => {
                    let digits = self.text.get(self.at + 1..self.at + 5).unwrap_or_default();
                    match u32::from_str_radix(digits, 16).ok().and_then(char::from_u32) {
                        Some(character) => {
                            into.push(character);
                            self.at += 4;
                        }
                        None => into.push('u'),
                    }
                }
                Some(other) => into.push(other),
                None => return,
            }
        } else {
            into.push(next);
        }
        self.at += self.peek().map_or(0, char::len_utf8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    #[test]
    fn comments_are_about_the_entry_below() {
        let text = "# one\na=b # no comment\n! two \\\n\n  c=d\\\n  e\n#last";
        let found = comments(text);
        let show = |range: &std::ops::Range<usize>| &text[range.clone()];
        let found: Vec<_> =
            found.iter().map(|one| (show(&one.range), one.about.as_ref().map(show))).collect();
        let wanted = [("# one", Some("a=b # no comment")), ("! two \\", Some("c=d\\\n  e")), ("#last", None)];
        assert_eq!(found, wanted);
    }

    #[test]
    fn parts_of_a_value_stand_on_their_own_characters() {
        let text = "a=one,\\\n    t\\u0077o,\\\r\n\tthree\\=x";
        let sources = SourceMap::default();
        let source = sources.add(Path::new("server.properties"), text.to_owned());
        let node = parse(&source).unwrap().get("a").unwrap();
        assert_eq!(node.as_text(), Some("one,two,three=x"));
        for (part, wanted) in [("one", "one"), ("two", "t\\u0077o"), ("three", "three"), ("=x", "\\=x")] {
            let start = node.as_text().unwrap().find(part).unwrap();
            let part = node.slice(&sources, start..start + part.len());
            assert_eq!(source.slice(part.origin.span), wanted);
        }
    }

    #[test]
    fn reads_what_java_reads() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("a=b\nc = d\r\ne:f\ng h", &[("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]),
            ("# a=b\n! c=d\n\n  e=f  ", &[("e", "f  ")]),
            ("a=b,\\\n   c,\\\r\n\td\ne=f", &[("a", "b,c,d"), ("e", "f")]),
            ("# comment \\\na=b", &[("a", "b")]),
            ("a\\ b\\:c=d\\=e\\\\", &[("a b:c", "d=e\\")]),
            ("a=\\u00e9\\uzz", &[("a", "éuzz")]),
            ("a=1\nb=2\na=3", &[("b", "2"), ("a", "3")]),
            ("a\nb=", &[("a", ""), ("b", "")]),
            (
                "listeners=PLAINTEXT://:9092,CONTROLLER://:9093",
                &[("listeners", "PLAINTEXT://:9092,CONTROLLER://:9093")],
            ),
            ("\u{feff}a=b\\", &[("a", "b")]),
            ("a = = b", &[("a", "= b")]),
        ];
        for (text, wanted) in cases {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("server.properties"), (*text).to_owned());
            let node = parse(&source).unwrap();
            let read: Vec<_> = node
                .entries()
                .map(|entry| (entry.key.to_string(), entry.node.as_scalar().unwrap().text.to_string()))
                .collect();
            let wanted: Vec<_> = wanted.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(read, wanted, "{text:?}");
            for entry in node.entries() {
                assert!(source.text.is_char_boundary(entry.node.origin.span.range().end), "{text:?}");
            }
        }
    }
}
