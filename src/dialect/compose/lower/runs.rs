//! What a service's container runs: the server of its image, or something else.

use crate::tree::Node;

/// Programs and scripts that start a server of the field in the images that have them.
const STARTERS: &[&str] = &[
    "/etc/confluent/docker/run",
    "/etc/kafka/docker/run",
    "kafka-server-start",
    "start-kafka.sh",
    "/opt/bitnami/scripts/kafka/run.sh",
    "/opt/bitnami/scripts/kafka/entrypoint.sh",
    "connect-distributed",
    "connect-standalone",
    "schema-registry-start",
    "kafka-rest-start",
    "ksql-server-start",
    "/docker-entrypoint.sh",
];

/// Programs that a one-shot job calls.
const TOOLS: &[&str] = &[
    "kafka-topics",
    "kafka-configs",
    "kafka-acls",
    "kafka-storage",
    "kafka-console-",
    "kafka-broker-api-versions",
    "kafka-consumer-groups",
    "kafka-producer-perf-test",
    "kafka-run-class",
    "kcat",
    "cub ",
    "curl ",
];

/// What can be told from `entrypoint` and `command`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    /// The server: neither replaces it, or what replaces it starts it.
    Server,
    /// Something else.
    Other,
    /// A script that is not seen.
    Unknown,
}

/// What `service`, in canonical form, runs.
pub(super) fn of(service: &Node) -> Runs {
    let words: Vec<String> = ["entrypoint", "command"]
        .iter()
        .filter_map(|key| service.get(key))
        .flat_map(|node| node.items().collect::<Vec<_>>())
        .filter_map(|word| word.as_scalar().map(|scalar| scalar.text.to_string()))
        .collect();
    let text = words.join(" ");
    let has = |known: &&str| text.contains(known);
    if words.is_empty() || STARTERS.iter().any(&has) || text == "start" {
        Runs::Server
    } else if TOOLS.iter().any(has) || is_idle(&text) {
        Runs::Other
    } else {
        Runs::Unknown
    }
}

/// True for a container that is kept to be entered by hand.
fn is_idle(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "/bin/sh" | "/bin/bash" | "sh" | "bash" | "cat" | "true")
        || text.contains("sleep ")
        || text.contains("tail -f")
}

/// True where the command names a properties file that is not seen.
pub(super) fn reads_own_file(service: &Node) -> bool {
    let commands = ["entrypoint", "command"].iter().filter_map(|key| service.get(key));
    let words = commands.flat_map(|node| node.items().collect::<Vec<_>>());
    let named = words
        .into_iter()
        .any(|word| word.as_scalar().is_some_and(|scalar| scalar.text.contains(".properties")));
    let mounted = service.get("volumes").is_some_and(|volumes| {
        volumes.items().any(|volume| {
            let target = volume.get("target").unwrap_or(volume);
            target.as_scalar().is_some_and(|scalar| scalar.text.contains(".properties"))
        })
    });
    named || mounted
}
