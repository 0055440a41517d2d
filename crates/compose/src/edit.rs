//! Replaces a part of a tree; everything around it keeps its span.
//!
//! A node's steps are added to those of its children when a child is read ([`Node::get`] and similar methods). A
//! changed value is therefore put back with the steps that it had inside its parent, and a value derived from its
//! parent gets none.

use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind, Value};

/// Returns `node` with other entries, with the same span and tag.
pub(super) fn with_map(node: &Node, map: Map) -> Node {
    Node { value: Value::Map(map.into()), origin: node.origin.clone(), tag: node.tag }
}

/// Returns `node` with other items, with the same span and tag.
pub(super) fn with_list(node: &Node, items: Vec<Node>) -> Node {
    Node { value: Value::List(items.into()), origin: node.origin.clone(), tag: node.tag }
}

/// Returns the origin of a value inside `parent` that nobody wrote.
pub(super) fn inside(parent: &Node) -> Origin {
    Origin { span: parent.origin.span, via: Provenance::default() }
}

/// Returns a text inside `parent` that nobody wrote.
pub(super) fn text(text: impl Into<std::sync::Arc<str>>, parent: &Node) -> Node {
    Node::derived(text, ScalarKind::Text, inside(parent))
}

/// Returns a boolean inside `parent` that nobody wrote.
pub(super) fn boolean(value: bool, parent: &Node) -> Node {
    Node::boolean(value, inside(parent))
}

/// Returns a null inside `parent` that nobody wrote.
pub(super) fn null(parent: &Node) -> Node {
    Node::derived("", ScalarKind::Null, inside(parent))
}

/// Returns an entry whose key has the span of its value.
pub(super) fn entry(key: &str, node: Node) -> Entry {
    Entry { key: key.into(), key_span: node.origin.span, node }
}

/// Returns the scalar with another kind; its text and spans stay.
pub(super) fn of_kind(node: &Node, kind: ScalarKind) -> Node {
    let mut node = node.clone();
    if let Value::Scalar(scalar) = &mut node.value {
        scalar.kind = kind;
    }
    node
}

/// Returns `node` with `change` applied at `key`; None if there is no such key, or nothing changes.
pub(super) fn at_key(node: &Node, key: &str, change: impl FnOnce(&Node) -> Option<Node>) -> Option<Node> {
    let known = node.as_map()?.entry(key)?;
    let changed = change(&known.node)?;
    let known = Entry { node: changed, ..known.clone() };
    let mut map = node.as_map()?.clone();
    map.set(known);
    Some(with_map(node, map))
}

/// Returns `node`, a list or a mapping, with `change` applied to each of its values; None if nothing changes.
pub(super) fn each(node: &Node, mut change: impl FnMut(&Node) -> Option<Node>) -> Option<Node> {
    match &node.value {
        Value::Scalar(_) => None,
        Value::List(items) => {
            let mut changed = None;
            for (at, item) in items.iter().enumerate() {
                if let Some(new) = change(item)
                    && let Some(old) = changed.get_or_insert_with(|| items.to_vec()).get_mut(at)
                {
                    *old = new;
                }
            }
            changed.map(|items| with_list(node, items))
        }
        Value::Map(_) => each_entry(node, |entry| change(&entry.node)),
    }
}

/// Returns `node`, a mapping, with `change` applied to the value of each entry; None if nothing changes.
pub(super) fn each_entry(node: &Node, mut change: impl FnMut(&Entry) -> Option<Node>) -> Option<Node> {
    let map = node.as_map()?;
    let mut changed: Option<Map> = None;
    for known in map.entries() {
        if let Some(new) = change(known) {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node: new, ..known.clone() });
        }
    }
    changed.map(|map| with_map(node, map))
}
