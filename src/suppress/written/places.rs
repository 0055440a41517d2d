//! Where a comment may stand, best places first. Whether it is one there, and about what, is for others to try.

use super::Wanted;
use crate::source::Source;
use crate::suppress::directive;
use crate::syntax::Comment;
use crate::workspace::CommentPlace;
use std::ops::Range;

/// How many lines above are tried; the entry or command around a place begins on one of them.
const MOST_LINES: usize = 100;

/// A place for a comment, by its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// In a comment, behind its last rule.
    In(usize),
    /// At the end of a line.
    Behind(usize),
    /// On a line of its own above the line that begins here.
    Above(usize),
}

impl Place {
    pub(super) fn offset(self) -> usize {
        match self {
            Self::In(at) | Self::Behind(at) | Self::Above(at) => at,
        }
    }
}

/// Returns the places for a comment on what is `wanted`, in a file with the comments `known`.
pub(super) fn places(
    source: &Source,
    manner: CommentPlace,
    known: &[Comment],
    wanted: &Wanted<'_>,
) -> Vec<Place> {
    let number = source.line_of(wanted.offset);
    let Some(own) = line(source, number) else { return Vec::new() };
    let comments = |number: usize| {
        known.iter().filter_map(move |one| in_comment(source, one, number, wanted)).map(Place::In)
    };
    let text = |line: &Range<usize>| source.text.get(line.clone()).unwrap_or_default();
    let mut places: Vec<Place> = comments(number).collect();
    // A comment ends a command that a backslash would continue, and stands above one of several lines.
    let before = number.checked_sub(1).and_then(|before| line(source, before));
    let is_joined = text(&own).ends_with('\\') || before.is_some_and(|line| text(&line).ends_with('\\'));
    if manner == CommentPlace::EndOfValue || manner == CommentPlace::EndOfCommand && !is_joined {
        places.push(Place::Behind(own.end));
    }
    places.push(Place::Above(own.start));
    let mut narrowest = indentation(text(&own));
    let mut is_item = text(&own).trim_start().starts_with('-');
    for above in (0..number).rev().take(MOST_LINES) {
        let Some(line) = line(source, above) else { break };
        let trimmed = text(&line).trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if manner == CommentPlace::EndOfValue {
            let indentation = indentation(text(&line));
            let holds_items = is_item && indentation == narrowest && !trimmed.starts_with('-');
            // What is around a line is indented less, but for the key of a list.
            if indentation >= narrowest && !holds_items {
                continue;
            }
            narrowest = indentation;
            is_item = trimmed.starts_with('-');
        } else if above
            .checked_sub(1)
            .and_then(|before| self::line(source, before))
            .is_some_and(|line| text(&line).ends_with('\\'))
        {
            continue;
        }
        places.extend(comments(above));
        places.push(Place::Above(line.start));
    }
    places
}

/// Returns where a rule is added to `comment`, if that is on the line `number` or about what begins there, and does not name the
/// rule yet.
fn in_comment(source: &Source, comment: &Comment, number: usize, wanted: &Wanted<'_>) -> Option<usize> {
    let about = comment.about.as_ref()?;
    if source.line_of(comment.range.start) != number && source.line_of(about.start) != number {
        return None;
    }
    let text = source.text.get(comment.range.clone())?;
    let directive = directive::read(text)?.ok().filter(|one| !one.whole_file)?;
    let (_, last) = directive.names.last()?;
    let is_known = directive.names.iter().any(|(name, _)| *name == wanted.rule);
    (!is_known).then_some(comment.range.start + last.end)
}

/// Returns the line with `comment` to put above the line that begins at `at`, indented like that.
pub(super) fn line_above(source: &Source, at: usize, comment: &str) -> String {
    let rest = source.text.get(at..).unwrap_or_default();
    let indent = rest.get(..rest.len() - rest.trim_start_matches([' ', '\t']).len()).unwrap_or_default();
    let first = source.text.lines().next().unwrap_or_default().len();
    let is_crlf = source.text.get(first..).is_some_and(|rest| rest.starts_with("\r\n"));
    format!("{indent}{comment}{}", if is_crlf { "\r\n" } else { "\n" })
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Returns the range of line `number`, from 0, without its line break and a byte order mark.
fn line(source: &Source, number: usize) -> Option<Range<usize>> {
    let starts = source.line_starts();
    let start = *starts.get(number)? as usize;
    let next = starts.get(number + 1).map_or(source.text.len(), |next| *next as usize);
    let text = source.text.get(start..next)?;
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    Some(start + mark..start + text.trim_end_matches(['\n', '\r']).len())
}
