//! A value less.

use super::insert::ENVIRONMENT;
use super::outline::{Outline, Slot, slots};
use super::{comments, lines};
use crate::finding::Edit;
use crate::source::Span;
use crate::tree::Value;
use crate::workspace::Format;
use std::ops::Range;

/// The key of the services of a Compose file.
const SERVICES: &str = "services";

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
    if outline.is_flow(parent) {
        return Some(without(from_brackets(slot, outline)?, "", outline));
    }
    let outer = around.iter().find(|outer| std::ptr::eq(outer.value, parent));
    match outer.filter(|outer| is_emptied(outer, &around, outline)) {
        Some(outer) => emptied(*outer, slot, outline),
        None => Some(without(from_lines(slot, outline)?, "", outline)),
    }
}

fn without(range: Range<usize>, text: &str, outline: &Outline<'_>) -> Edit {
    Edit { span: Span::new(outline.source.id, range.start, range.end), text: text.to_owned() }
}

/// Returns true if `outer`, which loses one entry or item, is an attribute of a service with nothing else: Compose does not take
/// one without a value.
fn is_emptied(outer: &Slot<'_>, around: &[Slot<'_>], outline: &Outline<'_>) -> bool {
    let size = match &outer.value.value {
        Value::Scalar(_) => 0,
        Value::List(items) => items.len(),
        Value::Map(map) => map.len(),
    };
    let key = |slot: &Slot<'_>| slot.key.map(|key| outline.text(key));
    let is_of_service = around.get(1).and_then(key) == Some(SERVICES)
        && around.get(3).is_some_and(|attribute| std::ptr::eq(attribute.value, outer.value));
    let has_merges = outline.end_of_merges(outer.value).is_some();
    size == 1 && !has_merges && (is_of_service || key(outer) == Some(ENVIRONMENT))
}

/// Returns the edit that removes `outer` with the only `slot` in it; where something refers to it, or nothing else is beside it, it
/// stays without entries.
fn emptied(outer: Slot<'_>, slot: Slot<'_>, outline: &Outline<'_>) -> Option<Edit> {
    let text = &*outline.source.text;
    let key = outer.key?.end as usize;
    let start = outline.extent(slot).start;
    let line = text.get(key..lines::end(text, key))?;
    let is_plain = line.trim_start_matches([' ', ':']).trim_start().starts_with('#') || line.trim() == ":";
    if is_plain && slots(outer.parent?).nth(1).is_some() {
        return Some(without(from_lines(outer, outline)?, "", outline));
    }
    let comment = line.find(" #").map_or(line.len(), |at| at);
    let (head, comment) = line.split_at_checked(comment)?;
    if key + line.len() > start {
        return None;
    }
    let brackets = if outer.value.as_list().is_some() { "[]" } else { "{}" };
    let own = from_lines(slot, outline)?;
    let line_break = if text.get(..own.end)?.ends_with('\n') { lines::line_break(text) } else { "" };
    let new = format!("{} {brackets}{comment}{line_break}", head.trim_end());
    Some(without(key..own.end, &new, outline))
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
        whole.end += lines::blank_between(text, &whole);
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
    if let Some(inner) = only(slot, outline) {
        return Some(inner);
    }
    // A comment behind it goes with it.
    let is_end = |rest: &str| rest.trim().is_empty() || rest.trim_start().starts_with('#');
    if behind.get(gap..)?.starts_with(',') {
        let end = own.end + gap + 1;
        let line = text.get(end..lines::end(text, end))?;
        if lines::is_first(text, own.start) && is_end(line) {
            return Some(with_comments(&(own.start..end), slot, outline));
        }
        if line.trim_start().starts_with('#') {
            let next = slots(slot.parent?).map(|other| outline.extent(other).start);
            return Some(own.start..next.filter(|next| *next > end).min().unwrap_or(end));
        }
        let rest = text.get(end..)?;
        let before = text.get(..own.start)?.trim_end_matches(' ');
        if rest.trim_start().starts_with([']', '}']) && before.ends_with(',') {
            // The comma of the one before becomes that behind the last.
            return Some(before.len()..end);
        }
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        return Some(own.start..end + blanks);
    }
    // The last one goes with the comma before it.
    let before = text.get(..own.start)?.trim_end();
    let line = text.get(own.end..lines::end(text, own.end))?;
    let is_commented = line.trim_start().starts_with('#') || !before.ends_with([',', '{', '[']);
    if outline.format != Format::Json && is_commented && lines::is_first(text, own.start) && is_end(line) {
        return Some(with_comments(&own, slot, outline));
    }
    let start = if before.ends_with(',') { before.len() - 1 } else { before.len().max(own.start) };
    Some(start..own.end)
}

/// Returns the lines of `range`, between brackets, with the comment above that is about them alone.
fn with_comments(range: &Range<usize>, slot: Slot<'_>, outline: &Outline<'_>) -> Range<usize> {
    let text = &*outline.source.text;
    let mut whole = lines::whole(text, range);
    let others = || slot.parent.into_iter().flat_map(slots).map(|other| outline.extent(other).start);
    // Of two on one line, a comment above may be about both.
    if outline.format != Format::Json {
        let is_first = !others().any(|start| start < range.start);
        whole.start = comments::above(text, &whole, is_first);
    }
    whole
}

/// Returns what is between the brackets around `slot`, if that is `slot` alone, but for comments directly above it.
fn only(slot: Slot<'_>, outline: &Outline<'_>) -> Option<Range<usize>> {
    let text = &*outline.source.text;
    let parent = slot.parent.filter(|parent| outline.end_of_merges(parent).is_none())?;
    if slots(parent).nth(1).is_some() {
        return None;
    }
    let own = outline.extent(slot);
    let whole = parent.origin.span.range();
    let inner = whole.start + 1..whole.end.checked_sub(1)?;
    let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let above = text.get(inner.start..own.start)?;
    let behind = text.get(own.end..inner.end)?;
    let behind = behind.trim_start().strip_prefix(',').unwrap_or(behind);
    (above.lines().all(is_comment) && behind.trim().is_empty()).then_some(inner)
}
