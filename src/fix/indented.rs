//! New entries and items of YAML's block style.

use super::insert::{key_text, usual_quotes};
use super::lines;
use super::outline::{Outline, Slot, slots};
use super::value::{Quotes, scalar};
use crate::finding::Edit;
use crate::source::Span;
use crate::tree::Node;
use serde_json::Value;
use std::ops::Range;

/// How many columns a mapping is indented in another, where the file does not say.
const STEP: usize = 2;

/// How lines are written.
struct Layout {
    line_break: &'static str,
    step: usize,
    quotes: Quotes,
}

/// Returns the edit that adds an entry at the end of the mapping `map`.
pub(super) fn add_entry(map: &Node, key: &str, value: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let text = &*outline.source.text;
    let layout = Layout::of(map, value, outline);
    let key = key_text(key, map, outline)?;
    let first = slots(map).next();
    let start = first.and_then(|slot| slot.key).map_or(map.origin.span.start, |key| key.start) as usize;
    let start = outline.begin(start);
    let indentation = lines::indentation(text, start)?;
    let entry = layout.entry(&key, value, &indentation)?;
    let last = slots(map).map(|slot| outline.extent(slot).end).max();
    // A merge may be behind the last entry, and is then the end of the mapping.
    let end = outline.end_of_merges(map).max(last);
    let behind = end.and_then(|end| {
        after_line(end, &format!("{}{indentation}{entry}", layout.gap(map, outline)), outline)
    });
    let before = || {
        // There is nothing but a merge with more behind it.
        let at = Span::new(outline.source.id, start, start);
        last.is_none().then(|| Edit { span: at, text: format!("{entry}{}{indentation}", layout.line_break) })
    };
    behind.or_else(before)
}

/// Returns the edit that adds an item at the end of the list `list`.
pub(super) fn add_item(list: &Node, value: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let text = &*outline.source.text;
    let first = slots(list).next()?;
    let start = outline.extent(first).start;
    let dash = text
        .get(..start)?
        .rfind('-')
        .filter(|at| text.get(at + 1..start).is_some_and(lines::is_properties))?;
    let indentation = lines::indentation(text, dash)?;
    let layout = Layout::of(list, value, outline);
    let item = layout.item(value, &indentation)?;
    let end = slots(list).map(|slot| outline.extent(slot).end).max()?;
    after_line(end, &format!("{}{indentation}{item}", layout.gap(list, outline)), outline)
}

/// Returns the edit that gives a key without a value a mapping with one entry.
pub(super) fn under(slot: Slot<'_>, key: &str, value: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let own = slot.key?;
    if !outline.text(slot.value.origin.span).is_empty()
        || slot.parent.is_some_and(|parent| outline.is_flow(parent))
    {
        return None;
    }
    let layout = Layout::of(slot.parent?, value, outline);
    let start = outline.begin(own.start as usize);
    let indentation = lines::indentation(&outline.source.text, start)? + &" ".repeat(layout.step);
    let key = scalar(&key.into(), Quotes::Plain, false)?;
    let entry = Layout { quotes: Quotes::Plain, ..layout }.entry(&key, value, &indentation)?;
    let end = outline.extent(slot).end;
    after_line(end, &format!("{}{indentation}{entry}", lines::line_break(&outline.source.text)), outline)
}

/// Returns the edit that adds `new` behind the line that ends a value at `end`; None if there is more than a comment.
fn after_line(end: usize, new: &str, outline: &Outline<'_>) -> Option<Edit> {
    let text = &*outline.source.text;
    let line = lines::end(text, end);
    let behind = text.get(end..line)?.trim_start();
    let column = new.trim_start_matches(['\r', '\n']).chars().take_while(|one| *one == ' ').count();
    let place = lines::behind_comments(text, line, column);
    let at = Span::new(outline.source.id, place, place);
    // The line breaks behind a block may be a part of its text.
    let before = Span::new(outline.source.id, end.saturating_sub(1), end.saturating_sub(1));
    let block =
        outline.around(before).last().and_then(|slot| slot.value.as_scalar()).filter(|one| one.is_block());
    if block
        .is_some_and(|block| line == text.len() || block.text.ends_with("\n\n") || block.text.ends_with(' '))
    {
        return None;
    }
    (behind.is_empty() || behind.starts_with('#')).then(|| Edit { span: at, text: new.to_owned() })
}

