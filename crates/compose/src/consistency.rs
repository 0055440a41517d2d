//! What Compose refuses in a project whose every file is valid: parts that exclude each other, and names of nothing.
//!
//! The order of the checks is not Compose's, which stops at the first; the places, and what is refused, are.

mod cycles;
mod declarations;
mod limits;
mod mounts;
mod references;
mod services;

pub(super) use declarations::declarations;
pub(super) use limits::limits;
pub(super) use references::{misspelt, references};

use crate::defect::Defect;
use crate::source::Span;
use crate::tree::{Entry, Kind, Map, Node, Value};

/// Where the parts of the canonical `project` disagree.
pub(super) fn check(project: &Node) -> Vec<Defect> {
    let mut defects = contradictions(project);
    defects.extend(limits(project));
    defects.extend(references(project));
    defects
}

/// Where parts of the project exclude each other, whatever else there may be in other files.
pub(super) fn contradictions(project: &Node) -> Vec<Defect> {
    let mut defects: Vec<_> = services(project).flat_map(services::contradictions).collect();
    defects.extend(services::container_names(project));
    defects.extend(services::contexts(project));
    defects.extend(cycles::cycles(project));
    defects
}

/// The services of a project.
fn services(project: &Node) -> impl Iterator<Item = &Entry> {
    section(project, "services")
}

fn section<'a>(project: &'a Node, name: &str) -> impl Iterator<Item = &'a Entry> {
    project.as_map().and_then(|map| map.get(name)?.as_map()).into_iter().flat_map(Map::entries)
}

/// The value at a path of keys.
fn at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, key| node.as_map()?.get(key))
}

/// The key of a value at a path of keys.
fn key_at(node: &Node, path: &[&str]) -> Option<Span> {
    let (last, above) = path.split_last()?;
    Some(at(node, above)?.as_map()?.entry(last)?.key_span)
}

/// The settled text at a path of keys, where it is not empty.
fn text_at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a str> {
    at(node, path)?.as_text().filter(|text| !text.is_empty())
}

fn number_at(node: &Node, path: &[&str]) -> Option<f64> {
    text_at(node, path)?.trim().parse().ok()
}

fn items_at<'a>(node: &'a Node, path: &[&str]) -> &'a [Node] {
    at(node, path).and_then(Node::as_list).unwrap_or_default()
}

/// True for a value that says something: neither null nor empty, nor in need of a variable.
fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => {
            !matches!(scalar.kind, Kind::Null | Kind::Unresolved) && !scalar.text.is_empty()
        }
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.is_empty(),
    }
}

#[cfg(test)]
mod tests;
