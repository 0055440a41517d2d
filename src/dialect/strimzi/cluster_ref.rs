//! Resolution of the Kafka cluster that a resource belongs to.

use crate::model::endpoint::{HostPort, host_ports};
use crate::model::{ClusterRef, Resource};
use crate::source::SourceMap;
use crate::tree::Entry;

/// The suffix of a cluster's bootstrap service (Strimzi documentation, "Kafka cluster resources").
const BOOTSTRAP: &str = "-kafka-bootstrap";

/// Returns the reference to the cluster `name` in `namespace`.
pub(super) fn kafka(namespace: &str, name: &str) -> ClusterRef {
    ClusterRef { form: "strimzi", scope: namespace.into(), name: name.into() }
}

/// Returns the cluster whose bootstrap service is among `servers`, resolved in `namespace`:
/// `my-cluster-kafka-bootstrap:9092`, `my-cluster-kafka-bootstrap.kafka.svc:9092`; `None` if there is no such
/// service.
pub(super) fn of_servers(servers: &[HostPort], namespace: &str) -> Option<ClusterRef> {
    servers.iter().find_map(|server| {
        let host = server.host.as_text()?;
        let mut labels = host.split('.');
        let cluster = labels.next()?.strip_suffix(BOOTSTRAP)?;
        Some(kafka(labels.next().unwrap_or(namespace), cluster))
    })
}

/// Returns the servers in a `bootstrapServers` value.
pub(super) fn servers(written: Option<Entry>, sources: &SourceMap) -> Vec<HostPort> {
    written.map(|entry| host_ports(&entry.node, sources)).unwrap_or_default()
}

/// Returns the cluster that a `bootstrapServers` value refers to.
pub(super) fn of_bootstrap(
    written: Option<Entry>,
    namespace: &str,
    sources: &SourceMap,
) -> Option<ClusterRef> {
    of_servers(&servers(written, sources), namespace)
}

/// Returns `resource` with `cluster_ref`, if given.
pub(super) fn settled(resource: Resource, cluster_ref: Option<ClusterRef>) -> Resource {
    match cluster_ref {
        Some(cluster_ref) => resource.in_cluster(cluster_ref),
        None => resource,
    }
}
