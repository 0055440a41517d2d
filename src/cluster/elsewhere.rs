//! Members of a cluster that the files do not show.

use crate::model::Resource;
use crate::model::names::Names;
use crate::tree::Node;
use std::collections::BTreeSet;
use std::ptr;

/// Returns the hosts that `nodes` of Compose projects name to find their cluster and that no service is called, each
/// once: a part of the cluster is elsewhere.
pub(super) fn hosts(nodes: &[&Resource]) -> Vec<Node> {
    let mut names = Names::default();
    let mut seen = BTreeSet::new();
    for project in nodes.iter().filter_map(|node| node.project.as_ref()) {
        if seen.insert(ptr::from_ref(&**project).addr()) {
            project.get("services").iter().for_each(|services| names.add(services));
        }
    }
    let in_project = nodes.iter().filter(|node| node.project.is_some());
    let peers = in_project.filter_map(|node| node.fields.get("peers"));
    let mut told = BTreeSet::new();
    let peers: Vec<Node> = peers.flat_map(|peers| peers.items().collect::<Vec<_>>()).collect();
    let mut is_new = |host: &Node| host.as_scalar().is_some_and(|host| told.insert(host.text.clone()));
    peers.into_iter().filter(|host| names.is_elsewhere(host)).filter(|host| is_new(host)).collect()
}
