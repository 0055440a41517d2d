//! A value that is not there yet.

use super::outline::{Outline, Slot, slots};
use super::set::is_property;
use super::value::{Quotes, plain, scalar};
use super::{flow, indented, lines, short};
use crate::finding::Edit;
use crate::source::Span;
use crate::tree::{Node, ScalarKind};
use crate::workspace::Format;
use serde_json::Value;
use std::sync::Arc;

/// Returns the edit that adds `value` under the keys `path` to the mapping or list at `within`, or below that key; without
/// keys, as a new item of the list.
pub(super) fn insert(within: Span, path: &[Arc<str>], value: &Value, outline: &Outline<'_>) -> Option<Edit> {
    // The span of a block reaches to what follows it.
    let around = outline.around(Span { end: within.start, ..within });
    if matches!(path, [one] if &**one == "host_ip")
        && let Some(port) = around.last().filter(|slot| slot.value.origin.span == within)
        && port.value.as_scalar().is_some()
    {
        return short::bound(port.value, value, outline);
    }
    // The first item of a list may begin where the list does.
    let has_place =
        |slot: &Slot<'_>| slot.value.as_scalar().is_none_or(|scalar| scalar.kind == ScalarKind::Null);
    let is_meant =
        |slot: &&Slot<'_>| slot.key == Some(within) || (slot.value.origin.span == within && has_place(slot));
    let slot = around.iter().rev().find(is_meant).copied();
    let slot = slot.or_else(|| outline.only_document().filter(|one| one.value.origin.span == within))?;
    let Some((first, rest)) = path.split_first() else {
        return add_item(slot, value, outline);
    };
    let target = slot.value;
    if target.as_list().is_some() && matches!(rest, [one] if &**one == "condition") {
        return short::waiting(slot, first, value, outline);
    }
    // A key with a tag, `!reset`, is written and has no value.
    let is_there =
        |slot: Slot<'_>| slot.key.is_some_and(|key| outline.text(key).trim_matches(['"', '\'']) == &**first);
    if slots(target).any(is_there) {
        return None;
    }
    let value = nested(rest, value);
    if outline.format == Format::Properties {
        return add_line(target, first, &value, outline);
    }
    if let Some(scalar) = target.as_scalar() {
        return (scalar.kind == ScalarKind::Null).then(|| indented::under(slot, first, &value, outline))?;
    }
    if target.as_map().is_none() {
        // A list of assignments, as `environment` may be one.
        let assignment = format!("{first}={}", plain(&value)?);
        return add_item(slot, &assignment.into(), outline);
    }
    if outline.is_flow(target) {
        return flow::add(target, Some(first), &value, outline);
    }
    indented::add_entry(target, first, &value, outline)
}

/// Returns `value` in mappings with the keys `path`.
fn nested(path: &[Arc<str>], value: &Value) -> Value {
    path.iter()
        .rev()
        .fold(value.clone(), |inner, key| Value::Object([(key.to_string(), inner)].into_iter().collect()))
}

fn add_item(slot: Slot<'_>, value: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let list = slot.value;
    list.as_list()?;
    if outline.is_flow(list) {
        flow::add(list, None, value, outline)
    } else {
        indented::add_item(list, value, outline)
    }
}

/// Returns the edit that adds a line to a properties file, as its last line is written.
fn add_line(document: &Node, key: &str, value: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let text = plain(value).filter(|text| is_property(text) && is_property(key))?;
    let all = &outline.source.text;
    let last = slots(document).max_by_key(|slot| outline.extent(*slot).end)?;
    let key_end = last.key?.end as usize;
    let separator = all.get(key_end..last.value.origin.span.start as usize).filter(|one| one.trim() == "=");
    let end = lines::end(all, outline.extent(last).end);
    let text = format!("{}{key}{}{text}", lines::line_break(all), separator.unwrap_or("="));
    Some(Edit { span: Span::new(outline.source.id, end, end), text })
}

/// Returns how most scalars of `parent` are quoted, if all are in the same way.
pub(super) fn usual_quotes(parent: &Node, outline: &Outline<'_>) -> Quotes {
    let mut known = slots(parent)
        .filter(|slot| slot.value.as_scalar().is_some_and(|one| one.kind != ScalarKind::Null))
        .map(|slot| Quotes::of(outline.text(slot.value.origin.span)));
    let Some(Some(first)) = known.next() else { return Quotes::Plain };
    if known.all(|other| other == Some(first)) { first } else { Quotes::Plain }
}

/// Returns a key as YAML, in the quotes of the keys beside it.
pub(super) fn key_text(key: &str, parent: &Node, outline: &Outline<'_>) -> Option<String> {
    let beside = slots(parent).find_map(|slot| Quotes::of(outline.text(slot.key?)));
    scalar(&key.into(), beside.unwrap_or(Quotes::Plain), outline.is_flow(parent))
}