impl Layout {
    fn of(parent: &Node, value: &Value, outline: &Outline<'_>) -> Self {
        Self {
            line_break: lines::line_break(&outline.source.text),
            step: step_of(outline),
            quotes: usual_quotes(parent, value, outline),
        }
    }

    /// Returns what is between the last of what `parent` has and what is new: a blank line where there is one between all.
    fn gap(&self, parent: &Node, outline: &Outline<'_>) -> String {
        let text = &*outline.source.text;
        let extents: Vec<_> = slots(parent).map(|slot| outline.extent(slot)).collect();
        let is_spaced = |pair: &[Range<usize>]| {
            let [before, after] = pair else { return false };
            let between = text.get(lines::end(text, before.end)..after.start).unwrap_or_default();
            // The first line is that of what is before, the last that of what is after.
            let mut lines = between.split('\n').skip(1).collect::<Vec<_>>();
            lines.pop();
            lines.iter().any(|line| line.trim().is_empty())
        };
        let pairs = extents.windows(2).len();
        let spaced = extents.windows(2).filter(|pair| is_spaced(pair)).count();
        // At the top of a file, short entries such as its name may be without one.
        let is_top = outline.documents().iter().any(|one| one.origin.span == parent.origin.span);
        let are_spaced = pairs > 0 && (spaced == pairs || is_top && spaced > 0 && spaced * 2 >= pairs);
        self.line_break.repeat(if are_spaced { 2 } else { 1 })
    }

    /// Returns an entry, whose `key` is YAML already, without the indentation of its first line.
    fn entry(&self, key: &str, value: &Value, indentation: &str) -> Option<String> {
        Some(match value {
            Value::Object(map) if map.is_empty() => format!("{key}: {{}}"),
            Value::Array(items) if items.is_empty() => format!("{key}: []"),
            Value::Object(_) | Value::Array(_) => {
                let inner = format!("{indentation}{}", " ".repeat(self.step));
                format!("{key}:{}{inner}{}", self.line_break, self.lines(value, &inner)?)
            }
            Value::Null => format!("{key}:"),
            _ => format!("{key}: {}", scalar(value, self.quotes, false)?),
        })
    }

    /// Returns an item with its dash.
    fn item(&self, value: &Value, indentation: &str) -> Option<String> {
        let inner = format!("{indentation}  ");
        Some(match value {
            Value::Object(map) if !map.is_empty() => format!("- {}", self.lines(value, &inner)?),
            Value::Array(_) | Value::Object(_) | Value::Null => format!("- {value}"),
            _ => format!("- {}", scalar(value, self.quotes, false)?),
        })
    }

    /// Returns the entries or items of a value.
    fn lines(&self, value: &Value, indentation: &str) -> Option<String> {
        let lines: Option<Vec<String>> = match value {
            Value::Object(map) => map
                .iter()
                .map(|(key, value)| {
                    self.entry(&scalar(&key.as_str().into(), Quotes::Plain, false)?, value, indentation)
                })
                .collect(),
            Value::Array(items) => items.iter().map(|item| self.item(item, indentation)).collect(),
            _ => None,
        };
        Some(lines?.join(&format!("{}{indentation}", self.line_break)))
    }
}

/// Returns how many columns the file indents a mapping in another.
pub(super) fn step_of(outline: &Outline<'_>) -> usize {
    step(outline).unwrap_or(STEP)
}

/// Returns how many columns the file indents its first mapping in another.
fn step(outline: &Outline<'_>) -> Option<usize> {
    let text = &*outline.source.text;
    let mut first = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let indented = first.find(|line| {
        line.starts_with(' ') && !line.trim_start().starts_with('-') && !line.trim().is_empty()
    })?;
    let width = indented.len() - indented.trim_start().len();
    (width <= 8).then_some(width)
}
