//! A file as it is written: its values without what aliases and merges bring into them.

use super::lines;
use crate::source::{Source, Span};
use crate::tree::{Entry, Map, Node, ScalarKind, Step, StepKind, Value};
use crate::workspace::{File, Format};
use std::ops::Range;

/// A value where it is written.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    /// The mapping or list that has it; None for a document.
    pub(super) parent: Option<&'a Node>,
    /// Its key; None for a document and an item of a list.
    pub(super) key: Option<Span>,
    /// The value.
    pub(super) value: &'a Node,
}

/// A file as it is written.
pub(super) struct Outline<'a> {
    pub(super) source: &'a Source,
    pub(super) format: Format,
    documents: &'a [Node],
}

impl<'a> Outline<'a> {
    /// Returns the outline of `file`; None if the file has a syntax error: nothing there is sure to be what it seems.
    pub(super) fn of(file: &'a File) -> Option<Self> {
        let is_sound = file.errors.is_empty() && file.duplicates.is_empty();
        // Of the other formats, only words are written.
        let has_values =
            matches!(file.format, Format::Yaml | Format::Json | Format::Properties | Format::Toml);
        let documents: &[Node] = if has_values { &file.documents } else { &[] };
        is_sound.then_some(Self { source: &file.source, format: file.format, documents })
    }

    /// Returns the values around `span`, from the document inward; the last one is the innermost.
    pub(super) fn around(&self, span: Span) -> Vec<Slot<'a>> {
        let inside = |slot: &Slot<'_>| {
            let extent = self.extent(*slot);
            extent.start <= span.start as usize && span.end as usize <= extent.end
        };
        let documents = self.documents.iter().map(|value| Slot { parent: None, key: None, value });
        let mut path: Vec<Slot<'a>> = documents.filter(inside).take(1).collect();
        while let Some(last) = path.last().copied() {
            let Some(next) = near(last.value, span).into_iter().find(inside) else { break };
            path.push(next);
        }
        path
    }

    /// Returns the characters of the entry or item that `span` is in.
    pub(super) fn value_around(&self, span: Span) -> Option<Span> {
        let extent = self.extent(*self.around(span).last().filter(|slot| slot.parent.is_some())?);
        Some(Span::new(span.source, extent.start, extent.end))
    }

    /// Returns the scalar that `span` is in.
    pub(super) fn text_around(&self, span: Span) -> Option<Span> {
        let around = self.around(span);
        around.last().filter(|slot| slot.value.as_scalar().is_some()).map(|slot| slot.value.origin.span)
    }

    /// Returns the documents.
    pub(super) fn documents(&self) -> &'a [Node] {
        self.documents
    }

    /// Returns the only document, which gets what belongs to no value in the file.
    pub(super) fn only_document(&self) -> Option<Slot<'a>> {
        match self.documents {
            [value] => Some(Slot { parent: None, key: None, value }),
            _ => None,
        }
    }

    /// Returns the characters of a slot, with its key and without comments behind it.
    pub(super) fn extent(&self, slot: Slot<'_>) -> Range<usize> {
        let start = self.begin(first(&slot) as usize);
        start..self.end_of(slot).max(start)
    }

    /// Returns the end of the text of a slot.
    fn end_of(&self, slot: Slot<'_>) -> usize {
        if let Some(site) = alias(&slot) {
            return site.end as usize;
        }
        let value = slot.value;
        let is_null = value.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Null);
        match slot.key {
            Some(key) if is_null && value.origin.span.range().is_empty() => {
                self.behind_separator(key.end as usize)
            }
            _ => self.end(value),
        }
    }

    /// Returns where the tags and anchors begin that are before the key or value at `start` on its line: they are the first
    /// characters of an entry.
    pub(super) fn begin(&self, start: usize) -> usize {
        let text = &*self.source.text;
        let line = lines::start(text, start);
        let mut at = start;
        loop {
            let before = text.get(line..at).unwrap_or_default().trim_end_matches(' ');
            let word = before.rfind([' ', '{', '[', ',']).map_or(0, |blank| blank + 1);
            let is_property = before.get(word..).is_some_and(|word| word.starts_with(['&', '!']));
            if !is_property || line + before.len() == at {
                return at;
            }
            at = line + word;
        }
    }

    /// Returns the end of the text of `value`.
    fn end(&self, value: &Node) -> usize {
        let own = value.origin.span.range();
        if value.as_scalar().is_some() || self.is_flow(value) {
            return own.end;
        }
        // The span of a block reaches to what follows it, comments included.
        let last = slots(value).max_by_key(first).map(|slot| self.end_of(slot));
        last.max(self.end_of_merges(value)).unwrap_or(own.end)
    }

    /// Returns the end of the last merge that is written in the mapping `value`; None if it has none, or one that brings nothing.
    pub(super) fn end_of_merges(&self, value: &Node) -> Option<usize> {
        let steps = value.as_map()?.entries().flat_map(|entry| entry.node.origin.via.steps());
        let is_own = |step: &&Step| {
            matches!(step.how, StepKind::Merged { .. }) && value.origin.span.contains(step.site)
        };
        let end = steps.filter(is_own).map(|step| step.site.end as usize).max()?;
        let behind = self.source.text.get(end..).unwrap_or_default();
        // Of a list of merges, the last.
        let blanks = behind.len() - behind.trim_start().len();
        Some(if behind.trim_start().starts_with(']') { end + blanks + 1 } else { end })
    }

    /// Returns the offset behind the `:` or `=` that follows a key.
    fn behind_separator(&self, end: usize) -> usize {
        let rest = self.source.text.get(end..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let is_there = rest.get(blanks..).is_some_and(|rest| rest.starts_with([':', '=']));
        if is_there { end + blanks + 1 } else { end }
    }

    /// Returns true for a file that is no tree of values: a script, a Dockerfile, a file of variables.
    pub(super) fn is_without_values(&self) -> bool {
        self.documents.is_empty() || Format::is_variables(&self.source.path)
    }

    /// Returns true for a mapping or list in brackets.
    pub(super) fn is_flow(&self, value: &Node) -> bool {
        self.source.slice(value.origin.span).starts_with(['{', '['])
    }

    /// Returns the text of `span`.
    pub(super) fn text(&self, span: Span) -> &'a str {
        self.source.text.get(span.range()).unwrap_or_default()
    }
}

