//! Makes text from files safe for a terminal: no control character of the input is written.

use crate::finding::Gone;
use std::borrow::Cow;
use unicode_width::UnicodeWidthChar as _;

/// Messages are cut at this length: nobody reads further, and a crafted name must not fill a build server's disk.
const MAX_CHARACTERS: usize = 2_000;

/// Returns whether `character` could move the cursor, change colours, reorder text, or make two names look alike: control
/// characters, line separators, bidirectional controls, and what is never visible (Unicode, `Default_Ignorable_Code_Point`
/// and the interlinear annotations); or is invalid even when escaped: XML allows no U+FFFE and U+FFFF.
/// [`characters`] knows of those that depend on what is around them.
fn hostile(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        )
        || matches!(character, '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
        || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}')
        || matches!(character, '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}')
        || matches!(character, '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
        || matches!(character, '\u{e0000}'..='\u{e0fff}')
}

/// Returns the characters of `text`, each with its offset and whether it is hostile. Joiners have a use between letters of
/// scripts that join and between emoji, and a variation selector behind an emoji; elsewhere they are invisible.
pub fn characters(text: &str) -> impl Iterator<Item = (usize, char, bool)> + '_ {
    let mut before = None;
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (at, character) = characters.next()?;
        let after = characters.peek().map(|(_, after)| *after);
        let is_hostile = match character {
            '\u{200c}' | '\u{200d}' => !(before.is_some_and(joins) && after.is_some_and(joins)),
            '\u{fe0e}' | '\u{fe0f}' => !before.is_some_and(|before| varies(before, after)),
            other => hostile(other),
        };
        before = Some(character);
        Some((at, character, is_hostile))
    })
}

/// True for a character behind the alphabets in which nothing joins: Latin, Greek, Cyrillic, Armenian and Hebrew.
fn joins(character: char) -> bool {
    character >= '\u{600}'
}

/// True for an emoji, or a digit of a keycap, whose look a selector between it and `after` decides.
fn varies(character: char, after: Option<char>) -> bool {
    match character {
        '0'..='9' | '#' | '*' => after == Some('\u{20e3}'),
        '\u{a9}' | '\u{ae}' | '\u{2000}'..='\u{2bff}' | '\u{1f000}'.. => true,
        other => other >= '\u{3000}' && !other.is_alphanumeric(),
    }
}

/// Returns `text` on one line, with hostile characters escaped: `\n` and `\u{1b}`.
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, MAX_CHARACTERS, |_| false)
}

/// Returns a message with its line breaks and all other hostile characters escaped.
pub fn message(text: &str) -> Cow<'_, str> {
    escape(text, MAX_CHARACTERS, |character| character == '\n')
}

/// Returns `text` uncut with its line breaks and all other hostile characters escaped.
pub fn prose(text: &str) -> Cow<'_, str> {
    escape(text, usize::MAX, |character| character == '\n')
}

/// Returns `text` on one line, of at most `limit` characters.
pub fn short(text: &str, limit: usize) -> String {
    let text = line(text);
    match text.char_indices().nth(limit) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.into_owned(),
    }
}

fn escape(text: &str, limit: usize, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let end = text.char_indices().nth(limit).map_or(text.len(), |(cut, _)| cut);
    let kept = text.get(..end).unwrap_or_default();
    let bad = |(_, character, is_hostile): (usize, char, bool)| is_hostile && !keep(character);
    if end == text.len() && !characters(kept).any(bad) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(end + 16);
    for one in characters(kept) {
        if bad(one) { clean.extend(one.1.escape_default()) } else { clean.push(one.1) }
    }
    if end < text.len() {
        clean.push('…');
    }
    Cow::Owned(clean)
}

/// Replaces each hostile character by a visible one of the same length in bytes, so that offsets remain valid. Line
/// breaks, `\r\n` included, and tabs stay.
pub fn stand_in(lines: &str) -> String {
    let mut clean = String::with_capacity(lines.len());
    for (at, character, is_hostile) in characters(lines) {
        let keep = match character {
            '\n' | '\t' => true,
            '\r' => lines.get(at + 1..).is_some_and(|rest| rest.starts_with('\n')),
            _ => !is_hostile,
        };
        clean.push(match (keep, character.len_utf8()) {
            (true, _) => character,
            (false, 1) => '?',
            (false, 2) => '¤',
            (false, 3) => char::REPLACEMENT_CHARACTER,
            (false, _) => '🞄',
        });
    }
    clean
}

