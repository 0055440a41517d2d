//! Kafka properties from a container's environment, as the start script of its image maps them.

use super::image::{Family, Product};
use crate::tree::{Entry, Node, ScalarKind};
use std::ops::Range;
use std::sync::Arc;

/// Names after `KAFKA_` that the start scripts read themselves: they set no property.
const SCRIPT_SETTINGS: &[&str] = &["HEAP_OPTS", "OPTS", "JVM_PERFORMANCE_OPTS", "GC_LOG_OPTS", "VERSION"];
const SCRIPT_PREFIXES: &[&str] = &["JMX_", "LOG4J_", "REST_", "CFG_"];

/// What the variables of Confluent's metrics reporter begin with.
const CONFLUENT_REPORTER: &str = "CONFLUENT_METRICS_REPORTER_";

/// Names that a start script maps to a property of another name, or to none.
type Renamed = &'static [(&'static str, Option<&'static str>)];

/// Unprefixed names that Debezium's start script for Connect understands (`debezium/container-images`, `connect-base`).
const DEBEZIUM_CONNECT: Renamed = &[
    ("BOOTSTRAP_SERVERS", Some("bootstrap.servers")),
    ("GROUP_ID", Some("group.id")),
    ("CONFIG_STORAGE_TOPIC", Some("config.storage.topic")),
    ("OFFSET_STORAGE_TOPIC", Some("offset.storage.topic")),
    ("STATUS_STORAGE_TOPIC", Some("status.storage.topic")),
    ("KEY_CONVERTER", Some("key.converter")),
    ("VALUE_CONVERTER", Some("value.converter")),
];

/// Unprefixed names that Debezium's start script for Kafka understands, and prefixed names that it sets itself.
const DEBEZIUM_KAFKA: Renamed = &[
    ("NODE_ID", Some("node.id")),
    ("BROKER_ID", Some("broker.id")),
    ("ZOOKEEPER_CONNECT", Some("zookeeper.connect")),
    ("KAFKA_NODE_ID", None),
    ("KAFKA_BROKER_ID", None),
    ("KAFKA_LOG_DIRS", None),
    ("KAFKA_HOME", None),
];

/// Names that wurstmeister's start script reads itself (`wurstmeister/kafka-docker`, `start-kafka.sh`).
const WURSTMEISTER_KAFKA: Renamed = &[
    ("KAFKA_CREATE_TOPICS", None),
    ("KAFKA_ADVERTISED_PROTOCOL_NAME", None),
    ("KAFKA_PROTOCOL_NAME", None),
    ("KAFKA_HOME", None),
];

/// Bitnami's own names for Schema Registry (`bitnami/containers`, `libschemaregistry.sh`), the only ones it reads.
const BITNAMI_REGISTRY: Renamed = &[
    ("SCHEMA_REGISTRY_KAFKA_BROKERS", Some("kafkastore.bootstrap.servers")),
    ("SCHEMA_REGISTRY_LISTENERS", Some("listeners")),
    ("SCHEMA_REGISTRY_ADVERTISED_HOSTNAME", Some("host.name")),
    ("SCHEMA_REGISTRY_AVRO_COMPATIBILY_LEVEL", Some("schema.compatibility.level")),
    ("SCHEMA_REGISTRY_DEBUG", Some("debug")),
];

/// Names that Bitnami's start script accepts with and without `CFG_` (`libkafka.sh`,
/// `kafka_create_alias_environment_variables`).
const BITNAMI_KAFKA: &[&str] = &[
    "ADVERTISED_LISTENERS",
    "AUTO_CREATE_TOPICS_ENABLE",
    "BROKER_ID",
    "CONTROLLER_QUORUM_VOTERS",
    "DEFAULT_REPLICATION_FACTOR",
    "DELETE_TOPIC_ENABLE",
    "INTER_BROKER_LISTENER_NAME",
    "LISTENERS",
    "LISTENER_SECURITY_PROTOCOL_MAP",
    "LOG_DIRS",
    "LOG_FLUSH_INTERVAL_MESSAGES",
    "LOG_FLUSH_INTERVAL_MS",
    "LOG_MESSAGE_FORMAT_VERSION",
    "LOG_RETENTION_BYTES",
    "LOG_RETENTION_HOURS",
    "LOG_SEGMENT_BYTES",
    "MESSAGE_MAX_BYTES",
    "NODE_ID",
    "NUM_IO_THREADS",
    "NUM_NETWORK_THREADS",
    "NUM_PARTITIONS",
    "NUM_RECOVERY_THREADS_PER_DATA_DIR",
    "OFFSETS_TOPIC_REPLICATION_FACTOR",
    "PROCESS_ROLES",
    "SOCKET_RECEIVE_BUFFER_BYTES",
    "SOCKET_REQUEST_MAX_BYTES",
    "SOCKET_SEND_BUFFER_BYTES",
    "SSL_ENDPOINT_IDENTIFICATION_ALGORITHM",
    "TRANSACTION_STATE_LOG_MIN_ISR",
    "TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
    "ZOOKEEPER_CONNECT",
    "ZOOKEEPER_CONNECTION_TIMEOUT_MS",
];

