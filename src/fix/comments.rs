//! Comments above what is removed.

use std::ops::Range;

/// Suppresses what begins behind it, and nothing else.
const IGNORE: &str = "hy-msg-lint:";

/// Returns where the comment begins that belongs to nothing but the lines `whole` of an entry; their start if there is none.
/// `is_first` is true for the first entry of a mapping: a comment above it may be about all of them.
///
/// It does if it is directly above and indented as the entry is, and something else begins behind the entry: another
/// comment, a blank line, the end of the mapping. Entries that are commented out are no comment on anything.
pub(super) fn above(text: &str, whole: &Range<usize>, is_first: bool) -> usize {
    let column = column(text.get(whole.clone()).unwrap_or_default());
    let is_comment = |line: &str| line.trim_start().starts_with('#') && self::column(line) == column;
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut end = whole.start;
    while let Some(before) = text.get(..end).and_then(|before| before.strip_suffix('\n')) {
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.get(start..).unwrap_or_default();
        if !is_comment(line) {
            break;
        }
        lines.push((start, line));
        end = start;
    }
    let ignoring = lines.iter().take_while(|(_, line)| line.contains(IGNORE)).last();
    let own = ignoring.map_or(whole.start, |(start, _)| *start);
    let next = text.get(whole.end..).unwrap_or_default().lines().next().unwrap_or_default();
    let is_clear = if is_comment(next) {
        true
    } else {
        !is_first && (next.trim().is_empty() || self::column(next) < column)
    };
    let is_told = lines.iter().all(|(_, line)| !is_entry(line));
    if is_clear && is_told { end.min(own) } else { own }
}

/// Returns true for a comment that was an entry or an item.
fn is_entry(comment: &str) -> bool {
    let text = comment.trim().trim_start_matches('#').trim();
    let is_key =
        text.split([':', '=']).next().is_some_and(|key| key.len() < text.len() && !key.contains(' '));
    !text.contains(IGNORE) && (is_key || text.starts_with("- "))
}

fn column(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
