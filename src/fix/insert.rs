//! A value that is not there yet.

use super::outline::{Outline, Slot, has_key, slots};
use super::set::is_property;
use super::value::{Quotes, plain, scalar};
use super::{flow, indented, lines, short, uses};
use crate::finding::Edit;
use crate::source::Span;
use crate::syntax::yaml::kind_of;
use crate::tree::{Node, ScalarKind, Tag};
use crate::workspace::Format;
use serde_json::Value;
use std::sync::Arc;

/// The attribute of a service that names files of variables (Compose Specification, `env_file`).
const ENV_FILE: &str = "env_file";

/// The attribute of a service that has its variables, which win over those of files.
pub(super) const ENVIRONMENT: &str = "environment";

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
    let is_env_file = |slot: &Slot<'_>| slot.key.is_some_and(|key| outline.text(key) == ENV_FILE);
    let has_place = |slot: &Slot<'_>| {
        is_env_file(slot) || slot.value.as_scalar().is_none_or(|scalar| scalar.kind == ScalarKind::Null)
    };
    let is_meant =
        |slot: &&Slot<'_>| slot.key == Some(within) || (slot.value.origin.span == within && has_place(slot));
    let slot = around.iter().rev().find(is_meant).copied();
    let slot = slot.or_else(|| outline.only_document().filter(|one| one.value.origin.span == within))?;
    let Some((first, rest)) = path.split_first() else {
        return add_item(slot, value, outline);
    };
    if let Some(service) = slot.parent.filter(|_| is_env_file(&slot)) {
        // A service whose variables all come from files has no mapping of its own for them.
        let variables = nested(path, value);
        let is_new = !has_key(service, ENVIRONMENT);
        return is_new.then(|| add_to(service, ENVIRONMENT, &variables, outline))?;
    }
    let target = slot.value;
    if target.as_list().is_some() && matches!(rest, [one] if &**one == "condition") {
        return short::waiting(slot, first, value, outline);
    }
    if has_key(target, first) {
        let own = slots(target).find(|slot| slot.key.is_some_and(|key| is_key(key, first, outline)))?;
        let is_open = !rest.is_empty() && own.value.tag == Tag::None && uses::alias(own.value).is_none();
        return is_open.then(|| insert(own.key?, rest, value, outline))?;
    }
    // Beside a merge that brings the key, a mapping would take the place of all that it has.
    if !rest.is_empty() && target.as_map().is_some_and(|map| map.entry(first).is_some()) {
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
    add_to(target, first, &value, outline)
}

/// Returns true if the key at `span` is `key`, with quotes or without.
fn is_key(span: Span, key: &str, outline: &Outline<'_>) -> bool {
    outline.text(span).trim_matches(['"', '\'']) == key
}

/// Returns the edit that adds an entry at the end of the mapping `map`.
fn add_to(map: &Node, key: &str, value: &Value, outline: &Outline<'_>) -> Option<Edit> {
    if outline.is_flow(map) {
        flow::add(map, Some(key), value, outline)
    } else {
        indented::add_entry(map, key, value, outline)
    }
}

/// Returns where values and keys begin that everybody has who has the mapping or list at `within`, or below that key, or an
/// entry of it by a merge.
pub(super) fn having(within: Span, outline: &Outline<'_>) -> Vec<Span> {
    let first = |span: Span| Span { end: span.start + 1, ..span };
    let around = outline.around(first(within));
    let is_it = |slot: &&Slot<'_>| slot.key == Some(within) || slot.value.origin.span == within;
    let keys = around.iter().find(is_it).into_iter().flat_map(|slot| slots(slot.value));
    std::iter::once(within).chain(keys.filter_map(|slot| slot.key)).map(first).collect()
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

/// Returns how a `value` is quoted beside the scalars of `parent`: as all of these are, if they are in the same way. A number
/// is a text where numbers beside it are.
pub(super) fn usual_quotes(parent: &Node, value: &Value, outline: &Outline<'_>) -> Quotes {
    let is_number =
        |slot: Slot<'_>| slot.value.as_text().is_some_and(|text| kind_of(text) != ScalarKind::Text);
    if !value.is_string() && !slots(parent).any(is_number) {
        return Quotes::Plain;
    }
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
