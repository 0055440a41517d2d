//! Lines of a text: where they begin and end, and how they are indented.

use std::ops::Range;

/// Returns the start of the line with `offset`, behind a byte order mark.
pub(super) fn start(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    before.rfind('\n').map_or(if text.starts_with('\u{feff}') { 3 } else { 0 }, |at| at + 1).min(offset)
}

/// Returns the end of the line with `offset`, before its line break.
pub(super) fn end(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    let end = rest.find('\n').map_or(text.len(), |at| offset + at);
    if text.get(..end).is_some_and(|line| line.ends_with('\r')) && end > offset { end - 1 } else { end }
}

/// Returns the line break of the file: that of its first line.
pub(super) fn line_break(text: &str) -> &'static str {
    let first = text.find('\n').and_then(|at| text.get(..at)).unwrap_or_default();
    if first.ends_with('\r') { "\r\n" } else { "\n" }
}

/// Returns the blanks that bring a line to the column of `offset`, where an entry or an item begins; None if more than blanks
/// and the dashes of lists is before it: a tab, or the `?` of a key that is written out.
pub(super) fn indentation(text: &str, offset: usize) -> Option<String> {
    let before = text.get(start(text, offset)..offset)?;
    before.chars().all(|one| matches!(one, ' ' | '-')).then(|| " ".repeat(before.len()))
}

/// Returns true if nothing but blanks, tags and anchors is in `text`.
pub(super) fn is_properties(text: &str) -> bool {
    text.split_ascii_whitespace().all(|word| word.starts_with(['!', '&']))
}

/// Returns true if only blanks are before `offset` on its line.
pub(super) fn is_first(text: &str, offset: usize) -> bool {
    text.get(start(text, offset)..offset).is_some_and(|before| before.trim().is_empty())
}

/// Returns the lines that `range` is on, with the line break of the last one, or that before the first at the end of a
/// file.
pub(super) fn whole(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = start(text, range.start);
    let end = end(text, range.end);
    let rest = text.get(end..).unwrap_or_default();
    let width = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    start..end + width
}

/// Returns the length of the blank line behind the lines `whole`, if there is a blank line before them as well, or nothing behind it:
/// without them, one of the two is enough.
pub(super) fn blank_between(text: &str, whole: &Range<usize>) -> usize {
    let is_blank = |line: &str| line.trim().is_empty();
    let before = text.get(..whole.start).unwrap_or_default();
    let last = before.strip_suffix('\n').map(|before| before.rsplit('\n').next().unwrap_or_default());
    let next = text.get(whole.end..).unwrap_or_default().split_inclusive('\n').next().unwrap_or_default();
    if last.is_some_and(is_blank) && next.ends_with('\n') && is_blank(next) { next.len() } else { 0 }
}

/// Returns the end of the last of the lines behind the one that ends at `end` that are comments and indented by more than
/// `column`, or were so before they became comments: they belong to what is before them. Blank lines may be between.
pub(super) fn behind_comments(text: &str, end: usize, column: usize) -> usize {
    let mut place = end;
    let Some(first) = text.get(end..).and_then(|rest| rest.find('\n')) else { return end };
    let mut start = end + first + 1;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let rest = line.trim_start_matches(' ');
        let own = line.len() - rest.len();
        // `#     a: 1` was an entry; `# on a` never was one.
        let inner = rest.trim_start_matches('#');
        let was = own + rest.len() - inner.trim_start_matches(' ').len();
        let is_inside = own > column || (own < column && was > column + 1);
        if rest.starts_with('#') && is_inside {
            place = start + line.trim_end_matches(['\r', '\n']).len();
        } else if !line.trim().is_empty() {
            break;
        }
        start += line.len();
    }
    place
}
