//! Maps parts of a scalar's text to the characters in the file that produced them.
//!
//! Escapes, doubled quotes, folded lines and stripped indentation make the text of a scalar differ from its
//! characters. The walk below advances through both: equal characters pair up, an escape pairs with the character it
//! encodes, and white space that only one side has is skipped.

use crate::tree::Style;
use std::ops::Range;

/// The mapping from one scalar's text to its characters.
#[derive(Debug)]
pub(super) enum Places {
    /// The text equals the characters from this offset.
    Same(usize),
    /// The two differ: offsets in the text with the characters that produced them, in order.
    Pairs {
        /// Offset in the text of every character.
        text: Vec<u32>,
        /// The characters that produced it.
        raw: Vec<Range<u32>>,
        /// The number of bytes before the walked characters: an opening quote.
        shift: usize,
    },
    /// The two could not be aligned: every part maps to all of the characters.
    Lost(usize),
}

impl Places {
    /// Aligns `text` with `raw`, a scalar as written, including quotes.
    pub(super) fn of(raw: &str, style: Style, text: &str) -> Self {
        let quoted = matches!(style, Style::Single | Style::Double);
        let inner = if quoted { 1..raw.len().saturating_sub(1).max(1) } else { 0..raw.len() };
        let Some(body) = raw.get(inner.clone()) else { return Self::Lost(raw.len()) };
        if body == text {
            return Self::Same(inner.start);
        }
        let mut walk = Walk { raw: body, style, at: 0 };
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let (mut offsets, mut pairs) = (Vec::new(), Vec::new());
        for (offset, character) in text.char_indices() {
            let Some(pair) = walk.pair(character) else { return Self::Lost(raw.len()) };
            offsets.push(narrow(offset));
            pairs.push(narrow(pair.start)..narrow(pair.end));
        }
        Self::Pairs { text: offsets, raw: pairs, shift: inner.start }
    }

    /// Returns the characters that produced the bytes `range` of the text.
    ///
    /// White space at the edges of `range` may be off by a few characters inside indentation; everything else is
    /// exact.
    pub(super) fn find(&self, range: Range<usize>) -> Range<usize> {
        match self {
            Self::Same(shift) => range.start + shift..range.end + shift,
            Self::Lost(end) => 0..*end,
            Self::Pairs { text, raw, shift } => {
                let first = text.partition_point(|offset| (*offset as usize) < range.start);
                let last = text.partition_point(|offset| (*offset as usize) < range.end);
                let behind = raw.last().map_or(0, |pair| pair.end as usize);
                let start = raw.get(first).map_or(behind, |pair| pair.start as usize);
                let end =
                    last.checked_sub(1).and_then(|at| raw.get(at)).map_or(start, |pair| pair.end as usize);
                start + shift..end.max(start) + shift
            }
        }
    }
}

struct Walk<'a> {
    raw: &'a str,
    style: Style,
    at: usize,
}

impl Walk<'_> {
    /// Returns the characters that produced the next `character` of the text; None if the two are out of alignment.
    fn pair(&mut self, character: char) -> Option<Range<usize>> {
        loop {
            let rest = self.raw.get(self.at..)?;
            let Some(next) = rest.chars().next() else {
                // Only a line feed implied by the end of the file has no character.
                return character.is_whitespace().then_some(self.at..self.at);
            };
            let width = match (self.style, next) {
                (Style::Double, '\\') => match escape_width(rest)? {
                    Escape::Continuation(width) => {
                        self.at += width;
                        continue;
                    }
                    Escape::Character(width) => width,
                },
                (Style::Single, '\'') => 2,
                _ if next == character => next.len_utf8(),
                _ if next.is_whitespace() && !character.is_whitespace() => {
                    self.at += next.len_utf8();
                    continue;
                }
                (_, '\r') if character == '\n' => {
                    self.at += 1;
                    continue;
                }
                _ if next.is_whitespace() => next.len_utf8(),
                // A blank without a character in the source: a fold that the walk has already passed.
                _ if character.is_whitespace() => return Some(self.at..self.at),
                _ => return None,
            };
            let pair = self.at..(self.at + width).min(self.raw.len());
            self.at = pair.end;
            return Some(pair);
        }
    }
}

enum Escape {
    Character(usize),
    Continuation(usize),
}

/// Returns the length in bytes of the escape sequence at the start of `rest` (YAML 1.2.2, section 5.7).
fn escape_width(rest: &str) -> Option<Escape> {
    let code = rest.chars().nth(1)?;
    Some(match code {
        'x' => Escape::Character(4),
        // A surrogate pair, as JSON writes characters beyond U+FFFF, is one character.
        'u' if is_high_surrogate(rest) => Escape::Character(12),
        'u' => Escape::Character(6),
        'U' => Escape::Character(10),
        '\n' | '\r' => {
            let blank = rest.chars().skip(1).take_while(|character| character.is_whitespace());
            Escape::Continuation(1 + blank.map(char::len_utf8).sum::<usize>())
        }
        _ => Escape::Character(1 + code.len_utf8()),
    })
}

fn is_high_surrogate(rest: &str) -> bool {
    let code = rest.get(2..6).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    matches!(code, Some(0xd800..=0xdbff)) && rest.get(6..8) == Some("\\u")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part<'a>(raw: &'a str, style: Style, text: &str, wanted: &str) -> &'a str {
        let start = text.find(wanted).unwrap();
        &raw[Places::of(raw, style, text).find(start..start + wanted.len())]
    }

    #[test]
    fn finds_a_part_in_every_notation() {
        assert_eq!(part("one two", Style::Plain, "one two", "two"), "two");
        assert_eq!(part("one\n    two", Style::Plain, "one two", "two"), "two");
        assert_eq!(part("'it''s it'", Style::Single, "it's it", "s it"), "s it");
        assert_eq!(part(r#""a\tb \u00e9c""#, Style::Double, "a\tb éc", "éc"), "\\u00e9c");
        assert_eq!(part("\"a \\\n   b c\"", Style::Double, "a b c", "c"), "c");
        assert_eq!(
            part("one\n      two\n\n    three\n", Style::Block, "one\n  two\n\nthree\n", "three"),
            "three"
        );
        assert_eq!(part("f1\n    f2\n", Style::Block, "f1 f2", "f2"), "f2");
        assert_eq!(part("one\r\n    two\r\n", Style::Block, "one\ntwo\n", "two"), "two");
    }
}
