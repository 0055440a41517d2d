//! A resource: one thing that a team declares, as a tree whose every value knows where it was written.

use crate::source::Span;
use crate::tree::{Entry, Map, Node, Origin, ScalarKind};
use std::sync::Arc;

/// The kinds of resources; [`inputs`](super::inputs) has the fields of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// A Compose project with all its files.
    Project,
    /// A Kafka cluster: what belongs together, wherever it is declared.
    Cluster,
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
    /// A part of a file that the program it is written for refuses.
    Defect,
    /// A whole document of a file, or all of a run's: what policies by Conftest's contract judge. No METADATA names it.
    #[serde(skip)]
    Document,
}

impl ResourceKind {
    /// All kinds that METADATA can name, from what surrounds others to what stands alone.
    pub const ALL: &[Self] = &[
        Self::Cluster,
        Self::Project,
        Self::Service,
        Self::Network,
        Self::Broker,
        Self::Listener,
        Self::ConnectWorker,
        Self::SchemaRegistry,
        Self::RestProxy,
        Self::Ksqldb,
        Self::Topic,
        Self::Connector,
        Self::Defect,
    ];

    /// The kind called `name`.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The kind's name in a policy's METADATA and `input.kind`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Cluster => "cluster",
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
            Self::Defect => "defect",
            Self::Document => "document",
        }
    }
}

/// One thing that a team declares.
#[derive(Debug, Clone)]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// The name its author gave it.
    pub name: Arc<str>,
    /// The key that declares it: where a finding about something absent is shown.
    pub key: Span,
    /// The file of that key, as shown; empty until the workspace is read.
    pub file: Arc<str>,
    /// Its fields, without `kind`, `name`, `file`, `unresolved`, `project` and `cluster`, which the policy layer adds.
    pub fields: Node,
    /// What surrounds it: the fields of its project, shared by all resources of the project.
    pub project: Option<Arc<Node>>,
    /// The cluster that it says it belongs to.
    pub cluster_ref: Option<ClusterRef>,
    /// That cluster's fields, shared by all that belongs to it; none where it is not known which cluster it is.
    pub cluster: Option<Arc<Node>>,
}

/// What a dialect says of the cluster that a resource belongs to. Resources with the same home belong together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterRef {
    /// The form that speaks of it: `compose`, `strimzi`, `cfk`, `topicctl`, `julie`.
    pub form: &'static str,
    /// What tells two clusters of one name apart: the first file of a project, a namespace.
    pub scope: Arc<str>,
    /// The cluster's name.
    pub name: Arc<str>,
}

impl Resource {
    /// A resource that belongs to nothing yet.
    pub fn new(kind: ResourceKind, name: impl Into<Arc<str>>, key: Span, fields: Node) -> Self {
        Self {
            kind,
            name: name.into(),
            key,
            file: Arc::default(),
            fields,
            project: None,
            cluster_ref: None,
            cluster: None,
        }
    }

    /// With the cluster that it says it belongs to.
    #[must_use]
    pub fn in_cluster(mut self, cluster_ref: ClusterRef) -> Self {
        self.cluster_ref = Some(cluster_ref);
        self
    }
}

/// The fields of a resource under construction. What is not written itself stands where its owner stands.
#[derive(Debug)]
pub struct Fields {
    map: Map,
    origin: Origin,
}

impl Fields {
    /// No fields yet, of something that stands at `origin`.
    pub fn at(origin: Origin) -> Self {
        Self { map: Map::default(), origin }
    }

    /// Adds a value that was written.
    #[must_use]
    pub fn put(mut self, key: &str, node: Node) -> Self {
        self.map.set(Entry { key: key.into(), key_span: node.origin.span, node });
        self
    }

    /// Adds a value that was written, under a key that was written elsewhere.
    #[must_use]
    pub fn put_under(mut self, key: &str, key_span: Span, node: Node) -> Self {
        self.map.set(Entry { key: key.into(), key_span, node });
        self
    }

    /// Adds a value where there is one.
    #[must_use]
    pub fn maybe(self, key: &str, node: Option<Node>) -> Self {
        match node {
            Some(node) => self.put(key, node),
            None => self,
        }
    }

    /// Adds a text that was not written.
    #[must_use]
    pub fn text(self, key: &str, text: &str) -> Self {
        let node = Node::derived(text, ScalarKind::Text, self.origin.clone());
        self.put(key, node)
    }

    /// Adds a truth value that was not written.
    #[must_use]
    pub fn flag(self, key: &str, value: bool) -> Self {
        let node = Node::boolean(value, self.origin.clone());
        self.put(key, node)
    }

    /// The tree.
    pub fn finish(self) -> Node {
        Node::map(self.map, self.origin)
    }
}
