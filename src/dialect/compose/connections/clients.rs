//! What a container is told to connect to: its variables, and the tools in its commands and its health check.

use super::super::service::Service;
use super::super::{bootstrap, entrypoint};
use crate::source::SourceMap;
use crate::tree::Node;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A setting that sends a client somewhere.
pub(super) struct Client {
    pub(super) host: Node,
    pub(super) port: Node,
    /// `environment`, `command` or `healthcheck`.
    pub(super) place: Node,
    /// The variable, if it is one.
    pub(super) key: Option<Node>,
    /// False where it does not matter whether it reaches what it is told.
    pub(super) follows: bool,
    /// True where quotation marks are a part of what it is told, so that it is no address.
    pub(super) quoted: bool,
}

/// Returns what `service` is told to connect to, as far as it has a port: Kafka's clients refuse an address without one.
/// `told` is what its variables and commands say.
pub(super) fn of(service: &Service, told: &Node, sources: &SourceMap) -> Vec<Client> {
    // A container that waits for somebody to come in runs no client.
    if entrypoint::idles(&service.container) {
        return Vec::new();
    }
    let checked = bootstrap::checked_servers(&service.node, sources);
    let servers = told.items().chain(checked);
    let client = |server: Node| {
        let (host, port) = (server.get("host")?, server.get("port")?);
        let follows = server.get("asks_once").is_none();
        let quoted = server.get("quoted").is_some();
        Some(Client { host, port, place: server.get("where")?, key: server.get("key"), follows, quoted })
    };
    let text = |node: &Node| node.as_scalar().map(|one| Arc::clone(&one.text)).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let is_new = |client: &Client| {
        let key = client.key.as_ref().map(text);
        seen.insert((text(&client.place), key, text(&client.host), text(&client.port)))
    };
    servers.filter_map(client).filter(is_new).collect()
}