/// Returns those of the slots in `parent` that `span` may be in: the last that begins before it, and those beside that one.
fn near(parent: &Node, span: Span) -> Vec<Slot<'_>> {
    let mut near: Vec<Slot<'_>> = Vec::with_capacity(3);
    for slot in slots(parent) {
        let is_behind = first(&slot) > span.start;
        if near.len() == 2 && !is_behind {
            near.remove(0);
        }
        near.push(slot);
        if is_behind {
            break;
        }
    }
    near
}

/// Returns where the key of a slot begins, else its value, as an offset.
fn first(slot: &Slot<'_>) -> u32 {
    let value = alias(slot).unwrap_or(slot.value.origin.span);
    slot.key.map_or(value.start, |key| key.start)
}

/// Returns the alias that stands in a slot, which is written where the value is used.
fn alias(slot: &Slot<'_>) -> Option<Span> {
    let mut steps = slot.value.origin.via.steps().filter(|_| slot.parent.is_some());
    steps.find(|step| matches!(step.how, StepKind::Alias { .. })).map(|step| step.site)
}

/// Returns what is written in a mapping or list, in order.
pub(super) fn slots(parent: &Node) -> impl Iterator<Item = Slot<'_>> {
    let entries = parent.as_map().into_iter().flat_map(Map::entries).filter(|entry| is_own(parent, entry));
    let entries = entries.map(move |entry| Slot {
        parent: Some(parent),
        key: Some(entry.key_span),
        value: &entry.node,
    });
    let items = match &parent.value {
        Value::List(items) => items.iter(),
        _ => [].iter(),
    };
    entries.chain(items.map(move |value| Slot { parent: Some(parent), key: None, value }))
}

/// Returns true if `key` is written in the mapping `parent`, also if it has no value, as one with the tag `!reset`.
pub(super) fn has_key(parent: &Node, key: &str) -> bool {
    let mut entries = parent.as_map().into_iter().flat_map(Map::entries);
    entries.any(|entry| &*entry.key == key && is_own(parent, entry))
}

/// Returns true for an entry that is written in `map`, not merged into it.
fn is_own(map: &Node, entry: &Entry) -> bool {
    map.origin.span.contains(entry.key_span)
        && !entry.node.origin.via.steps().any(|step| matches!(step.how, StepKind::Merged { .. }))
}
