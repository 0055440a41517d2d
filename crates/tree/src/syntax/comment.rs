//! Comments in all formats.

use std::ops::Range;

/// A comment of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its range, including the comment sign.
    pub range: Range<usize>,
    /// The range that the comment is about. For a comment at the end of a line: that line up to the comment, extended
    /// to a whole scalar or command that only ends or begins there. For a comment on its own line: the next
    /// construct, with everything in it. None if nothing follows.
    pub about: Option<Range<usize>>,
}

/// Returns the start of the line of `text` that contains `at`.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// True if only blanks precede `at` on its line.
pub(super) fn has_own_line(text: &str, at: usize) -> bool {
    let before = text.get(line_start(text, at)..at).unwrap_or_default();
    before.trim_start_matches('\u{feff}').trim().is_empty()
}
