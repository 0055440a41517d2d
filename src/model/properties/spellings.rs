//! Names of variables that are particular to an image: its start script maps them to other properties, or to none.

use crate::model::version::is_below;

/// Names that a start script maps to a property of another name, or to none.
pub(super) type Renamed = &'static [(&'static str, Option<&'static str>)];

/// Unprefixed names that Debezium's start script for Connect understands, and prefixed names that it overwrites with them or with
/// their defaults (`debezium/container-images`, `connect-base/*/docker-entrypoint.sh`).
pub(super) const DEBEZIUM_CONNECT: Renamed = &[
    ("BOOTSTRAP_SERVERS", Some("bootstrap.servers")),
    ("GROUP_ID", Some("group.id")),
    ("CONFIG_STORAGE_TOPIC", Some("config.storage.topic")),
    ("OFFSET_STORAGE_TOPIC", Some("offset.storage.topic")),
    ("STATUS_STORAGE_TOPIC", Some("status.storage.topic")),
    ("KEY_CONVERTER", Some("key.converter")),
    ("VALUE_CONVERTER", Some("value.converter")),
    ("REST_PORT", Some("rest.port")),
    ("REST_HOST_NAME", Some("rest.host.name")),
    ("ADVERTISED_HOST_NAME", Some("rest.advertised.host.name")),
    ("ADVERTISED_PORT", Some("rest.advertised.port")),
    ("OFFSET_FLUSH_INTERVAL_MS", Some("offset.flush.interval.ms")),
    ("OFFSET_FLUSH_TIMEOUT_MS", Some("offset.flush.timeout.ms")),
    ("SHUTDOWN_TIMEOUT", Some("task.shutdown.graceful.timeout.ms")),
    ("CONNECT_BOOTSTRAP_SERVERS", None),
    ("CONNECT_GROUP_ID", None),
    ("CONNECT_CONFIG_STORAGE_TOPIC", None),
    ("CONNECT_OFFSET_STORAGE_TOPIC", None),
    ("CONNECT_KEY_CONVERTER", None),
    ("CONNECT_VALUE_CONVERTER", None),
    ("CONNECT_REST_PORT", None),
    ("CONNECT_REST_HOST_NAME", None),
    ("CONNECT_REST_ADVERTISED_HOST_NAME", None),
    ("CONNECT_REST_ADVERTISED_PORT", None),
    ("CONNECT_OFFSET_FLUSH_INTERVAL_MS", None),
    ("CONNECT_OFFSET_FLUSH_TIMEOUT_MS", None),
    ("CONNECT_TASK_SHUTDOWN_GRACEFUL_TIMEOUT_MS", None),
];

/// Unprefixed names that Debezium's start script for Kafka understands, and prefixed names that it sets itself.
pub(super) const DEBEZIUM_KAFKA: Renamed = &[
    ("NODE_ID", Some("node.id")),
    ("BROKER_ID", Some("broker.id")),
    ("ZOOKEEPER_CONNECT", Some("zookeeper.connect")),
    ("KAFKA_NODE_ID", None),
    ("KAFKA_BROKER_ID", None),
    ("KAFKA_LOG_DIRS", None),
    ("KAFKA_ZOOKEEPER_CONNECT", None),
    ("KAFKA_HOME", None),
];

/// Names that wurstmeister's start script reads itself (`wurstmeister/kafka-docker`, `start-kafka.sh`).
pub(super) const WURSTMEISTER_KAFKA: Renamed = &[
    ("KAFKA_CREATE_TOPICS", None),
    ("KAFKA_ADVERTISED_PROTOCOL_NAME", None),
    ("KAFKA_PROTOCOL_NAME", None),
    ("KAFKA_HOME", None),
];

