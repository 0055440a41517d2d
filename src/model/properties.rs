//! A container's environment as the properties that its start script makes of it.

use super::image::{Family, Product};
use crate::tree::{Entry, Kind, Node};
use std::sync::Arc;

/// Names behind `KAFKA_` that the start scripts read themselves: they are no properties.
const SCRIPT_SETTINGS: &[&str] = &["HEAP_OPTS", "OPTS", "JVM_PERFORMANCE_OPTS", "GC_LOG_OPTS", "VERSION"];
const SCRIPT_PREFIXES: &[&str] = &["JMX_", "LOG4J_", "REST_", "CFG_"];

/// Unprefixed names that Debezium's start script for Connect understands, with their properties.
const DEBEZIUM_CONNECT: &[(&str, &str)] = &[
    ("BOOTSTRAP_SERVERS", "bootstrap.servers"),
    ("GROUP_ID", "group.id"),
    ("CONFIG_STORAGE_TOPIC", "config.storage.topic"),
    ("OFFSET_STORAGE_TOPIC", "offset.storage.topic"),
    ("STATUS_STORAGE_TOPIC", "status.storage.topic"),
    ("KEY_CONVERTER", "key.converter"),
    ("VALUE_CONVERTER", "value.converter"),
];

/// Unprefixed names that Debezium's start script for Kafka understands.
const DEBEZIUM_KAFKA: &[(&str, &str)] = &[
    ("NODE_ID", "node.id"),
    ("BROKER_ID", "broker.id"),
    ("ZOOKEEPER_CONNECT", "zookeeper.connect"),
    ("KAFKA_CONTROLLER_QUORUM_VOTERS", "controller.quorum.voters"),
];

/// The property that the variable `name` sets for a product of an image family; None where it sets none.
pub fn property_of(name: &str, product: Product, family: Family) -> Option<Arc<str>> {
    let unprefixed = match (family, product) {
        (Family::Debezium, Product::ConnectWorker) => DEBEZIUM_CONNECT,
        (Family::Debezium, Product::Broker) => DEBEZIUM_KAFKA,
        _ => &[],
    };
    if let Some((_, property)) = unprefixed.iter().find(|(known, _)| *known == name) {
        return Some((*property).into());
    }
    let prefix = match (product, family) {
        (Product::Broker, Family::Bitnami) => "KAFKA_CFG_",
        (Product::Broker, _) => "KAFKA_",
        (Product::ConnectWorker, _) => "CONNECT_",
        (Product::SchemaRegistry, _) => "SCHEMA_REGISTRY_",
        (Product::RestProxy, _) => "KAFKA_REST_",
        (Product::Ksqldb, _) => "KSQL_",
    };
    let rest = name.strip_prefix(prefix)?;
    let script = rest.is_empty()
        || SCRIPT_SETTINGS.contains(&rest)
        || (product == Product::Broker && SCRIPT_PREFIXES.iter().any(|prefix| rest.starts_with(prefix)));
    (!script).then(|| dotted(rest))
}

/// `_` is `.`, `__` is `_`, `___` is `-` (Confluent's and Apache's start scripts).
fn dotted(name: &str) -> Arc<str> {
    let lower = name.to_ascii_lowercase();
    lower.replace("___", "-").replace("__", "\0").replace('_', ".").replace('\0', "_").into()
}

/// The properties of a service's `environment` (a mapping), in the order written.
pub fn properties(environment: &Node, product: Product, family: Family) -> Vec<Entry> {
    let property = |entry: Entry| {
        let key = property_of(&entry.key, product, family)?;
        let node = match entry.node.as_scalar() {
            // A name without a value takes it from the shell that starts Compose.
            Some(scalar) if scalar.kind == Kind::Null => {
                let text = format!("${{{}}}", entry.key);
                Node::unresolved(&text, &entry.key, entry.node.origin.clone())
            }
            Some(_) => entry.node,
            None => return None,
        };
        Some(Entry { key, key_span: entry.key_span, node })
    };
    environment.entries().filter_map(property).collect()
}

/// The settings in `node`, a mapping, as text: to Kafka they are, however they are written.
#[must_use]
pub fn as_texts(node: &Node) -> Node {
    Node::map(node.entries().map(as_text).collect(), node.origin.clone())
}

fn as_text(entry: Entry) -> Entry {
    let text = entry.node.as_scalar().filter(|scalar| !matches!(scalar.kind, Kind::Null | Kind::Unresolved));
    match text.map(|scalar| Arc::clone(&scalar.text)) {
        Some(text) => {
            let node = entry.node.reworded(text, Kind::Text);
            Entry { node, ..entry }
        }
        None => entry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_properties_as_the_start_scripts_do() {
        let cases = [
            ("KAFKA_MIN_INSYNC_REPLICAS", Product::Broker, Family::Confluent, Some("min.insync.replicas")),
            ("KAFKA_CFG_LISTENERS", Product::Broker, Family::Bitnami, Some("listeners")),
            ("KAFKA_LISTENERS", Product::Broker, Family::Bitnami, None),
            ("KAFKA_HEAP_OPTS", Product::Broker, Family::Confluent, None),
            ("KAFKA_JMX_PORT", Product::Broker, Family::Confluent, None),
            ("KAFKA_LOG4J_ROOT_LOGLEVEL", Product::Broker, Family::Confluent, None),
            (
                "KAFKA_LISTENER_NAME_SASL__SSL_X",
                Product::Broker,
                Family::Confluent,
                Some("listener.name.sasl_ssl.x"),
            ),
            (
                "KSQL_KSQL_STREAMS_REPLICATION_FACTOR",
                Product::Ksqldb,
                Family::Confluent,
                Some("ksql.streams.replication.factor"),
            ),
            ("GROUP_ID", Product::ConnectWorker, Family::Debezium, Some("group.id")),
            ("CONFIG_STORAGE_REPLICATION_FACTOR", Product::ConnectWorker, Family::Debezium, None),
            ("CLUSTER_ID", Product::Broker, Family::Confluent, None),
        ];
        for (name, product, family, wanted) in cases {
            assert_eq!(property_of(name, product, family).as_deref(), wanted, "{name}");
        }
    }
}
