//! Connect clusters and their connectors.

use super::clusters::Clusters;
use super::{Object, property};
use crate::dialect::connect;
use crate::model::{Fields, Kind, Resource};
use crate::source::SourceMap;
use crate::tree::{Map, Node, Origin, Via};

/// Fields of the API version `v1` that `v1beta2` has in `config`, with their properties.
pub(super) const FIELDS: &[(&str, &str)] = &[
    ("bootstrapServers", "bootstrap.servers"),
    ("groupId", "group.id"),
    ("configStorageTopic", "config.storage.topic"),
    ("offsetStorageTopic", "offset.storage.topic"),
    ("statusStorageTopic", "status.storage.topic"),
];

/// The workers of a `KafkaConnect`, as one resource.
pub(super) fn worker(object: &Object, clusters: &Clusters) -> Resource {
    let settings = object.settings(&["config"]);
    let field = |key: &str| object.spec(&[key]);
    let resource = workers(object, settings, &field);
    let servers = object.spec(&["bootstrapServers"]);
    match servers.and_then(|servers| clusters.by_bootstrap(&servers, &object.namespace)) {
        Some(home) => resource.at_home(home),
        None => resource,
    }
}

/// Workers with the settings `config` and those that stand in fields.
pub(super) fn workers(object: &Object, settings: Node, field: &dyn Fn(&str) -> Option<Node>) -> Resource {
    let origin = Origin { span: object.key, via: Via::default() };
    let mut properties: Map = settings.entries().collect();
    properties.extend(FIELDS.iter().filter_map(|(key, name)| Some(property(name, field(key)?))));
    let fields = Fields::at(origin.clone())
        .text("family", "strimzi")
        .flag("partial", false)
        .put("properties", Node::map(properties, Origin { span: settings.origin.span, via: Via::default() }))
        .put("image_defaults", Node::map(Map::default(), origin))
        .flag("image_defaults_known", true)
        .text("connect_cluster", &object.name);
    Resource::new(Kind::ConnectWorker, object.name.clone(), object.key, fields.finish())
}

/// A `KafkaConnector`; its label names the Connect cluster.
pub(super) fn connector(object: &Object, clusters: &Clusters, sources: &SourceMap) -> Resource {
    let origin = Origin { span: object.key, via: Via::default() };
    let settings = object.spec(&["config"]).filter(|node| node.as_map().is_some());
    let declaration = connect::Declaration {
        name: object.name.clone(),
        key: object.key,
        class: object.spec(&["class"]),
        config: settings.unwrap_or_else(|| Node::map(Map::default(), origin)),
        declared_by: "strimzi",
        is_named: true,
        connect_cluster: object.cluster.clone(),
    };
    let resource = connect::resource(declaration, sources);
    let home = object.cluster.as_ref().and_then(|name| clusters.by_connect(name, &object.namespace));
    match home {
        Some(home) => resource.at_home(home),
        None => resource,
    }
}
