//! Which Kafka cluster a resource belongs to.

use super::manifest::Manifest;
use super::worker;
use crate::model::endpoint::HostPort;
use crate::model::{Home, Resource};
use crate::source::{SourceId, SourceMap};
use std::sync::Arc;

/// What the operator puts behind a cluster's name for the service that clients connect to first (Strimzi documentation,
/// "Kafka cluster resources").
const BOOTSTRAP: &str = "-kafka-bootstrap";

/// The cluster `name` in `namespace`.
pub(super) fn kafka(namespace: &str, name: &str) -> Home {
    Home { form: "strimzi", scope: namespace.into(), name: name.into() }
}

/// The cluster whose bootstrap service is among `servers`, as seen from `namespace`: `my-cluster-kafka-bootstrap:9092`,
/// `my-cluster-kafka-bootstrap.kafka.svc:9092`. None where they lead elsewhere.
pub(super) fn of_servers(servers: &[HostPort], namespace: &str) -> Option<Home> {
    servers.iter().find_map(|server| {
        let host = server.host.as_text()?;
        let mut labels = host.split('.');
        let cluster = labels.next()?.strip_suffix(BOOTSTRAP)?;
        Some(kafka(labels.next().unwrap_or(namespace), cluster))
    })
}

/// With `home` where there is one.
pub(super) fn settled(resource: Resource, home: Option<Home>) -> Resource {
    match home {
        Some(home) => resource.at_home(home),
        None => resource,
    }
}

/// The Connect clusters that are declared, each with the Kafka cluster that it keeps its data in.
pub(super) struct Workers(Vec<Worker>);

struct Worker {
    namespace: Arc<str>,
    name: Arc<str>,
    file: SourceId,
    home: Option<Home>,
}

impl Workers {
    /// Those in `all`.
    pub(super) fn of(all: &[Manifest], sources: &SourceMap) -> Self {
        let worker = |manifest: &Manifest| Worker {
            namespace: Arc::clone(&manifest.namespace),
            name: Arc::clone(&manifest.name),
            file: manifest.key.source,
            home: of_servers(&worker::servers(manifest.spec("bootstrapServers"), sources), &manifest.namespace),
        };
        Self(all.iter().filter(|one| *one.kind == *"KafkaConnect").map(worker).collect())
    }

    /// The Kafka cluster of the Connect cluster `name` that `connector` is for; None where it is not known which is meant.
    pub(super) fn home(&self, connector: &Manifest, name: &str) -> Option<Home> {
        let mut named: Vec<_> =
            self.0.iter().filter(|one| *one.name == *name && one.namespace == connector.namespace).collect();
        if named.len() > 1 {
            named.retain(|one| one.file == connector.key.source);
        }
        match &*named {
            [only] => only.home.clone(),
            _ => None,
        }
    }
}