/// Returns the property that the variable `name` sets for a product of an image family, or `None` if it sets none.
pub fn property_of(name: &str, product: Product, family: Family) -> Option<Arc<str>> {
    let renamed = match (family, product) {
        (Family::Debezium, Product::ConnectWorker) => DEBEZIUM_CONNECT,
        (Family::Debezium, Product::Broker) => DEBEZIUM_KAFKA,
        (Family::Wurstmeister, Product::Broker) => WURSTMEISTER_KAFKA,
        (Family::Bitnami, Product::SchemaRegistry) => BITNAMI_REGISTRY,
        // Redpanda is configured by flags and by variables of its own.
        (Family::Redpanda, _) => return None,
        _ => &[],
    };
    if let Some((_, property)) = renamed.iter().find(|(known, _)| *known == name) {
        return property.map(Arc::from);
    }
    let prefix = match (product, family) {
        (Product::Broker, Family::Bitnami) => {
            let rest = name.strip_prefix("KAFKA_CFG_");
            let alias = name.strip_prefix("KAFKA_").filter(|rest| BITNAMI_KAFKA.contains(rest));
            return rest.or(alias).filter(|rest| !rest.is_empty()).map(|rest| property(rest, family));
        }
        (Product::SchemaRegistry, Family::Bitnami) => return None,
        (Product::Broker, _) => "KAFKA_",
        (Product::ConnectWorker, _) => "CONNECT_",
        (Product::SchemaRegistry, _) => "SCHEMA_REGISTRY_",
        (Product::RestProxy, _) => "KAFKA_REST_",
        (Product::Ksqldb, _) => "KSQL_",
    };
    // The template of Confluent's server takes `confluent.` properties from names without `KAFKA_`, too.
    if product == Product::Broker && family == Family::Confluent && name.starts_with(CONFLUENT_REPORTER) {
        return Some(property(name, family));
    }
    let rest = name.strip_prefix(prefix)?;
    let script = rest.is_empty()
        || SCRIPT_SETTINGS.contains(&rest)
        || (product == Product::Broker && SCRIPT_PREFIXES.iter().any(|prefix| rest.starts_with(prefix)));
    (!script).then(|| property(rest, family))
}

/// Maps a variable's name to a property: `_` becomes `.`. For Confluent and Apache, `__` becomes `_` and `___`
/// becomes `-`; for Bitnami, the two protocols with an underscore keep it.
fn property(name: &str, family: Family) -> Arc<str> {
    let lower = name.to_ascii_lowercase();
    let dotted = match family {
        Family::Bitnami => {
            let dotted = lower.replace('_', ".");
            dotted.replace("sasl.ssl", "sasl_ssl").replace("sasl.plaintext", "sasl_plaintext")
        }
        Family::Debezium | Family::Wurstmeister => lower.replace('_', "."),
        _ => lower.replace("___", "-").replace("__", "\0").replace('_', ".").replace('\0', "_"),
    };
    dotted.into()
}

/// Returns the variables that may set `property`, the one to write first; not every one of them does.
pub fn variables_of(property: &str, product: Product, family: Family) -> impl Iterator<Item = String> {
    let upper = property.to_ascii_uppercase();
    let escaped = match family {
        Family::Bitnami | Family::Debezium | Family::Wurstmeister => upper.replace(['.', '-'], "_"),
        _ => upper.replace('_', "__").replace('-', "___").replace('.', "_"),
    };
    let prefixes: &[&str] = match (product, family) {
        (Product::Broker, Family::Bitnami) => &["KAFKA_CFG_", "KAFKA_"],
        (Product::Broker, Family::Debezium) => &["", "KAFKA_"],
        (Product::Broker, _) => &["KAFKA_", ""],
        (Product::ConnectWorker, Family::Debezium) => &["", "CONNECT_"],
        (Product::ConnectWorker, _) => &["CONNECT_"],
        (Product::SchemaRegistry, _) => &["SCHEMA_REGISTRY_"],
        (Product::RestProxy, _) => &["KAFKA_REST_"],
        (Product::Ksqldb, _) => &["KSQL_"],
    };
    prefixes.iter().map(move |prefix| format!("{prefix}{escaped}"))
}

