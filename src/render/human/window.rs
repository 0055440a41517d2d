//! The part of a line that fits into a terminal.

use crate::render::text;
use std::ops::Range;

/// Columns of the sign that something is left out.
pub(super) const CUT: usize = 1;
/// Bytes that a column takes at most: a crafted line has marks without width on each of its letters.
const BYTES: usize = 16;

/// Returns the columns of `text`; None if they are more than `most`, or its characters are too many to tell.
pub(super) fn width(text: &str, most: usize) -> Option<usize> {
    if text.len() > most.saturating_mul(BYTES) {
        return None;
    }
    let width: usize = text.chars().map(text::columns).sum();
    (width <= most).then_some(width)
}

/// Returns the bytes of the longest beginning of `text` that has at most `columns` columns.
pub(super) fn head(text: &str, columns: usize) -> usize {
    reach(text.chars(), columns)
}

/// Returns the bytes of `line` to show if nothing in it is marked.
pub(super) fn beginning(line: &str, room: usize) -> usize {
    if width(line, room).is_some() { line.len() } else { head(line, room.saturating_sub(CUT)) }
}

/// Returns the bytes of `line` to show if what is between `start` and the end of `last` is marked, `last` being the last
/// mark: all, if it fits with `label` columns behind the middle of that, else some of what is before and behind.
pub(super) fn around(
    line: &str,
    start: usize,
    last: Range<usize>,
    label: usize,
    room: usize,
) -> Range<usize> {
    let part = |range: Range<usize>| line.get(range).unwrap_or_default();
    let wide = |range: Range<usize>| width(part(range), room).unwrap_or(room);
    let middle = wide(start..last.start) + wide(last.clone()) / 2;
    let most_before = room.saturating_sub(middle + label);
    let is_whole = width(line, room).is_some();
    if is_whole && wide(0..start) <= most_before {
        return 0..line.len();
    }
    let free = room.saturating_sub(wide(start..last.end) + 2 * CUT);
    let behind = part(last.end..line.len());
    let wanted_behind = width(behind, free / 2).unwrap_or(free / 2);
    let before = (free - wanted_behind).min(most_before.saturating_sub(CUT));
    let from = start - reach(part(0..start).chars().rev(), before);
    let left = free.saturating_sub(wide(from..start));
    from..last.end + head(behind, left)
}

/// Returns the bytes of the first of `characters` that have at most `columns` columns.
fn reach(characters: impl Iterator<Item = char>, columns: usize) -> usize {
    let (mut bytes, mut taken) = (0, 0);
    for character in characters {
        taken += text::columns(character);
        if taken > columns || bytes > columns.saturating_mul(BYTES) {
            break;
        }
        bytes += character.len_utf8();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, mark: &str, room: usize) -> String {
        let start = line.find(mark).unwrap();
        line[around(line, start, start..start + mark.len(), 20, room)].to_owned()
    }

    #[test]
    fn a_line_is_shown_around_its_mark() {
        let line = format!("{}mark{}", "a".repeat(100), "b".repeat(100));
        for (line, room, expected) in [
            ("key: mark", 40, "key: mark".to_owned()),
            (&*line, 60, format!("{}mark{}", "a".repeat(27), "b".repeat(27))),
            (&line[..106], 60, format!("{}markbb", "a".repeat(37))),
            (&line[96..], 60, format!("aaaamark{}", "b".repeat(50))),
            // Where a label would find no room, less is shown before the mark.
            (&line[60..106], 60, format!("{}markbb", "a".repeat(37))),
        ] {
            assert_eq!(shown(line, "mark", room), expected, "{line}");
        }
    }

    #[test]
    fn columns_are_counted_and_not_bytes() {
        assert_eq!(width("漢字\te", 9), Some(9));
        assert_eq!(width("漢字\te", 8), None);
        assert_eq!(head("漢字", 3), 3);
        assert_eq!(width(&"e\u{301}".repeat(10), 10), Some(10));
        assert_eq!(width(&"\u{301}".repeat(1000), 10), None);
        assert!(head(&"\u{301}".repeat(1000), 10) < 200);
    }
}
