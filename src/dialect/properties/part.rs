//! Files that are certainly not all that their program reads: what is absent in them may be set elsewhere.

use crate::model::ResourceKind;
use crate::tree::Node;

/// Settings of Confluent's Replicator (its documentation, "Replicator Configuration Reference"), which no worker of Connect has.
const REPLICATOR: &[&str] = &[
    "offset.timestamps.commit",
    "topic.auto.create",
    "topic.blacklist",
    "topic.config.sync",
    "topic.create.backoff.ms",
    "topic.poll.interval.ms",
    "topic.preserve.partitions",
    "topic.regex",
    "topic.rename.format",
    "topic.timestamp.type",
    "topic.whitelist",
];

/// What others of them begin with.
const REPLICATOR_PREFIXES: &[&str] =
    &["dest.kafka.", "offset.translator.", "provenance.header.", "src.consumer.", "src.kafka."];

/// Returns true if `properties`, of a program that a resource of `kind` describes, are certainly only a part of what it reads.
pub(super) fn is_part(kind: ResourceKind, properties: &Node) -> bool {
    match kind {
        ResourceKind::Broker => is_part_of_node(properties),
        ResourceKind::ConnectWorker => is_part_of_worker(properties),
        _ => false,
    }
}

/// A node's file with roles, and neither an id, nor controllers, nor a listener: an image takes the rest from the environment, which
/// may replace what is in the file, too.
fn is_part_of_node(properties: &Node) -> bool {
    let identity = [
        "node.id",
        "broker.id",
        "listeners",
        "controller.quorum.voters",
        "controller.quorum.bootstrap.servers",
    ];
    has(properties, "process.roles") && lacks(properties, &identity)
}

/// The executable `replicator` has a worker in itself: it takes the settings of that from three files and its options, and the group
/// and the converters are its own. A file with topics alone, without group and converters, is one of those or another part.
fn is_part_of_worker(properties: &Node) -> bool {
    let is_replicators = |key: &str| {
        REPLICATOR.contains(&key) || REPLICATOR_PREFIXES.iter().any(|prefix| key.starts_with(prefix))
    };
    properties.entries().any(|entry| is_replicators(&entry.key))
        || lacks(properties, &["group.id", "key.converter", "value.converter"])
}

fn has(properties: &Node, key: &str) -> bool {
    properties.get(key).is_some()
}

fn lacks(properties: &Node, keys: &[&str]) -> bool {
    keys.iter().all(|key| !has(properties, key))
}
