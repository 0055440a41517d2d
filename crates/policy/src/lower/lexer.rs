//! Divides Rego into words (OPA documentation, "Policy reference", "Grammar").

use super::Refusal;
use super::ast::{Name, Span};

/// A word with its bytes.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) span: Span,
    pub(super) word: Word,
    /// True if the word is the first of its line.
    pub(super) begins_line: bool,
}

/// The sorts of words.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    /// A name or keyword.
    Name(Name),
    /// A number, as it is written.
    Number(Name),
    /// A text, without escapes.
    Text(Name),
    /// A template string: texts, and the words of expressions between them.
    Template(Vec<Part>),
    /// An operator or bracket.
    Sign(&'static str),
    /// The end of the file.
    End,
}

/// A part of a template string.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Text(Name),
    /// The bytes between the braces.
    Expression(Span),
}

/// The operators and brackets, longer ones first.
const SIGNS: &[&str] = &[
    ":=", "==", "!=", "<=", ">=", "[", "]", "{", "}", "(", ")", ",", ".", ";", ":", "=", "<", ">", "|", "&",
    "+", "-", "*", "/", "%",
];

/// Returns the words of the bytes `range` of `text`, with an end behind them.
pub(super) fn tokens(text: &str, range: Span) -> Result<Vec<Token>, Refusal> {
    let mut found = Vec::new();
    let mut at = range.start;
    let mut begins_line = true;
    let text = text.get(..range.end).unwrap_or(text);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if first.is_whitespace() || first == '\u{feff}' {
            begins_line |= first == '\n';
            at += first.len_utf8();
            continue;
        }
        if first == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        let (word, length) = word(text, at)?;
        found.push(Token { span: at..at + length, word, begins_line });
        begins_line = false;
        at += length;
    }
    found.push(Token { span: text.len()..text.len(), word: Word::End, begins_line: true });
    Ok(found)
}

fn word(text: &str, at: usize) -> Result<(Word, usize), Refusal> {
    let rest = text.get(at..).unwrap_or_default();
    let mut characters = rest.chars();
    let first = characters.next().unwrap_or_default();
    let second = characters.next();
    let is_name = |one: char| one.is_ascii_alphanumeric() || one == '_';
    match first {
        '"' => quoted(text, at),
        '`' => {
            let end = rest.get(1..).and_then(|rest| rest.find('`'));
            let end =
                end.ok_or_else(|| Refusal::new(at..at + 1, "this text has no end: a backquote is missing"))?;
            Ok((Word::Text(rest.get(1..=end).unwrap_or_default().into()), end + 2))
        }
        '$' if matches!(second, Some('"' | '`')) => template(text, at),
        _ if first.is_ascii_digit() => {
            let length = number(rest);
            Ok((Word::Number(rest.get(..length).unwrap_or_default().into()), length))
        }
        _ if is_name(first) => {
            let length = rest.find(|one| !is_name(one)).unwrap_or(rest.len());
            Ok((Word::Name(rest.get(..length).unwrap_or_default().into()), length))
        }
        _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => Ok((Word::Sign(sign), sign.len())),
            None => Err(Refusal::new(at..at + first.len_utf8(), format!("`{first}` means nothing in Rego"))),
        },
    }
}

/// Returns the length of the number that `rest` begins with.
fn number(rest: &str) -> usize {
    let digits = |from: usize| {
        rest.get(from..).map_or(from, |rest| from + rest.bytes().take_while(u8::is_ascii_digit).count())
    };
    let mut end = digits(0);
    if rest.get(end..).is_some_and(|rest| rest.starts_with('.')) && digits(end + 1) > end + 1 {
        end = digits(end + 1);
    }
    if rest.get(end..).is_some_and(|rest| rest.starts_with(['e', 'E'])) {
        let sign = usize::from(rest.get(end + 1..).is_some_and(|rest| rest.starts_with(['+', '-'])));
        if digits(end + 1 + sign) > end + 1 + sign {
            end = digits(end + 1 + sign);
        }
    }
    end
}

fn quoted(text: &str, at: usize) -> Result<(Word, usize), Refusal> {
    let rest = text.get(at + 1..).unwrap_or_default();
    let mut is_escaped = false;
    let end = rest.bytes().position(|byte| {
        let ends = (byte == b'"' && !is_escaped) || byte == b'\n';
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    let end = end.filter(|end| rest.as_bytes().get(*end) == Some(&b'"'));
    let end = end.ok_or_else(|| Refusal::new(at..at + 1, "this text has no end: a quote is missing"))?;
    let inside = rest.get(..end).unwrap_or_default();
    Ok((Word::Text(unescaped(inside, at..at + end + 2)?), end + 2))
}

/// Returns the text that `inside` stands for between quotes.
fn unescaped(inside: &str, span: Span) -> Result<Name, Refusal> {
    if !inside.contains('\\') && !inside.contains('\t') {
        return Ok(inside.into());
    }
    let inside = inside.replace('\t', "\\t");
    serde_json::from_str::<String>(&format!("\"{inside}\""))
        .map(Name::from)
        .map_err(|_| Refusal::new(span, "this text has an escape that JSON does not have"))
}

/// Reads a template string, in which an expression stands between braces.
fn template(text: &str, at: usize) -> Result<(Word, usize), Refusal> {
    let bytes = text.as_bytes();
    let quote = bytes.get(at + 1).copied().unwrap_or(b'"');
    let mut parts = Vec::new();
    let mut from = at + 2;
    let mut here = from;
    let raw = quote == b'`';
    let literal = |range: Span| -> Result<Name, Refusal> {
        let inside = text.get(range.clone()).unwrap_or_default().replace("\\{", "{").replace("\\}", "}");
        if raw { Ok(inside.into()) } else { unescaped(&inside, range) }
    };
    loop {
        match bytes.get(here) {
            None => return Err(Refusal::new(at..at + 2, "this text has no end: a quote is missing")),
            Some(b'\n') if !raw => {
                return Err(Refusal::new(at..at + 2, "this text has no end: a quote is missing"));
            }
            Some(b'\\') => here += 2,
            Some(byte) if *byte == quote => {
                parts.push(Part::Text(literal(from..here)?));
                return Ok((Word::Template(parts), here + 1 - at));
            }
            Some(b'{') => {
                parts.push(Part::Text(literal(from..here)?));
                let end = closing(text, here + 1)
                    .ok_or_else(|| Refusal::new(here..here + 1, "this brace is never closed"))?;
                parts.push(Part::Expression(here + 1..end));
                here = end + 1;
                from = here;
            }
            Some(_) => here += 1,
        }
    }
}

/// Returns the place of the brace that closes the one before `from`.
fn closing(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = from;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        match first {
            '}' if depth == 0 => return Some(at),
            '{' => depth += 1,
            '}' => depth -= 1,
            '"' | '`' | '$' => {
                at += word(text, at).ok()?.1;
                continue;
            }
            _ => {}
        }
        at += first.len_utf8();
    }
    None
}
