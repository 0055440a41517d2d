//! Properties files of Kafka's programs: a node's `server.properties`, a Connect worker's, a Schema Registry's, a
//! connector's for the standalone worker, a `MirrorMaker`'s, and Debezium Server's. Recognised by their properties; files of clients, tools, `ZooKeeper`
//! and loggers declare nothing.

mod debezium_server;
mod listeners;
mod mirror_maker;
mod part;

use super::node_listener::{MAX_LISTENERS, too_many};
use super::{Declared, Dialect, connect, refusals};
use crate::model::endpoint::{HostPort, host_ports};
use crate::model::properties::with_references;
use crate::model::quorum::voters;
use crate::model::startup::{self, Jaas, NodeFacts, Settings};
use crate::model::{Fields, Resource, ResourceKind};
use crate::source::{SourceMap, Span};
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind};
use crate::workspace::{File, Files, Format, Layout};
use hy_msg_lint_tree::problem;
use listeners::Listener;
use std::sync::Arc;

/// A string in every file of a `MirrorMaker`.
pub(super) const MIRROR_MAKER_NEEDLE: &str = mirror_maker::NEEDLE;

/// The dialect of properties files.
pub(super) const DIALECT: Dialect = Dialect {
    name: "properties file",
    needles: &[
        "node.id",
        "broker.id",
        "process.roles",
        "zookeeper.connect",
        "controller.quorum.voters",
        "converter",
        "storage.topic",
        "kafkastore.",
        "connector.class",
        MIRROR_MAKER_NEEDLE,
    ],
    claims_name: |_| false,
    disclaims: |_| None,
    claims,
    declares,
};

fn claims(file: &File) -> bool {
    file.format == Format::Properties && file.documents.iter().any(|document| Form::of(document).is_some())
}

/// The programs that read properties files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    MirrorMaker,
    DebeziumServer,
    /// A program that a resource of this kind describes.
    One(ResourceKind),
}

impl Form {
    fn of(properties: &Node) -> Option<Self> {
        if debezium_server::is_one(properties) {
            Some(Self::DebeziumServer)
        } else if mirror_maker::is_one(properties) {
            Some(Self::MirrorMaker)
        } else {
            kind(properties).map(Self::One)
        }
    }
}

/// Returns true for properties that declare connectors.
pub(super) fn declares_connectors(properties: &Node) -> bool {
    Form::of(properties).is_some_and(|form| match form {
        Form::MirrorMaker | Form::DebeziumServer => true,
        Form::One(kind) => kind == ResourceKind::Connector,
    })
}

/// Returns the kind of the program that reads `properties`.
fn kind(properties: &Node) -> Option<ResourceKind> {
    let map = properties.as_map()?;
    let has = |key: &str| map.get(key).is_some();
    let has_any = |keys: &[&str]| keys.iter().any(|key| has(key));
    if has("connector.class") {
        Some(ResourceKind::Connector)
    } else if is_worker(&has) {
        Some(ResourceKind::ConnectWorker)
    } else if map.entries().any(|entry| entry.key.starts_with("kafkastore.")) {
        Some(ResourceKind::SchemaRegistry)
    } else if has_any(&[
        "node.id",
        "broker.id",
        "process.roles",
        "zookeeper.connect",
        "controller.quorum.voters",
    ]) && has_any(&[
        "log.dirs",
        "log.dir",
        "listeners",
        "advertised.listeners",
        "listener.security.protocol.map",
        "controller.listener.names",
    ]) {
        Some(ResourceKind::Broker)
    } else {
        None
    }
}

/// Returns true for a Connect worker's properties, of which one may be missing. A connector has converters, too, and other
/// programs have a group.
fn is_worker(has: &dyn Fn(&str) -> bool) -> bool {
    const OWN: [&str; 4] = [
        "config.storage.topic",
        "offset.storage.topic",
        "status.storage.topic",
        "offset.storage.file.filename",
    ];
    let own = OWN.iter().filter(|key| has(key)).count();
    let converters = ["key.converter", "value.converter"].iter().filter(|key| has(key)).count();
    own > 1
        || (converters > 0 && (own > 0 || has("group.id")))
        || (converters > 1 && has("bootstrap.servers"))
}

fn declares(claimed: &[Arc<File>], files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::within(&files.budget);
    for file in claimed {
        for document in &file.documents {
            if let Some(count) = too_many(&|name| document.get(name)) {
                let message = format!(
                    "this node has {count} listeners, and none with more than {MAX_LISTENERS} is judged"
                );
                found.problems.push(problem::at(file, document.origin.span, message));
                continue;
            }
            let stem = file.source.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            found.declare(resources(document, stem.unwrap_or_default().into(), files.sources));
        }
    }
    found
}

/// Returns what the program that reads `document` declares, under `name` unless the document has one.
pub(super) fn resources(document: &Node, name: Arc<str>, sources: &SourceMap) -> Vec<Resource> {
    // Absent properties are reported at the first property.
    let first = document.as_map().and_then(|map| map.entries().next().map(|entry| entry.key_span));
    let key = first.unwrap_or(document.origin.span);
    match Form::of(document) {
        Some(Form::MirrorMaker) => mirror_maker::resources(document, &name, key, sources),
        Some(Form::DebeziumServer) => vec![debezium_server::resource(document, name, key, sources)],
        Some(Form::One(ResourceKind::Connector)) => vec![connector(document, name, key, sources)],
        Some(Form::One(kind)) => server(kind, document, name, key, sources),
        None => Vec::new(),
    }
}

