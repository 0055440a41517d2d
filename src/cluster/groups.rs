//! Groups of nodes that coordinate with each other, within a cluster as declared.
//!
//! A project may hold two clusters, for example to demonstrate replication between them. Nodes that name the same
//! controller or the same `ZooKeeper` belong to the same group; nodes that name different ones are taken to be
//! separate.

use crate::model::Resource;
use std::collections::BTreeMap;

/// Nodes by group.
pub(super) struct Groups {
    /// The number of groups.
    pub(super) count: usize,
    /// The group of each node, from 0; `None` if there are several groups and the node names nothing to coordinate
    /// with.
    pub(super) of_node: Vec<Option<usize>>,
}

/// Groups `nodes` by what they coordinate with.
pub(super) fn connect_groups(nodes: &[&Resource]) -> Groups {
    let names: Vec<Vec<String>> = nodes.iter().map(|node| names(node)).collect();
    let mut leaders: Vec<usize> = (0..nodes.len()).collect();
    let mut owner: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, names) in names.iter().enumerate() {
        for name in names {
            let other = *owner.entry(name).or_insert(index);
            let (a, b) = (leader(&leaders, index), leader(&leaders, other));
            if let Some(slot) = leaders.get_mut(a.max(b)) {
                *slot = a.min(b);
            }
        }
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, names) in names.iter().enumerate() {
        if !names.is_empty() {
            let next = numbers.len();
            numbers.entry(leader(&leaders, index)).or_insert(next);
        }
    }
    let count = numbers.len().max(usize::from(!nodes.is_empty()));
    let group = |(index, names): (usize, &Vec<String>)| {
        let known = numbers.get(&leader(&leaders, index)).copied();
        if names.is_empty() { (count == 1).then_some(0) } else { known }
    };
    let of_node = names.iter().enumerate().map(group).collect();
    Groups { count, of_node }
}

fn leader(leaders: &[usize], mut index: usize) -> usize {
    while let Some(next) = leaders.get(index).filter(|next| **next != index) {
        index = *next;
    }
    index
}

/// Returns what a node coordinates with: hosts of controllers, and addresses of `ZooKeeper` with their path. Empty
/// if the node names none. `localhost` is different for each node; an undefined variable is the same wherever its
/// text is the same.
fn names(node: &Resource) -> Vec<String> {
    let text = |name: &str| {
        let property =
            ["properties", "image_defaults"].iter().find_map(|field| node.fields.get(field)?.get(name));
        property.and_then(|node| Some(node.as_scalar()?.text.to_string())).unwrap_or_default()
    };
    let controller = |part: &str| {
        let address = part.trim().rsplit('@').next().unwrap_or_default();
        let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
        let own = if host == "localhost" || host.starts_with("127.") { &*node.name } else { "" };
        format!("controller {host} {own}")
    };
    let zookeeper = text("zookeeper.connect");
    let (servers, path) = zookeeper.split_at(zookeeper.find('/').unwrap_or(zookeeper.len()));
    let voters = [text("controller.quorum.voters"), text("controller.quorum.bootstrap.servers")];
    let parts = |text: &str| {
        text.split(',').filter(|part| !part.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let controllers = voters.iter().flat_map(|text| parts(text)).map(|part| controller(&part));
    let servers = parts(servers).into_iter().map(|part| format!("ZooKeeper {}{path}", part.trim()));
    controllers.chain(servers).collect()
}
