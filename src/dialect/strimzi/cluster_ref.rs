//! Which Kafka cluster a resource belongs to.

use crate::model::endpoint::{HostPort, host_ports};
use crate::model::{ClusterRef, Resource};
use crate::source::SourceMap;
use crate::tree::Entry;

/// What the operator puts behind a cluster's name for the service that clients connect to first (Strimzi documentation,
/// "Kafka cluster resources").
const BOOTSTRAP: &str = "-kafka-bootstrap";

/// The cluster `name` in `namespace`.
pub(super) fn kafka(namespace: &str, name: &str) -> ClusterRef {
    ClusterRef { form: "strimzi", scope: namespace.into(), name: name.into() }
}

/// The cluster whose bootstrap service is among `servers`, as seen from `namespace`: `my-cluster-kafka-bootstrap:9092`,
/// `my-cluster-kafka-bootstrap.kafka.svc:9092`. None where they lead elsewhere.
pub(super) fn of_servers(servers: &[HostPort], namespace: &str) -> Option<ClusterRef> {
    servers.iter().find_map(|server| {
        let host = server.host.as_text()?;
        let mut labels = host.split('.');
        let cluster = labels.next()?.strip_suffix(BOOTSTRAP)?;
        Some(kafka(labels.next().unwrap_or(namespace), cluster))
    })
}

/// The servers in a `bootstrapServers`.
pub(super) fn servers(written: Option<Entry>, sources: &SourceMap) -> Vec<HostPort> {
    written.map(|entry| host_ports(&entry.node, sources)).unwrap_or_default()
}

/// The cluster that a `bootstrapServers` leads to.
pub(super) fn of_bootstrap(
    written: Option<Entry>,
    namespace: &str,
    sources: &SourceMap,
) -> Option<ClusterRef> {
    of_servers(&servers(written, sources), namespace)
}

/// With `home` where there is one.
pub(super) fn settled(resource: Resource, cluster_ref: Option<ClusterRef>) -> Resource {
    match cluster_ref {
        Some(cluster_ref) => resource.in_cluster(cluster_ref),
        None => resource,
    }
}
