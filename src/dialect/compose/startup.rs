//! What Kafka refuses of a product that a service runs.

use super::product::Running;
use super::script_settings::set_elsewhere;
use super::service::Service;
use crate::dialect::kafka_topics::words_of;
use crate::dialect::refusals;
use crate::model::image::{Family, Product};
use crate::model::startup::{self, ClusterId, Jaas, NodeFacts, Settings};
use crate::source::SourceMap;
use crate::tree::{Map, Node, Origin, Provenance, ScalarKind};

/// The option of a Java machine that names a file with logins.
const LOGINS: &str = "java.security.auth.login.config";

/// Returns what Kafka refuses of `running`, `None` if nothing. `version` is Kafka's, if known, and `cluster_id` that of the cluster,
/// if the start script formats the node with it.
pub(super) fn refused(
    running: &Running,
    service: &Service,
    cluster_id: Option<ClusterId<'_>>,
    version: Option<&str>,
    sources: &SourceMap,
) -> Option<Node> {
    // Without any variable that counts as a property, Apache's image starts from a file of its own.
    let is_default = running.family == Family::Apache && !running.shipped.as_map().is_none_or(Map::is_empty);
    if running.flags.is_some() || is_default {
        return None;
    }
    let keyed = service.node.as_map().and_then(|map| map.entry("environment"));
    let span = keyed.map_or(service.key, |entry| entry.key_span);
    let place = Origin { span, via: Provenance::default() };
    let derives = matches!(running.family, Family::Confluent | Family::Apache);
    let property = |name: &str| {
        // The start script rewrites what this image's files have.
        let value = match running.family {
            Family::Debezium => running.properties.get(name),
            _ => running.property(name),
        };
        let is_derived = derives && running.product == Product::Broker && name == "listeners";
        let value = value.filter(|node| !(is_derived && node.as_text() == Some("")));
        value.map(|node| filled(node, running.family))
    };
    let settings = Settings {
        property: &property,
        written: &running.properties,
        set_elsewhere: set_elsewhere(running, service),
        place: place.clone(),
        version,
        sources,
    };
    let jaas = jaas(running, service);
    let found = match running.product {
        Product::Broker => {
            startup::node(&settings, NodeFacts { derives_listeners: derives, jaas, cluster_id })
        }
        Product::ConnectWorker => startup::worker(&settings, jaas),
        Product::SchemaRegistry => startup::client(&settings, "kafkastore.", jaas),
        Product::RestProxy => startup::client(&settings, "client.", jaas),
        Product::Ksqldb => startup::client(&settings, "", jaas),
    };
    let spelled = |name: &str| spelled(running, service, name);
    (!found.is_empty()).then(|| refusals::node(&found, &spelled, &place))
}

/// Returns `value`, unknown where the start script puts the output of a command into it (`wurstmeister/kafka-docker`,
/// `start-kafka.sh`).
fn filled(value: Node, family: Family) -> Node {
    let text = value.as_text().unwrap_or_default().to_owned();
    let is_filled = family == Family::Wurstmeister && text.contains("_{");
    if is_filled { Node::unresolved(&text, "the output of a command", value.origin) } else { value }
}

/// Returns where logins may be configured beside the properties.
fn jaas(running: &Running, service: &Service) -> Jaas {
    if matches!(running.family, Family::Bitnami | Family::Strimzi) {
        return Jaas::File;
    }
    let environment = service.container.get("environment");
    let entries: Vec<_> = environment.iter().flat_map(Node::entries).collect();
    let names_file = |node: &Node| node.as_scalar().is_some_and(|scalar| scalar.text.contains(LOGINS));
    if entries.iter().any(|entry| names_file(&entry.node))
        || words_of(&service.container).iter().any(names_file)
    {
        return Jaas::File;
    }
    let is_option =
        |name: &str| name.ends_with("OPTS") || name.ends_with("OPTIONS") || name.ends_with("ARGS");
    let is_open = |node: &Node| {
        node.as_scalar().is_some_and(|one| matches!(one.kind, ScalarKind::Unresolved | ScalarKind::Null))
    };
    let may_name = entries.iter().any(|entry| is_option(&entry.key) && is_open(&entry.node));
    if may_name || set_elsewhere(running, service).is_none() { Jaas::Unknown } else { Jaas::Nowhere }
}

/// Returns the variable that sets `property`: the one in the environment, else the one to write.
fn spelled(running: &Running, service: &Service, property: &str) -> String {
    let environment = service.container.get("environment");
    let is_set = |name: &String| environment.as_ref().is_some_and(|node| node.get(name).is_some());
    let candidates = running.script().variables_of(property);
    let set = candidates.iter().find(|name| is_set(name));
    set.or(candidates.first()).cloned().unwrap_or_else(|| property.to_owned())
}
