//! Globs (Open Policy Agent, "Policy Reference", "Glob").

use super::args::{any, array, refused, text};
use super::{Outcome, Wrong, fails};
use regorus::Value;
use std::fmt::Write as _;

/// `glob.match(pattern, delimiters, text)`: no delimiters are `.`, null is none.
pub(super) fn matches(args: &[Value]) -> Outcome {
    let pattern = text(args, 0)?;
    let delimiters = match any(args, 1) {
        Value::Null => Vec::new(),
        Value::Array(_) => delimiters(args)?,
        _ => return refused(args, 1, "an array or null"),
    };
    let subject = text(args, 2)?;
    let regex = super::regex::build(&translate(pattern, &delimiters)?)?;
    Ok(Value::from(regex.is_match(subject)))
}

fn delimiters(args: &[Value]) -> Result<Vec<char>, Wrong> {
    let mut delimiters = Vec::new();
    for member in array(args, 1)?.iter() {
        let mut characters = member.as_string().map(|text| text.chars()).into_iter().flatten();
        match (characters.next(), characters.next()) {
            (Some(one), None) => delimiters.push(one),
            _ => return fails("a delimiter must be one character"),
        }
    }
    Ok(if delimiters.is_empty() { vec!['.'] } else { delimiters })
}

/// Writes a character so that it means itself.
fn literal(character: char, out: &mut String) {
    let _ = write!(out, "\\x{{{:X}}}", u32::from(character));
}

fn wrong(pattern: &str) -> Wrong {
    Wrong::Fails(format!("{pattern:?} is not a glob"))
}

/// Writes a glob as a regular expression.
fn translate(pattern: &str, delimiters: &[char]) -> Result<String, Wrong> {
    let characters: Vec<char> = pattern.chars().collect();
    let mut other = String::from("(?s:.)");
    if !delimiters.is_empty() {
        other = String::from("[^");
        for one in delimiters {
            literal(*one, &mut other);
        }
        other.push(']');
    }
    let (mut out, mut at, mut level) = (String::from(r"\A(?:"), 0, 0_usize);
    while let Some(character) = characters.get(at) {
        at += 1;
        match character {
            '\\' => {
                if let Some(escaped) = characters.get(at) {
                    literal(*escaped, &mut out);
                }
                at += 1;
            }
            '*' if characters.get(at) == Some(&'*') => {
                at += 1;
                out.push_str("(?s:.*)");
            }
            '*' => {
                out.push_str(&other);
                out.push('*');
            }
            '?' => out.push_str(&other),
            '{' => {
                level += 1;
                out.push_str("(?:");
            }
            '}' if level > 0 => {
                level -= 1;
                out.push(')');
            }
            ',' if level > 0 => out.push('|'),
            '[' => at = range(&characters, at, &mut out).ok_or_else(|| wrong(pattern))?,
            other => literal(*other, &mut out),
        }
    }
    // An alternative that is not closed ends with the pattern.
    out.extend(std::iter::repeat_n(')', level));
    out.push_str(r")\z");
    Ok(out)
}

/// Reads what follows a `[`: `a-z]` or `abc]`, after a `!`. Gives the place behind it.
fn range(characters: &[char], from: usize, out: &mut String) -> Option<usize> {
    let mut at = from;
    let is_not = characters.get(at) == Some(&'!');
    at += usize::from(is_not);
    out.push_str(if is_not { "[^" } else { "[" });
    let first = *characters.get(at)?;
    if characters.get(at + 1) == Some(&'-') {
        let last = *characters.get(at + 2)?;
        if last < first || characters.get(at + 3) != Some(&']') {
            return None;
        }
        literal(first, out);
        out.push('-');
        literal(last, out);
        at += 4;
    } else {
        let start = at;
        while let Some(character) = characters.get(at) {
            match character {
                ']' => break,
                '\\' => {
                    at += 1;
                    literal(*characters.get(at)?, out);
                }
                other => literal(*other, out),
            }
            at += 1;
        }
        if at == start || characters.get(at) != Some(&']') {
            return None;
        }
        at += 1;
    }
    out.push(']');
    Some(at)
}

/// `glob.quote_meta`.
pub(super) fn quote_meta(args: &[Value]) -> Outcome {
    let mut out = String::new();
    for character in text(args, 0)?.chars() {
        if "*?\\[]{}".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    Ok(Value::from(out))
}
