//! An edge as fields.

use super::super::service::Service;
use super::clients::Client;
use super::doors::{Answer, Told};
use super::ports::Published;
use super::{Edge, Graph};
use crate::model::Fields;
use crate::tree::{Node, Origin, Provenance, ScalarKind};
use std::sync::Arc;

impl Edge {
    /// Returns the fields of the edge of a client in the container of `from`.
    pub(super) fn node(&self, graph: &Graph, from: &Arc<str>, client: &Client) -> Node {
        let origin = client.host.origin.clone();
        let fields = Fields::at(origin.clone())
            .text("from", from)
            .put("where", client.place.clone())
            .maybe("key", client.key.clone())
            .put("host", client.host.clone())
            .put("port", client.port.clone());
        self.finish(graph, fields, &origin)
    }

    /// Returns the fields of the edge from the host through a published port.
    pub(super) fn node_of_port(&self, graph: &Graph, port: &Published) -> Node {
        let origin = port.entry.origin.clone();
        let fields = Fields::at(origin.clone())
            .text("where", "ports")
            .maybe("port", port.host_port.clone())
            .put("target", port.target.clone());
        self.finish(graph, fields, &origin)
    }

    /// Returns the fields of the edge of the broker `from`, which is told of the listener by its cluster; its place is what the
    /// listener advertises.
    pub(super) fn node_of_peer(&self, graph: &Graph, from: &Service, listener: &Node) -> Node {
        let advertised = listener.get("advertised_host");
        let origin = advertised.map_or_else(|| listener.origin.clone(), |host| host.origin);
        let own = Origin { span: from.key, via: Provenance::default() };
        let fields = Fields::at(origin.clone())
            .put("from", Node::derived(Arc::clone(&from.name), ScalarKind::Text, own))
            .text("where", "inter_broker");
        self.finish(graph, fields, &origin)
    }

    fn finish(&self, graph: &Graph, fields: Fields, origin: &Origin) -> Node {
        let fields = fields.text("answer", self.answer.name());
        let service = |at: usize| graph.parts.services.get(at).map(|service| Arc::clone(&service.name));
        let text = |text: Arc<str>| Node::derived(text, ScalarKind::Text, origin.clone());
        let fields = fields.maybe("service", self.answer.service().and_then(service).map(text));
        let fields = match self.answer {
            Answer::Listener(broker, listener)
            | Answer::Controllers(broker, listener)
            | Answer::NotPublished(broker, listener)
            | Answer::OtherInterface(broker, listener) => of_listener(graph, broker, listener, fields),
            _ => fields,
        };
        let better = self.better.and_then(|(broker, listener)| {
            let summary = &graph.parts.listeners.get(broker)?.get(listener)?.summary;
            let fields = Fields::at(summary.origin.clone());
            let fields =
                fields.put("name", summary.get("name")?).put("port", summary.get("advertised_port")?);
            Some(fields.put("host", summary.get("advertised_host")?).finish())
        });
        let better = Node::list(better.into_iter().collect(), origin.clone());
        let Some(told) = self.told else {
            let is_known = matches!(self.answer, Answer::Unanswered(_));
            return if is_known { fields.put("better", better).finish() } else { fields.finish() };
        };
        let other = match told {
            Told::Another(other) | Told::NoBroker(other) | Told::AnotherListener(other, _) => {
                service(other).map(text)
            }
            _ => None,
        };
        fields.text("told", told.name()).maybe("told_service", other).put("better", better).finish()
    }
}

/// Adds the name of a listener, what it binds and what it advertises.
fn of_listener(graph: &Graph, broker: usize, listener: usize, fields: Fields) -> Fields {
    let summary = graph.parts.listeners.get(broker).and_then(|all| all.get(listener)).map(|one| &one.summary);
    let field = |key: &str| summary.and_then(|summary| summary.get(key));
    fields
        .maybe("listener", field("name"))
        .maybe("bound_host", field("host"))
        .maybe("advertised_host", field("advertised_host"))
        .maybe("advertised_port", field("advertised_port"))
}

impl Answer {
    /// Returns its name in `answer`.
    fn name(&self) -> &'static str {
        match self {
            Self::Listener(..) => "listener",
            Self::Controllers(..) => "controllers",
            Self::OtherInterface(..) => "other_interface",
            Self::NotPublished(..) => "not_published",
            Self::Closed(_) => "closed",
            Self::NoBroker(_) => "no_broker",
            Self::OwnContainer => "own_container",
            Self::Apart(_) => "apart",
            Self::Unanswered(_) => "host_network",
            Self::Nameless(_) => "no_names",
            Self::Quoted => "quoted",
            Self::Nobody => "nobody",
            Self::Outside => "outside",
            Self::Open(_) => "unknown",
        }
    }

    /// Returns the service that the address leads to, the first where there are several.
    fn service(&self) -> Option<usize> {
        match self {
            Self::Listener(service, _)
            | Self::Controllers(service, _)
            | Self::OtherInterface(service, _)
            | Self::NotPublished(service, _)
            | Self::Closed(service)
            | Self::NoBroker(service) => Some(*service),
            Self::Apart(services) | Self::Unanswered(services) | Self::Nameless(services) => {
                services.first().copied()
            }
            Self::Open(service) => *service,
            Self::OwnContainer | Self::Quoted | Self::Nobody | Self::Outside => None,
        }
    }
}

impl Told {
    /// Returns its name in `told`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::OwnContainer => "own_container",
            Self::Nobody => "nobody",
            Self::Apart => "apart",
            Self::Unanswered => "host_network",
            Self::ContainerName => "container_name",
            Self::Nameless => "no_names",
            Self::Closed => "closed",
            Self::NotAdvertised => "not_advertised",
            Self::Another(_) => "another_broker",
            Self::NoBroker(_) => "no_broker",
            Self::AnotherListener(..) => "another_listener",
            Self::NotPublished => "not_published",
            Self::Outside => "outside",
            Self::Open => "unknown",
        }
    }
}
