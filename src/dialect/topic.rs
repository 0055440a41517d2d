//! A topic in a form of data, on its way to a resource: what all such forms say in fields of their own.

use crate::model::properties::as_texts;
use crate::model::{ClusterRef, Fields, Resource, ResourceKind};
use crate::source::Span;
use crate::tree::{Entry, Map, Node, Origin, Provenance};
use std::sync::Arc;

/// A topic as a form of data declares it.
#[derive(Debug)]
pub(super) struct Topic {
    /// The form, in the word of a policy's `input.declared_by`.
    pub(super) declared_by: &'static str,
    /// Its name in Kafka.
    pub(super) name: Arc<str>,
    /// Where it is named.
    pub(super) key: Span,
    /// The characters of all of it.
    pub(super) span: Span,
    /// The number of partitions, as written.
    pub(super) partitions: Option<Entry>,
    /// The number of replicas, as written.
    pub(super) replication_factor: Option<Entry>,
    /// Its settings as Kafka gets them.
    pub(super) config: Map,
    /// Where they are written, or would be.
    pub(super) config_at: Span,
    /// Its [labels](super::labels), in a form that has some.
    pub(super) labels: Option<Entry>,
    /// The cluster that it names.
    pub(super) cluster_ref: Option<ClusterRef>,
}

impl Topic {
    /// The topic `name`, named at `key`, of which nothing else is said.
    pub(super) fn new(declared_by: &'static str, name: Arc<str>, key: Span) -> Self {
        Self {
            declared_by,
            name,
            key,
            span: key,
            partitions: None,
            replication_factor: None,
            config: Map::default(),
            config_at: key,
            labels: None,
            cluster_ref: None,
        }
    }

    /// The resource that it is.
    pub(super) fn resource(self) -> Resource {
        let origin = |span| Origin { span, via: Provenance::default() };
        let config = Node::map(self.config, origin(self.config_at));
        let put = |fields: Fields, key: &str, entry: Option<Entry>| match entry {
            Some(entry) => fields.put_under(key, entry.key_span, entry.node),
            None => fields,
        };
        let fields = Fields::at(origin(self.span));
        let fields = put(fields, "partitions", self.partitions);
        let fields = put(fields, "replication_factor", self.replication_factor);
        let fields = put(fields.put("config", config), "labels", self.labels);
        // Every form of data has a schema, which says what is wrong with a count that no topic can have.
        let fields = fields.text("declared_by", self.declared_by).flag("schema_checked", true);
        let resource = Resource::new(ResourceKind::Topic, self.name, self.key, fields.finish());
        Resource { cluster_ref: self.cluster_ref, ..resource }
    }
}

/// The settings in `node`, a mapping, as Kafka gets them: text.
pub(super) fn settings(node: &Node) -> Map {
    as_texts(node).as_map().cloned().unwrap_or_default()
}

/// `node` under a key that stands where it stands.
pub(super) fn unkeyed(node: Node) -> Entry {
    Entry { key: Arc::default(), key_span: node.origin.span, node }
}

/// True for a value that is there, and no collection.
pub(super) fn is_single(node: &Node) -> bool {
    node.as_scalar().is_some() && !node.is_null()
}
