//! The words of `ARG`, `ENV` and `FROM`: lines that continue, quotes and escapes (`BuildKit`, `parseWords` and `shell/lex.go`).

use std::ops::Range;

/// A character of an instruction, with the offset at which it is written.
pub(super) type Character = (usize, char);

/// The characters of an instruction, without the ends of lines that continue and the comments between them.
pub(super) fn characters(text: &str, range: Range<usize>, escape: char) -> Vec<Character> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(rest) = text.get(at..range.end).filter(|rest| !rest.is_empty()) {
        if let Some(width) = continuation(rest, escape) {
            at += width;
            continue;
        }
        let Some(character) = rest.chars().next() else { break };
        found.push((at, character));
        at += character.len_utf8();
    }
    found
}

/// Returns where the instruction ends that begins at `start`: at the first line break that is not escaped.
pub(super) fn end_of_instruction(text: &str, start: usize, escape: char) -> usize {
    let mut at = start;
    while let Some(rest) = text.get(at..) {
        let Some(next) = rest.find([escape, '\n']) else { break };
        let found = rest.get(next..).unwrap_or_default();
        if found.starts_with('\n') {
            return at + next;
        }
        at += next + continuation(found, escape).unwrap_or(escape.len_utf8());
    }
    text.len()
}

/// Returns the length of an escaped line break at the start of `rest`, with the empty lines and comments behind it.
fn continuation(rest: &str, escape: char) -> Option<usize> {
    let behind = rest.strip_prefix(escape)?.trim_start_matches([' ', '\t']);
    let mut behind = behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix('\n'))?;
    while let Some((line, after)) = behind.split_once('\n') {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            break;
        }
        behind = after;
    }
    Some(rest.len() - behind.len())
}

/// Returns the words between white space; quotes and escapes stay in them.
pub(super) fn words(characters: &[Character], escape: char) -> Vec<&[Character]> {
    let mut found = Vec::new();
    let (mut start, mut quote, mut at) = (None, None, 0);
    while let Some((_, character)) = characters.get(at) {
        let is_space = character.is_whitespace() && quote.is_none();
        if is_space {
            found.extend(start.take().and_then(|start| characters.get(start..at)));
        } else {
            start.get_or_insert(at);
            match (*character, quote) {
                (one, Some(open)) if one == open => quote = None,
                ('"' | '\'', None) => quote = Some(*character),
                (one, open) if one == escape && open != Some('\'') => at += 1,
                _ => {}
            }
        }
        at += 1;
    }
    found.extend(start.and_then(|start| characters.get(start..)));
    found
}

/// Returns the pairs of an `ENV` or `ARG`: a name, and what stands behind `=`. The older `ENV NAME some value` is a pair.
pub(super) fn pairs(characters: &[Character], escape: char) -> Vec<(&[Character], Option<&[Character]>)> {
    let words = words(characters, escape);
    let divided = |word: &[Character]| word.iter().position(|(_, one)| *one == '=');
    let older = words.first().filter(|first| words.len() > 1 && divided(first).is_none());
    if let Some(name) = older {
        let behind =
            characters.iter().position(|(at, _)| Some(*at) == words.get(1).and_then(|w| Some(w.first()?.0)));
        let value = behind.and_then(|start| characters.get(start..)).unwrap_or_default();
        let end = value.iter().rposition(|(_, one)| !one.is_whitespace()).map_or(0, |last| last + 1);
        return vec![(name, value.get(..end))];
    }
    let pair = |word: &'_ [Character]| -> Option<(usize, usize)> { divided(word).map(|at| (at, at + 1)) };
    let divide = |word| match pair(word) {
        Some((end, start)) => (word.get(..end).unwrap_or_default(), word.get(start..)),
        None => (word, None),
    };
    words.into_iter().map(divide).collect()
}

/// Returns the text of characters.
pub(super) fn text_of(characters: &[Character]) -> String {
    characters.iter().map(|(_, one)| *one).collect()
}

/// Returns the range in which characters are written; an empty one at `otherwise` without characters.
pub(super) fn range_of(characters: &[Character], otherwise: usize) -> Range<usize> {
    match (characters.first(), characters.last()) {
        (Some((start, _)), Some((end, last))) => *start..end + last.len_utf8(),
        _ => otherwise..otherwise,
    }
}
