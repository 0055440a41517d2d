//! What Kafka refuses of the settings that a user gives the operator. The operator writes listeners, ids, roles and logins itself,
//! and passes over a setting that is its own (Strimzi documentation, "Kafka configuration").

use super::manifest::Manifest;
use crate::dialect::refusals;
use crate::model::startup::{self, Settings};
use crate::source::SourceMap;
use crate::tree::{Map, Node, Origin};

/// What the operator passes over in `config` of a cluster (`KafkaClusterSpec.FORBIDDEN_PREFIXES`).
const OF_NODES: &[&str] = &[
    "listeners",
    "advertised.",
    "broker.",
    "listener.",
    "host.name",
    "port",
    "inter.broker.listener.name",
    "sasl.",
    "ssl.",
    "security.",
    "password.",
    "log.dir",
    "zookeeper.connect",
    "zookeeper.set.acl",
    "zookeeper.ssl",
    "zookeeper.clientCnxnSocket",
    "authorizer.",
    "super.user",
    "cruise.control.metrics.topic",
    "cruise.control.metrics.reporter.bootstrap.servers",
    "node.id",
    "process.roles",
    "controller.",
    "metadata.log.dir",
];

/// What it takes all the same.
const TAKEN: &[&str] = &[
    "zookeeper.connection.timeout.ms",
    "sasl.server.max.receive.size",
    "ssl.cipher.suites",
    "ssl.protocol",
    "ssl.enabled.protocols",
    "controller.quorum.election.backoff.max.ms",
    "controller.quorum.election.timeout.ms",
    "controller.quorum.fetch.timeout.ms",
];

/// What it passes over in `config` of a worker (`KafkaConnectSpec.FORBIDDEN_PREFIXES`).
const OF_WORKERS: &[&str] = &[
    "ssl.",
    "sasl.",
    "security.",
    "listeners",
    "plugin.path",
    "rest.",
    "bootstrap.servers",
    "consumer.interceptor.classes",
    "producer.interceptor.classes",
];

/// Returns what Kafka refuses of the nodes of `kafka` with `properties`, `None` if nothing.
pub(super) fn of_node(
    kafka: &Manifest,
    properties: &Map,
    place: &Origin,
    sources: &SourceMap,
) -> Option<Node> {
    let version = kafka.entry(&["spec", "kafka", "version"]).map(|entry| entry.node);
    let written = Node::map(properties.clone(), place.clone());
    let found = settled(&written, place, version.as_ref(), sources, |settings| {
        startup::values_of_node(settings, &|name| is_read(name, OF_NODES))
    });
    (!found.is_empty()).then(|| refusals::node(&found, &|name| name.to_owned(), place))
}

/// Returns what Kafka Connect refuses of a worker with `properties`, `None` if nothing.
pub(super) fn of_worker(
    properties: &Map,
    place: &Origin,
    version: Option<&Node>,
    sources: &SourceMap,
) -> Option<Node> {
    let written = Node::map(properties.clone(), place.clone());
    let found = settled(&written, place, version, sources, |settings| {
        startup::values_of_worker(settings, &|name| is_read(name, OF_WORKERS))
    });
    (!found.is_empty()).then(|| refusals::node(&found, &|name| name.to_owned(), place))
}

fn settled(
    written: &Node,
    place: &Origin,
    version: Option<&Node>,
    sources: &SourceMap,
    refused: impl Fn(&Settings<'_>) -> Vec<startup::Refusal>,
) -> Vec<startup::Refusal> {
    refused(&Settings {
        property: &|name| written.get(name),
        written,
        set_elsewhere: None,
        place: place.clone(),
        version: version.and_then(Node::as_text),
        sources,
    })
}

fn is_read(name: &str, forbidden: &[&str]) -> bool {
    TAKEN.contains(&name) || !forbidden.iter().any(|prefix| name.starts_with(prefix))
}
