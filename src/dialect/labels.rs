//! Topic labels, in the forms that have them.

use crate::model::properties::as_texts;
use crate::source::Span;
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind};

/// Returns the labels in `owner`, as text. Missing labels are an empty mapping at `key`; labels that are unresolved
/// as a whole stay so.
pub(super) fn of(owner: Option<&Node>, key: Span) -> Entry {
    let written = owner.and_then(|owner| owner.entries().find(|entry| &*entry.key == "labels"));
    let key_span = written.as_ref().map_or(key, |entry| entry.key_span);
    let is_open = |node: &Node| node.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved);
    let node = match written {
        Some(entry) if entry.node.as_map().is_some() => as_texts(&entry.node),
        Some(entry) if is_open(&entry.node) => entry.node,
        _ => Node::map(Map::default(), Origin { span: key_span, via: Provenance::default() }),
    };
    Entry { key: "labels".into(), key_span, node }
}
