//! The fields of a product that a service runs, besides its properties.

use super::broker::Listener;
use super::builds::Builds;
use super::product::Running;
use super::service::Service;
use super::start_script::start_script;
use super::{heap, limits, log_dirs, peers, server, startup};
use crate::dialect::kafka_topics;
use crate::model::endpoint::host_ports;
use crate::model::image::{Family, Product};
use crate::model::quorum::voters;
use crate::model::startup::ClusterId;
use crate::model::version;
use crate::model::{Fields, ResourceKind};
use crate::source::SourceMap;
use crate::tree::{Entry, Node, Origin, Provenance, ScalarKind};

/// Returns the variables that set the id of a `KRaft` cluster, in order of precedence (`launch` or `ensure` of the
/// images of Confluent and Apache, `docker-entrypoint.sh` of Debezium's, `kafka-env.sh` of Bitnami's).
fn cluster_ids(family: Family) -> &'static [&'static str] {
    match family {
        Family::Confluent | Family::Apache | Family::Debezium => &["CLUSTER_ID"],
        Family::Bitnami => &["KAFKA_CLUSTER_ID", "KAFKA_KRAFT_CLUSTER_ID"],
        Family::Wurstmeister | Family::Strimzi | Family::Redpanda => &[],
        Family::Other => &["CLUSTER_ID", "KAFKA_CLUSTER_ID", "KAFKA_KRAFT_CLUSTER_ID"],
    }
}

/// Returns the id of the cluster of `running`, a node, with the variable that sets it.
fn cluster_id(running: &Running, service: &Service) -> Option<(&'static str, Node)> {
    let environment = service.container.get("environment")?;
    let names = cluster_ids(running.family).iter().filter(|_| running.kind() == ResourceKind::Broker);
    let (name, id) = names.copied().find_map(|name| Some((name, environment.get(name)?)))?;
    (!id.is_null()).then_some((name, id))
}

/// Returns the fields of `running`, with those derived from its service and its listeners.
pub(super) fn fields_of(
    running: &Running,
    service: &Service,
    listeners: &[Listener],
    builds: &Builds,
    sources: &SourceMap,
) -> Node {
    let mut map = running.fields.as_map().cloned().unwrap_or_default();
    let [limits, _] = limits::in_force_on(service);
    map.set(limits);
    let origin = Origin { span: running.properties.origin.span, via: Provenance::default() };
    let mut fields = Fields::at(origin.clone())
        .maybe("heap", heap::heap_size(&service.container, running.product, running.family, sources));
    fields = if running.kind() == ResourceKind::Broker {
        node(fields, running, service, listeners, &origin, sources)
    } else {
        let name = match running.product {
            Product::SchemaRegistry => "kafkastore.bootstrap.servers",
            _ => "bootstrap.servers",
        };
        let servers = running.property(name).map(|value| servers(&value, sources)).unwrap_or_default();
        fields.put("bootstrap_servers", Node::list(servers, origin))
    };
    let version = kafka_version(running);
    fields = versions(fields, version.clone(), running, service);
    let id = cluster_id(running, service).filter(|_| start_script(service, builds).is_some());
    let id = id.as_ref().map(|(variable, value)| ClusterId { variable, value });
    if let Some(refusals) = startup::refused(running, service, id, version.as_deref(), sources) {
        fields = fields.put("refusals", refusals).maybe("start_script", start_script(service, builds));
    }
    map.extend(fields.finish().entries().collect::<Vec<Entry>>());
    Node::map(map, running.fields.origin.clone())
}

fn servers(value: &Node, sources: &SourceMap) -> Vec<Node> {
    let server = |one: crate::model::endpoint::HostPort| {
        Fields::at(one.host.origin.clone()).put("host", one.host).maybe("port", one.port).finish()
    };
    host_ports(value, sources).into_iter().map(server).collect()
}

/// Returns the version of Kafka that the image names.
fn kafka_version(running: &Running) -> Option<String> {
    let image = running.fields.get("image")?;
    version::kafka(&image.as_scalar()?.text)
}

/// Adds the versions of Kafka, and of Debezium in a worker: its image's, else that of the plug-in that its command
/// installs.
fn versions(fields: Fields, kafka: Option<String>, running: &Running, service: &Service) -> Fields {
    let image = running.fields.get("image");
    let place = || image.as_ref().map_or_else(|| running.fields.origin.clone(), |image| image.origin.clone());
    let text = |text: String| Node::derived(text, ScalarKind::Text, place());
    let name = image.as_ref().and_then(|image| Some(image.as_scalar()?.text.to_string())).unwrap_or_default();
    let fields = fields.maybe("kafka_version", kafka.map(text));
    if running.product != Product::ConnectWorker {
        return fields;
    }
    let words = kafka_topics::words_of(&service.node);
    let plugin = || words.iter().find_map(|word| version::debezium_plugin(&word.as_scalar()?.text));
    fields.maybe("debezium_version", version::debezium(&name).or_else(plugin).map(text))
}

/// Adds the fields that only a Kafka node has.
fn node(
    fields: Fields,
    running: &Running,
    service: &Service,
    listeners: &[Listener],
    origin: &Origin,
    sources: &SourceMap,
) -> Fields {
    let cluster_id = cluster_id(running, service).map(|(_, id)| id);
    let property = |name: &str| running.property(name);
    let (node_id, named) = match &running.flags {
        Some(flags) => (flags.node_id.clone(), property("data_directory")),
        None => (
            property("node.id").or_else(|| property("broker.id")),
            property("log.dirs").or_else(|| property("log.dir")),
        ),
    };
    let quorum = running.property("controller.quorum.voters").map(|value| voters(&value, sources));
    let (voters, malformed) = quorum.map_or((None, false), |(voters, malformed)| (Some(voters), malformed));
    let peers = peers::peers(running, voters.as_deref().unwrap_or_default(), sources);
    let list = |items: Vec<Node>| Node::list(items, origin.clone());
    fields
        .put("listeners", list(listeners.iter().map(|one| one.summary.clone()).collect()))
        .maybe("node_id", node_id.as_ref().map(Node::as_integer))
        .maybe("cluster_id", cluster_id)
        .maybe("voters", voters.map(list))
        .flag("voters_malformed", malformed)
        .put("peers", list(peers))
        .maybe("count", count(&service.node))
        .maybe("log_dirs", log_dirs(named.as_ref(), node_id.as_ref(), running, service, sources))
}

/// Returns the log directories; None where a file that is not analysed may name them.
fn log_dirs(
    named: Option<&Node>,
    node_id: Option<&Node>,
    running: &Running,
    service: &Service,
    sources: &SourceMap,
) -> Option<Node> {
    if named.is_none() && server::replaces_settings(&service.container) {
        return None;
    }
    log_dirs::log_dirs(&service.container, named, node_id, running.family, sources)
}

/// Returns the number of containers of the service, or `None` if it is one.
fn count(service: &Node) -> Option<Node> {
    let replicas = service.at(&["deploy", "replicas"]).or_else(|| service.get("scale"))?;
    let count = replicas.as_integer();
    count
        .as_scalar()
        .is_some_and(|one| one.integer() != Some(1) && one.kind != ScalarKind::Null)
        .then_some(count)
}
