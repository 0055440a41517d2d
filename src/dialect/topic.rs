//! A topic in a declarative form, before it is lowered to a resource: the fields that all such forms share.

use crate::model::properties::as_texts;
use crate::model::{ClusterRef, Fields, Resource, ResourceKind};
use crate::source::Span;
use crate::tree::{Entry, Map, Node, Origin, Provenance};
use std::sync::Arc;

/// A topic in a declarative form.
#[derive(Debug)]
pub(super) struct Topic {
    /// The form's name in `input.declared_by`.
    pub(super) declared_by: &'static str,
    /// Its name in Kafka.
    pub(super) name: Arc<str>,
    /// The span of the name.
    pub(super) key: Span,
    /// The span of the whole topic.
    pub(super) span: Span,
    /// The number of partitions, as written.
    pub(super) partitions: Option<Entry>,
    /// The number of replicas, as written.
    pub(super) replication_factor: Option<Entry>,
    /// Its settings as Kafka receives them.
    pub(super) config: Map,
    /// The span of the settings, or of the name if there are none.
    pub(super) config_at: Span,
    /// Its [labels](super::labels), if the form has them.
    pub(super) labels: Option<Entry>,
    /// The cluster that it refers to.
    pub(super) cluster_ref: Option<ClusterRef>,
}

impl Topic {
    /// Creates a topic with the name `name` at `key` and nothing else.
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

    /// Lowers it to a resource.
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
        // Each of these forms has a schema, which already rejects invalid counts.
        let fields = fields.text("declared_by", self.declared_by).flag("schema_checked", true);
        let resource = Resource::new(ResourceKind::Topic, self.name, self.key, fields.finish());
        Resource { cluster_ref: self.cluster_ref, ..resource }
    }
}

/// Returns the settings in `node`, a mapping, as Kafka receives them: text.
pub(super) fn settings(node: &Node) -> Map {
    as_texts(node).as_map().cloned().unwrap_or_default()
}

/// Returns `node` as an entry whose key has the node's span.
pub(super) fn unkeyed(node: Node) -> Entry {
    Entry { key: Arc::default(), key_span: node.origin.span, node }
}

/// Returns true for a scalar other than null.
pub(super) fn is_single(node: &Node) -> bool {
    node.as_scalar().is_some() && !node.is_null()
}
