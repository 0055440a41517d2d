//! Mirrors between clusters: a Connect cluster, and up to three connectors for each source.

use super::clusters::Clusters;
use super::{Object, connect as workers};
use crate::dialect::connect;
use crate::model::Resource;
use crate::model::properties::as_texts;
use crate::source::SourceMap;
use crate::tree::{Map, Node, Origin, Via};

/// The connectors of a mirror, with what Kafka calls their classes (KIP-382).
const CONNECTORS: &[(&str, &str)] = &[
    ("sourceConnector", "MirrorSourceConnector"),
    ("checkpointConnector", "MirrorCheckpointConnector"),
    ("heartbeatConnector", "MirrorHeartbeatConnector"),
];

/// What a `KafkaMirrorMaker2` declares. Its workers run beside the target: `spec.target`, and before API version `v1` the one of
/// `spec.clusters` that `spec.connectCluster` names.
pub(super) fn resources(object: &Object, clusters: &Clusters, sources: &SourceMap) -> Vec<Resource> {
    let alias = object.spec(&["connectCluster"]);
    let old = || {
        let alias = alias.as_ref()?.as_text()?.to_owned();
        let all = object.spec(&["clusters"])?;
        all.items().find(|one| one.get("alias").is_some_and(|node| node.as_text() == Some(&alias)))
    };
    let target = object.spec(&["target"]).or_else(old);
    let field = |key: &str| target.as_ref()?.get(key).filter(|node| !node.is_null());
    let place = Origin { span: object.key, via: Via::default() };
    let settings = target.as_ref().and_then(|target| target.get("config"));
    let settings = settings.map_or_else(|| Node::map(Map::default(), place), |settings| as_texts(&settings));
    let worker = workers::workers(object, settings, &field);
    let home =
        field("bootstrapServers").and_then(|servers| clusters.by_bootstrap(&servers, &object.namespace));
    let target_alias = field("alias").and_then(|node| node.as_text().map(str::to_owned));
    let mut found = vec![worker];
    for mirror in object.spec(&["mirrors"]).iter().flat_map(|list| list.items().collect::<Vec<_>>()) {
        let text = |path: &[&str]| mirror.at(path).and_then(|node| node.as_text().map(str::to_owned));
        let source = text(&["source", "alias"]).or_else(|| text(&["sourceCluster"])).unwrap_or_default();
        let target = text(&["targetCluster"]).or_else(|| target_alias.clone()).unwrap_or_default();
        for (key, class) in CONNECTORS {
            let Some(entry) = mirror.as_map().and_then(|map| map.entry(key)) else { continue };
            let place = Origin { span: entry.key_span, via: Via::default() };
            let settings = entry.node.get("config").filter(|node| node.as_map().is_some());
            let class_node = Node::derived(
                format!("org.apache.kafka.connect.mirror.{class}"),
                crate::tree::Kind::Text,
                place.clone(),
            );
            let declaration = connect::Declaration {
                name: format!("{source}->{target}.{class}").into(),
                key: entry.key_span,
                class: Some(class_node),
                config: settings.unwrap_or_else(|| Node::map(Map::default(), place)),
                declared_by: "mirror",
                is_named: true,
                connect_cluster: Some(object.name.clone()),
            };
            found.push(connect::resource(declaration, sources));
        }
    }
    match home {
        Some(home) => found.into_iter().map(|one| one.at_home(home.clone())).collect(),
        None => found,
    }
}
