//! Nodes that coordinate with each other, within what was declared together.
//!
//! One project may hold two clusters, as a demonstration of replication between them does. Nodes that name the same
//! controller or the same `ZooKeeper` are of one cluster; nodes that name different ones are not, as far as that can be seen.

use crate::model::Resource;
use std::collections::BTreeMap;

/// Groups of nodes.
pub(super) struct Groups {
    /// How many there are.
    pub(super) count: usize,
    /// The group of each node, from 0; none where there are several and nothing says which.
    pub(super) of_node: Vec<Option<usize>>,
}

/// The groups of `nodes`.
pub(super) fn of(nodes: &[&Resource]) -> Groups {
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

/// What a node coordinates with: hosts of controllers, addresses of `ZooKeeper`. Empty where it says nothing.
fn names(node: &Resource) -> Vec<String> {
    let property = |name: &str| node.fields.get("properties").and_then(|properties| properties.get(name));
    let voters = node.fields.get("voters").into_iter().flat_map(|voters| voters.items().collect::<Vec<_>>());
    let hosts = voters.filter_map(|voter| Some(format!("controller {}", voter.get("host")?.as_text()?)));
    let listed = |name: &str, what: &str| {
        let text = property(name).and_then(|node| node.as_text().map(str::to_owned)).unwrap_or_default();
        let parts = text.split([',', '/']).filter(|part| !part.is_empty() && part.contains(':'));
        parts.map(|part| format!("{what} {}", host(part))).collect::<Vec<_>>()
    };
    let mut names: Vec<String> = hosts.collect();
    names.extend(listed("controller.quorum.bootstrap.servers", "controller"));
    names.extend(listed("zookeeper.connect", "ZooKeeper"));
    names
}

fn host(endpoint: &str) -> &str {
    endpoint.rsplit_once(':').map_or(endpoint, |(host, _)| host)
}
