//! Where a cluster shows its members, by name.

use super::has_role;
use crate::model::Resource;
use crate::tree::{Node, Origin, ScalarKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A list of a cluster, and a number in it.
type Place<'a> = (&'a str, usize);

/// Returns where a cluster shows its `nodes`: `[list, index]` for each, by name.
pub(super) fn nodes_by_name(nodes: &[&Resource], origin: &Origin) -> Node {
    let (mut brokers, mut controllers) = (0..nodes.len(), 0..nodes.len());
    let place = |node: &&Resource| {
        let (list, numbers) = if has_role(node, "broker") {
            ("brokers", &mut brokers)
        } else {
            ("controllers", &mut controllers)
        };
        (list, numbers.next().unwrap_or_default())
    };
    let places: Vec<_> = nodes.iter().map(place).collect();
    by_name(nodes.iter().map(|node| &node.name).zip(places), origin)
}

/// Returns `[list, index]` for each of `members`, by name.
pub(super) fn by_name<'a>(
    members: impl IntoIterator<Item = (&'a Arc<str>, Place<'a>)>,
    origin: &Origin,
) -> Node {
    let mut places: BTreeMap<&Arc<str>, Vec<Node>> = BTreeMap::new();
    for (name, (list, index)) in members {
        let list = Node::derived(list, ScalarKind::Text, origin.clone());
        let place = vec![list, Node::number(index, origin.clone())];
        places.entry(name).or_default().push(Node::list(place, origin.clone()));
    }
    let lists = places.into_iter().map(|(name, places)| (name, Node::list(places, origin.clone())));
    Node::by_name(lists.map(|(name, list)| (Arc::clone(name), list)), origin)
}

/// Returns lists of numbers.
pub(super) fn numbers(lists: Vec<Vec<usize>>, origin: &Origin) -> Node {
    let number = |number| Node::number(number, origin.clone());
    let list = |list: Vec<usize>| Node::list(list.into_iter().map(number).collect(), origin.clone());
    Node::list(lists.into_iter().map(list).collect(), origin.clone())
}
