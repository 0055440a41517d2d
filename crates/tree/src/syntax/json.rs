//! JSON in the strict sense, and JSON with comments. The trees are those that the reader of YAML makes.

use super::maker::Maker;
use super::yaml::{self, Parsed, SyntaxError};
use crate::source::Source;
use serde::de::IgnoredAny;

/// Returns why `source` is not one JSON value (RFC 8259), which the reader of YAML may nonetheless read.
pub fn refusal(source: &Source) -> Option<SyntaxError> {
    let skipped = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = source.text.get(skipped..).unwrap_or_default();
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    let starts = source.line_starts();
    let start = starts.get(error.line().saturating_sub(1)).map_or(0, |start| *start as usize);
    let skipped = if error.line() == 1 { skipped } else { 0 };
    let at = start + skipped + error.column().saturating_sub(1);
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    Some(Maker::of(source).refuse(at..at, format!("this is not valid JSON: {message}")))
}

/// Parses JSON with comments, `// …` and `/* … */`.
pub fn parse_with_comments(source: &Source) -> Parsed {
    let bare = source.with_text(without_comments(&source.text));
    match refusal(&bare) {
        Some(error) => Parsed { errors: vec![error], ..Parsed::default() },
        None => yaml::parse_json(&bare),
    }
}

/// Returns `text` with blanks in place of comments, of the same length.
fn without_comments(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_text = false;
    while let Some(character) = rest.chars().next() {
        let comment = if is_text {
            None
        } else if rest.starts_with("//") {
            Some(rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            Some(rest.find("*/").map_or(rest.len(), |end| end + 2))
        } else {
            None
        };
        let length = comment.unwrap_or(character.len_utf8());
        let (taken, behind) = rest.split_at(length);
        match comment {
            Some(_) => result.extend(taken.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })),
            None => result.push_str(taken),
        }
        rest = behind;
        if is_text && character == '\\' {
            let escaped = rest.chars().next().map_or(0, char::len_utf8);
            let (taken, behind) = rest.split_at(escaped);
            result.push_str(taken);
            rest = behind;
        } else if character == '"' && comment.is_none() {
            is_text = !is_text;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::super::testing::{json, places};
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    #[test]
    fn json_is_one_value() {
        for (text, wanted) in [
            ("{\"a\": 1, \"a\": 2}", None),
            ("\u{feff}[1]", None),
            ("1\n", None),
            ("{\"a\": 1} x", Some("x")),
            ("{\"a\": 1}\n{\"b\": 2}", Some("{")),
            ("{a: 1}", Some("a")),
            ("{\"a\": 1,}", Some("}")),
            ("// c\n1", Some("/")),
            ("", Some("")),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.json"), text.to_owned());
            assert_eq!(
                refusal(&source).map(|error| source.slice(error.span).to_owned()).as_deref(),
                wanted,
                "{text}"
            );
        }
    }

    #[test]
    fn comments_are_blanks() {
        let text = "// c \"\n{\"a\": \"// no\\\" /* no */\", /* c\n ä */ \"b\": 1 }";
        assert_eq!(json(parse_with_comments, text), Ok(r#"{"a":"// no\" /* no */","b":1}"#.to_owned()));
        assert_eq!(places(parse_with_comments, text).last().unwrap(), "1");
        assert!(json(parse_with_comments, "{a: 1}").is_err());
    }
}
