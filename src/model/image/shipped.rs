//! The properties that the files in an image set if nothing overrides them.

use super::{Family, Image};

/// The file that an image's start script starts from, and how the script uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shipped {
    /// No file: the environment is the only source.
    Nothing,
    /// Kafka's own file, used only if no property is given (`apache/kafka`, `docker/server.properties`,
    /// `KafkaDockerWrapper`).
    IfNothingGiven,
    /// Kafka's own file for the mode that the environment selects (`debezium/container-images`,
    /// `docker-entrypoint.sh`; `wurstmeister/kafka-docker`, `start-kafka.sh`).
    Server,
    /// Kafka's own file without listeners, ids, roles and `ZooKeeper` (`bitnami/containers`, `kafka_server_unify_conf`).
    WithoutIdentity,
    /// A default for each unset variable (`confluentinc/kafka-images`, `local/…/configureDefaults`).
    ConfluentLocal,
    /// Kafka's `config/connect-distributed.properties` (`debezium/container-images`, `connect-base`).
    ConnectDistributed,
}

/// Names that set no property in Apache's image (`KafkaDockerWrapper`, `ExcludeServerPropsEnv` and its kin).
const NO_PROPERTIES: &[&str] = &[
    "KAFKA_VERSION",
    "KAFKA_HEAP_OPTS",
    "KAFKA_LOG4J_OPTS",
    "KAFKA_OPTS",
    "KAFKA_JMX_OPTS",
    "KAFKA_JVM_PERFORMANCE_OPTS",
    "KAFKA_GC_LOG_OPTS",
    "KAFKA_LOG4J_ROOT_LOGLEVEL",
    "KAFKA_LOG4J_LOGGERS",
    "KAFKA_TOOLS_LOG4J_LOGLEVEL",
    "KAFKA_JMX_HOSTNAME",
];

/// Returns true if the variable `name` counts as a property in Apache's image of `version`, whether or not Kafka knows it: one is
/// enough for the file in the image not to be used.
pub fn replaces_shipped_file(name: &str, version: Option<&str>) -> bool {
    // 3.7.0 had a spelling mistake in its list.
    let is_mistaken = name == "KAFKA_HEAP_OPTS" && version == Some("3.7.0");
    name.starts_with("KAFKA_") && (is_mistaken || !NO_PROPERTIES.contains(&name))
}

/// Returns the properties that the files of `image` set. `given`: the environment sets at least one property.
/// `zookeeper`: the node is coordinated by `ZooKeeper`.
pub fn shipped_properties(
    image: Image,
    given: bool,
    zookeeper: bool,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let parts: &[&[_]] = match image.shipped {
        Shipped::IfNothingGiven if !given => &[KRAFT, INTERNAL_TOPICS, APACHE],
        Shipped::Server if zookeeper || image.family == Family::Wurstmeister => {
            &[&[("listeners", "PLAINTEXT://:9092")], INTERNAL_TOPICS]
        }
        Shipped::Server => &[KRAFT, INTERNAL_TOPICS],
        Shipped::WithoutIdentity => &[INTERNAL_TOPICS, &[("log.dirs", "/bitnami/kafka/data")]],
        Shipped::ConfluentLocal => &[CONFLUENT_LOCAL, INTERNAL_TOPICS],
        Shipped::ConnectDistributed => &[CONNECT_DISTRIBUTED],
        Shipped::Nothing | Shipped::IfNothingGiven => &[],
    };
    parts.iter().copied().flatten().copied()
}

/// What `docker/server.properties` has beside that.
const APACHE: &[Property] =
    &[("advertised.listeners", "PLAINTEXT://localhost:9092"), ("log.dirs", KRAFT_LOGS)];

type Property = (&'static str, &'static str);

const KRAFT_LOGS: &str = "/tmp/kraft-combined-logs";

