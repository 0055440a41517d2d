//! Splits `command: text` into words, as Docker Compose does: without a shell, so nothing is expanded, and everything
//! after a shell operator is dropped.

use std::ops::Range;

/// A word of a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text, with quotes and escapes resolved.
    pub(super) text: String,
    /// Its range in the line, including quotes.
    pub(super) range: Range<usize>,
    /// The range of its text, if it differs only by surrounding quotes.
    pub(super) plain: Option<Range<usize>>,
}

/// The open quote or bracket at a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `` `…` ``, which is kept in the word.
    Back,
    /// `$(…)`, which is kept in the word.
    Dollar,
}

/// Splits `line` into words; None if a quote is not closed, or a bracket is not allowed where it is.
pub(super) fn split(line: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut word: Option<Draft> = None;
    let mut open = Open::Nothing;
    let mut escaped = false;
    for (at, character) in line.char_indices() {
        let end = at + character.len_utf8();
        if escaped {
            escaped = false;
            word.get_or_insert_with(|| Draft::at(at - 1)).push(character, end);
            continue;
        }
        match (character, open) {
            ('\\', Open::Nothing | Open::Double | Open::Back | Open::Dollar) => escaped = true,
            (' ' | '\t' | '\r' | '\n', Open::Nothing) => {
                words.extend(word.take().and_then(|word| word.finish(line)));
            }
            ('\'', Open::Nothing | Open::Back) if open == Open::Nothing => {
                open = Open::Single;
                word.get_or_insert_with(|| Draft::at(at)).end = end;
            }
            ('"', Open::Nothing) => {
                open = Open::Double;
                word.get_or_insert_with(|| Draft::at(at)).end = end;
            }
            ('\'', Open::Single) | ('"', Open::Double) => {
                open = Open::Nothing;
                if let Some(word) = &mut word {
                    word.end = end;
                }
            }
            (';' | '&' | '|' | '<' | '>', Open::Nothing) => {
                let is_number = |word: &Draft| word.text.starts_with(|first: char| first.is_ascii_digit());
                // `2>` names a stream, not a word.
                if character == '>' && word.as_ref().is_some_and(is_number) {
                    word = None;
                }
                break;
            }
            ('(', Open::Nothing | Open::Dollar) => {
                let word = word.as_mut().filter(|word| open == Open::Nothing && word.text.ends_with('$'))?;
                open = Open::Dollar;
                word.push(character, end);
            }
            (')', Open::Nothing | Open::Dollar) => {
                open = if open == Open::Dollar { Open::Nothing } else { Open::Dollar };
                word.get_or_insert_with(|| Draft::at(at)).push(character, end);
            }
            ('`', Open::Nothing | Open::Back) => {
                open = if open == Open::Back { Open::Nothing } else { Open::Back };
                word.get_or_insert_with(|| Draft::at(at)).push(character, end);
            }
            _ => word.get_or_insert_with(|| Draft::at(at)).push(character, end),
        }
    }
    words.extend(word.and_then(|word| word.finish(line)));
    (open == Open::Nothing && !escaped).then_some(words)
}

struct Draft {
    text: String,
    start: usize,
    end: usize,
}

impl Draft {
    fn at(start: usize) -> Self {
        Self { text: String::new(), start, end: start }
    }

    fn push(&mut self, character: char, end: usize) {
        self.text.push(character);
        self.end = end;
    }

    fn finish(self, line: &str) -> Option<Word> {
        let range = self.start..self.end;
        let written = line.get(range.clone())?;
        let plain = if written == self.text {
            Some(range.clone())
        } else {
            let quoted =
                written.len() == self.text.len() + 2 && written.get(1..written.len() - 1) == Some(&self.text);
            quoted.then(|| range.start + 1..range.end - 1)
        };
        Some(Word { text: self.text, range, plain })
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn takes_a_command_apart() {
        for (line, wanted) in [
            ("echo 'a b' \"c d\" e\\ f $X", Some(vec!["echo", "a b", "c d", "e f", "$X"])),
            ("a 'unclosed", None),
            ("bash -c \"x && y | z > f\"", Some(vec!["bash", "-c", "x && y | z > f"])),
            ("a # b", Some(vec!["a", "#", "b"])),
            ("a\\nb '\\n' \"\\n\" \"\\\"\"", Some(vec!["anb", "\\n", "n", "\""])),
            ("a ; b", Some(vec!["a"])),
            ("a 2>x", Some(vec!["a"])),
            ("a x>y", Some(vec!["a", "x"])),
            ("''", Some(vec![""])),
            ("", Some(vec![])),
            (" a  b\n\tc ", Some(vec!["a", "b", "c"])),
            ("a $(b c) d", Some(vec!["a", "$(b c)", "d"])),
            ("a `b c` d", Some(vec!["a", "`b c`", "d"])),
            ("a (b)", None),
            ("a \\", None),
        ] {
            let words = split(line);
            let texts = words.as_ref().map(|words| words.iter().map(|word| &*word.text).collect::<Vec<_>>());
            assert_eq!(texts, wanted, "{line}");
        }
    }
}
