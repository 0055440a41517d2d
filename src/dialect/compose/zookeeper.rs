//! Services that run `ZooKeeper`, and the ports at which they answer clients.

use super::container;
use super::entrypoint::{self, Runs};
use super::server;
use super::service::Service;
use super::start_script::runs_own_script;
use crate::tree::{Node, Origin, Provenance, ScalarKind};

/// The port of `ZooKeeper` for clients, and of an address without one (`ConnectStringParser`).
pub(super) const DEFAULT_PORT: &str = "2181";

/// The port of Bitnami's image for clients with TLS (`bitnami/containers`, `zookeeper-env.sh`).
const BITNAMI_TLS_PORT: &str = "3181";

/// The variables that set a client port in Confluent's image (`confluentinc/kafka-images`, `zookeeper.properties.template`).
const OF_CONFLUENT: &[&str] = &["ZOOKEEPER_CLIENT_PORT", "ZOOKEEPER_SECURE_CLIENT_PORT"];

/// Returns true if the container runs `ZooKeeper`, and no Kafka node beside it.
pub(super) fn is_zookeeper(container: &Node) -> bool {
    let image = container
        .get("image")
        .and_then(|image| Some(image.as_scalar()?.text.to_string()))
        .unwrap_or_default();
    server::starts_zookeeper(container)
        || (container::is_zookeeper(&image) && entrypoint::runs(container) == Runs::Server)
}

/// Returns the ports at which `service`, which runs `ZooKeeper`, answers clients; None where that is not known, as with a
/// configuration of its own.
pub(super) fn client_ports(service: &Service) -> Option<Vec<Node>> {
    let container = &service.container;
    let is_known = !service.partial
        && service.environment_known
        && service.built.is_none()
        && !service.changes_settings()
        && runs_own_script(container)
        && !server::mounts_at(container, &|path| !is_of_data(path));
    if !is_known {
        return None;
    }
    let image = container.get("image")?;
    let image = image.as_scalar()?.text.to_string();
    let variables = container.get("environment");
    let variable = |name: &str| variables.as_ref().and_then(|all| all.get(name));
    if image.contains("cp-zookeeper") {
        // Without either the container exits.
        let ports: Vec<Node> = OF_CONFLUENT.iter().filter_map(|name| variable(name)).collect();
        return (!ports.is_empty()).then(|| ports.iter().map(Node::as_integer).collect());
    }
    let default = |port: &str| {
        Node::derived(port, ScalarKind::Text, Origin { span: service.key, via: Provenance::default() })
    };
    if image.contains("bitnami") {
        let is_file = |name: &str| variable(&format!("{name}_FILE")).is_some();
        if is_file("ZOO_PORT_NUMBER") || is_file("ZOO_TLS_PORT_NUMBER") {
            return None;
        }
        let port = |name, port| variable(name).unwrap_or_else(|| default(port)).as_integer();
        let mut ports = vec![port("ZOO_PORT_NUMBER", DEFAULT_PORT)];
        ports
            .extend(variable("ZOO_TLS_CLIENT_ENABLE").map(|_| port("ZOO_TLS_PORT_NUMBER", BITNAMI_TLS_PORT)));
        return Some(ports);
    }
    // The official image takes the port from the list of servers, a whole file or further lines.
    let decides = ["ZOO_SERVERS", "ZOO_CFG_EXTRA", "ZOO_PORT", "ZOOCFGDIR", "ZOO_CONF_DIR", "ZOOCFG"];
    let is_default = decides.into_iter().filter_map(variable).all(|one| !may_set_port(&one));
    is_default.then(|| vec![default(DEFAULT_PORT).as_integer()])
}

/// Words in paths at which no configuration of `ZooKeeper` is mounted.
const OF_DATA: &[&str] = &["data", "log", "txn", "secrets", "certs", "localtime", "timezone"];

/// Returns true for a folder that has no configuration of `ZooKeeper`, such as the volume of Bitnami's image.
fn is_of_data(path: &str) -> bool {
    let is_named =
        OF_DATA.iter().any(|word| path.contains(word)) && !path.contains("conf") && !path.contains(".cfg");
    is_named || matches!(path, "/bitnami" | "/bitnami/zookeeper")
}

/// Returns true unless a value leaves `ZooKeeper` at its default port: a list of servers that all have it behind their `;`.
fn may_set_port(value: &Node) -> bool {
    let Some(text) = value.as_text() else { return true };
    let is_server = |word: &str| word.rsplit_once(';').is_some_and(|(_, port)| port == DEFAULT_PORT);
    !text.split_whitespace().all(is_server)
}