/// Wraps `text` into lines of at most `width` columns; a blank line separates paragraphs, other line breaks are spaces.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = prose(text);
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for paragraph in text.lines() {
        let mut words = paragraph.split_whitespace().peekable();
        if words.peek().is_none() {
            open = false;
        }
        for word in words {
            match lines.last_mut().filter(|_| open) {
                Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => {
                    if !open && !lines.is_empty() {
                        lines.push(String::new());
                    }
                    lines.push(word.to_owned());
                    open = true;
                }
            }
        }
    }
    lines
}

/// Columns of a tab at most.
const TAB: usize = 4;

/// Returns the columns that `character` takes in a terminal, at most.
pub fn columns(character: char) -> usize {
    if character == '\t' { TAB } else { character.width().unwrap_or(0) }
}

/// Returns `count` with the noun in the right number: `1 error`, `2 errors`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Returns the note on entries of a baseline whose findings are gone.
pub fn gone(gone: &Gone) -> String {
    let Gone { file, count, all } = gone;
    let entries = if *all == 1 { "entry" } else { "entries" };
    let (matches, them) = if *count == 1 { ("matches", "it") } else { ("match", "them") };
    format!("{count} of {all} {entries} in {file} no longer {matches}: --prune takes {them} away")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_spelled_out() {
        for (text, on_one_line, in_prose) in [
            ("plain", "plain", "plain"),
            ("größe 漢字", "größe 漢字", "größe 漢字"),
            ("a\nb", "a\\nb", "a\nb"),
            ("a\tb\r", "a\\tb\\r", "a\\tb\\r"),
            ("\u{1b}[31m", "\\u{1b}[31m", "\\u{1b}[31m"),
            ("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}", "a\\u{202e}b\\u{2066}"),
            ("a\u{ffff}", "a\\u{ffff}", "a\\u{ffff}"),
            ("\u{9b}2J\u{7f}", "\\u{9b}2J\\u{7f}", "\\u{9b}2J\\u{7f}"),
            ("a\u{e0041}\u{e0100}", "a\\u{e0041}\\u{e0100}", "a\\u{e0041}\\u{e0100}"),
            ("a\u{2060}\u{180e}b\u{fff9}", "a\\u{2060}\\u{180e}b\\u{fff9}", "a\\u{2060}\\u{180e}b\\u{fff9}"),
            (
                "a\u{200d}b\u{fe0f}1\u{fe0f}",
                "a\\u{200d}b\\u{fe0f}1\\u{fe0f}",
                "a\\u{200d}b\\u{fe0f}1\\u{fe0f}",
            ),
            // Emoji, a keycap, and Persian.
            (
                "❤\u{fe0f}\u{200d}🔥1\u{fe0f}\u{20e3}می\u{200c}روم",
                "❤\u{fe0f}\u{200d}🔥1\u{fe0f}\u{20e3}می\u{200c}روم",
                "❤\u{fe0f}\u{200d}🔥1\u{fe0f}\u{20e3}می\u{200c}روم",
            ),
        ] {
            assert_eq!(line(text), on_one_line);
            assert_eq!(prose(text), in_prose);
            assert_eq!(message(text), in_prose);
        }
    }

    #[test]
    fn stand_ins_keep_the_length_and_the_line_breaks() {
        for (text, shown) in [
            ("a\r\nb\tc\n", "a\r\nb\tc\n"),
            ("a\rb", "a?b"),
            ("\u{1b}[0m\u{7f}", "?[0m?"),
            ("\u{85}\u{61c}", "¤¤"),
            ("\u{feff}\u{202e}\u{2069}\u{2028}", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("a\u{e0041}\u{200d}", "a🞄\u{fffd}"),
        ] {
            assert_eq!(stand_in(text), shown);
            assert_eq!(stand_in(text).len(), text.len());
        }
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(short("漢字漢字", 2), "漢字…");
        assert_eq!(short("漢字", 2), "漢字");
        assert_eq!(line(&"x".repeat(1_000_000)).chars().count(), MAX_CHARACTERS + 1);
    }

    #[test]
    fn prose_is_wrapped_at_words() {
        assert_eq!(wrap("one two  three\nfour", 9), ["one two", "three", "four"]);
        assert_eq!(wrap("one\n\n\ntwo\n", 9), ["one", "", "two"]);
        assert_eq!(wrap("unbreakable words", 4), ["unbreakable", "words"]);
        assert_eq!(wrap(" \n", 9), Vec::<String>::new());
    }

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(
            [counted(0, "file"), counted(1, "file"), counted(2, "file")],
            ["0 files", "1 file", "2 files"]
        );
    }
}
