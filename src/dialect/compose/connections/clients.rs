//! What a container is told to connect to: its variables, and the tools in its commands and its health check.

use super::super::bootstrap;
use super::super::service::Service;
use crate::source::SourceMap;
use crate::tree::Node;

/// A setting that sends a client somewhere.
pub(super) struct Client {
    pub(super) host: Node,
    pub(super) port: Node,
    /// `environment`, `command` or `healthcheck`.
    pub(super) place: Node,
    /// The variable, if it is one.
    pub(super) key: Option<Node>,
}

/// Returns what `service` is told to connect to, as far as it has a port: Kafka's clients refuse an address without one.
pub(super) fn of(service: &Service, sources: &SourceMap) -> Vec<Client> {
    let told = bootstrap::bootstrap_servers(&service.container, sources);
    let checked = bootstrap::checked_servers(&service.container, sources);
    let servers = told.items().chain(checked);
    let client = |server: Node| {
        let (host, port) = (server.get("host")?, server.get("port")?);
        Some(Client { host, port, place: server.get("where")?, key: server.get("key") })
    };
    servers.filter_map(client).collect()
}