/// Returns the properties of a service's `environment` (a mapping), in source order.
pub fn properties(environment: &Node, product: Product, family: Family) -> Vec<Entry> {
    let property = |entry: Entry| {
        let key = property_of(&entry.key, product, family)?;
        let node = match entry.node.as_scalar() {
            // A name without a value takes its value from the shell that starts Compose.
            Some(scalar) if scalar.kind == ScalarKind::Null => {
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

/// Returns `settings`, a mapping, with each value unresolved that contains a reference for which `is_open` is true:
/// `${file:/secrets:password}` of a config provider (KIP-297), or `${NAME}` and `{{ name }}` of a template.
#[must_use]
pub fn with_references(settings: &Node, is_open: &dyn Fn(&str) -> bool) -> Node {
    with_named_references(settings, &|reference| is_open(reference).then_some(reference))
}

/// Returns `settings`, a mapping, with each value unresolved that contains a reference for which `variable` gives a
/// name.
#[must_use]
pub fn with_named_references(settings: &Node, variable: &dyn for<'a> Fn(&'a str) -> Option<&'a str>) -> Node {
    let entry = |entry: Entry| {
        let text = entry.node.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
        let named = |(range, reference)| Some((range, variable(reference)?));
        let open: Vec<_> = references(&text).filter_map(named).collect();
        if open.is_empty() { entry } else { Entry { node: entry.node.with_missing(&open), ..entry } }
    };
    Node::map(settings.entries().map(entry).collect(), settings.origin.clone())
}

/// Returns the `${…}` and `{{…}}` in `text`, in order, each with its content.
fn references(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let between = |open: &str, close: &str| {
            let start = rest.find(open)?;
            let inner = rest.get(start + open.len()..)?;
            let length = inner.find(close)?;
            let end = start + open.len() + length + close.len();
            Some((at + start..at + end, inner.get(..length)?.trim()))
        };
        let found = [between("${", "}"), between("{{", "}}")].into_iter().flatten();
        let (range, reference) = found.min_by_key(|(range, _)| range.start)?;
        at = range.end;
        Some((range, reference))
    })
}

/// Returns the settings in `node`, a mapping, as text: Kafka reads all settings as text.
#[must_use]
pub fn as_texts(node: &Node) -> Node {
    Node::map(node.entries().map(as_text).collect(), node.origin.clone())
}

fn as_text(entry: Entry) -> Entry {
    let text = entry
        .node
        .as_scalar()
        .filter(|scalar| !matches!(scalar.kind, ScalarKind::Null | ScalarKind::Unresolved));
    match text.map(|scalar| Arc::clone(&scalar.text)) {
        Some(text) => {
            let node = entry.node.normalized(text, ScalarKind::Text);
            Entry { node, ..entry }
        }
        None => entry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_has_a_variable() {
        for (property, product, family, wanted) in [
            ("node.id", Product::Broker, Family::Apache, "KAFKA_NODE_ID"),
            ("node.id", Product::Broker, Family::Debezium, "NODE_ID"),
            ("node.id", Product::Broker, Family::Bitnami, "KAFKA_CFG_NODE_ID"),
            ("a-b.c_d", Product::Broker, Family::Confluent, "KAFKA_A___B_C__D"),
            ("group.id", Product::ConnectWorker, Family::Debezium, "GROUP_ID"),
            ("task.shutdown", Product::ConnectWorker, Family::Debezium, "CONNECT_TASK_SHUTDOWN"),
        ] {
            let sets = |name: &String| property_of(name, product, family).as_deref() == Some(property);
            assert_eq!(variables_of(property, product, family).find(sets).as_deref(), Some(wanted));
        }
    }

    #[test]
    fn names_properties_as_the_start_scripts_do() {
        let cases = [
            ("KAFKA_MIN_INSYNC_REPLICAS", Product::Broker, Family::Confluent, Some("min.insync.replicas")),
            ("KAFKA_CFG_LISTENERS", Product::Broker, Family::Bitnami, Some("listeners")),
            ("KAFKA_LISTENERS", Product::Broker, Family::Bitnami, Some("listeners")),
            ("KAFKA_MIN_INSYNC_REPLICAS", Product::Broker, Family::Bitnami, None),
            (
                "KAFKA_CFG_LISTENER_NAME_SASL_SSL_X",
                Product::Broker,
                Family::Bitnami,
                Some("listener.name.sasl_ssl.x"),
            ),
            (
                "SCHEMA_REGISTRY_KAFKA_BROKERS",
                Product::SchemaRegistry,
                Family::Bitnami,
                Some("kafkastore.bootstrap.servers"),
            ),
            ("SCHEMA_REGISTRY_KAFKASTORE_TOPIC", Product::SchemaRegistry, Family::Bitnami, None),
            ("KAFKA_LOG_DIRS", Product::Broker, Family::Debezium, None),
            ("KAFKA_LOG_DIRS", Product::Broker, Family::Wurstmeister, Some("log.dirs")),
            ("KAFKA_CREATE_TOPICS", Product::Broker, Family::Wurstmeister, None),
            ("KAFKA_LISTENERS", Product::Broker, Family::Redpanda, None),
            (
                "CONFLUENT_METRICS_REPORTER_TOPIC_REPLICAS",
                Product::Broker,
                Family::Confluent,
                Some("confluent.metrics.reporter.topic.replicas"),
            ),
            ("CONFLUENT_METRICS_ENABLE", Product::Broker, Family::Confluent, None),
            ("CONFLUENT_METRICS_REPORTER_TOPIC_REPLICAS", Product::Broker, Family::Apache, None),
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
