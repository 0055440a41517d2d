//! The hosts with which a node finds its cluster.

use super::product::Running;
use crate::model::endpoint::{host_ports, parts};
use crate::source::SourceMap;
use crate::tree::{Node, Scalar, ScalarKind};

/// Returns the hosts that a node with these `voters` names to find its cluster: them and the bootstrap servers of the quorum,
/// `ZooKeeper`, and Redpanda's seeds. A part of a value that needs a variable stands for its hosts.
pub(super) fn peers(running: &Running, voters: &[Node], sources: &SourceMap) -> Vec<Node> {
    let is_kraft = running.property("process.roles").is_some();
    let mut found: Vec<Node> = running.flags.iter().flat_map(|flags| flags.seeds.clone()).collect();
    for name in ["controller.quorum.voters", "controller.quorum.bootstrap.servers", "zookeeper.connect"] {
        let Some(value) = running.property(name).filter(|_| !(is_kraft && name == "zookeeper.connect"))
        else {
            continue;
        };
        let hosts: Vec<Node> = if name == "controller.quorum.voters" {
            voters.iter().filter_map(|voter| voter.get("host")).collect()
        } else {
            host_ports(&value, sources).into_iter().map(|one| one.host).collect()
        };
        let is_open = |scalar: &Scalar| {
            scalar.kind == ScalarKind::Unresolved && hosts.len() < parts(&scalar.text, ',').count()
        };
        found.extend(value.as_scalar().is_some_and(is_open).then(|| value.clone()));
        found.extend(hosts);
    }
    found
}
