//! The arguments of an instruction.

use super::lines::Line;
use std::ops::Range;

/// A value of an instruction.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: String,
    /// Its characters in the file; None if it was not written.
    pub(super) place: Option<Range<usize>>,
}

fn word(line: &Line, range: Range<usize>) -> Word {
    Word { text: line.text.get(range.clone()).unwrap_or_default().to_owned(), place: Some(line.place(range)) }
}

/// Returns the flags at the beginning of `range`, without their quotes, and where the arguments begin.
pub(super) fn flags(line: &Line, range: Range<usize>) -> (Vec<Word>, usize) {
    let (mut flags, mut at) = (Vec::new(), range.start);
    loop {
        let rest = line.text.get(at..range.end).unwrap_or_default();
        at = range.end - rest.trim_start().len();
        let rest = rest.trim_start();
        if !rest.starts_with("--") {
            return (flags, at);
        }
        let (mut text, mut quote, mut length) = (String::new(), None, rest.len());
        let mut characters = rest.char_indices();
        while let Some((offset, character)) = characters.next() {
            match (character, quote) {
                ('\\', _) => text.extend(characters.next().map(|(_, escaped)| escaped)),
                (_, Some(open)) if open == character => quote = None,
                ('"' | '\'', None) => quote = Some(character),
                (_, None) if character.is_whitespace() => {
                    length = offset;
                    break;
                }
                _ => text.push(character),
            }
        }
        let whole = at..at + length;
        at = whole.end;
        if text == "--" {
            return (flags, at);
        }
        flags.push(Word { text, place: Some(line.place(whole)) });
    }
}

/// Returns the values of the instruction `command` whose arguments are at `range`, and whether they are written as JSON.
///
/// # Errors
/// With the reason why they are not those of the instruction.
pub(super) fn values(line: &Line, command: &str, range: Range<usize>) -> Result<(Vec<Word>, bool), String> {
    let text = line.text.get(range.clone()).unwrap_or_default();
    let start = range.start + text.len() - text.trim_start().len();
    let range = start..start + text.trim().len();
    if range.is_empty() {
        return Ok((Vec::new(), false));
    }
    match command {
        "env" | "label" => Ok((pairs(line, command, range)?, false)),
        "arg" => Ok((words(line, range).into_iter().map(|one| word(line, one)).collect(), false)),
        "expose" | "from" => Ok((blank_delimited(line, range), false)),
        "healthcheck" => {
            let text = line.text.get(range.clone()).unwrap_or_default();
            let length = text.find(char::is_whitespace).unwrap_or(text.len());
            let kind = word(line, range.start..range.start + length);
            let (rest, is_json) = values(line, "cmd", range.start + length..range.end)?;
            Ok((std::iter::once(kind).chain(rest).collect(), is_json))
        }
        "add" | "copy" | "volume" => match json(line, range.clone())? {
            Some(items) => Ok((items, true)),
            None => Ok((blank_delimited(line, range), false)),
        },
        "cmd" | "entrypoint" | "run" | "shell" => match json(line, range.clone())? {
            Some(items) => Ok((items, true)),
            None if command == "shell" => Err("`SHELL` needs a list of texts in JSON".to_owned()),
            None => Ok((vec![word(line, range)], false)),
        },
        _ => Ok((vec![word(line, range)], false)),
    }
}

fn blank_delimited(line: &Line, range: Range<usize>) -> Vec<Word> {
    let text = line.text.get(range.clone()).unwrap_or_default();
    let parts = text.split_ascii_whitespace();
    let start = text.as_ptr() as usize;
    let of = |part: &str| {
        let at = range.start + (part.as_ptr() as usize - start);
        word(line, at..at + part.len())
    };
    parts.map(of).collect()
}

/// Splits `range` at white space outside of quotes; quotes stay.
fn words(line: &Line, range: Range<usize>) -> Vec<Range<usize>> {
    let text = line.text.get(range.clone()).unwrap_or_default();
    let (mut found, mut from, mut quote) = (Vec::new(), None, None);
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == line.escape && quote != Some('\'') {
            from.get_or_insert(at);
            characters.next();
        } else if quote == Some(character) {
            quote = None;
        } else if quote.is_none() && matches!(character, '"' | '\'') {
            from.get_or_insert(at);
            quote = Some(character);
        } else if quote.is_none() && character.is_whitespace() {
            found.extend(from.take().map(|from| from..at));
        } else {
            from.get_or_insert(at);
        }
    }
    found.extend(from.map(|from| from..text.len()));
    found.into_iter().map(|one| range.start + one.start..range.start + one.end).collect()
}

/// Returns name, value and sign for each pair of `NAME=value`, or for the old form `NAME value`.
fn pairs(line: &Line, command: &str, range: Range<usize>) -> Result<Vec<Word>, String> {
    let words = words(line, range.clone());
    let at = |range: &Range<usize>| line.text.get(range.clone()).unwrap_or_default();
    let Some(first) = words.first() else { return Ok(Vec::new()) };
    if !at(first).contains('=') {
        let text = at(&range);
        let split = text.find(char::is_whitespace);
        let Some(length) = split else {
            return Err(format!("`{}` needs a name and a value", command.to_ascii_uppercase()));
        };
        let behind = text.get(length..).unwrap_or_default().trim_start().len();
        let sign = Word { text: String::new(), place: None };
        return Ok(vec![
            word(line, range.start..range.start + length),
            word(line, range.end - behind..range.end),
            sign,
        ]);
    }
    let mut values = Vec::new();
    for one in words {
        let Some(length) = at(&one).find('=') else {
            return Err(format!("`{}` has no `=`, as a pair of name and value has", at(&one)));
        };
        let sign = one.start + length;
        values.extend([
            word(line, one.start..sign),
            word(line, sign + 1..one.end),
            word(line, sign..sign + 1),
        ]);
    }
    Ok(values)
}

/// Returns the texts of a list in JSON; None if the arguments are not one.
fn json(line: &Line, range: Range<usize>) -> Result<Option<Vec<Word>>, String> {
    let text = line.text.get(range.clone()).unwrap_or_default();
    let Ok(serde_json::Value::Array(items)) = serde_json::from_str(text) else { return Ok(None) };
    let mut literals = literals(text).into_iter();
    let items = items.into_iter().map(|item| {
        let serde_json::Value::String(text) = item else {
            return Err("a list in JSON has something other than texts here".to_owned());
        };
        let place = literals.next().map(|at| line.place(range.start + at.start..range.start + at.end));
        Ok(Word { text, place })
    });
    items.collect::<Result<_, _>>().map(Some)
}

/// Returns the ranges of the texts in a list in JSON, with their quotes.
fn literals(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut from, mut is_escaped) = (Vec::new(), None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (byte, from) {
            (b'"', None) => from = Some(at),
            (b'"', Some(start)) if !is_escaped => {
                found.push(start..at + 1);
                from = None;
            }
            _ => {}
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    found
}
