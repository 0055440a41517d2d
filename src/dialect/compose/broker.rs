//! The listeners of a Kafka node.

use super::networks::Networks;
use super::product::Running;
use super::reach::Reach;
use super::service::Service;
use crate::model::image::Family;
use crate::model::listener::{Endpoint, endpoints, is_controller, is_inter_broker, protocol};
use crate::model::{Fields, ResourceKind};
use crate::source::{SourceMap, Span};
use crate::tree::{Node, ScalarKind};
use std::sync::Arc;

/// A listener, before it is lowered to a resource.
pub(super) struct Listener {
    pub(super) name: Arc<str>,
    pub(super) key: Span,
    pub(super) fields: Node,
    /// The fields that its node and its project show.
    pub(super) summary: Node,
}

/// Returns the listeners of `running` with facts only: protocol, bind, networks, published ports.
pub(super) fn listeners(
    running: &Running,
    service: &Service,
    services: &[Service],
    networks: &Networks,
    sources: &SourceMap,
) -> Vec<Listener> {
    if running.kind() != ResourceKind::Broker {
        return Vec::new();
    }
    let named =
        |name: &str| running.property(name).map(|value| endpoints(&value, sources)).unwrap_or_default();
    let advertised = running
        .flags
        .as_ref()
        .map_or_else(|| named("advertised.listeners"), |flags| flags.advertised.clone());
    let (bound, derived) = match (&running.flags, running.property("listeners")) {
        (Some(flags), _) => (flags.bound.clone(), false),
        (None, Some(value)) => (endpoints(&value, sources), false),
        // The start scripts of these images bind the advertised listeners to all interfaces.
        (None, None) if matches!(running.family, Family::Confluent | Family::Apache) => {
            (advertised.clone(), true)
        }
        (None, None) => (Vec::new(), false),
    };
    if bound.is_empty() {
        return Vec::new();
    }
    let reach = Reach::of(service, services, networks);
    let facts = Facts { running, service, advertised, reach, sources };
    bound.iter().map(|endpoint| facts.listener(endpoint, derived)).collect()
}

struct Facts<'a> {
    running: &'a Running,
    service: &'a Service,
    advertised: Vec<Endpoint>,
    reach: Reach,
    sources: &'a SourceMap,
}

impl Facts<'_> {
    fn listener(&self, endpoint: &Endpoint, derived: bool) -> Listener {
        let name = text(&endpoint.name);
        let host = if derived {
            Node::derived("0.0.0.0", ScalarKind::Text, endpoint.whole.origin.clone())
        } else {
            endpoint.host.clone()
        };
        let property = |key: &str| self.running.property(key);
        let is_redpanda = self.running.flags.is_some();
        let (protocol, protocol_from) =
            if is_redpanda { (None, "unknown") } else { protocol(&property, &name, endpoint, self.sources) };
        let bind = self.reach.bind(&text(&host));
        let port = endpoint.port.as_ref().map(Node::as_integer);
        let (published, published_unknown) = self.reach.published(port.as_ref());
        let advertised = self.advertised.iter().find(|other| text(&other.name).eq_ignore_ascii_case(&name));
        let (advertised_host, advertised_port) = match advertised {
            Some(other) => (Some(other.host.clone()), other.port.as_ref().map(Node::as_integer)),
            None => (None, None),
        };
        let advertised = advertised.map(|other| {
            let whole = text(&other.whole);
            let scheme = whole.find("://").map_or(0, |at| at + 3);
            other.whole.slice(self.sources, scheme..whole.len())
        });
        let origin = endpoint.whole.origin.clone();
        let list = |items: Vec<Node>| Node::list(items, origin.clone());
        let protocol = protocol.unwrap_or_else(|| Node::derived("", ScalarKind::Null, origin.clone()));
        let controller = is_controller(&property, &name);
        // Redpanda's nodes communicate on a separate listener.
        let inter_broker = !is_redpanda && is_inter_broker(&property, &name);
        let summary = Fields::at(origin.clone())
            .put("name", endpoint.name.clone())
            .put("protocol", protocol.clone())
            .put("host", host.clone())
            .maybe("port", port.clone())
            .text("bind", bind.name())
            .maybe("advertised_host", advertised_host)
            .maybe("advertised_port", advertised_port)
            .flag("controller", controller)
            .flag("inter_broker", inter_broker)
            .finish();
        let fields = Fields::at(origin.clone())
            .put("name", endpoint.name.clone())
            .text("broker", &self.running.name)
            .text("service", &self.service.name)
            .put("protocol", protocol)
            .text("protocol_from", protocol_from)
            .put("host", host)
            .maybe("port", port)
            .text("bind", bind.name())
            .maybe("advertised", advertised)
            .flag("controller", controller)
            .flag("inter_broker", inter_broker)
            .maybe("network_mode", self.reach.mode.clone())
            .put("networks", list(self.reach.networks.clone()))
            .flag("networks_known", self.reach.known)
            .put("published", list(published))
            .put("published_unknown", list(published_unknown))
            .finish();
        Listener { name, key: endpoint.whole.origin.span, fields, summary }
    }
}

fn text(node: &Node) -> Arc<str> {
    node.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default()
}