/// Bitnami's own names for Schema Registry (`bitnami/containers`, `libschemaregistry.sh`), the only ones it reads.
pub(super) const BITNAMI_REGISTRY: Renamed = &[
    ("SCHEMA_REGISTRY_KAFKA_BROKERS", Some("kafkastore.bootstrap.servers")),
    ("SCHEMA_REGISTRY_LISTENERS", Some("listeners")),
    ("SCHEMA_REGISTRY_ADVERTISED_HOSTNAME", Some("host.name")),
    ("SCHEMA_REGISTRY_AVRO_COMPATIBILY_LEVEL", Some("schema.compatibility.level")),
    ("SCHEMA_REGISTRY_DEBUG", Some("debug")),
];

/// Names that Bitnami's start script accepts with and without `CFG_` (`libkafka.sh`,
/// `kafka_create_alias_environment_variables`); the one without wins.
const BITNAMI_KAFKA: &[&str] = &[
    "ADVERTISED_LISTENERS",
    "AUTO_CREATE_TOPICS_ENABLE",
    "BROKER_ID",
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
    // Misspelt in the script, which makes an unknown property of it.
    "LOG_RETENTION_CHECK_INTERVALS_MS",
    "LOG_RETENTION_HOURS",
    "LOG_SEGMENT_BYTES",
    "MESSAGE_MAX_BYTES",
    "NUM_IO_THREADS",
    "NUM_NETWORK_THREADS",
    "NUM_PARTITIONS",
    "NUM_RECOVERY_THREADS_PER_DATA_DIR",
    "OFFSETS_TOPIC_REPLICATION_FACTOR",
    "SOCKET_RECEIVE_BUFFER_BYTES",
    "SOCKET_REQUEST_MAX_BYTES",
    "SOCKET_SEND_BUFFER_BYTES",
    "SSL_ENDPOINT_IDENTIFICATION_ALGORITHM",
    "TRANSACTION_STATE_LOG_MIN_ISR",
    "TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
    "ZOOKEEPER_CONNECT",
    "ZOOKEEPER_CONNECTION_TIMEOUT_MS",
];

/// Likewise, since the script was rewritten in 2023.
const BITNAMI_SINCE_2023: &[&str] = &["NODE_ID", "PROCESS_ROLES"];

/// Names without `CFG_` for properties of another name.
const BITNAMI_ALIASES: &[(&str, &str)] = &[
    ("LOGS_DIRS", "LOG_DIRS"),
    ("MAX_MESSAGE_BYTES", "MESSAGE_MAX_BYTES"),
    ("SEGMENT_BYTES", "LOG_SEGMENT_BYTES"),
    ("ZOOKEEPER_CONNECT_TIMEOUT_MS", "ZOOKEEPER_CONNECTION_TIMEOUT_MS"),
];

/// Returns the name behind `KAFKA_CFG_` that `rest`, a name behind `KAFKA_`, is an alias of in Bitnami's image of `version`.
pub(super) fn bitnami_alias<'a>(rest: &'a str, version: Option<&str>) -> Option<&'a str> {
    if let Some((_, name)) = BITNAMI_ALIASES.iter().find(|(alias, _)| *alias == rest) {
        return Some(name);
    }
    let is_rewritten = !version.is_some_and(is_before_rewrite);
    let has_dynamic_quorum = |default: bool| version.map_or(default, |version| !is_below(version, "4.1"));
    let is_alias = BITNAMI_KAFKA.contains(&rest)
        || (is_rewritten && BITNAMI_SINCE_2023.contains(&rest))
        || (rest == "CONTROLLER_QUORUM_VOTERS" && is_rewritten && !has_dynamic_quorum(false))
        || (rest == "CONTROLLER_QUORUM_BOOTSTRAP_SERVERS" && has_dynamic_quorum(true));
    is_alias.then_some(rest)
}

/// Returns true for versions whose last revision has the script from before 2023.
fn is_before_rewrite(version: &str) -> bool {
    // A version with two numbers is the newest of its line.
    let is_exact = version.split('.').count() > 2;
    is_below(version, "3.2") || (is_exact && (is_below(version, "3.2.3") || OLD_REVISIONS.contains(&version)))
}

const OLD_REVISIONS: &[&str] = &["3.3.0", "3.3.1", "3.4.0", "3.5.0"];
