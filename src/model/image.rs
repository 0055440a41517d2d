//! Known container images: the product they run, and the properties they set by default.

mod shipped;

pub use shipped::{Shipped, replaces_shipped_file, shipped_properties};

use crate::syntax::brackets::rfind_outside;

/// The product that a container runs.
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

/// The builder of an image, which decides how environment variables become properties.
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
    /// `redpandadata/redpanda`: implements Kafka's protocol but has none of its properties.
    Redpanda,
    /// Any other image.
    Other,
}

impl Family {
    /// Returns its name in `input.family`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confluent => "confluent",
            Self::Apache => "apache",
            Self::Bitnami => "bitnami",
            Self::Debezium => "debezium",
            Self::Wurstmeister => "wurstmeister",
            Self::Strimzi => "strimzi",
            Self::Redpanda => "redpanda",
            Self::Other => "other",
        }
    }
}

/// What is known about an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image {
    /// The builder.
    pub family: Family,
    /// The product that it runs; `None` for any other image.
    pub product: Option<Product>,
    /// True if the properties that its shipped files set are known.
    pub defaults_known: bool,
    /// The file that its start script starts from.
    pub shipped: Shipped,
}

impl Image {
    const fn of(family: Family, product: Product, shipped: Shipped) -> Self {
        Self { family, product: Some(product), defaults_known: true, shipped }
    }

    /// Returns the image for a command that starts `product`. If the image is made for another product, the files that
    /// it reads are unknown.
    #[must_use]
    pub fn starting(self, product: Product) -> Self {
        if self.product == Some(product) { self } else { Self::unknown(self.family, product) }
    }

    /// Returns an image that runs `product`, whose own properties are not known.
    pub const fn unknown(family: Family, product: Product) -> Self {
        Self { family, product: Some(product), defaults_known: false, shipped: Shipped::Nothing }
    }
}

/// Recognises an image by its reference, such as `quay.io/debezium/kafka:3.0`, ignoring registry, tag and digest.
///
/// Sources: `confluentinc/kafka-images` and the repositories of the other products, whose templates use only the
/// environment; `docker/` of `apache/kafka`; `bitnami/containers`; `debezium/container-images`;
/// `wurstmeister/kafka-docker`. The files that Strimzi's image reads are written by the operator, or by the user
/// who runs the image without it.
pub fn recognise(reference: &str) -> Image {
    let (repository, name) = split(reference);
    // A variable before the owner, as in `${REGISTRY}debezium/kafka`, is where the image comes from.
    let owner = repository.rsplit(['/', '}']).next().unwrap_or_default();
    let confluent = |product| Image::of(Family::Confluent, product, Shipped::Nothing);
    match (owner, name) {
        (_, "cp-kafka" | "cp-server" | "cp-enterprise-kafka") => confluent(Product::Broker),
        (_, "confluent-local") => Image::of(Family::Confluent, Product::Broker, Shipped::ConfluentLocal),
        ("apache", "kafka" | "kafka-native") => {
            Image::of(Family::Apache, Product::Broker, Shipped::IfNothingGiven)
        }
        ("bitnami" | "bitnamilegacy" | "bitnamisecure", "kafka") => {
            Image::of(Family::Bitnami, Product::Broker, Shipped::WithoutIdentity)
        }
        ("bitnami" | "bitnamilegacy" | "bitnamisecure", "schema-registry") => {
            Image::unknown(Family::Bitnami, Product::SchemaRegistry)
        }
        ("debezium", "kafka") => Image::of(Family::Debezium, Product::Broker, Shipped::Server),
        ("debezium", "connect" | "connect-base") => {
            Image::of(Family::Debezium, Product::ConnectWorker, Shipped::ConnectDistributed)
        }
        // Images built on top of the one above, by the Debezium tutorial and others; what they add is unknown.
        ("debezium", _) if name.starts_with("connect-") => {
            Image::unknown(Family::Debezium, Product::ConnectWorker)
        }
        ("wurstmeister", "kafka") => Image::of(Family::Wurstmeister, Product::Broker, Shipped::Server),
        ("strimzi", "kafka") => Image::unknown(Family::Strimzi, Product::Broker),
        ("redpandadata" | "vectorized", "redpanda" | "redpanda-nightly" | "redpanda-unstable") => {
            Image::unknown(Family::Redpanda, Product::Broker)
        }
        (_, "cp-kafka-rest") => confluent(Product::RestProxy),
        (_, "cp-schema-registry") => confluent(Product::SchemaRegistry),
        (_, "cp-ksqldb-server" | "cp-ksql-server") | ("confluentinc", "ksqldb-server") => {
            confluent(Product::Ksqldb)
        }
        _ if name.starts_with("cp-kafka-connect") || name.starts_with("cp-server-connect") => {
            confluent(Product::ConnectWorker)
        }
        _ => Image { family: Family::Other, product: None, defaults_known: false, shipped: Shipped::Nothing },
    }
}

/// What the name or the owner of an image has in it that belongs to a messaging platform: servers, also of other kinds than
/// Kafka, tools and user interfaces.
const MESSAGING: &[&str] = &[
    "activemq",
    "akhq",
    "artemis",
    "conduktor",
    "confluent",
    "cruise-control",
    "debezium",
    "emqx",
    "kafdrop",
    "kafka",
    "karapace",
    "ksql",
    "mosquitto",
    "pulsar",
    "rabbitmq",
    "redpanda",
    "rocketmq",
    "schema-registry",
    "strimzi",
    "zookeeper",
];

