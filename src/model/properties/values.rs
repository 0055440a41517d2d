//! Values of settings: references in them, and all of them as text.

use crate::tree::{Entry, Node, ScalarKind};
use std::ops::Range;
use std::sync::Arc;

/// Returns `settings`, a mapping, with each value unresolved that contains a reference for which `is_open` is true:
/// `${file:/secrets:password}` of a config provider (KIP-297), or `${NAME}` and `{{ name }}` of a template.
#[must_use]
pub fn with_references(settings: &Node, is_open: &dyn Fn(&str) -> bool) -> Node {
    with_named_references(settings, &|reference| is_open(reference).then_some(reference))
}

/// Returns `settings`, a mapping, with each value unresolved that contains a reference for which `variable` gives a
/// name.
#[must_use]
pub fn with_named_references(settings: &Node, variable: &dyn for<'a> Fn(&'a str) -> Option<&'a str>) -> Node {
    let entry = |entry: Entry| {
        let text = entry.node.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
        let named = |(range, reference)| Some((range, variable(reference)?));
        let open: Vec<_> = references(&text).filter_map(named).collect();
        if open.is_empty() { entry } else { Entry { node: entry.node.with_missing(&open), ..entry } }
    };
    Node::map(settings.entries().map(entry).collect(), settings.origin.clone())
}

/// Returns the `${…}` and `{{…}}` in `text`, in order, each with its content.
fn references(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let between = |open: &str, close: &str| {
            let start = rest.find(open)?;
            let inner = rest.get(start + open.len()..)?;
            let length = inner.find(close)?;
            let end = start + open.len() + length + close.len();
            Some((at + start..at + end, inner.get(..length)?.trim()))
        };
        let found = [between("${", "}"), between("{{", "}}")].into_iter().flatten();
        let (range, reference) = found.min_by_key(|(range, _)| range.start)?;
        at = range.end;
        Some((range, reference))
    })
}

/// Returns the settings in `node`, a mapping, as text: Kafka reads all settings as text.
#[must_use]
pub fn as_texts(node: &Node) -> Node {
    Node::map(node.entries().map(as_text).collect(), node.origin.clone())
}

fn as_text(entry: Entry) -> Entry {
    let text = entry
        .node
        .as_scalar()
        // A text stays as it is, and keeps the places of its parts.
        .filter(|scalar| {
            !matches!(scalar.kind, ScalarKind::Null | ScalarKind::Unresolved | ScalarKind::Text)
        });
    match text.map(|scalar| Arc::clone(&scalar.text)) {
        Some(text) => {
            let node = entry.node.normalized(text, ScalarKind::Text);
            Entry { node, ..entry }
        }
        None => entry,
    }
}
