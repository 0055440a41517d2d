//! A small file for each kind of resource with a finding of a new rule, and one without.

use crate::model::ResourceKind;

/// Two files that declare a resource under different names.
pub(super) struct Sample {
    /// The name of both files.
    pub(super) file: &'static str,
    /// The file that contains `name`.
    pub(super) bad: String,
    /// The file that contains `other`.
    pub(super) good: String,
    /// The resource's name in the bad file.
    pub(super) name: &'static str,
    /// Its name in the good file.
    pub(super) other: &'static str,
    /// Line and column of the name.
    pub(super) place: &'static str,
}

/// The placeholder of the name in a text.
const NAME: &str = "NAME";

pub(super) fn sample_for(kind: ResourceKind) -> Sample {
    let (file, text, place) = match kind {
        ResourceKind::Topic => ("topics.yml", "topics:\n  - name: NAME\n    partitions: 3\n    replication_factor: 3\n".to_owned(), "2:11"),
        ResourceKind::Connector => (
            "connector.json",
            "{\n  \"name\": \"NAME\",\n  \"config\": {\n    \"connector.class\": \"io.debezium.connector.postgresql.PostgresConnector\"\n  }\n}\n".to_owned(),
            "2:11",
        ),
        ResourceKind::DatabaseServer => (
            "connectors.json",
            format!("[\n{},\n{}\n]\n", source("orders"), source("payments")),
            "6:28",
        ),
        ResourceKind::Service => ("compose.yml", "services:\n  NAME:\n    image: busybox:1.37\n".to_owned(), "2:3"),
        ResourceKind::Network => (
            "compose.yml",
            "networks:\n  NAME: {}\nservices:\n  shell:\n    image: busybox:1.37\n    networks: [NAME]\n".to_owned(),
            "2:3",
        ),
        ResourceKind::Project | ResourceKind::Cluster => (
            "compose.yml",
            format!("name: NAME\n{}", server("kafka", "cp-kafka", "KAFKA_LISTENERS: PLAINTEXT://:9092")),
            // A project has the place of its file's start, a cluster that of its first broker.
            if kind == ResourceKind::Project { "1:1" } else { "3:3" },
        ),
        ResourceKind::Broker => ("compose.yml", server(NAME, "cp-kafka", "KAFKA_LISTENERS: PLAINTEXT://:9092"), "2:3"),
        ResourceKind::Listener => ("compose.yml", server("kafka", "cp-kafka", "KAFKA_LISTENERS: NAME://:9092"), "5:24"),
        // A connection has the name of the service that connects.
        ResourceKind::Connection => (
            "compose.yml",
            "services:\n  NAME:\n    image: busybox:1.37\n    environment:\n      KAFKA_BROKERS: kafka:9092\n".to_owned(),
            "5:22",
        ),
        ResourceKind::ConnectWorker => ("compose.yml", server(NAME, "cp-kafka-connect", "CONNECT_GROUP_ID: workers"), "2:3"),
        ResourceKind::SchemaRegistry => (
            "compose.yml",
            server(NAME, "cp-schema-registry", "SCHEMA_REGISTRY_HOST_NAME: registry"),
            "2:3",
        ),
        ResourceKind::RestProxy => ("compose.yml", server(NAME, "cp-kafka-rest", "KAFKA_REST_HOST_NAME: rest"), "2:3"),
        ResourceKind::Ksqldb => ("compose.yml", server(NAME, "cp-ksqldb-server", "KSQL_LISTENERS: http://0.0.0.0:8088"), "2:3"),
        // A defect has the name of the file's format. A file without a defect has no finding.
        ResourceKind::Defect | ResourceKind::Document => {
            let [bad, good] = ["imag", "image"].map(|key| format!("services:\n  shell:\n    {key}: busybox:1.37\n"));
            return Sample { file: "compose.yml", bad, good, name: "compose", other: "topic", place: "3:5" };
        }
    };
    let (name, other) =
        if kind == ResourceKind::Listener { ("CHANGE_ME", "OTHER") } else { ("change-me", "other") };
    let [bad, good] = [name, other].map(|name| text.replace(NAME, name));
    Sample { file, bad, good, name, other, place }
}

/// Returns a Compose file with a service of one of Confluent's images.
fn server(name: &str, image: &str, variable: &str) -> String {
    format!(
        "services:\n  {name}:\n    image: confluentinc/{image}:8.0.0\n    environment:\n      {variable}\n"
    )
}

/// Returns a connector that reads a database on the host `NAME`.
fn source(name: &str) -> String {
    let class = "io.debezium.connector.postgresql.PostgresConnector";
    let config = format!("      \"connector.class\": \"{class}\",\n      \"database.hostname\": \"NAME\"\n");
    format!("  {{\n    \"name\": \"{name}\",\n    \"config\": {{\n{config}    }}\n  }}")
}
