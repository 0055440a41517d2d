//! The server that a service's command starts, and whether it reads files that are not analysed.

use crate::model::image::Product;
use crate::tree::Node;

/// Scripts that start a server, with the server's product.
const SERVERS: &[(&str, Product)] = &[
    ("kafka-server-start", Product::Broker),
    ("connect-distributed", Product::ConnectWorker),
    ("connect-standalone", Product::ConnectWorker),
    ("schema-registry-start", Product::SchemaRegistry),
    ("kafka-rest-start", Product::RestProxy),
    ("ksql-server-start", Product::Ksqldb),
];

/// Directories from which the start scripts take whole files, as documented for the images: files mounted there
/// take effect.
const CONFIGURATION: &[&str] = &[
    "/mnt/shared/config",
    "/bitnami/kafka/config",
    "/opt/bitnami/kafka/config",
    "/opt/bitnami/kafka/conf",
    "/opt/kafka/config",
    "/kafka/config",
    "/etc/confluent/docker",
];

/// Returns the product that the command starts; an image with Kafka contains the scripts of several products.
pub(super) fn started(service: &Node) -> Option<Product> {
    SERVERS.iter().find(|(script, _)| calls(service, script)).map(|(_, product)| *product)
}

/// Returns true if the command starts `ZooKeeper` and no Kafka node.
pub(super) fn starts_zookeeper(service: &Node) -> bool {
    let starts = |script: &&str| calls(service, script);
    ["zookeeper-server-start", "zkServer.sh"].iter().any(starts) && !calls(service, "kafka-server-start")
}

/// Returns true if the command or a mount names a properties file, which is not analysed.
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

/// Returns true if `text`, of an instruction that builds an image, names a properties file or a folder of them.
pub(super) fn names_settings(text: &str) -> bool {
    text.contains(".properties") || CONFIGURATION.iter().any(|folder| text.contains(folder))
}

/// Returns true if a word of the `entrypoint` or the `command` contains `text`.
fn calls(service: &Node, text: &str) -> bool {
    let has = |word: Node| word.as_scalar().is_some_and(|scalar| scalar.text.contains(text));
    ["entrypoint", "command"].iter().filter_map(|key| service.get(key)).any(|words| words.items().any(has))
}
