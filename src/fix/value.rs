//! Values in the notation of a file.

use super::outline::Outline;
use crate::tree::{Node, ScalarKind};
use crate::workspace::Format;
use serde_json::Value;

/// How the text of a scalar is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    Plain,
    Single,
    Double,
}

/// Words that YAML 1.1 or 1.2 read as something else than text.
const NO_TEXT: &[&str] =
    &["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", ".nan", ".inf"];

impl Quotes {
    /// Returns how a scalar with these characters is quoted; None for a block.
    pub(super) fn of(raw: &str) -> Option<Self> {
        match raw.as_bytes().first() {
            Some(b'\'') => Some(Self::Single),
            Some(b'"') => Some(Self::Double),
            Some(b'|' | b'>' | b'&' | b'*' | b'!') | None => None,
            Some(_) => Some(Self::Plain),
        }
    }
}

/// Returns a string, number or boolean as a scalar of YAML or JSON. Without quotes it is text only where it is read as
/// text; `in_flow` is true between brackets.
pub(super) fn scalar(value: &Value, quotes: Quotes, in_flow: bool) -> Option<String> {
    let text = plain(value)?;
    let is_text = value.is_string();
    Some(match quotes {
        Quotes::Plain if !is_text || is_plain(&text, in_flow) => text,
        Quotes::Single if !text.contains(['\'', '\n', '\r']) && !text.chars().any(char::is_control) => {
            format!("'{text}'")
        }
        _ => serde_json::to_string(&text).ok()?,
    })
}

/// Returns a scalar that takes the place of `old`: in its quotes and, where it has none, of its type if it can be.
pub(super) fn in_place(value: &Value, old: &Node, outline: &Outline<'_>, in_flow: bool) -> Option<String> {
    let raw = outline.text(old.origin.span);
    let kind = old.as_scalar().filter(|scalar| !scalar.is_block())?.kind;
    let text = plain(value)?;
    let quotes = Quotes::of(raw)?;
    let same = match kind {
        ScalarKind::Bool => matches!(&*text, "true" | "false"),
        ScalarKind::Int => text.parse::<i64>().is_ok(),
        _ => false,
    };
    if quotes == Quotes::Plain && same {
        return Some(text);
    }
    let quotes = if outline.format == Format::Json && value.is_string() { Quotes::Double } else { quotes };
    scalar(value, quotes, in_flow)
}

/// Returns the text of a string, number or boolean.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        _ => None,
    }
}

/// Returns `new` as it is written in the place of `old`: a size of Compose, `1g`, has a capital letter where that has one.
pub(super) fn in_unit_of(old: &str, new: &Value) -> Value {
    let unit = |text: &str| {
        let digits = text.find(|one: char| !one.is_ascii_digit() && one != '.').filter(|at| *at > 0)?;
        let unit = text.get(digits..)?;
        matches!(&*unit.to_ascii_lowercase(), "b" | "k" | "m" | "g" | "kb" | "mb" | "gb")
            .then(|| unit.to_owned())
    };
    let is_upper = |unit: String| unit.chars().all(|one| one.is_ascii_uppercase());
    match new {
        Value::String(text) if unit(old).is_some_and(is_upper) && unit(text).is_some() => {
            Value::String(text.to_ascii_uppercase())
        }
        _ => new.clone(),
    }
}

/// Returns true for text that needs no quotes in YAML; where it is in doubt, false.
fn is_plain(text: &str, in_flow: bool) -> bool {
    let begins = text
        .starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '_' | '/' | '.' | '$'))
        // An option.
        || text.strip_prefix("--").is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic()));
    let allowed = |one: char| {
        one.is_ascii_alphanumeric() || "_./:@%+=-$ ".contains(one) || (!in_flow && "{},[]?".contains(one))
    };
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && text.chars().all(|one| one.is_ascii_hexdigit() || "._:+-xoTtZz ".contains(one))
        && text.chars().any(|one| one.is_ascii_digit());
    begins
        && text.chars().all(allowed)
        && !text.ends_with([':', ' '])
        && !text.contains(": ")
        && !text.contains(" #")
        && !is_number
        && !NO_TEXT.contains(&&*text.to_ascii_lowercase())
}

/// Returns true for text that is one word wherever it is: in a shell, in a list with commas, in quotes of any kind.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|one| one.is_ascii_alphanumeric() || "_./:@%+=-".contains(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn what_is_written_is_read_as_it_is_meant() {
        let values = [
            "--x",
            "--x=1 y",
            "a",
            "a b",
            "true",
            "3",
            "1.5",
            "1:30",
            "0x1f",
            "a: b",
            "a #b",
            "",
            "~",
            "-",
            "- a",
            "*a",
            "é",
            "a'b",
            "a\"b\\",
            "a\nb",
            "{a}",
            "PLAINTEXT://:9092,A://:1",
            "${A:?set it}",
            "yes",
            ".5",
            "1e3",
            "a:",
            "null",
            "@a",
            "%a",
            "`a",
            "[1]",
            "a,b",
            "12ab",
            "0o7",
            "0b11",
            "1_000",
            "2001-12-14T21:59:43.10-05:00",
            "2001-12-14 21:59:43Z",
            ".inf",
            ".NaN",
            "On",
            "dead",
            "beef:1",
        ];
        for text in values {
            for quotes in [Quotes::Plain, Quotes::Single, Quotes::Double] {
                for in_flow in [false, true] {
                    let written = scalar(&text.into(), quotes, in_flow).unwrap();
                    let file =
                        if in_flow { format!("[{{a: {written}}}]") } else { format!("- a: {written}\n") };
                    let source = SourceMap::default().add(Path::new("a.yml"), file.clone());
                    let parsed = yaml::parse(&source);
                    assert!(parsed.errors.is_empty(), "{file}");
                    let item = parsed.documents[0].items().next().unwrap().get("a").unwrap();
                    let read = item.as_scalar().unwrap();
                    assert_eq!((&*read.text, read.kind), (text, ScalarKind::Text), "{file}");
                }
            }
        }
    }
}
