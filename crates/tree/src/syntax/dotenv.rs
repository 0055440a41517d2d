//! Parses files of variables, `.env`, to the form that Conftest's parser `dotenv` gives: a mapping of texts. `$NAME` is
//! replaced by a variable above it, and by nothing where there is none: the environment is not read.

use super::maker::{Maker, parsed};
use super::yaml::{Parsed, SyntaxError};
use crate::source::Source;
use crate::tree::{Map, Node};
use std::ops::Range;

/// Parses `source`: returns one document, or the first error.
pub fn parse(source: &Source) -> Parsed {
    let maker = Maker::of(source);
    parsed(read(maker).map(|map| maker.map(map, maker.whole())))
}

fn read(maker: Maker<'_>) -> Result<Map, SyntaxError> {
    let text = maker.raw(maker.whole());
    let mut map = Map::default();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| at + length);
        let line = text.get(at..end).unwrap_or_default();
        let start = at + line.len() - line.trim_start().len();
        at = end + 1;
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let Some((key, from)) = key(text, start..end) else { return Err(refusal(maker, start..end)) };
        let (node, behind) = value(maker, &map, from..end).ok_or_else(|| refusal(maker, start..end))?;
        map.set(maker.entry(maker.raw(key.clone()), key, node));
        at = at.max(
            text.get(behind..).and_then(|rest| rest.find('\n')).map_or(text.len(), |more| behind + more + 1),
        );
    }
    Ok(map)
}

fn refusal(maker: Maker<'_>, line: Range<usize>) -> SyntaxError {
    maker.refuse(line, "this is no variable: a line is `NAME=value`, `NAME: value` or a comment")
}

/// Returns the name at the beginning of `line`, and where its value begins.
fn key(text: &str, line: Range<usize>) -> Option<(Range<usize>, usize)> {
    let whole = text.get(line.clone())?;
    let after_export = whole.strip_prefix("export").filter(|rest| rest.starts_with(char::is_whitespace));
    let rest = after_export.map_or(whole, str::trim_start);
    let start = line.end - rest.len();
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.');
    let length = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
    let behind = rest.get(length..)?;
    let value = match behind.trim_start().strip_prefix('=') {
        Some(value) => value,
        None => behind.strip_prefix(':').filter(|value| value.starts_with(char::is_whitespace))?,
    };
    (length > 0).then(|| (start..start + length, line.end - value.trim_start().len()))
}

/// Reads the value at the beginning of `line`, and returns where it ends.
fn value(maker: Maker<'_>, known: &Map, line: Range<usize>) -> Option<(Node, usize)> {
    let text = maker.raw(line.start..maker.whole().end);
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        // Only double quotes have escapes; a value in quotes may span lines.
        let mut is_escaped = false;
        let length = text.char_indices().skip(1).find_map(|(at, character)| {
            let closes = character == quote && !is_escaped;
            is_escaped = character == '\\' && !is_escaped;
            closes.then_some(at)
        })?;
        let range = line.start..line.start + length + 1;
        let behind = text.get(length + 1..)?.lines().next().unwrap_or_default().trim();
        if !behind.is_empty() && !behind.starts_with('#') {
            return None;
        }
        let within = text.get(1..length)?;
        let value = if quote == '"' { expanded(&unescaped(within), known) } else { within.to_owned() };
        return Some((maker.text(&value, range.clone()), range.end));
    }
    let body = maker.raw(line.clone());
    let body = body.split('#').next().unwrap_or_default().trim_end();
    let range = line.start..line.start + body.len();
    Some((maker.text(&expanded(body, known), range.clone()), range.end))
}

/// Replaces the escapes of double quotes, but leaves `\$`.
fn unescaped(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let is_escape = character == '\\' && !rest.as_str().starts_with('$');
        match if is_escape { rest.next() } else { None } {
            Some('n') => result.push('\n'),
            Some('r') => result.push('\r'),
            Some(escaped) => result.push(escaped),
            None => result.push(character),
        }
    }
    result
}

/// Replaces `$NAME` and `${NAME}` by variables that are `known`; `\$` stays a `$`.
fn expanded(text: &str, known: &Map) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let before = rest.get(..at).unwrap_or_default();
        let behind = rest.get(at + 1..).unwrap_or_default();
        let (open, name) = match behind.strip_prefix('{') {
            Some(name) => (1, name),
            None => (0, behind),
        };
        let is_part = |character: char| {
            character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_'
        };
        let length = name.find(|character| !is_part(character)).unwrap_or(name.len());
        let close = usize::from(name.get(length..).is_some_and(|rest| rest.starts_with('}')));
        let end = at + 1 + open + length + close;
        if let Some(before) = before.strip_suffix('\\') {
            result.push_str(before);
            result.push_str(rest.get(at..end).unwrap_or_default());
        } else {
            result.push_str(before);
            let name = name.get(..length).unwrap_or_default();
            if name.is_empty() {
                result.push_str(rest.get(at..end).unwrap_or_default());
            } else if let Some(value) = known.get(name).and_then(Node::as_scalar) {
                result.push_str(&value.text);
            }
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::super::testing::{json, places};
    use super::parse;

    #[test]
    fn the_form_is_conftest_s() {
        let text = "A=1\nexport B=\"x y\" # c\nC='$A'\nD=$A-${B}\nE: yaml\nF=\nG=a b # c\nH=\"a\\nb\"\nI=\\$A\n\
                    J=\"multi\nline\"\nlower.x=1\nK=a#b\n# c\nL=$a-$NONE.\n";
        let wanted = r#"{"A":"1","B":"x y","C":"$A","D":"1-x y","E":"yaml","F":"","G":"a b","H":"a\nb","I":"$A","J":"multi\nline","lower.x":"1","K":"a","L":"$a-."}"#;
        assert_eq!(json(parse, text), Ok(wanted.to_owned()));
        for text in ["A B", "=x", "A=\"x", "A:b"] {
            assert!(json(parse, text).is_err(), "{text}");
        }
    }

    #[test]
    fn values_have_places() {
        assert_eq!(places(parse, "A=1 # c\nexport B=\"x y\"\n"), ["A", "1", "B", "\"x y\""]);
    }
}
