//! The lines of a file that a diagnostic shows, with their marks.
//!
//! An excerpt copies only the lines it shows and finds them through the file's line index, so its cost does not depend
//! on the size of the file. Marks close to each other share an excerpt. No line of it is wider than the terminal: a longer
//! one is shown around its marks.

use super::label::shortened;
use super::window::{self, width};
use crate::render::text;
use crate::source::{Place, Source, SourceId, SourceMap, Span};
use crate::workspace::Format;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeMap;
use std::ops::Range;

/// Marks at most this many lines apart share an excerpt.
const NEAR: usize = 3;
/// An excerpt that combines marks has at most this many lines.
const TALLEST: usize = 16;
/// Labels are cut at this many characters.
const LONGEST_LABEL: usize = 160;
/// Columns around the number of a line, beside its digits.
const GUTTER: usize = 4;
/// Columns from the middle of a mark to its label: `╰── `.
const ARM: usize = 4;
/// Lines are not fitted into fewer columns than this.
const NARROWEST: usize = 24;

/// Consecutive lines of a file with their marks.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    /// Safe for a terminal; ends with a line break.
    text: String,
    /// Number of the first line, from 0.
    line: usize,
    /// The place of the mark with the lowest rank, for the head line.
    place: Place,
    /// Sorted by place; the ranges are offsets into `text`.
    marks: Vec<Mark>,
}

/// A range of characters within one line, with a label.
#[derive(Debug, Clone)]
struct Mark {
    /// Rank in reading order; the mark with the lowest rank determines the excerpt's position.
    rank: usize,
    line: usize,
    range: Range<usize>,
    label: String,
}

impl Excerpt {
    /// Returns the lowest rank of the marks.
    pub(super) fn rank(&self) -> usize {
        self.marks.iter().map(|mark| mark.rank).min().unwrap_or(usize::MAX)
    }

    /// Returns the marks sorted by place; those of the lowest rank are primary.
    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        let lowest = self.rank();
        self.marks.iter().map(move |mark| {
            let label = (!mark.label.is_empty()).then(|| mark.label.clone());
            if mark.rank == lowest {
                LabeledSpan::new_primary_with_span(label, mark.range.clone())
            } else {
                LabeledSpan::new_with_span(label, mark.range.clone())
            }
        })
    }
}

impl SourceCode for Excerpt {
    /// Returns the whole excerpt whatever the span, so that miette draws all marks in one frame. miette asks without
    /// context lines for the position in the head line.
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (line, column) = match before {
            0 => (self.place.line.saturating_sub(1), self.place.column.saturating_sub(1)),
            _ => (self.line, 0),
        };
        let lines = self.text.bytes().filter(|byte| *byte == b'\n').count();
        let span = SourceSpan::from((0, self.text.len()));
        let text = self.text.as_bytes();
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), text, span, line, column, lines)))
    }
}

/// Returns excerpts that show all of `labels`, which are in reading order, in at most `columns` columns.
pub(super) fn excerpts<'a>(
    sources: &SourceMap,
    labels: impl Iterator<Item = (Span, &'a str)>,
    columns: usize,
) -> Vec<Excerpt> {
    let mut files: BTreeMap<SourceId, (std::sync::Arc<Source>, Vec<Mark>)> = BTreeMap::new();
    for (rank, (span, label)) in labels.enumerate() {
        let Some(source) = sources.get(span.source) else { continue };
        let mark = mark(&source, span, rank, label, columns);
        files.entry(span.source).or_insert_with(|| (source, Vec::new())).1.push(mark);
    }
    let mut excerpts: Vec<Excerpt> = Vec::new();
    for (source, marks) in files.into_values() {
        let groups = groups(&source, marks, columns).into_iter();
        excerpts.extend(groups.map(|group| excerpt(&source, group, columns)));
    }
    excerpts.sort_by_key(Excerpt::rank);
    excerpts
}

/// Returns the columns for the text of lines up to `last`, from 0.
fn room(columns: usize, last: usize) -> usize {
    columns.saturating_sub(GUTTER + (last + 1).to_string().len()).max(NARROWEST)
}

/// Marks `span` on its first line only: further lines of a long value add nothing.
fn mark(source: &Source, span: Span, rank: usize, label: &str, columns: usize) -> Mark {
    let start = boundary(source, span.range().start);
    let line = source.line_of(start);
    let content = content(source, line);
    let start = start.clamp(content.start, content.end);
    let end = span.range().end.clamp(start, content.end);
    let end = (end..=content.end).find(|offset| source.text.is_char_boundary(*offset)).unwrap_or(start);
    let room = room(columns, line);
    let text = source.text.get(content.clone()).unwrap_or_default();
    // Some of what is around a mark is shown, too.
    let longest = if width(text, room).is_some() { room } else { room * 2 / 3 };
    let end = start + window::head(source.text.get(start..end).unwrap_or_default(), longest);
    Mark { rank, line, range: start..end, label: text::short(label, LONGEST_LABEL) }
}

