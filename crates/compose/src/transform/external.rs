//! Resources that exist outside of the project (Compose Specification, `external`).

use super::text_of;
use crate::edit::{boolean, with_map};
use crate::tree::{Entry, Node};

/// Expands a network, volume, config or secret: the mapping `external: {name: …}` of old files becomes `external: true`
/// and a `name`. This runs after merging, because a file with this mapping and one with `name` exclude
/// each other.
pub(super) fn resource(node: &Node) -> Option<Node> {
    let map = node.as_map()?;
    let external = map.entry("external").filter(|entry| entry.node.as_map().is_some())?;
    let outer = external.node.as_map().and_then(|map| map.entry("name")).cloned();
    let mut long = map.clone();
    if let Some(name) = outer {
        let name = Entry { node: name.node.below(&external.node.origin.via), ..name };
        match map.get("name") {
            // Two different names stay as they were written, and are refused later.
            Some(known) if text_of(known).is_some() && text_of(known) != text_of(&name.node) => return None,
            Some(_) => {}
            None => {
                long.set(name);
            }
        }
    }
    let mut node_true = boolean(true, &external.node);
    node_true.origin.via = external.node.origin.via.clone();
    long.set(Entry { node: node_true, ..external.clone() });
    Some(with_map(node, long))
}
