//! New entries and items between brackets: JSON, and YAML's flow style.

use super::insert::{key_text, usual_quotes};
use super::lines;
use super::outline::{Outline, slots};
use super::value::{Quotes, scalar};
use crate::finding::Edit;
use crate::source::Span;
use crate::tree::Node;
use crate::workspace::Format;
use serde_json::Value;

/// Returns the edit that adds an entry with `key`, or an item, at the end of `parent`.
pub(super) fn add(parent: &Node, key: Option<&str>, value: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let text = &*outline.source.text;
    let is_json = outline.format == Format::Json;
    let quotes = if is_json { Quotes::Double } else { usual_quotes(parent, value, outline) };
    let last = slots(parent).max_by_key(|slot| outline.extent(*slot).end);
    let key =
        key.map(|key| if is_json { serde_json::to_string(key).ok() } else { key_text(key, parent, outline) });
    let key = match key {
        Some(None) => return None,
        Some(key) => key,
        None => None,
    };
    // `{"a":1}` has no blanks.
    let tight = last.and_then(|slot| {
        let end = slot.key?.end as usize;
        let value = slot.value.origin.span.start as usize;
        (is_json && text.get(end..value)? == ":").then_some(())
    });
    let colon = if tight.is_some() { ":" } else { ": " };
    let value = written(value, quotes, is_json, is_padded(Some(parent), outline))?;
    let new = key.map_or_else(|| value.clone(), |key| format!("{key}{colon}{value}"));
    let open = parent.origin.span.start as usize;
    let last = last.map(|slot| outline.extent(slot));
    let Some(end) = last.as_ref().map(|last| last.end).max(outline.end_of_merges(parent)) else {
        let between = text.get(open + 1..(parent.origin.span.end as usize).checked_sub(1)?)?;
        let at = Span::new(outline.source.id, open + 1, open + 1 + between.len());
        return between.trim().is_empty().then_some(Edit { span: at, text: new });
    };
    let line = last.map(|last| last.start).filter(|start| lines::is_first(text, *start));
    let gap = if let Some(start) = line {
        format!("{}{}", lines::line_break(text), text.get(lines::start(text, start)..start)?)
    } else if tight.is_some() {
        String::new()
    } else {
        " ".to_owned()
    };
    // A comma behind the last entry stays the last.
    let behind = text.get(end..)?;
    let comma = behind.trim_start().starts_with(',').then(|| end + behind.find(',').unwrap_or_default() + 1);
    let at = comma.unwrap_or(end);
    let text = if comma.is_some() { format!("{gap}{new},") } else { format!(",{gap}{new}") };
    Some(Edit { span: Span::new(outline.source.id, at, at), text })
}

/// Returns true if blanks are inside of the braces of the mapping `beside`, or, where that has none, of the first of the file that
/// has an entry.
pub(super) fn is_padded(beside: Option<&Node>, outline: &Outline<'_>) -> bool {
    let says = |text: &str| {
        let mut inner = text.strip_prefix('{')?.chars();
        match inner.next()? {
            ' ' => inner.next().filter(|next| *next != '}').map(|_| true),
            one => (one.is_alphanumeric() || matches!(one, '"' | '\'' | '_')).then_some(false),
        }
    };
    let text = &*outline.source.text;
    let own = beside.and_then(|node| says(outline.text(node.origin.span)));
    let braces =
        || text.match_indices('{').filter(|(at, _)| !text.get(..*at).unwrap_or_default().ends_with('$'));
    own.or_else(|| braces().find_map(|(at, _)| says(text.get(at..)?))).unwrap_or(true)
}

/// Returns a value on one line.
fn written(value: &Value, quotes: Quotes, is_json: bool, is_padded: bool) -> Option<String> {
    match value {
        _ if is_json && !value.is_object() && !value.is_array() => {
            // Beside texts, a number is a text as well.
            if value.is_string() { serde_json::to_string(value).ok() } else { Some(value.to_string()) }
        }
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                let key = if is_json {
                    serde_json::to_string(key).ok()?
                } else {
                    scalar(&key.as_str().into(), Quotes::Plain, true)?
                };
                Some(format!("{key}: {}", written(value, quotes, is_json, is_padded)?))
            };
            let entries: Option<Vec<_>> = map.iter().map(entry).collect();
            let entries = entries?.join(", ");
            Some(if is_json || entries.is_empty() || !is_padded {
                format!("{{{entries}}}")
            } else {
                format!("{{ {entries} }}")
            })
        }
        Value::Array(items) => {
            let items: Option<Vec<_>> =
                items.iter().map(|item| written(item, quotes, is_json, is_padded)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Value::Null => Some("null".to_owned()),
        _ => scalar(value, quotes, true),
    }
}