/// Groups marks that are shown together, each group sorted by place.
fn groups(source: &Source, mut marks: Vec<Mark>, columns: usize) -> Vec<Vec<Mark>> {
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end, mark.rank));
    let mut groups: Vec<Vec<Mark>> = Vec::new();
    for mark in marks {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| last.range == mark.range) => {
                if let Some(last) = group.last_mut().filter(|last| last.label != mark.label) {
                    last.label = text::short(&format!("{}; {}", last.label, mark.label), LONGEST_LABEL);
                }
            }
            Some(group) if fits(source, group, &mark, columns) => group.push(mark),
            _ => groups.push(vec![mark]),
        }
    }
    groups
}

/// Returns whether `mark`, which follows all of `group`, can be drawn in the same frame. Overlapping marks cannot.
fn fits(source: &Source, group: &[Mark], mark: &Mark, columns: usize) -> bool {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return true };
    if mark.range.start < last.range.end || mark.range.start == last.range.start {
        return false;
    }
    if let Some(in_line) = group.iter().find(|other| other.line == mark.line) {
        let marked = source.text.get(in_line.range.start..mark.range.end).unwrap_or_default();
        return width(marked, room(columns, mark.line).saturating_sub(2 * window::CUT)).is_some();
    }
    mark.line <= last.line + NEAR && mark.line < first.line + TALLEST
}

fn excerpt(source: &Source, mut marks: Vec<Mark>, columns: usize) -> Excerpt {
    let first = marks.first().map_or(0, |mark| mark.line);
    let last = marks.last().map_or(0, |mark| mark.line);
    let lead = marks.iter().min_by_key(|mark| mark.rank).map_or(0, |mark| mark.range.start);
    let lines = around(source, first, last);
    let room = room(columns, *lines.end());
    let mut text = String::new();
    for line in lines.clone() {
        let content = content(source, line);
        let whole = source.text.get(content.clone()).unwrap_or_default();
        let mut marks: Vec<_> = marks.iter_mut().filter(|mark| mark.line == line).collect();
        let local = |mark: &&mut Mark| mark.range.start - content.start..mark.range.end - content.start;
        let shown = match (marks.first().map(local), marks.last().map(local)) {
            (Some(first), Some(last)) => {
                let label = marks.iter().map(|mark| mark.label.chars().count()).max().unwrap_or(0);
                window::around(whole, first.start, last, (label + ARM).min(room * 2 / 5), room)
            }
            _ => 0..window::beginning(whole, room),
        };
        let before = if shown.start > 0 { "…" } else { "" };
        let behind = if shown.end < whole.len() { "…" } else { "" };
        let begin = text.len() + before.len();
        text += before;
        text += &text::stand_in(whole.get(shown.clone()).unwrap_or_default());
        for mark in &mut marks {
            let move_to = |offset: usize| offset - content.start - shown.start + begin;
            mark.range = move_to(mark.range.start)..move_to(mark.range.end);
            let left = text.get(begin - before.len()..mark.range.start).unwrap_or_default();
            let marked = text.get(mark.range.clone()).unwrap_or_default();
            let middle = width(left, room).unwrap_or(room) + width(marked, room).unwrap_or(0) / 2;
            mark.label = shortened(&mark.label, room.saturating_sub(middle + ARM).max(1));
        }
        text += behind;
        text.push('\n');
    }
    Excerpt {
        name: text::line(&source.name).into_owned(),
        text,
        line: *lines.start(),
        place: source.place(lead),
        marks,
    }
}

/// Extends the lines `first` to `last` by a neighbour on each side, unless it is blank. The neighbours in a file of
/// variables are nobody's business.
fn around(source: &Source, first: usize, last: usize) -> std::ops::RangeInclusive<usize> {
    if Format::is_variables(&source.path) {
        return first..=last;
    }
    let worth = |line: usize| {
        let text = source.text.get(content(source, line)).unwrap_or_default();
        line < source.line_starts().len() && !text.bytes().all(|byte| byte.is_ascii_whitespace())
    };
    let start = first.checked_sub(1).filter(|line| worth(*line)).unwrap_or(first);
    let end = if worth(last + 1) { last + 1 } else { last };
    start..=end
}

/// Returns the byte range of `line`, from 0, without its line break and a byte order mark.
fn content(source: &Source, line: usize) -> Range<usize> {
    let starts = source.line_starts();
    let at = |line: usize| starts.get(line).map(|start| *start as usize);
    let start = at(line).unwrap_or(source.text.len());
    let end = at(line + 1).unwrap_or(source.text.len());
    let text = source.text.get(start..end).unwrap_or_default();
    let bare = text.strip_suffix('\n').unwrap_or(text);
    let bare = bare.strip_suffix('\r').filter(|_| bare.len() < text.len()).unwrap_or(bare);
    let mark = if line == 0 && bare.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    start + mark..start + bare.len()
}

/// Returns `offset`, or the start of the character that contains it.
fn boundary(source: &Source, offset: usize) -> usize {
    let offset = offset.min(source.text.len());
    (0..=offset).rev().find(|at| source.text.is_char_boundary(*at)).unwrap_or(0)
}
