//! Makes text from files safe for a terminal: no control character of the input is written.

use std::borrow::Cow;

/// Messages are cut at this length: nobody reads further, and a crafted name must not fill a build server's disk.
const MAX_CHARACTERS: usize = 2_000;

/// Returns whether `character` could move the cursor, change colours or reorder text: control characters, line
/// separators, bidirectional controls, and the byte order mark; or is invalid even when escaped: XML allows no U+FFFE
/// and U+FFFF.
pub fn hostile(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
    let bad = |character| hostile(character) && !keep(character);
    if end == text.len() && !kept.contains(bad) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(end + 16);
    for character in kept.chars() {
        if bad(character) { clean.extend(character.escape_default()) } else { clean.push(character) }
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
    let mut characters = lines.chars().peekable();
    while let Some(character) = characters.next() {
        let keep = match character {
            '\n' | '\t' => true,
            '\r' => characters.peek() == Some(&'\n'),
            other => !hostile(other),
        };
        clean.push(match (keep, character.len_utf8()) {
            (true, _) => character,
            (false, 1) => '?',
            (false, 2) => '¤',
            (false, _) => char::REPLACEMENT_CHARACTER,
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

/// Returns `count` with the noun in the right number: `1 error`, `2 errors`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
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
