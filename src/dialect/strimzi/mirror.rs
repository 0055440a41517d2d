//! `KafkaMirrorMaker2`: a worker, and for each mirror the connectors that the operator creates.

use super::cluster_ref;
use super::manifest::{Manifest, entry_at};
use super::worker::{self, Defaults};
use crate::dialect::connect;
use crate::model::{ClusterRef, Resource};
use crate::source::SourceMap;
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind};
use std::collections::BTreeMap;

const PACKAGE: &str = "org.apache.kafka.connect.mirror";

/// Fields of a mirror, with the connectors that they configure.
const CONNECTORS: &[(&str, &str)] = &[
    ("sourceConnector", "MirrorSourceConnector"),
    ("checkpointConnector", "MirrorCheckpointConnector"),
    ("heartbeatConnector", "MirrorHeartbeatConnector"),
];

const DEFAULTS: Defaults = Defaults {
    always: &[
        ("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
        ("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
        ("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
    ],
    old: &[
        ("group.id", "mirrormaker2-cluster"),
        ("config.storage.topic", "mirrormaker2-cluster-configs"),
        ("offset.storage.topic", "mirrormaker2-cluster-offsets"),
        ("status.storage.topic", "mirrormaker2-cluster-status"),
    ],
};

/// Lowers the worker and the connectors of `manifest`.
pub(super) fn resources(manifest: &Manifest, sources: &SourceMap) -> Vec<Resource> {
    let clusters = Clusters::of(manifest);
    let mut found = vec![worker::worker(manifest, clusters.target.as_ref(), &DEFAULTS, sources)];
    let mirrors = manifest.spec("mirrors").map(|entry| entry.node);
    for mirror in mirrors.iter().flat_map(|mirrors| mirrors.items().collect::<Vec<_>>()) {
        let name = format!("{}->{}", source_of(&mirror), clusters.target_of(&mirror));
        let cluster_ref = clusters.cluster_ref_of(&mirror, manifest, sources);
        for (field, class) in CONNECTORS {
            // The API version without `clusters` has no heartbeat connector.
            let written = entry_at(&mirror, &[field]);
            if let Some(entry) = written.filter(|_| !clusters.is_new || *field != "heartbeatConnector") {
                let name = format!("{name}.{class}");
                found.push(connector(&entry, &name, class, manifest, cluster_ref.clone(), sources));
            }
        }
    }
    found
}

fn connector(
    entry: &Entry,
    name: &str,
    class: &str,
    manifest: &Manifest,
    cluster_ref: Option<ClusterRef>,
    sources: &SourceMap,
) -> Resource {
    let place = Origin { span: entry.key_span, via: Provenance::default() };
    let config = entry_at(&entry.node, &["config"]).map(|config| config.node);
    let declaration = connect::Declaration {
        name: name.into(),
        key: entry.key_span,
        class: Some(Node::derived(format!("{PACKAGE}.{class}"), ScalarKind::Text, place.clone())),
        config: config.unwrap_or_else(|| Node::map(Map::default(), place)),
        declared_by: "mirror",
        is_named: true,
        connect_cluster: Some(manifest.name.clone()),
    };
    cluster_ref::settled(connect::resource(declaration, sources), cluster_ref)
}

/// The mirrored clusters: `target`, with a source in each mirror, or `clusters` by alias before `v1`.
struct Clusters {
    /// The cluster in which the worker keeps its data.
    target: Option<Node>,
    by_alias: BTreeMap<String, Node>,
    is_new: bool,
}

impl Clusters {
    fn of(manifest: &Manifest) -> Self {
        if let Some(target) = manifest.spec("target") {
            return Self { target: Some(target.node), by_alias: BTreeMap::new(), is_new: true };
        }
        let clusters = manifest.spec("clusters").map(|entry| entry.node);
        let named = clusters.iter().flat_map(Node::items).filter_map(|one| Some((alias_of(&one)?, one)));
        let by_alias: BTreeMap<_, _> = named.collect();
        let main = manifest.spec("connectCluster");
        let target = main.and_then(|entry| by_alias.get(entry.node.as_text()?).cloned());
        Self { target, by_alias, is_new: false }
    }

    fn target_of(&self, mirror: &Node) -> String {
        let new = self.target.as_ref().filter(|_| self.is_new).and_then(alias_of);
        new.or_else(|| text(mirror, "targetCluster")).unwrap_or_default()
    }

    /// Returns the cluster that `mirror` writes to.
    fn cluster_ref_of(&self, mirror: &Node, manifest: &Manifest, sources: &SourceMap) -> Option<ClusterRef> {
        let target = if self.is_new {
            self.target.as_ref()
        } else {
            self.by_alias.get(&text(mirror, "targetCluster")?)
        };
        cluster_ref::of_bootstrap(entry_at(target?, &["bootstrapServers"]), &manifest.namespace, sources)
    }
}

fn source_of(mirror: &Node) -> String {
    let old = || text(mirror, "sourceCluster");
    mirror.get("source").and_then(|source| alias_of(&source)).or_else(old).unwrap_or_default()
}

fn alias_of(cluster: &Node) -> Option<String> {
    text(cluster, "alias")
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.as_scalar().map(|scalar| scalar.text.to_string())
}
