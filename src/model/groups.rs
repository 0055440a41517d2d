//! Groups of nodes that coordinate with each other, within a cluster as declared.
//!
//! A project may hold two clusters, for example to demonstrate replication between them. Nodes that name the same
//! controller or the same `ZooKeeper` belong to the same group; nodes that name different ones are taken to be
//! separate.

use super::listener::{Bind, Property};
use std::collections::BTreeMap;

/// Nodes by group.
pub struct Groups {
    /// The number of groups.
    pub count: usize,
    /// The group of each node, from 0; `None` if there are several groups and the node names nothing to coordinate
    /// with.
    pub of_node: Vec<Option<usize>>,
    /// The ensemble of each node, from 0: nodes of one ensemble are known to be of one cluster. `None` for a node that
    /// names nothing outside of its own container to coordinate with, and may be a cluster of its own.
    pub ensembles: Vec<Option<usize>>,
}

/// What a node coordinates with.
pub struct Coordinators {
    /// The hosts of controllers, and the addresses of `ZooKeeper` with their path.
    names: Vec<String>,
    /// True if one of them is outside of the node's own container.
    is_elsewhere: bool,
    /// The path below which `ZooKeeper` keeps the cluster: clusters that share a `ZooKeeper` differ in it.
    path: String,
}

/// Groups nodes by what they coordinate with.
pub fn connect_groups(coordinators: &[Coordinators]) -> Groups {
    let mut leaders: Vec<usize> = (0..coordinators.len()).collect();
    let mut owner: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, one) in coordinators.iter().enumerate() {
        for name in &one.names {
            let other = *owner.entry(name).or_insert(index);
            let (a, b) = (leader(&leaders, index), leader(&leaders, other));
            if let Some(slot) = leaders.get_mut(a.max(b)) {
                *slot = a.min(b);
            }
        }
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, one) in coordinators.iter().enumerate() {
        if !one.names.is_empty() {
            let next = numbers.len();
            numbers.entry(leader(&leaders, index)).or_insert(next);
        }
    }
    let count = numbers.len().max(usize::from(!coordinators.is_empty()));
    let group = |(index, one): (usize, &Coordinators)| {
        let known = numbers.get(&leader(&leaders, index)).copied();
        if one.names.is_empty() { (count == 1).then_some(0) } else { known }
    };
    let of_node: Vec<_> = coordinators.iter().enumerate().map(group).collect();
    let ensembles = ensembles(coordinators, &of_node);
    Groups { count, of_node, ensembles }
}

/// Numbers the groups of nodes that name something elsewhere, those on different paths of a `ZooKeeper` apart.
fn ensembles(coordinators: &[Coordinators], of_node: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut known: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (one, group) in coordinators.iter().zip(of_node) {
        let next = known.len();
        let group = group.filter(|_| one.is_elsewhere);
        found.push(group.map(|group| *known.entry((group, &one.path)).or_insert(next)));
    }
    found
}

fn leader(leaders: &[usize], mut index: usize) -> usize {
    while let Some(next) = leaders.get(index).filter(|next| **next != index) {
        index = *next;
    }
    index
}

impl Coordinators {
    /// Returns what the node `name` coordinates with. `localhost` is different for each node; an undefined variable is the same
    /// wherever its text is the same.
    pub fn of(name: &str, property: Property<'_>) -> Self {
        let text = |key: &str| {
            property(key).and_then(|node| Some(node.as_scalar()?.text.to_string())).unwrap_or_default()
        };
        let parts = |text: &str| {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect::<Vec<_>>()
        };
        let zookeeper = text("zookeeper.connect");
        let (servers, path) = zookeeper.split_at(zookeeper.find('/').unwrap_or(zookeeper.len()));
        let (voters, bootstrap) =
            (text("controller.quorum.voters"), text("controller.quorum.bootstrap.servers"));
        let (voters, bootstrap, servers) = (parts(&voters), parts(&bootstrap), parts(servers));
        let controller = |address: &str| {
            let host = host(address);
            let own = if host == "localhost" || host.starts_with("127.") { name } else { "" };
            format!("controller {host} {own}")
        };
        // Which controller a voter is that is malformed, or needs a variable, is not known.
        let known = voters.iter().filter(|voter| !voter.contains('$'));
        let known =
            known.filter_map(|voter| voter.split_once('@').filter(|(_, address)| address.contains(':')));
        let mut hosts =
            known.map(|(_, address)| address).chain(bootstrap.iter().chain(&servers).map(String::as_str));
        let is_elsewhere = hosts.any(|address| is_elsewhere(host(address)));
        let controllers = voters.iter().chain(&bootstrap).map(|part| controller(address_of(part)));
        let servers = servers.iter().map(|part| format!("ZooKeeper {part}{path}"));
        Self { names: controllers.chain(servers).collect(), is_elsewhere, path: path.to_owned() }
    }
}

/// Returns the address in a voter, `id@host:port`.
fn address_of(voter: &str) -> &str {
    voter.rsplit('@').next().unwrap_or_default()
}

/// Returns the host in `host:port`.
fn host(address: &str) -> &str {
    address.rsplit_once(':').map_or(address, |(host, _)| host)
}

/// Returns true for a host outside of the container of whoever names it.
fn is_elsewhere(host: &str) -> bool {
    Bind::of(&host.to_lowercase(), &|_| false) == Bind::Elsewhere
}
