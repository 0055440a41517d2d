//! The listener of a broker before Kafka 3.0 without `listeners` or `advertised.listeners`: `host.name` and `port` say what it binds,
//! `advertised.host.name` and `advertised.port` what it advertises (Kafka 2.8, `KafkaConfig.listeners` and `advertisedListeners`).

use super::product::Running;
use super::service::Service;
use crate::model::image::Family;
use crate::model::listener::Endpoint;
use crate::model::version::is_below;
use crate::tree::{Node, ScalarKind};

/// The first version without these settings.
const REMOVED_IN: &str = "3.0";

/// The name that Kafka gives the listener.
const NAME: &str = "PLAINTEXT";

/// The port that both have by default.
const PORT: &str = "9092";

/// Docker's socket: with it, wurstmeister's script asks Docker for the published port (`start-kafka.sh`).
const SOCKET: &str = "/var/run/docker.sock";

/// Returns `default`, the listener that the image opens, at the host and the port that the settings say.
pub(super) fn bound(running: &Running, default: Endpoint) -> Endpoint {
    if !reads_old_settings(running) {
        return default;
    }
    let host = set(running, "host.name").unwrap_or_else(|| default.host.clone());
    Endpoint { host, port: set(running, "port").or_else(|| default.port.clone()), ..default }
}

/// Returns the listener that the settings advertise; `None` where they do not, or where a script asks for the port.
pub(super) fn advertised(running: &Running, service: &Service) -> Option<Endpoint> {
    let is_told = running.property("advertised.listeners").is_some();
    let (host, port) = (set(running, "advertised.host.name"), set(running, "advertised.port"));
    if is_told || !reads_old_settings(running) || (port.is_none() && asks_docker(running, service)) {
        return None;
    }
    let whole = host.clone().or_else(|| port.clone())?;
    let derived = |text: &str| Node::derived(text, ScalarKind::Text, whole.origin.clone());
    Some(Endpoint {
        name: derived(NAME),
        host: host.or_else(|| set(running, "host.name")).unwrap_or_else(|| derived("")),
        port: port.or_else(|| set(running, "port")).or_else(|| Some(derived(PORT))),
        whole,
    })
}

/// Returns true if the broker is known to be of a version that has the settings. Wurstmeister's images end with Kafka 2.8.
fn reads_old_settings(running: &Running) -> bool {
    match running.version() {
        Some(version) => is_below(version, REMOVED_IN),
        None => running.family == Family::Wurstmeister,
    }
}

fn set(running: &Running, name: &str) -> Option<Node> {
    running.properties.get(name).filter(|node| node.as_text() != Some(""))
}

fn asks_docker(running: &Running, service: &Service) -> bool {
    let mounts = service.node.get("volumes");
    let is_socket = |mount: Node| mount.get("target").is_some_and(|one| one.as_text() == Some(SOCKET));
    running.family == Family::Wurstmeister
        && running.properties.get("listeners").is_none()
        && mounts.is_some_and(|mounts| mounts.items().any(is_socket))
}
