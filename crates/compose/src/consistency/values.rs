//! Values of the tree of a project, by their keys.

use crate::source::Span;
use crate::tree::{Entry, Map, Node, ScalarKind, Value};

/// The services of a project.
pub(super) fn services(project: &Node) -> impl Iterator<Item = &Entry> {
    section(project, "services")
}

pub(super) fn section<'a>(project: &'a Node, name: &str) -> impl Iterator<Item = &'a Entry> {
    project.as_map().and_then(|map| map.get(name)?.as_map()).into_iter().flat_map(Map::entries)
}

/// The value at a path of keys.
pub(super) fn at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, key| node.as_map()?.get(key))
}

/// The key of a value at a path of keys.
pub(super) fn key_at(node: &Node, path: &[&str]) -> Option<Span> {
    let (last, above) = path.split_last()?;
    Some(at(node, above)?.as_map()?.entry(last)?.key_span)
}

/// The settled text at a path of keys, where it is not empty.
pub(super) fn text_at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a str> {
    at(node, path)?.as_text().filter(|text| !text.is_empty())
}

pub(super) fn number_at(node: &Node, path: &[&str]) -> Option<f64> {
    text_at(node, path)?.trim().parse().ok()
}

pub(super) fn items_at<'a>(node: &'a Node, path: &[&str]) -> &'a [Node] {
    at(node, path).and_then(Node::as_list).unwrap_or_default()
}

/// True for a value that says something: neither null nor empty, nor in need of a variable.
pub(super) fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => {
            !matches!(scalar.kind, ScalarKind::Null | ScalarKind::Unresolved) && !scalar.text.is_empty()
        }
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.is_empty(),
    }
}
