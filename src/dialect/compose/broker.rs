//! The listeners of a Kafka node.

use super::debezium_listeners;
use super::old_listeners;
use super::product::Running;
use super::reach::Reach;
use super::service::Service;
use crate::dialect::node_listener::NodeListener;
use crate::model::ResourceKind;
use crate::model::image::Family;
use crate::model::listener::{Endpoint, endpoints};
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
    reach: &Reach,
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
    let advertised = advertised.into_iter().chain(advertised_otherwise(running, service)).collect::<Vec<_>>();
    let (bound, derived) = match (&running.flags, running.property("listeners")) {
        (Some(flags), _) => (flags.bound.clone(), false),
        (None, Some(value)) => {
            let is_written = running.properties.get("listeners").is_some();
            let own = |one| if is_written { one } else { bound_otherwise(running, service, one) };
            (endpoints(&value, sources).into_iter().map(own).collect(), false)
        }
        // The start scripts of these images bind the advertised listeners to all interfaces.
        (None, None) if matches!(running.family, Family::Confluent | Family::Apache) => {
            (advertised.clone(), true)
        }
        (None, None) => (Vec::new(), false),
    };
    if bound.is_empty() {
        return Vec::new();
    }
    let facts = Facts { running, service, advertised, reach, sources };
    bound.iter().map(|endpoint| facts.listener(endpoint, derived)).collect()
}

/// Returns the listener that is advertised by other settings than `advertised.listeners`.
fn advertised_otherwise(running: &Running, service: &Service) -> Option<Endpoint> {
    match running.family {
        Family::Debezium => debezium_listeners::advertised(running, service),
        _ => old_listeners::advertised(running, service),
    }
}

/// Returns `default`, a listener that the image opens, as other settings than `listeners` have it.
fn bound_otherwise(running: &Running, service: &Service, default: Endpoint) -> Endpoint {
    match running.family {
        Family::Debezium => debezium_listeners::bound(service, default),
        _ => old_listeners::bound(running, default),
    }
}

struct Facts<'a> {
    running: &'a Running,
    service: &'a Service,
    advertised: Vec<Endpoint>,
    reach: &'a Reach,
    sources: &'a SourceMap,
}

impl Facts<'_> {
    /// Returns true if the listeners are those of the file that Apache's image uses until a variable sets a property
    /// (`KafkaDockerWrapper`).
    fn is_of_image(&self) -> bool {
        self.running.family == Family::Apache && self.running.shipped.get("advertised.listeners").is_some()
    }

    fn listener(&self, endpoint: &Endpoint, derived: bool) -> Listener {
        let origin = endpoint.whole.origin.clone();
        let mut endpoint = endpoint.clone();
        if derived {
            endpoint.host = Node::derived("0.0.0.0", ScalarKind::Text, origin.clone());
        }
        let property = |key: &str| self.running.property(key);
        let bind = |host: &str| self.reach.bind(host);
        let mut listener = NodeListener::of(endpoint, &self.advertised, &property, &bind, self.sources);
        if self.running.flags.is_some() {
            // Redpanda is told of encryption elsewhere, and its nodes communicate on a separate listener.
            listener.protocol = (None, "unknown");
            listener.inter_broker = false;
        }
        let (published, published_unknown) = self.reach.published(listener.port.as_ref());
        let list = |items: Vec<Node>| Node::list(items, origin.clone());
        let fields = listener
            .fields(&self.running.name, self.sources)
            .text("service", &self.service.name)
            .text("reach", "project")
            .maybe("network_mode", self.reach.mode.clone())
            .put("networks", list(self.reach.networks.clone()))
            .flag("networks_known", self.reach.known)
            .flag("publishes_ports", !self.reach.ports.is_empty())
            .put("published", list(published))
            .put("published_unknown", list(published_unknown));
        let fields = if self.is_of_image() { fields.flag("of_image", true) } else { fields }.finish();
        let summary = listener.summary();
        Listener { name: listener.name, key: origin.span, fields, summary }
    }
}
