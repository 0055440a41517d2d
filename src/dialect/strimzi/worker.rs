//! `KafkaConnect` and the connectors that run in it.

use super::manifest::{Manifest, entry_at, is_open, texts};
use super::neighbours::{Neighbours, home_of_connector};
use super::{cluster_ref, pods, startup};
use crate::dialect::connect;
use crate::model::{Fields, Resource, ResourceKind, version};
use crate::source::SourceMap;
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind};

/// Fields of a resource that set properties of the worker.
const PROPERTIES: &[(&str, &str)] = &[
    ("groupId", "group.id"),
    ("configStorageTopic", "config.storage.topic"),
    ("offsetStorageTopic", "offset.storage.topic"),
    ("statusStorageTopic", "status.storage.topic"),
    ("bootstrapServers", "bootstrap.servers"),
];

/// Config providers that the operator declares in every worker, in addition to the user's (Strimzi documentation,
/// "Loading configuration values from external sources").
const PROVIDERS: (&str, &str) = ("config.providers", "strimzienv,strimzifile,strimzidir,strimzisecrets");

/// Properties that the operator sets in a worker if the user does not.
const DEFAULTS: &[(&str, &str)] = &[
    ("key.converter", "org.apache.kafka.connect.json.JsonConverter"),
    ("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
];

/// The same, for API versions in which the names of the group and its topics are optional.
const OLD_DEFAULTS: &[(&str, &str)] = &[
    ("group.id", "connect-cluster"),
    ("config.storage.topic", "connect-cluster-configs"),
    ("offset.storage.topic", "connect-cluster-offsets"),
    ("status.storage.topic", "connect-cluster-status"),
];

/// The properties that the operator sets by default in the workers of one kind.
pub(super) struct Defaults {
    /// Defaults in every version of the API.
    pub(super) always: &'static [(&'static str, &'static str)],
    /// Additional defaults before `v1`.
    pub(super) old: &'static [(&'static str, &'static str)],
}

/// Lowers the worker that `manifest` declares.
pub(super) fn connect(manifest: &Manifest, sources: &SourceMap) -> Resource {
    let defaults = Defaults { always: DEFAULTS, old: OLD_DEFAULTS };
    worker(manifest, manifest.spec_node().as_ref(), &defaults, sources)
}

/// Lowers the worker that `manifest` declares, with its settings in `owner`.
pub(super) fn worker(
    manifest: &Manifest,
    owner: Option<&Node>,
    defaults: &Defaults,
    sources: &SourceMap,
) -> Resource {
    let place = Origin { span: manifest.key, via: Provenance::default() };
    let entry = |key: &str| owner.and_then(|owner| entry_at(owner, &[key]));
    let config = entry("config");
    let under = config.as_ref().map_or(manifest.key, |config| config.key_span);
    let mut properties: Map = config.iter().flat_map(|config| texts(&config.node)).collect();
    for (field, property) in PROPERTIES {
        let written = entry(field).filter(|written| written.node.as_scalar().is_some());
        properties.extend(written.map(|written| Entry { key: (*property).into(), ..written }));
    }
    let servers = cluster_ref::servers(entry("bootstrapServers"), sources);
    let partial = manifest.is_patch() || is_open(config.as_ref());
    let origin = Origin { span: under, via: Provenance::default() };
    let refused = startup::of_worker(&properties, &origin, kafka_version(manifest).as_ref(), sources);
    let shipped = if partial { Map::default() } else { shipped(manifest, &properties, defaults, &origin) };
    let listed = servers.iter().map(|one| {
        Fields::at(one.host.origin.clone())
            .put("host", one.host.clone())
            .maybe("port", one.port.clone())
            .finish()
    });
    let fields = Fields::at(place.clone())
        .text("family", "strimzi")
        .maybe("image", manifest.spec("image").map(|entry| entry.node))
        .text("connect_cluster", &manifest.name)
        .flag("partial", partial)
        .put_under("properties", under, Node::map(properties, origin.clone()))
        .put_under("image_defaults", under, Node::map(shipped, origin))
        .flag("image_defaults_known", true)
        .maybe("kafka_version", kafka_version(manifest))
        .maybe("debezium_version", debezium_version(manifest))
        .maybe("refusals", refused)
        .put("bootstrap_servers", Node::list(listed.collect(), place.clone()));
    let fields = pods::machine(fields, &[manifest.spec_node().into_iter().collect()], &place);
    let resource =
        Resource::new(ResourceKind::ConnectWorker, manifest.name.clone(), manifest.key, fields.finish());
    cluster_ref::settled(resource, cluster_ref::of_servers(&servers, &manifest.namespace))
}

/// Returns the version of Kafka that `version` says, or the image.
fn kafka_version(manifest: &Manifest) -> Option<Node> {
    manifest.spec("version").map(|entry| entry.node).or_else(|| of_image(manifest, version::kafka))
}

/// Returns the version that `read` finds in the name of the image.
fn of_image(manifest: &Manifest, read: impl Fn(&str) -> Option<String>) -> Option<Node> {
    let image = manifest.spec("image")?.node;
    Some(Node::derived(read(image.as_text()?)?, ScalarKind::Text, image.origin.clone()))
}

/// Returns the version of Debezium among the plug-ins that the operator builds into the image, or of its image.
fn debezium_version(manifest: &Manifest) -> Option<Node> {
    let plugins = manifest.spec("build").and_then(|build| build.node.get("plugins"));
    let artifacts = plugins.iter().flat_map(Node::items).filter_map(|plugin| plugin.get("artifacts"));
    let mut artifacts = artifacts.flat_map(|list| list.items().collect::<Vec<_>>());
    let of_artifact = |artifact: Node| {
        let text = |key: &str| artifact.get(key).filter(|node| node.as_text().is_some());
        let url = text("url").filter(|url| url.as_text().is_some());
        let named = url.and_then(|url| Some((version::debezium_plugin(url.as_text()?)?, url)));
        let is_debezium = text("group").is_some_and(|group| group.as_text() == Some("io.debezium"));
        let maven = || text("version").filter(|_| is_debezium);
        named
            .map(|(version, url)| Node::derived(version, ScalarKind::Text, url.origin.clone()))
            .or_else(maven)
    };
    artifacts.find_map(of_artifact).or_else(|| of_image(manifest, version::debezium))
}

fn shipped(manifest: &Manifest, properties: &Map, defaults: &Defaults, origin: &Origin) -> Map {
    let old = if &*manifest.version == "v1" { &[][..] } else { defaults.old };
    let unset = defaults.always.iter().chain(old).filter(|(name, _)| properties.get(name).is_none());
    let entry = |(name, value): &(&str, &str)| Entry {
        key: (*name).into(),
        key_span: origin.span,
        node: Node::derived(*value, ScalarKind::Text, origin.clone()),
    };
    unset.chain([&PROVIDERS]).map(entry).collect()
}

/// Lowers the connector that `manifest` declares.
pub(super) fn connector(manifest: &Manifest, neighbours: &Neighbours<'_>, sources: &SourceMap) -> Resource {
    let place = Origin { span: manifest.key, via: Provenance::default() };
    let config = manifest.spec("config").map(|config| config.node);
    let declaration = connect::Declaration {
        name: manifest.name.clone(),
        key: manifest.key,
        class: manifest.spec("class").map(|entry| entry.node),
        config: config.unwrap_or_else(|| Node::map(Map::default(), place)),
        declared_by: "strimzi",
        is_named: true,
        connect_cluster: manifest.cluster(),
    };
    let resource = connect::resource(declaration, sources);
    cluster_ref::settled(resource, home_of_connector(manifest, neighbours, sources))
}