/// Words of an image's name that do so where they are whole words.
const MESSAGING_WORDS: &[&str] = &["cp", "nats", "nsq"];

/// Returns true for an image whose owner or name says that it belongs to a messaging platform.
pub fn is_of_messaging(reference: &str) -> bool {
    let (repository, name) = split(reference);
    let owner = repository.rsplit(['/', '}']).next().unwrap_or_default();
    let (owner, name) = (owner.to_ascii_lowercase(), name.to_ascii_lowercase());
    let mut words = name.split(|one: char| !one.is_ascii_alphanumeric());
    MESSAGING.iter().any(|word| owner.contains(word) || name.contains(word))
        || words.any(|word| MESSAGING_WORDS.contains(&word))
}

/// Returns the owner and the name of an image, such as `confluentinc/cp-kafka`, without registry, tag and digest: the name alone for
/// an official image, or where the owner is not known. None where the name needs a variable.
pub fn owner_and_name(reference: &str) -> Option<String> {
    let (repository, name) = split(reference);
    let owner = repository.rsplit(['/', '}']).next().unwrap_or_default();
    let is_known = !owner.contains(['$', '.', ':']) && !matches!(owner, "" | "library" | "localhost");
    let is_open = name.is_empty() || name.contains('$');
    (!is_open).then(|| if is_known { format!("{owner}/{name}") } else { name.to_owned() })
}

/// Splits a reference into the repository without its last part, and the last part without tag and digest.
fn split(reference: &str) -> (&str, &str) {
    let reference = rfind_outside(reference, '@').and_then(|at| reference.get(..at)).unwrap_or(reference);
    let (repository, name) = rfind_outside(reference, '/').map_or(("", reference), |at| {
        (reference.get(..at).unwrap_or_default(), reference.get(at + 1..).unwrap_or_default())
    });
    (repository, name.split(':').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_owner_where_it_is_known() {
        for (reference, wanted) in [
            ("confluentinc/cp-kafka:8.1.1", Some("confluentinc/cp-kafka")),
            ("quay.io/debezium/connect:3.3", Some("debezium/connect")),
            ("registry:5000/cp-kafka@sha256:00", Some("cp-kafka")),
            ("${REGISTRY}debezium/kafka:${V}", Some("debezium/kafka")),
            ("${REGISTRY:-quay.io}/debezium/kafka", Some("debezium/kafka")),
            ("$OWNER/cp-kafka", Some("cp-kafka")),
            ("docker.io/library/zookeeper:3.9", Some("zookeeper")),
            ("apache/${NAME}", None),
            ("${IMAGE}", None),
            ("", None),
        ] {
            assert_eq!(owner_and_name(reference).as_deref(), wanted, "{reference}");
        }
    }

    #[test]
    fn knows_what_belongs_to_messaging() {
        for (reference, wanted) in [
            ("tchiotludo/akhq:0.26.0", true),
            ("redpandadata/console:v2.7.0", true),
            ("ghcr.io/kafbat/kafka-ui:main", true),
            ("${REGISTRY}cp-schema-registry", true),
            ("${KAFKA_IMAGE}", true),
            ("quay.io/debezium/server:3.0", true),
            ("kafka.example.com/web/nginx:1.27", false),
            ("bitnami/rabbitmq:4.1", true),
            ("nats:2.11", true),
            ("example/donats:1", false),
            ("nginx:1.27", false),
            ("postgres@sha256:00", false),
            ("", false),
        ] {
            assert_eq!(is_of_messaging(reference), wanted, "{reference}");
        }
    }

    #[test]
    fn recognises_by_repository() {
        let cases = [
            ("confluentinc/cp-kafka:8.1.1", Family::Confluent, Some(Product::Broker)),
            ("docker.io/apache/kafka", Family::Apache, Some(Product::Broker)),
            ("quay.io/debezium/kafka:${V}", Family::Debezium, Some(Product::Broker)),
            ("quay.io/debezium/connect:${V}", Family::Debezium, Some(Product::ConnectWorker)),
            ("debezium/connect-with-oracle-jdbc:${V}", Family::Debezium, Some(Product::ConnectWorker)),
            ("registry:5000/mirror/cp-kafka@sha256:00", Family::Confluent, Some(Product::Broker)),
            (
                "cnfldemos/cp-server-connect-datagen:0.6.4-7.6.0",
                Family::Confluent,
                Some(Product::ConnectWorker),
            ),
            ("docker.redpanda.com/redpandadata/redpanda:v24.1", Family::Redpanda, Some(Product::Broker)),
            ("redpandadata/console:v2.7.0", Family::Other, None),
            ("bitnamilegacy/schema-registry:7.6", Family::Bitnami, Some(Product::SchemaRegistry)),
            ("ghcr.io/kafbat/kafka-ui:main", Family::Other, None),
            ("danielqsj/kafka-exporter:v1.9.0", Family::Other, None),
            ("mycorp/kafka:1", Family::Other, None),
            ("${REGISTRY}apache/kafka:${TAG}", Family::Apache, Some(Product::Broker)),
            ("${REGISTRY:?a/b@c}/apache/kafka", Family::Apache, Some(Product::Broker)),
            ("$REGISTRY/confluentinc/cp-server", Family::Confluent, Some(Product::Broker)),
            ("apache/${NAME}", Family::Other, None),
        ];
        for (reference, family, product) in cases {
            let image = recognise(reference);
            assert_eq!((image.family, image.product), (family, product), "{reference}");
        }
    }
}
