//! Devices of the host (Compose Specification, `devices` and `gpus`).

use super::lists::bare;
use super::{Forms, text_of};
use crate::edit::{entry, inside, text, with_list, with_map};
use crate::tree::{Map, Node};

/// Expands `HOST[:CONTAINER[:PERMISSIONS]]`.
pub(crate) fn device(node: &Node, forms: &mut Forms) -> Option<Node> {
    if node.as_map().is_some_and(|map| map.get("target").is_none()) {
        forms.refuse(node, "a device has no `target`", "`target` is its path in the container");
    }
    let whole = text_of(node)?;
    let mut ranges = Vec::new();
    let mut start = 0;
    for part in whole.split(':') {
        ranges.push(start..start + part.len());
        start += part.len() + 1;
    }
    if ranges.len() > 3 {
        forms.refuse(node, format!("`{whole}` is not a device"), "write `HOST:CONTAINER:PERMISSIONS`");
        return None;
    }
    let part = |at: usize| {
        let range = ranges.get(at)?.clone();
        let slice = Node { origin: inside(node), ..bare(node) }.slice(forms.sources, range);
        Some(slice)
    };
    let source = part(0)?;
    let target = part(1).filter(|node| text_of(node) != Some("")).unwrap_or_else(|| source.clone());
    let permissions = part(2).unwrap_or_else(|| text("rwm", node));
    let parts = [entry("source", source), entry("target", target), entry("permissions", permissions)];
    Some(with_map(node, Map::from_iter(parts)))
}

/// Expands `all`; a list of requests is already in long form.
pub(crate) fn gpus(node: &Node, _: &mut Forms) -> Option<Node> {
    (text_of(node)? == "all").then(|| {
        let request = Node::map(Map::from_iter([entry("count", bare(node))]), inside(node));
        with_list(node, vec![request])
    })
}
