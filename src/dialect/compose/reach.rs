//! Where a service's ports are reachable from.

use super::networks::Networks;
use super::service::Service;
use crate::model::Fields;
use crate::model::listener::Bind;
use crate::source::Span;
use crate::tree::{Entry, Node, Origin, Provenance, Scalar, ScalarKind};
use std::net::IpAddr;
use std::sync::Arc;

/// Where a service is reachable from.
pub(super) struct Reach {
    /// Its `network_mode`, if set.
    pub(super) mode: Option<Node>,
    /// The networks that it joins: `{"key", "name", "declared"}` each.
    pub(super) networks: Vec<Node>,
    /// False if the service is incomplete and names no network.
    pub(super) known: bool,
    /// The `ports` entries, in long form.
    pub(super) ports: Vec<Node>,
    /// The service's names on its networks, and its static addresses.
    names: Vec<Arc<str>>,
}

impl Reach {
    /// Returns the reach of `service`, or of the service whose network it shares.
    pub(super) fn of(service: &Service, services: &[Service], networks: &Networks) -> Self {
        let mode = service.node.get("network_mode").filter(|node| !node.is_null());
        let shared =
            mode.as_ref().and_then(|node| node.as_text()?.strip_prefix("service:").map(str::to_owned));
        if let Some(host) = shared.and_then(|name| services.iter().find(|other| *other.name == *name)) {
            // One step is enough: Compose rejects a service that shares the network of a service that shares
            // another's.
            if host.node.get("network_mode").is_none() {
                return Self { mode: None, ..Self::of(host, services, networks) };
            }
        }
        // The implicit default network has no text of its own, so its span is the service's.
        let attachments =
            service.node.get("networks").filter(|node| node.origin.span != service.node.origin.span);
        let attachments: Vec<Entry> = attachments.iter().flat_map(Node::entries).collect();
        let mut joined: Vec<Node> = attachments
            .iter()
            .map(|entry| attachment(&entry.key, entry.key_span, &entry.node.origin.via, networks))
            .collect();
        let known = !(joined.is_empty() && service.partial);
        if joined.is_empty() && mode.is_none() && known {
            joined.push(attachment("default", service.key, &Provenance::default(), networks));
        }
        let ports = service.node.get("ports").map(|ports| ports.items().collect()).unwrap_or_default();
        let mut names = vec![Arc::clone(&service.name)];
        for key in ["container_name", "hostname"] {
            names.extend(service.node.get(key).as_ref().and_then(name));
        }
        for entry in &attachments {
            for alias in
                entry.node.get("aliases").iter().flat_map(|aliases| aliases.items().collect::<Vec<_>>())
            {
                names.extend(name(&alias));
            }
            for key in ["ipv4_address", "ipv6_address"] {
                names.extend(entry.node.get(key).and_then(|node| node.as_text().map(Arc::from)));
            }
        }
        Self { mode, networks: joined, known, ports, names }
    }

    /// Returns the service's names on its networks, and its static addresses.
    pub(super) fn names(&self) -> &[Arc<str>] {
        &self.names
    }

    /// Returns the keys of the networks that it joins.
    pub(super) fn keys(&self) -> impl Iterator<Item = Arc<str>> {
        self.networks.iter().filter_map(|one| Some(Arc::clone(&one.get("key")?.as_scalar()?.text)))
    }

    /// Returns where `host` binds a listener of this service.
    pub(super) fn bind(&self, host: &str) -> Bind {
        Bind::of(host, &|host| self.names.iter().any(|name| **name == *host))
    }

    /// Returns the `ports` entries that lead to `port`, and those that may.
    pub(super) fn published(&self, port: Option<&Node>) -> (Vec<Node>, Vec<Node>) {
        let mut published = (Vec::new(), Vec::new());
        let Some(port) = port.and_then(|port| port.as_scalar()) else { return published };
        for entry in &self.ports {
            let text = |key: &str| entry.get(key).and_then(|node| node.as_scalar().cloned());
            if text("protocol").is_some_and(|protocol| &*protocol.text != "tcp") {
                continue;
            }
            let Some(target) = text("target") else { continue };
            let loopback = text("host_ip").is_some_and(|ip| {
                &*ip.text == "localhost" || ip.text.starts_with("127.") || &*ip.text == "::1"
            });
            let fields = entry.as_map().cloned().unwrap_or_default();
            let flag = Node::boolean(loopback, entry.origin.clone());
            let mut map = fields;
            map.set(Entry { key: "loopback".into(), key_span: entry.origin.span, node: flag });
            let node = Node::map(map, entry.origin.clone());
            let is_known = |port: &Scalar| port.kind != ScalarKind::Unresolved && port.integer().is_some();
            if !is_known(&target) || !is_known(port) {
                // The same variable on both sides means the same port.
                if target.text == port.text { published.0.push(node) } else { published.1.push(node) }
            } else if target.text.trim() == port.text.trim() {
                published.0.push(node);
            }
        }
        published
    }
}

/// Returns a name of a service. One that is an address leads nobody to it: an address is not looked up.
fn name(node: &Node) -> Option<Arc<str>> {
    node.as_text().filter(|text| text.parse::<IpAddr>().is_err()).map(Arc::from)
}

fn attachment(key: &str, span: Span, via: &Provenance, networks: &Networks) -> Node {
    let (name, declared) = networks.name_of(key);
    Fields::at(Origin { span, via: via.clone() })
        .text("key", key)
        .put("name", name)
        .flag("declared", declared)
        .finish()
}
