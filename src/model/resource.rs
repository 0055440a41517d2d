//! A resource: one thing that a team declares, as a tree whose every value knows where it was written.

use crate::source::Span;
use crate::tree::Node;
use std::sync::Arc;

/// The kinds of resources; `docs/inputs.md` lists the fields of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A Compose project with all its files.
    Project,
    /// A Compose service.
    Service,
    /// A Compose network.
    Network,
    /// A Kafka node: broker, controller or both.
    Broker,
    /// A listener of a Kafka node.
    Listener,
    /// A Kafka Connect worker.
    ConnectWorker,
    /// A Confluent Schema Registry.
    SchemaRegistry,
    /// A Confluent REST proxy.
    RestProxy,
    /// A ksqlDB server.
    Ksqldb,
    /// A Kafka topic.
    Topic,
    /// A Kafka Connect connector.
    Connector,
}

impl Kind {
    /// The kind's name in a policy's METADATA and `input.kind`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Service => "service",
            Self::Network => "network",
            Self::Broker => "broker",
            Self::Listener => "listener",
            Self::ConnectWorker => "connect_worker",
            Self::SchemaRegistry => "schema_registry",
            Self::RestProxy => "rest_proxy",
            Self::Ksqldb => "ksqldb",
            Self::Topic => "topic",
            Self::Connector => "connector",
        }
    }
}

/// One thing that a team declares.
#[derive(Debug, Clone)]
pub struct Resource {
    /// What it is.
    pub kind: Kind,
    /// The name its author gave it.
    pub name: Arc<str>,
    /// The key that declares it: where a finding about something absent is shown.
    pub key: Span,
    /// Its fields, without `kind`, `name`, `unresolved` and `project`, which the policy layer adds.
    pub fields: Node,
    /// What surrounds it: the fields of its project, shared by all resources of the project.
    pub project: Option<Arc<Node>>,
}