/// Returns `properties` with each value unresolved that somebody is to fill in: `{broker_id}`, `<BROKER_ID>`, and all of a template
/// whose branches stand in it side by side (`{% if … %}`).
fn with_places_to_fill(properties: &Node) -> Node {
    let has_branches = properties.entries().any(|entry| entry.key.starts_with("{%"));
    let entry = |entry: Entry| {
        let text = entry.node.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
        let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let inner = inner.or_else(|| text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')));
        let is_name = |name: &&str| {
            !name.is_empty() && name.bytes().all(|one| one.is_ascii_alphanumeric() || b"_-. ".contains(&one))
        };
        match inner.filter(is_name).or_else(|| has_branches.then_some("the branch of the template")) {
            Some(name) => Entry { node: entry.node.with_missing(&[(0..text.len(), name)]), ..entry },
            None => entry,
        }
    };
    Node::map(properties.entries().map(entry).collect(), properties.origin.clone())
}

/// Returns the resource of a server, and a broker's listeners.
fn server(
    kind: ResourceKind,
    document: &Node,
    name: Arc<str>,
    key: Span,
    sources: &SourceMap,
) -> Vec<Resource> {
    let origin = Origin { span: key, via: Provenance::default() };
    let properties = with_places_to_fill(&with_references(document, &|_| true));
    let properties = Node { origin: origin.clone(), ..properties };
    let fields = Fields::at(origin.clone())
        .text("family", "other")
        .flag("partial", false)
        .put("image_defaults", Node::map(Map::default(), origin.clone()))
        .flag("image_defaults_known", true);
    let mut listeners = Vec::new();
    let fields = if kind == ResourceKind::Broker {
        listeners = listeners::listeners(&properties, &origin, sources);
        node(fields, &properties, &origin, &listeners, sources)
    } else {
        let is_registry = kind == ResourceKind::SchemaRegistry;
        let name = if is_registry { "kafkastore.bootstrap.servers" } else { "bootstrap.servers" };
        let servers = properties.get(name).map(|value| host_ports(&value, sources)).unwrap_or_default();
        let server = |one: HostPort| {
            Fields::at(one.host.origin.clone()).put("host", one.host).maybe("port", one.port).finish()
        };
        fields.put("bootstrap_servers", Node::list(servers.into_iter().map(server).collect(), origin.clone()))
    };
    let fields = fields.maybe("refusals", refused(kind, &properties, &origin, sources));
    let listeners = listeners.iter().map(|one| one.resource(&name, sources)).collect::<Vec<_>>();
    let node = Resource::new(kind, name, key, fields.put("properties", properties).finish());
    std::iter::once(node).chain(listeners).collect()
}

/// Returns what Kafka refuses of the server, `None` if nothing. Options of its Java machine are in no such file.
fn refused(kind: ResourceKind, properties: &Node, origin: &Origin, sources: &SourceMap) -> Option<Node> {
    let is_part = part::is_part(kind, properties);
    let property = |name: &str| properties.get(name);
    let settings = Settings {
        property: &property,
        written: properties,
        set_elsewhere: (!is_part).then_some(&[]),
        place: origin.clone(),
        version: None,
        sources,
    };
    let found = match kind {
        ResourceKind::Broker if is_part => return None,
        ResourceKind::Broker => startup::node(
            &settings,
            NodeFacts { derives_listeners: false, jaas: Jaas::Unknown, cluster_id: None },
        ),
        ResourceKind::ConnectWorker if is_part => startup::values_of_worker(&settings, &|_| true),
        ResourceKind::ConnectWorker => startup::worker(&settings, Jaas::Unknown),
        _ => startup::client(&settings, "kafkastore.", Jaas::Unknown),
    };
    (!found.is_empty()).then(|| refusals::node(&found, &|name| name.to_owned(), origin))
}

fn connector(document: &Node, stem: Arc<str>, key: Span, sources: &SourceMap) -> Resource {
    let named =
        document.get("name").and_then(|name| Some((name.as_scalar()?.text.clone(), name.origin.span)));
    let is_named = named.is_some();
    let (name, key) = named.unwrap_or((stem, key));
    let declaration = connect::Declaration {
        name,
        key,
        class: None,
        config: document.clone(),
        declared_by: "properties",
        is_named,
        connect_cluster: None,
    };
    connect::resource(declaration, sources)
}

/// Adds the fields that only a Kafka node has.
fn node(
    fields: Fields,
    properties: &Node,
    origin: &Origin,
    listeners: &[Listener],
    sources: &SourceMap,
) -> Fields {
    let property = |key: &str| properties.get(key);
    let list = |items: Vec<Node>| Node::list(items, origin.clone());
    let quorum = property("controller.quorum.voters").map(|value| voters(&value, sources));
    let (voters, malformed) = quorum.map_or((None, false), |(voters, malformed)| (Some(voters), malformed));
    let id = property("node.id").or_else(|| property("broker.id"));
    // The same file may be deployed to several nodes.
    let count = Node::unresolved("the nodes with this file", "the nodes with this file", origin.clone());
    fields
        .put("count", count)
        .put("roles", list(roles(properties, origin)))
        .put("listeners", list(listeners.iter().map(Listener::summary).collect()))
        .maybe("node_id", id.map(|id| id.as_integer()))
        .maybe("voters", voters.map(list))
        .flag("voters_malformed", malformed)
}

/// Returns the roles of a node: `broker` without `process.roles`.
fn roles(properties: &Node, origin: &Origin) -> Vec<Node> {
    let text = |text: &str, origin: &Origin| Node::derived(text, ScalarKind::Text, origin.clone());
    match properties.get("process.roles") {
        Some(value) => {
            let written =
                value.as_scalar().map(|scalar| scalar.text.to_ascii_lowercase()).unwrap_or_default();
            let named = ["broker", "controller"].into_iter().filter(|role| written.contains(role));
            named.map(|role| text(role, &value.origin)).collect()
        }
        None => vec![text("broker", origin)],
    }
}
