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

/// Where Apache's image looks for files that take the place of its own (`docker/examples/README.md` of Kafka).
const SHARED: &str = "/mnt/shared/config";

/// Directories from which the start scripts take whole files, as documented for the images: files mounted there
/// take effect.
const CONFIGURATION: &[&str] = &[
    SHARED,
    "/mnt/shared",
    "/bitnami/kafka/config",
    "/opt/bitnami/kafka/config",
    "/opt/bitnami/kafka/conf",
    "/opt/kafka/config",
    "/opt/kafka/config/kraft",
    "/kafka/config",
    "/etc/confluent/docker",
];

/// The start scripts of the images, and folders of them: a file mounted over one takes its place.
const SCRIPTS: &[&str] = &[
    "/etc/confluent/docker",
    "/etc/kafka/docker",
    "/opt/bitnami/scripts",
    "/docker-entrypoint.sh",
    "/usr/bin/start-kafka.sh",
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
    let is_settings = |path: &str| {
        path.contains(".properties")
            || CONFIGURATION.contains(&path)
            || path.strip_prefix(SHARED).is_some_and(|rest| rest.starts_with('/'))
    };
    calls(service, ".properties") || mounts_at(service, &is_settings)
}

/// Returns true if the node reads a file of settings that takes the place of its image's: one that its command names, or one where the
/// start script looks for it.
pub(super) fn replaces_settings(service: &Node) -> bool {
    let is_meant = |path: &str| {
        let is_in = |folder: &str| path.rsplit_once('/').is_some_and(|(parent, _)| parent == folder);
        let is_node = path.ends_with("server.properties") || path.ends_with("broker.properties");
        CONFIGURATION.iter().any(|folder| path == *folder || (is_node && is_in(folder)))
    };
    (calls(service, "kafka-server-start") && calls(service, ".properties")) || mounts_at(service, &is_meant)
}

/// Returns true if a mount takes the place of a start script.
pub(super) fn replaces_scripts(service: &Node) -> bool {
    mounts_at(service, &|path| SCRIPTS.iter().any(|script| path.starts_with(script)))
}

/// Returns true if scripts are mounted that Bitnami's start script runs before the server, or a script in its place.
pub(super) fn runs_scripts_before(service: &Node) -> bool {
    replaces_scripts(service) || mounts_at(service, &|path| path.starts_with("/docker-entrypoint-initdb.d"))
}

/// Returns true if a volume, a config or a secret is mounted at a path for which `is_meant` is true.
pub(super) fn mounts_at(service: &Node, is_meant: &dyn Fn(&str) -> bool) -> bool {
    let is_mounted = |mount: Node| {
        let target = mount.get("target").unwrap_or(mount);
        target.as_scalar().is_some_and(|scalar| is_meant(scalar.text.trim_end_matches('/')))
    };
    let mounts = ["volumes", "configs", "secrets"].into_iter().filter_map(|key| service.get(key));
    mounts.flat_map(|mounts| mounts.items().collect::<Vec<_>>()).any(is_mounted)
}

/// Returns true if `text`, of an instruction that builds an image, names a properties file, a folder of them, or a start script.
pub(super) fn names_settings(text: &str) -> bool {
    let mut paths = CONFIGURATION.iter().chain(SCRIPTS);
    text.contains(".properties") || paths.any(|path| text.contains(path))
}

/// Returns true if a word of the `entrypoint` or the `command` contains `text`.
fn calls(service: &Node, text: &str) -> bool {
    let has = |word: Node| word.as_scalar().is_some_and(|scalar| scalar.text.contains(text));
    ["entrypoint", "command"].iter().filter_map(|key| service.get(key)).any(|words| words.items().any(has))
}
