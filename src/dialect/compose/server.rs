//! The server that a service's command starts, and whether it reads files that are not seen.

use crate::model::image::Product;
use crate::tree::Node;

/// Scripts that start a server, with the product that it is.
const SERVERS: &[(&str, Product)] = &[
    ("kafka-server-start", Product::Broker),
    ("connect-distributed", Product::ConnectWorker),
    ("connect-standalone", Product::ConnectWorker),
    ("schema-registry-start", Product::SchemaRegistry),
    ("kafka-rest-start", Product::RestProxy),
    ("ksql-server-start", Product::Ksqldb),
];

/// Folders from which the start scripts take whole files, as their images document them: what is mounted there is in force.
const CONFIGURATION: &[&str] = &[
    "/mnt/shared/config",
    "/bitnami/kafka/config",
    "/opt/bitnami/kafka/config",
    "/opt/bitnami/kafka/conf",
    "/opt/kafka/config",
    "/kafka/config",
    "/etc/confluent/docker",
];

/// The product that the command names; an image with Kafka in it has the scripts of several.
pub(super) fn started(service: &Node) -> Option<Product> {
    SERVERS.iter().find(|(script, _)| calls(service, script)).map(|(_, product)| *product)
}

/// True where the command starts `ZooKeeper` and no node of Kafka.
pub(super) fn starts_zookeeper(service: &Node) -> bool {
    let starts = |script: &&str| calls(service, script);
    ["zookeeper-server-start", "zkServer.sh"].iter().any(starts) && !calls(service, "kafka-server-start")
}

/// True where the command or a mount names a properties file, which is not seen.
pub(super) fn reads_own_file(service: &Node) -> bool {
    let is_mounted = |volume: Node| {
        let target = volume.get("target").unwrap_or(volume);
        target.as_scalar().is_some_and(|scalar| {
            let folder = scalar.text.trim_end_matches('/');
            folder.contains(".properties") || CONFIGURATION.contains(&folder)
        })
    };
    let mounts = service.get("volumes");
    calls(service, ".properties") || mounts.is_some_and(|mounts| mounts.items().any(is_mounted))
}

/// True where `text` stands in a word of the `entrypoint` or the `command`.
fn calls(service: &Node, text: &str) -> bool {
    let has = |word: Node| word.as_scalar().is_some_and(|scalar| scalar.text.contains(text));
    ["entrypoint", "command"].iter().filter_map(|key| service.get(key)).any(|words| words.items().any(has))
}
