//! Positions in a text as editors count them: lines and characters from 0, characters in units of an encoding.

use gen_lsp_types::{Position, Range};

/// The unit in which characters are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, which every editor supports.
    #[default]
    Utf16,
}

/// A text by lines. As in the protocol, a line ends in a line feed, a carriage return, or both.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        // No editor counts a byte order mark.
        let mut starts = vec![if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }];
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        starts.extend(ends.map(|(at, _)| at + 1));
        Self { text, starts, encoding }
    }

    /// Returns the position of the byte `offset`, rounded down to the start of a character and limited to the end of
    /// the text.
    pub(super) fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        Position { line: narrow(line), character: narrow(self.width(before)) }
    }

    pub(super) fn range(&self, bytes: std::ops::Range<usize>) -> Range {
        Range { start: self.position(bytes.start), end: self.position(bytes.end) }
    }

    /// Returns the byte at `position`, limited to the end of its line and to the end of the text.
    pub(super) fn offset(&self, position: Position) -> usize {
        let Some(line) = self.line(position.line) else { return self.text.len() };
        let mut left = position.character as usize;
        let text = self.text.get(line.clone()).unwrap_or_default();
        for (at, character) in text.char_indices() {
            let width = self.width(character.encode_utf8(&mut [0; 4]));
            if left < width {
                return line.start + at;
            }
            left -= width;
        }
        line.end
    }

    /// Returns the bytes of the line `number`, without its line break.
    pub(super) fn line(&self, number: u32) -> Option<std::ops::Range<usize>> {
        let number = number as usize;
        let start = *self.starts.get(number)?;
        let end = self.starts.get(number + 1).copied().unwrap_or(self.text.len());
        let text = self.text.get(start..end)?;
        Some(start..start + text.trim_end_matches(['\n', '\r']).len())
    }

    fn width(&self, text: &str) -> usize {
        match self.encoding {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
        }
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_editors_count() {
        let text = "a: é😀x\r\nb\rc\n\nd";
        for (encoding, part, line, character) in [
            (Encoding::Utf16, "é", 0, 3),
            (Encoding::Utf16, "😀", 0, 4),
            (Encoding::Utf16, "x", 0, 6),
            (Encoding::Utf8, "😀", 0, 5),
            (Encoding::Utf8, "x", 0, 9),
            (Encoding::Utf16, "b", 1, 0),
            (Encoding::Utf16, "c", 2, 0),
            (Encoding::Utf16, "d", 4, 0),
        ] {
            let lines = Lines::of(text, encoding);
            let offset = text.find(part).unwrap();
            let position = Position { line, character };
            assert_eq!(lines.position(offset), position, "{encoding:?} {part}");
            assert_eq!(lines.offset(position), offset, "{encoding:?} {part}");
        }
    }

    #[test]
    fn places_that_are_none_are_the_nearest() {
        let lines = Lines::of("ab😀\r\nc", Encoding::Utf16);
        for (line, character, offset) in
            [(0, 3, 2), (0, 4, 6), (0, 99, 6), (1, 9, 9), (7, 0, 9), (u32::MAX, 1, 9)]
        {
            assert_eq!(lines.offset(Position { line, character }), offset, "{line}:{character}");
        }
        assert_eq!(lines.position(4), Position { line: 0, character: 2 });
        assert_eq!(lines.position(99), Position { line: 1, character: 1 });
    }

    #[test]
    fn the_mark_at_the_beginning_is_not_counted() {
        let lines = Lines::of("\u{feff}ab\nc", Encoding::Utf16);
        assert_eq!(lines.position(4), Position { line: 0, character: 1 });
        assert_eq!(lines.offset(Position { line: 0, character: 1 }), 4);
        assert_eq!(lines.position(0), Position { line: 0, character: 0 });
    }
}
