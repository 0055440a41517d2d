//! Container images of the field: what runs in them, and what they set where nothing is said.

/// What a container runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// A Kafka node.
    Broker,
    /// A Kafka Connect worker.
    ConnectWorker,
    /// Confluent Schema Registry.
    SchemaRegistry,
    /// Confluent REST proxy.
    RestProxy,
    /// ksqlDB server.
    Ksqldb,
}

/// Who built the image: the family decides how an environment becomes properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `confluentinc/cp-*` and images made from them.
    Confluent,
    /// `apache/kafka`, `apache/kafka-native`.
    Apache,
    /// `bitnami/*`, `bitnamilegacy/*`.
    Bitnami,
    /// `debezium/*`.
    Debezium,
    /// `wurstmeister/kafka`.
    Wurstmeister,
    /// `strimzi/kafka`.
    Strimzi,
    /// Any other.
    Other,
}

impl Family {
    /// Its name in `input.family`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confluent => "confluent",
            Self::Apache => "apache",
            Self::Bitnami => "bitnami",
            Self::Debezium => "debezium",
            Self::Wurstmeister => "wurstmeister",
            Self::Strimzi => "strimzi",
            Self::Other => "other",
        }
    }
}

/// What an image is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image {
    /// Who built it.
    pub family: Family,
    /// What runs in it; None for an image of no product of the field.
    pub product: Option<Product>,
    /// True where what its shipped files set is known.
    pub defaults_known: bool,
}

/// Reads an image reference, such as `quay.io/debezium/kafka:3.0`; its registry, tag and digest play no part.
pub fn recognise(reference: &str) -> Image {
    let (repository, name) = split(reference);
    let owner = repository.rsplit('/').next().unwrap_or_default();
    let image = |family, product| Image { family, product: Some(product), defaults_known: true };
    match (owner, name) {
        (_, "cp-kafka" | "cp-server" | "cp-enterprise-kafka") => image(Family::Confluent, Product::Broker),
        (_, "confluent-local") => {
            Image { defaults_known: false, ..image(Family::Confluent, Product::Broker) }
        }
        ("apache", "kafka" | "kafka-native") => image(Family::Apache, Product::Broker),
        ("bitnami" | "bitnamilegacy", "kafka") => image(Family::Bitnami, Product::Broker),
        ("debezium", "kafka") => image(Family::Debezium, Product::Broker),
        ("wurstmeister", "kafka") => image(Family::Wurstmeister, Product::Broker),
        ("strimzi", "kafka") => Image { defaults_known: false, ..image(Family::Strimzi, Product::Broker) },
        ("debezium", "connect" | "connect-base") => image(Family::Debezium, Product::ConnectWorker),
        (_, "cp-kafka-rest") => image(Family::Confluent, Product::RestProxy),
        (_, "cp-schema-registry") => image(Family::Confluent, Product::SchemaRegistry),
        (_, "cp-ksqldb-server") | ("confluentinc", "ksqldb-server") => {
            image(Family::Confluent, Product::Ksqldb)
        }
        _ if name.starts_with("cp-kafka-connect") || name.starts_with("cp-server-connect") => {
            image(Family::Confluent, Product::ConnectWorker)
        }
        _ => Image { family: Family::Other, product: None, defaults_known: false },
    }
}

/// The repository without the last part, and the last part without tag and digest.
fn split(reference: &str) -> (&str, &str) {
    let reference = reference.split('@').next().unwrap_or_default();
    let (repository, name) = reference.rsplit_once('/').unwrap_or(("", reference));
    (repository, name.split(':').next().unwrap_or_default())
}

/// Properties that an image's shipped file sets, where `given` says whether the environment sets any property at all.
///
/// Sources: Kafka's `config/server.properties` and `config/connect-distributed.properties`, from which the start scripts of
/// the Debezium, Bitnami and wurstmeister images begin; `docker/server.properties` of `apache/kafka`, which is used only if no
/// property is given.
pub fn shipped_properties(
    image: Image,
    given: bool,
    zookeeper: bool,
) -> &'static [(&'static str, &'static str)] {
    match (image.family, image.product) {
        (Family::Apache, Some(Product::Broker)) if !given => KRAFT_SERVER,
        (Family::Debezium | Family::Bitnami, Some(Product::Broker)) if !zookeeper => KRAFT_SERVER,
        (Family::Debezium | Family::Bitnami | Family::Wurstmeister, Some(Product::Broker)) => {
            ZOOKEEPER_SERVER
        }
        (Family::Debezium, Some(Product::ConnectWorker)) => CONNECT_DISTRIBUTED,
        _ => &[],
    }
}

const KRAFT_SERVER: &[(&str, &str)] = &[
    ("process.roles", "broker,controller"),
    ("listeners", "PLAINTEXT://:9092,CONTROLLER://:9093"),
    ("inter.broker.listener.name", "PLAINTEXT"),
    ("controller.listener.names", "CONTROLLER"),
    (
        "listener.security.protocol.map",
        "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL",
    ),
    ("offsets.topic.replication.factor", "1"),
    ("transaction.state.log.replication.factor", "1"),
    ("transaction.state.log.min.isr", "1"),
];

const ZOOKEEPER_SERVER: &[(&str, &str)] = &[
    ("listeners", "PLAINTEXT://:9092"),
    ("offsets.topic.replication.factor", "1"),
    ("transaction.state.log.replication.factor", "1"),
    ("transaction.state.log.min.isr", "1"),
];

const CONNECT_DISTRIBUTED: &[(&str, &str)] = &[
    ("offset.storage.replication.factor", "1"),
    ("config.storage.replication.factor", "1"),
    ("status.storage.replication.factor", "1"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_by_repository() {
        let cases = [
            ("confluentinc/cp-kafka:8.1.1", Family::Confluent, Some(Product::Broker)),
            ("docker.io/apache/kafka", Family::Apache, Some(Product::Broker)),
            ("quay.io/debezium/kafka:${V}", Family::Debezium, Some(Product::Broker)),
            ("quay.io/debezium/connect:${V}", Family::Debezium, Some(Product::ConnectWorker)),
            ("registry:5000/mirror/cp-kafka@sha256:00", Family::Confluent, Some(Product::Broker)),
            (
                "cnfldemos/cp-server-connect-datagen:0.6.4-7.6.0",
                Family::Confluent,
                Some(Product::ConnectWorker),
            ),
            ("ghcr.io/kafbat/kafka-ui:main", Family::Other, None),
            ("danielqsj/kafka-exporter:v1.9.0", Family::Other, None),
            ("mycorp/kafka:1", Family::Other, None),
        ];
        for (reference, family, product) in cases {
            let image = recognise(reference);
            assert_eq!((image.family, image.product), (family, product), "{reference}");
        }
    }
}
