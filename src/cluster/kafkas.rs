//! Which Kafka of a cluster its topics and Connect workers go to.
//!
//! A Compose project may hold several, and its workers may go to one elsewhere. What any other form puts together is
//! one.

use super::has_role;
use crate::model::Resource;
use crate::model::groups::Groups;
use crate::tree::{Node, ScalarKind};
use std::collections::{BTreeMap, BTreeSet};

/// The Kafkas of a cluster, numbered: as the groups of its brokers, and above them those elsewhere.
pub(super) struct Kafkas {
    is_project: bool,
    /// The number of groups of brokers.
    groups: usize,
    /// The groups of the brokers that are found under a name.
    by_name: BTreeMap<String, BTreeSet<usize>>,
    /// Kafkas that are no part of the project, by their servers.
    elsewhere: BTreeMap<Vec<String>, usize>,
}

impl Kafkas {
    /// Returns the Kafkas of a cluster with these `nodes` in `groups`.
    pub(super) fn of(form: &str, nodes: &[&Resource], groups: &Groups) -> Self {
        let mut by_name: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let is_project = form == "compose";
        for (node, group) in nodes.iter().zip(&groups.of_node) {
            let Some(group) = group.filter(|_| is_project && has_role(node, "broker")) else { continue };
            let listeners = node.fields.get("listeners");
            let listeners = listeners.iter().flat_map(|listeners| listeners.items().collect::<Vec<_>>());
            let advertised = listeners.filter_map(|listener| text(&listener, "advertised_host"));
            let own = [Some(node.name.to_string()), text(&node.fields, "service")];
            for name in own.into_iter().flatten().chain(advertised).filter(|name| !is_own_container(name)) {
                by_name.entry(name).or_default().insert(group);
            }
        }
        Self { is_project, groups: groups.count, by_name, elsewhere: BTreeMap::new() }
    }

    /// Returns the number of the Kafka of a Connect worker: where its servers are.
    pub(super) fn of_worker(&mut self, worker: &Resource) -> Option<usize> {
        let servers = worker.fields.get("properties").and_then(|all| text(&all, "bootstrap.servers"));
        self.number(listed(&servers.unwrap_or_default()))
    }

    /// Returns the number of the Kafka of a topic: where its command goes, or that of the broker whose environment
    /// declares it.
    pub(super) fn of_topic(&mut self, topic: &Resource) -> Option<usize> {
        if !self.is_project {
            return Some(0);
        }
        let servers = topic.fields.get("command").and_then(|command| text(&command, "bootstrap_servers"));
        let mut servers = listed(&servers.unwrap_or_default());
        let service = text(&topic.fields, "service");
        servers.extend(service.filter(|service| self.by_name.contains_key(service)));
        self.number(servers)
    }

    /// Returns the number of the Kafka with these servers; none where it is not known which one that is.
    fn number(&mut self, mut servers: Vec<String>) -> Option<usize> {
        if !self.is_project {
            return Some(0);
        }
        let groups: BTreeSet<usize> =
            servers.iter().filter_map(|server| self.by_name.get(host(server))).flatten().copied().collect();
        match (groups.first(), groups.len(), servers.is_empty()) {
            (Some(group), 1, _) => Some(*group),
            (Some(_), _, _) => None,
            // Where nothing tells, the only Kafka of a project is meant.
            (None, _, true) => (self.groups == 1).then_some(0),
            // Whoever names the same servers goes to the same Kafka.
            (None, _, false) => {
                servers.sort();
                let next = self.groups + self.elsewhere.len();
                Some(*self.elsewhere.entry(servers).or_insert(next))
            }
        }
    }
}

/// Returns a field that is a text.
fn text(node: &Node, name: &str) -> Option<String> {
    let node = node.get(name)?;
    let scalar = node.as_scalar()?;
    let is_text = matches!(scalar.kind, ScalarKind::Text | ScalarKind::Unresolved) && !scalar.text.is_empty();
    is_text.then(|| scalar.text.to_string())
}

/// Returns the servers in a comma-separated list that are not in the container of whoever names them.
fn listed(text: &str) -> Vec<String> {
    let servers = text.split(',').map(str::trim).filter(|server| !server.is_empty());
    servers.filter(|server| !is_own_container(host(server))).map(str::to_owned).collect()
}

/// Returns the host of a server, which may have a protocol and a port.
fn host(server: &str) -> &str {
    let is_protocol = |scheme: &&str| {
        !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    };
    let scheme = server.split_once("://").filter(|(scheme, _)| is_protocol(scheme));
    let address = scheme.map_or(server, |(_, address)| address);
    address.split(':').next().unwrap_or_default()
}

/// Returns true for a host that is the container of whoever looks.
pub(super) fn is_own_container(host: &str) -> bool {
    let host = host.to_lowercase();
    host == "localhost" || host.starts_with("127.") || matches!(host.as_str(), "::1" | "[::1]")
}
