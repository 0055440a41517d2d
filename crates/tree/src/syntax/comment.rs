//! What a comment is, in every notation.

use std::ops::Range;

/// A comment of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands, its sign included.
    pub range: Range<usize>,
    /// What it stands at. For one at the end of a line, that line up to it, with the whole of a scalar or a command that only ends or
    /// begins there; for one on a line of its own, what begins next, with all that is in it. None where nothing follows.
    pub about: Option<Range<usize>>,
}

/// The start of the line of `text` that holds `at`.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// True where nothing but blanks stands before `at` on its line.
pub(super) fn has_own_line(text: &str, at: usize) -> bool {
    let before = text.get(line_start(text, at)..at).unwrap_or_default();
    before.trim_start_matches('\u{feff}').trim().is_empty()
}
