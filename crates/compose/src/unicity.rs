//! Lists in which Compose keeps one item per key; a later item replaces the earlier one in its place (Compose
//! Specification, "Merge and override", "Unique resources").

use super::attributes::{Attribute, Concern, Identity, PROJECT, Pass, Type, Unique, walk};
use super::edit::with_list;
use super::transform::ports::PROTOCOL;
use crate::tree::{Map, Node, Step, StepKind};
use std::collections::HashMap;

/// Returns `root`, in long form, without duplicates in such lists.
pub(super) fn unique(root: &Node) -> Node {
    walk(&mut Once, root, Type::Record(&PROJECT)).unwrap_or_else(|| root.clone())
}

struct Once;

impl Pass for Once {
    const CONCERN: Concern = Concern::Unique;

    fn value(&mut self, row: &Attribute, node: &Node, _: &Map) -> Option<Node> {
        match row.unique {
            Unique::By(identity) | Unique::AcrossFiles(identity) => once(node, identity),
            Unique::No | Unique::ByName => None,
        }
    }
}

/// Returns the list with one item per identity; None if it has no duplicates.
fn once(list: &Node, identity: Identity) -> Option<Node> {
    let items = list.as_list().filter(|items| items.len() > 1)?;
    let mut places: HashMap<String, usize> = HashMap::with_capacity(items.len());
    let mut kept: Vec<Node> = Vec::with_capacity(items.len());
    for item in items {
        match identity(item) {
            None => kept.push(item.clone()),
            Some(key) => match places.get(&key) {
                None => {
                    places.insert(key, kept.len());
                    kept.push(item.clone());
                }
                Some(place) => kept[*place] = in_place_of(&kept[*place], item),
            },
        }
    }
    (kept.len() < items.len()).then(|| with_list(list, kept))
}

fn in_place_of(earlier: &Node, later: &Node) -> Node {
    let (before, after) = (earlier.origin.span, later.origin.span);
    if before.source == after.source {
        return later.clone();
    }
    later.clone().after(Step { how: StepKind::Overridden, site: before })
}

/// Returns the item itself.
pub(crate) fn text(item: &Node) -> Option<String> {
    item.as_text().map(str::to_owned)
}

/// Returns the text of an item before its first colon.
pub(crate) fn before_colon(item: &Node) -> Option<String> {
    Some(item.as_text()?.split(':').next()?.to_owned())
}

/// Returns the path of a mount or device in the container.
pub(crate) fn target(item: &Node) -> Option<String> {
    field(item, "target")
}

/// Returns the path of a file item.
pub(crate) fn path(item: &Node) -> Option<String> {
    field(item, "path")
}

/// Returns the path of a config in the container: directly below the root by default.
pub(crate) fn config(item: &Node) -> Option<String> {
    mounted(item, "")
}

/// Returns the path of a secret in the container.
pub(crate) fn secret(item: &Node) -> Option<String> {
    mounted(item, "/run/secrets")
}

/// Returns the address, the host port and the container port: to Compose `8080` and `"8080"` differ until it converts
/// both to text.
pub(crate) fn port(item: &Node) -> Option<String> {
    let part = |key: &str, absent: &str| field(item, key).unwrap_or_else(|| absent.to_owned());
    let kind = item.as_map()?.get("published").and_then(Node::as_scalar).map(|scalar| scalar.kind);
    let (address, protocol) = (part("host_ip", "0.0.0.0"), part("protocol", PROTOCOL));
    Some(format!("{address}:{}:{kind:?}:{}/{protocol}", part("published", ""), field(item, "target")?))
}

fn field(item: &Node, key: &str) -> Option<String> {
    item.as_map()?.get(key)?.as_text().map(str::to_owned)
}

fn mounted(item: &Node, folder: &str) -> Option<String> {
    target(item).or_else(|| Some(format!("{folder}/{}", field(item, "source")?)))
}
