//! Classes of connectors.

/// Classes whose names do not say whether they read or write.
const SOURCES: &[&str] = &[
    "io.confluent.kafka.connect.datagen.DatagenConnector",
    "org.apache.kafka.connect.mirror.MirrorCheckpointConnector",
    "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector",
];

/// `sink` for a class that writes from topics, `source` for one that writes to topics; None where its name does not say.
/// Names end in what they are by custom (Kafka documentation, "Connector Development Guide"); all that Debezium does not call
/// a sink is a source (Debezium documentation, "Connectors").
pub fn direction(class: &str) -> Option<&'static str> {
    let class = class.trim();
    let name = class.rsplit('.').next().unwrap_or(class);
    let name = name.strip_suffix("Connector").unwrap_or(name);
    if name.ends_with("Sink") {
        return Some("sink");
    }
    let is_source =
        name.ends_with("Source") || class.starts_with("io.debezium.connector.") || SOURCES.contains(&class);
    is_source.then_some("source")
}

#[cfg(test)]
mod tests {
    use super::direction;

    #[test]
    fn a_class_says_what_it_is() {
        for (class, wanted) in [
            ("io.confluent.connect.jdbc.JdbcSinkConnector", Some("sink")),
            ("io.debezium.connector.jdbc.JdbcSinkConnector", Some("sink")),
            ("io.debezium.connector.postgresql.PostgresConnector", Some("source")),
            ("org.apache.kafka.connect.file.FileStreamSourceConnector", Some("source")),
            ("FileStreamSink", Some("sink")),
            ("org.apache.kafka.connect.mirror.MirrorCheckpointConnector", Some("source")),
            ("com.example.SourceOfTruthConnector", None),
            ("com.example.Mover", None),
            ("", None),
        ] {
            assert_eq!(direction(class), wanted, "{class}");
        }
    }
}
