//! The listener that Debezium's start script writes for a broker without `KAFKA_LISTENERS` and `KAFKA_ADVERTISED_LISTENERS`
//! (`debezium/container-images`, `kafka/*/docker-entrypoint.sh`): what it binds is `HOST_NAME` and `PORT`, what it advertises
//! `ADVERTISED_HOST_NAME` and `ADVERTISED_PORT`.

use super::product::Running;
use super::service::Service;
use crate::model::listener::Endpoint;
use crate::tree::{Node, ScalarKind};

/// The name that the script gives the listener.
const NAME: &str = "PLAINTEXT";

/// The port that both have by default.
const PORT: &str = "9092";

/// Returns `default`, a listener that the image opens, at the host and the port that the variables say.
pub(super) fn bound(service: &Service, default: Endpoint) -> Endpoint {
    if default.name.as_text() != Some(NAME) {
        return default;
    }
    let host = first(service, ["KAFKA_HOST_NAME", "HOST_NAME"]).unwrap_or_else(|| default.host.clone());
    Endpoint {
        host,
        port: first(service, ["KAFKA_PORT", "PORT"]).or_else(|| default.port.clone()),
        ..default
    }
}

/// Returns the listener that the variables advertise; `None` where the script does not write it, or takes the container's own
/// address, which is not known.
pub(super) fn advertised(running: &Running, service: &Service) -> Option<Endpoint> {
    let is_told = running.property("advertised.listeners").is_some_and(|one| one.as_text() != Some(""));
    if is_told {
        return None;
    }
    let own = first(service, ["KAFKA_ADVERTISED_HOST_NAME", "ADVERTISED_HOST_NAME"]);
    let host = own.or_else(|| first(service, ["HOST_NAME"]))?;
    let derived = |text: &str| Node::derived(text, ScalarKind::Text, host.origin.clone());
    let port = first(service, ["KAFKA_ADVERTISED_PORT", "ADVERTISED_PORT"]);
    Some(Endpoint {
        name: derived(NAME),
        port: port.or_else(|| Some(derived(PORT))),
        whole: host.clone(),
        host,
    })
}

/// Returns the first of the variables that has a value: to the script, one without a value is not set.
fn first<const COUNT: usize>(service: &Service, names: [&str; COUNT]) -> Option<Node> {
    let variables = service.container.get("environment")?;
    let set = |name| variables.get(name).filter(|one| !one.is_null() && one.as_text() != Some(""));
    names.into_iter().find_map(set)
}
