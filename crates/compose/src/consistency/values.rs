//! Access to values of a project's tree by key.

use crate::source::Span;
use crate::tree::{Entry, Map, Node, ScalarKind, Value};

/// Returns the services of a project.
pub(super) fn services(project: &Node) -> impl Iterator<Item = &Entry> {
    section(project, "services")
}

pub(super) fn section<'a>(project: &'a Node, name: &str) -> impl Iterator<Item = &'a Entry> {
    project.as_map().and_then(|map| map.get(name)?.as_map()).into_iter().flat_map(Map::entries)
}

/// Returns the value at a path of keys.
pub(super) fn at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, key| node.as_map()?.get(key))
}

/// Returns the span of the key at a path of keys.
pub(super) fn key_at(node: &Node, path: &[&str]) -> Option<Span> {
    let (last, above) = path.split_last()?;
    Some(at(node, above)?.as_map()?.entry(last)?.key_span)
}

/// Returns the resolved text at a path of keys; None if it is empty.
pub(super) fn text_at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a str> {
    at(node, path)?.as_text().filter(|text| !text.is_empty())
}

pub(super) fn number_at(node: &Node, path: &[&str]) -> Option<f64> {
    text_at(node, path)?.trim().parse().ok()
}

pub(super) fn items_at<'a>(node: &'a Node, path: &[&str]) -> &'a [Node] {
    at(node, path).and_then(Node::as_list).unwrap_or_default()
}

/// Returns true for a value that is neither null nor empty, nor in need of a variable.
pub(super) fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => {
            !matches!(scalar.kind, ScalarKind::Null | ScalarKind::Unresolved) && !scalar.text.is_empty()
        }
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.is_empty(),
    }
}