/// `config/kraft/server.properties` of Kafka 3, `config/server.properties` of Kafka 4.
const KRAFT: &[Property] = &[
    ("process.roles", "broker,controller"),
    ("listeners", "PLAINTEXT://:9092,CONTROLLER://:9093"),
    ("inter.broker.listener.name", "PLAINTEXT"),
    ("controller.listener.names", "CONTROLLER"),
    (
        "listener.security.protocol.map",
        "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL",
    ),
];

/// The settings of internal topics that all of Kafka's own server files contain.
const INTERNAL_TOPICS: &[Property] = &[
    ("offsets.topic.replication.factor", "1"),
    ("transaction.state.log.replication.factor", "1"),
    ("transaction.state.log.min.isr", "1"),
];

const CONFLUENT_LOCAL: &[Property] = &[
    ("node.id", "1"),
    ("process.roles", "broker,controller"),
    ("listeners", "PLAINTEXT://localhost:29092,CONTROLLER://localhost:29093,PLAINTEXT_HOST://0.0.0.0:9092"),
    ("advertised.listeners", "PLAINTEXT://localhost:29092,PLAINTEXT_HOST://localhost:9092"),
    ("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PLAINTEXT_HOST:PLAINTEXT"),
    ("inter.broker.listener.name", "PLAINTEXT"),
    ("controller.listener.names", "CONTROLLER"),
    ("controller.quorum.voters", "1@localhost:29093"),
    ("log.dirs", KRAFT_LOGS),
];

const CONNECT_DISTRIBUTED: &[Property] = &[
    ("offset.storage.replication.factor", "1"),
    ("config.storage.replication.factor", "1"),
    ("status.storage.replication.factor", "1"),
];

#[cfg(test)]
mod tests {
    use super::super::recognise;
    use super::*;

    #[test]
    fn one_variable_replaces_the_file_of_apache() {
        for (name, version, wanted) in [
            ("KAFKA_NODE_ID", None, true),
            ("KAFKA_JMX_PORT", None, true),
            ("KAFKA_CFG_NODE_ID", Some("4.1.0"), true),
            ("KAFKA_HEAP_OPTS", Some("3.7.0"), true),
            ("KAFKA_HEAP_OPTS", Some("3.7.1"), false),
            ("KAFKA_JMX_OPTS", None, false),
            ("CLUSTER_ID", None, false),
        ] {
            assert_eq!(replaces_shipped_file(name, version), wanted, "{name} {version:?}");
        }
    }

    #[test]
    fn each_family_has_its_own_base() {
        let cases = [
            ("confluentinc/cp-kafka", false, true, &[][..]),
            (
                "confluentinc/confluent-local",
                true,
                false,
                &["node.id", "log.dirs", "listeners", "transaction.state.log.min.isr"],
            ),
            ("apache/kafka", true, false, &[]),
            ("apache/kafka", false, false, &["process.roles", "listeners", "log.dirs"]),
            ("bitnami/kafka", true, false, &["log.dirs", "offsets.topic.replication.factor"]),
            ("debezium/kafka", true, false, &["process.roles", "listeners"]),
            ("debezium/kafka", true, true, &["listeners"]),
            ("wurstmeister/kafka", true, false, &["listeners"]),
            ("debezium/connect", true, false, &["status.storage.replication.factor"]),
        ];
        for (reference, given, zookeeper, wanted) in cases {
            let found: Vec<_> = shipped_properties(recognise(reference), given, zookeeper).collect();
            let has = |name: &str| found.iter().any(|(key, _)| *key == name);
            assert!(wanted.iter().all(|name| has(name)), "{reference}: {found:?}");
            assert_eq!(found.is_empty(), wanted.is_empty(), "{reference}: {found:?}");
            let is_kraft = found.iter().any(|(key, _)| *key == "process.roles");
            assert_eq!(
                is_kraft,
                wanted.contains(&"process.roles") || reference.ends_with("local"),
                "{reference}"
            );
        }
    }
}
