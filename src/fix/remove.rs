//! A value less.

use super::outline::{Outline, Slot, slots};
use super::{comments, lines};
use crate::finding::Edit;
use crate::source::Span;
use crate::workspace::Format;
use std::ops::Range;

/// Returns the edit that removes what has the key or the characters `at`.
pub(super) fn remove(at: Span, outline: &Outline<'_>) -> Option<Edit> {
    let around = outline.around(at);
    let is_meant = |slot: &&Slot<'_>| slot.key == Some(at) || slot.value.origin.span == at;
    // An assignment in a list is removed by the name in it.
    let assignment = around.last().filter(|slot| {
        slot.key.is_none() && slot.value.as_scalar().is_some() && slot.value.origin.span.contains(at)
    });
    let slot = around.iter().rev().find(is_meant).or(assignment).copied()?;
    let parent = slot.parent?;
    let range =
        if outline.is_flow(parent) { from_brackets(slot, outline) } else { from_lines(slot, outline) }?;
    Some(Edit { span: Span::new(outline.source.id, range.start, range.end), text: String::new() })
}

/// Returns the lines of a slot of block style.
fn from_lines(slot: Slot<'_>, outline: &Outline<'_>) -> Option<Range<usize>> {
    let text = &*outline.source.text;
    let own = outline.extent(slot);
    let mut start = own.start;
    if slot.key.is_none() {
        let dash = text.get(..start)?.rfind('-')?;
        start = lines::is_properties(text.get(dash + 1..start)?).then_some(dash)?;
    }
    let behind = text.get(own.end..lines::end(text, own.end))?.trim_start();
    // In a properties file, there are no comments behind a value.
    let ends = behind.is_empty() || (behind.starts_with('#') && outline.format != Format::Properties);
    if !ends {
        return None;
    }
    if lines::is_first(text, start) {
        let mut whole = lines::whole(text, &(start..own.end));
        // The last line of a file without a break at its end.
        if whole.end == text.len() && !text.ends_with('\n') && whole.start > 0 {
            let before = text.get(..whole.start)?;
            whole.start -= if before.ends_with("\r\n") { 2 } else { usize::from(before.ends_with('\n')) };
            return Some(whole);
        }
        let parent = slot.parent?;
        let is_first = !slots(parent).any(|other| outline.extent(other).start < own.start);
        whole.start = comments::above(text, &whole, is_first);
        return Some(whole);
    }
    // The first entry of a mapping in a list: the next takes its place behind the dash.
    let before = text.get(lines::start(text, start)..start)?;
    if !before.chars().all(|one| matches!(one, ' ' | '-')) {
        return None;
    }
    let next = slots(slot.parent?)
        .map(|other| outline.extent(other).start)
        .filter(|start| *start > own.start)
        .min()?;
    Some(start..next)
}

/// Returns a slot between brackets, with one comma.
fn from_brackets(slot: Slot<'_>, outline: &Outline<'_>) -> Option<Range<usize>> {
    let text = &*outline.source.text;
    let own = outline.extent(slot);
    let behind = text.get(own.end..)?;
    let gap = behind.len() - behind.trim_start().len();
    // A comment behind it goes with it.
    let is_end = |rest: &str| rest.trim().is_empty() || rest.trim_start().starts_with('#');
    if behind.get(gap..)?.starts_with(',') {
        let end = own.end + gap + 1;
        let line = text.get(end..lines::end(text, end))?;
        if lines::is_first(text, own.start) && is_end(line) {
            return Some(lines::whole(text, &(own.start..end)));
        }
        if line.trim_start().starts_with('#') {
            let next = slots(slot.parent?).map(|other| outline.extent(other).start);
            return Some(own.start..next.filter(|next| *next > end).min().unwrap_or(end));
        }
        let rest = text.get(end..)?;
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        return Some(own.start..end + blanks);
    }
    // The last one goes with the comma before it.
    let before = text.get(..own.start)?.trim_end();
    let line = text.get(own.end..lines::end(text, own.end))?;
    let is_commented = line.trim_start().starts_with('#') || !before.ends_with([',', '{', '[']);
    if outline.format != Format::Json && is_commented && lines::is_first(text, own.start) && is_end(line) {
        return Some(lines::whole(text, &(own.start..own.end)));
    }
    let start = if before.ends_with(',') { before.len() - 1 } else { before.len().max(own.start) };
    Some(start..own.end)
}
