//! The lines of a file that a diagnostic shows, with their marks.
//!
//! An excerpt copies only the lines it shows and finds them through the file's line index, so its cost does not depend
//! on the size of the file. Marks close to each other share an excerpt.

use crate::render::text;
use crate::source::{Place, Source, SourceId, SourceMap, Span};
use crate::workspace::Format;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeMap;
use std::ops::Range;

/// Lines longer than this many bytes are shown partially, around the marks.
const LONG_LINE: usize = 240;
/// Bytes shown before and after a mark on a long line.
const MARGIN: usize = 48;
/// Marks at most this many lines apart share an excerpt.
const NEAR: usize = 3;
/// An excerpt that combines marks has at most this many lines.
const TALLEST: usize = 16;
/// Labels are cut at this many characters.
const LONGEST_LABEL: usize = 160;

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

/// Returns excerpts that show all of `labels`, which are in reading order.
pub(super) fn excerpts<'a>(
    sources: &SourceMap,
    labels: impl Iterator<Item = (Span, &'a str)>,
) -> Vec<Excerpt> {
    let mut files: BTreeMap<SourceId, (std::sync::Arc<Source>, Vec<Mark>)> = BTreeMap::new();
    for (rank, (span, label)) in labels.enumerate() {
        let Some(source) = sources.get(span.source) else { continue };
        let mark = mark(&source, span, rank, label);
        files.entry(span.source).or_insert_with(|| (source, Vec::new())).1.push(mark);
    }
    let mut excerpts: Vec<Excerpt> = Vec::new();
    for (source, marks) in files.into_values() {
        excerpts.extend(groups(&source, marks).into_iter().map(|group| excerpt(&source, group)));
    }
    excerpts.sort_by_key(Excerpt::rank);
    excerpts
}

/// Marks `span` on its first line only: further lines of a long value add nothing.
fn mark(source: &Source, span: Span, rank: usize, label: &str) -> Mark {
    let start = boundary(source, span.range().start);
    let line = source.line_of(start);
    let content = content(source, line);
    let start = start.clamp(content.start, content.end);
    let longest = if content.len() > LONG_LINE { LONG_LINE / 2 } else { LONG_LINE };
    let end = span.range().end.clamp(start, content.end).min(start + longest);
    let end = (end..=content.end).find(|offset| source.text.is_char_boundary(*offset)).unwrap_or(start);
    Mark { rank, line, range: start..end, label: text::short(label, LONGEST_LABEL) }
}

/// Groups marks that are shown together, each group sorted by place.
fn groups(source: &Source, mut marks: Vec<Mark>) -> Vec<Vec<Mark>> {
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end, mark.rank));
    let mut groups: Vec<Vec<Mark>> = Vec::new();
    for mark in marks {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| last.range == mark.range) => {
                if let Some(last) = group.last_mut().filter(|last| last.label != mark.label) {
                    last.label = text::short(&format!("{}; {}", last.label, mark.label), LONGEST_LABEL);
                }
            }
            Some(group) if fits(source, group, &mark) => group.push(mark),
            _ => groups.push(vec![mark]),
        }
    }
    groups
}

/// Returns whether `mark`, which follows all of `group`, can be drawn in the same frame. Overlapping marks cannot.
fn fits(source: &Source, group: &[Mark], mark: &Mark) -> bool {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return true };
    if mark.range.start < last.range.end || mark.range.start == last.range.start {
        return false;
    }
    if is_long(source, mark.line) {
        return mark.line == last.line && mark.range.end - first.range.start <= LONG_LINE;
    }
    mark.line <= last.line + NEAR
        && mark.line < first.line + TALLEST
        && (last.line..mark.line).all(|line| !is_long(source, line))
}

fn excerpt(source: &Source, mut marks: Vec<Mark>) -> Excerpt {
    let first = marks.first().map_or(0, |mark| mark.line);
    let last = marks.last().map_or(0, |mark| mark.line);
    let start = marks.first().map_or(0, |mark| mark.range.start);
    let end = marks.last().map_or(0, |mark| mark.range.end);
    let lead = marks.iter().min_by_key(|mark| mark.rank).map_or(0, |mark| mark.range.start);
    let cut = is_long(source, first);
    let lines = if cut { first..=last } else { around(source, first, last) };
    let shown = if cut {
        let line = content(source, first);
        let from = boundary(source, start.saturating_sub(MARGIN).max(line.start));
        from..boundary(source, (end + MARGIN).min(line.end))
    } else {
        content(source, *lines.start()).start..content(source, *lines.end()).end
    };
    let before = if cut && shown.start > content(source, first).start { "…" } else { "" };
    let behind = if cut && shown.end < content(source, first).end { "…" } else { "" };
    for mark in &mut marks {
        let move_to = |offset: usize| offset - shown.start + before.len();
        mark.range = move_to(mark.range.start)..move_to(mark.range.end);
    }
    let text = text::stand_in(source.text.get(shown).unwrap_or_default());
    Excerpt {
        name: text::line(&source.name).into_owned(),
        text: format!("{before}{text}{behind}\n"),
        line: *lines.start(),
        place: source.place(lead),
        marks,
    }
}

/// Extends the lines `first` to `last` by a neighbour on each side, unless it is blank or long. The neighbours in a file
/// of variables are nobody's business.
fn around(source: &Source, first: usize, last: usize) -> std::ops::RangeInclusive<usize> {
    if Format::is_variables(&source.path) {
        return first..=last;
    }
    let worth = |line: usize| {
        let known = line < source.line_starts().len() && !is_long(source, line);
        known && source.text.get(content(source, line)).is_some_and(|text| !text.trim().is_empty())
    };
    let start = first.checked_sub(1).filter(|line| worth(*line)).unwrap_or(first);
    let end = if worth(last + 1) { last + 1 } else { last };
    start..=end
}

fn is_long(source: &Source, line: usize) -> bool {
    content(source, line).len() > LONG_LINE
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
