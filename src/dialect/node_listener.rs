//! A listener in the properties of a Kafka node, lowered to fields.

use crate::model::Fields;
use crate::model::endpoint::parts;
use crate::model::listener::{Bind, Endpoint, Property, is_controller, is_inter_broker, protocol};
use crate::source::SourceMap;
use crate::tree::{Node, ScalarKind};
use std::sync::Arc;

/// The maximum number of listeners of a node: each takes threads of its own, and no node of the corpus has more than four.
/// Nothing of a node with more is judged.
pub(super) const MAX_LISTENERS: usize = 300;

/// Returns how many listeners the lists in `properties` of a node have, where that is more than [`MAX_LISTENERS`].
pub(super) fn too_many(property: Property<'_>) -> Option<usize> {
    let listed = |name: &&str| Some(parts(&property(name)?.as_scalar()?.text, ',').count());
    let counts = ["listeners", "advertised.listeners"].iter().filter_map(listed);
    counts.max().filter(|count| *count > MAX_LISTENERS)
}

/// A listener of a Kafka node, as the node's properties declare it.
pub(super) struct NodeListener {
    /// Its name.
    pub(super) name: Arc<str>,
    /// Its port, an integer if it is numeric.
    pub(super) port: Option<Node>,
    /// Its protocol, if known, and the source of the protocol.
    pub(super) protocol: (Option<Node>, &'static str),
    /// True if brokers communicate through it.
    pub(super) inter_broker: bool,
    controller: bool,
    bind: Bind,
    endpoint: Endpoint,
    advertised: Option<Endpoint>,
}

impl NodeListener {
    /// Reads the listener `endpoint` of a node with the `advertised` listeners; `bind` returns where a host binds it.
    pub(super) fn of(
        endpoint: Endpoint,
        advertised: &[Endpoint],
        property: Property<'_>,
        bind: &dyn Fn(&str) -> Bind,
        sources: &SourceMap,
    ) -> Self {
        let name = text(&endpoint.name);
        let is_same = |other: &&Endpoint| text(&other.name).eq_ignore_ascii_case(&name);
        Self {
            port: endpoint.port.as_ref().map(Node::as_integer),
            protocol: protocol(property, &name, &endpoint, sources),
            inter_broker: is_inter_broker(property, &name),
            controller: is_controller(property, &name),
            bind: bind(&text(&endpoint.host)),
            advertised: advertised.iter().find(is_same).cloned(),
            name,
            endpoint,
        }
    }

    /// Returns the fields that its node shows.
    pub(super) fn summary(&self) -> Node {
        self.common().finish()
    }

    /// Returns the fields of a resource that every form declares; `broker` is the name of its node.
    pub(super) fn fields(&self, broker: &str, sources: &SourceMap) -> Fields {
        let advertised = self.advertised.as_ref().map(|other| {
            let whole = text(&other.whole);
            let scheme = whole.find("://").map_or(0, |at| at + 3);
            other.whole.slice(sources, scheme..whole.len())
        });
        let fields = self.common().text("broker", broker).text("protocol_from", self.protocol.1);
        fields.maybe("advertised", advertised)
    }

    fn common(&self) -> Fields {
        let origin = self.endpoint.whole.origin.clone();
        let (protocol, _) = &self.protocol;
        let none = || Node::derived("", ScalarKind::Null, origin.clone());
        let advertised = self.advertised.as_ref();
        let advertised_port = advertised.and_then(|other| other.port.as_ref().map(Node::as_integer));
        Fields::at(origin.clone())
            .put("name", self.endpoint.name.clone())
            .put("protocol", protocol.clone().unwrap_or_else(none))
            .put("host", self.endpoint.host.clone())
            .maybe("port", self.port.clone())
            .text("bind", self.bind.name())
            .maybe("advertised_host", advertised.map(|other| other.host.clone()))
            .maybe("advertised_port", advertised_port)
            .flag("controller", self.controller)
            .flag("inter_broker", self.inter_broker)
    }
}

fn text(node: &Node) -> Arc<str> {
    node.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default()
}
