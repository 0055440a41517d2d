//! A resource: one declared thing, as a tree whose values know where they were written.

use crate::source::Span;
use crate::tree::{Entry, Map, Node, Origin, ScalarKind};
use std::sync::Arc;

/// The kinds of resources; [`inputs`](super::inputs) lists the fields of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// A Compose project with all its files.
    Project,
    /// A Kafka cluster: its members, wherever they are declared.
    Cluster,
    /// A Compose service.
    Service,
    /// A Compose network.
    Network,
    /// A Kafka node: broker, controller or both.
    Broker,
    /// A listener of a Kafka node.
    Listener,
    /// Where a client, or the host, is told to go, and what answers there.
    Connection,
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
    /// A database server that several connectors read, wherever they are declared.
    DatabaseServer,
    /// A part of a file that the file's target program would refuse.
    Defect,
    /// A whole document of a file, or all documents of a run: the input of policies by Conftest's contract. METADATA
    /// cannot name it.
    #[serde(skip)]
    Document,
}

impl ResourceKind {
    /// All kinds that METADATA can name, from containers to standalone resources.
    pub const ALL: &[Self] = &[
        Self::Cluster,
        Self::Project,
        Self::Service,
        Self::Network,
        Self::Broker,
        Self::Listener,
        Self::Connection,
        Self::ConnectWorker,
        Self::SchemaRegistry,
        Self::RestProxy,
        Self::Ksqldb,
        Self::Topic,
        Self::Connector,
        Self::DatabaseServer,
        Self::Defect,
    ];

    /// Returns the kind called `name`.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Returns the kind's name in a policy's METADATA and `input.kind`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Cluster => "cluster",
            Self::Service => "service",
            Self::Network => "network",
            Self::Broker => "broker",
            Self::Listener => "listener",
            Self::Connection => "connection",
            Self::ConnectWorker => "connect_worker",
            Self::SchemaRegistry => "schema_registry",
            Self::RestProxy => "rest_proxy",
            Self::Ksqldb => "ksqldb",
            Self::Topic => "topic",
            Self::Connector => "connector",
            Self::DatabaseServer => "database_server",
            Self::Defect => "defect",
            Self::Document => "document",
        }
    }
}

/// A declared resource.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The kind of resource.
    pub kind: ResourceKind,
    /// The name its author gave it.
    pub name: Arc<str>,
    /// The key that declares it: findings about something absent point here.
    pub key: Span,
    /// The file of that key, as shown; empty until the workspace is read.
    pub file: Arc<str>,
    /// Its fields, without `kind`, `name`, `file`, `unresolved`, `project` and `cluster`, which the policy layer
    /// adds.
    pub fields: Node,
    /// The fields of its project, shared by all resources of the project.
    pub project: Option<Arc<Node>>,
    /// The reference to its cluster.
    pub cluster_ref: Option<ClusterRef>,
    /// The fields of its cluster, shared by all its resources; None if the cluster is unknown.
    pub cluster: Option<Arc<Node>>,
    /// True for a part of a Compose project without any messaging service: general rules judge it only where the
    /// configuration says so.
    pub outside_messaging: bool,
}

/// A dialect's reference to the cluster that a resource belongs to. Resources with the same cluster reference belong
/// together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterRef {
    /// The form that declares it: `compose`, `strimzi`, `cfk`, `topicctl`, `julie`, `topics file`.
    pub form: &'static str,
    /// Distinguishes clusters of the same name: the first file of a project, a namespace.
    pub scope: Arc<str>,
    /// The cluster's name.
    pub name: Arc<str>,
}

impl Resource {
    /// Creates a resource without a project or cluster.
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
            outside_messaging: false,
        }
    }

    /// Sets its cluster reference.
    #[must_use]
    pub fn in_cluster(mut self, cluster_ref: ClusterRef) -> Self {
        self.cluster_ref = Some(cluster_ref);
        self
    }
}

/// Builds the fields of a resource. A value that was not written gets the origin of its owner.
#[derive(Debug)]
pub struct Fields {
    map: Map,
    origin: Origin,
}

impl Fields {
    /// Creates a builder without fields for an owner at `origin`.
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

    /// Adds a value if there is one.
    #[must_use]
    pub fn maybe(self, key: &str, node: Option<Node>) -> Self {
        match node {
            Some(node) => self.put(key, node),
            None => self,
        }
    }

    /// Adds a string that was not written.
    #[must_use]
    pub fn text(self, key: &str, text: &str) -> Self {
        let node = Node::derived(text, ScalarKind::Text, self.origin.clone());
        self.put(key, node)
    }

    /// Adds a boolean that was not written.
    #[must_use]
    pub fn flag(self, key: &str, value: bool) -> Self {
        let node = Node::boolean(value, self.origin.clone());
        self.put(key, node)
    }

    /// Returns the tree.
    pub fn finish(self) -> Node {
        Node::map(self.map, self.origin)
    }
}
