//! The client listeners of a cluster. The operator manages the listeners between nodes, which are always encrypted.

use super::manifest::{Manifest, entry_at, written};
use crate::model::{Fields, Resource, ResourceKind};
use crate::tree::{Node, Scalar, ScalarKind};

/// Authentication types that use SASL (Strimzi Custom Resource API Reference, `GenericKafkaListener`).
const SASL: &[&str] = &["scram-sha-512", "oauth"];

/// Types for which the operator accepts only TLS.
const ENCRYPTED: &[&str] = &["ingress", "route"];

/// Returns the `listeners` of a broker: `name`, `protocol`, `host`, `port`, `bind` and the `type` of the Kubernetes
/// service in front, or `None` if they are declared elsewhere.
pub(super) fn summaries(kafka: &Manifest) -> Option<Node> {
    let listeners = kafka.entry(&["spec", "kafka", "listeners"])?;
    let list =
        listeners.node.items().filter_map(|node| Some(Listener::of(&node)?.fields().finish())).collect();
    Some(Node::list(list, listeners.node.origin.clone()))
}

/// Returns the listeners of `kafka` as resources, with who can reach them.
pub(super) fn resources(kafka: &Manifest) -> impl Iterator<Item = Resource> {
    let listeners = kafka.entry(&["spec", "kafka", "listeners"]);
    let listeners: Vec<Node> = listeners.iter().flat_map(|entry| entry.node.items()).collect();
    listeners.into_iter().filter_map(|node| Some(Listener::of(&node)?.resource(kafka)))
}

/// A listener, before it is lowered.
struct Listener {
    name: Node,
    port: Option<Node>,
    kind: Option<Node>,
    /// `tls`, if written.
    tls: Option<Node>,
    protocol: Node,
}

impl Listener {
    /// Reads `node`, or returns `None` for a listener that Kubernetes rejects.
    fn of(node: &Node) -> Option<Self> {
        let value = |key: &str| entry_at(node, &[key]).map(|entry| entry.node);
        let (name, kind, tls) = (value("name")?, value("type"), value("tls"));
        let protocol = protocol(node, &name, kind.as_ref(), tls.as_ref())?;
        let tls = tls.map(|tls| match tls.as_text() {
            Some(text) => tls.normalized(text, ScalarKind::Bool),
            None => tls,
        });
        Some(Self { name, port: value("port").map(|port| port.as_integer()), kind, tls, protocol })
    }

    fn fields(&self) -> Fields {
        Fields::at(self.name.origin.clone())
            .put("name", self.name.clone())
            .put("protocol", self.protocol.clone())
            .text("host", "0.0.0.0")
            .text("bind", "networks")
            .maybe("port", self.port.clone())
            .maybe("type", self.kind.clone())
            .flag("controller", false)
            .flag("inter_broker", false)
    }

    fn resource(&self, kafka: &Manifest) -> Resource {
        let fields = self
            .fields()
            .text("broker", &kafka.name)
            .text("protocol_from", "tls")
            .maybe("tls", self.tls.clone())
            .text("reach", self.reach());
        Resource::new(ResourceKind::Listener, written(&self.name), self.name.origin.span, fields.finish())
    }

    /// Returns from where the Kubernetes service in front can be reached.
    fn reach(&self) -> &'static str {
        match self.kind.as_ref().and_then(Node::as_text) {
            Some("internal" | "cluster-ip") => "kubernetes",
            Some("nodeport" | "loadbalancer" | "ingress" | "route") => "outside",
            _ => "unknown",
        }
    }
}

/// Returns the protocol that `tls` and the authentication type result in, at the value of `tls`, else at the name. It
/// is unresolved if it depends on an undefined variable, and `None` if `tls` is not a boolean.
fn protocol(listener: &Node, name: &Node, kind: Option<&Node>, tls: Option<&Node>) -> Option<Node> {
    let encrypted = match tls {
        Some(tls) if is_open(tls) => return Some(tls.clone()),
        Some(tls) => tls.as_text()?.parse().ok()?,
        None => kind.and_then(Node::as_text).is_some_and(|kind| ENCRYPTED.contains(&kind)),
    };
    let value = |path: &[&str]| entry_at(listener, path).map(|entry| entry.node);
    let whole = value(&["authentication"]);
    let kind = value(&["authentication", "type"]);
    // A listener with custom authentication declares whether it uses SASL.
    let is_custom = kind.as_ref().is_some_and(|kind| kind.as_text() == Some("custom"));
    let custom = value(&["authentication", "sasl"]).filter(|_| is_custom);
    if let Some(open) = [&whole, &kind, &custom].into_iter().flatten().find(|node| is_open(node)) {
        return Some(open.clone());
    }
    let sasl = match (custom, kind) {
        (Some(custom), _) => custom.as_text() == Some("true"),
        (None, Some(kind)) => SASL.contains(&kind.as_text()?),
        (None, None) => false,
    };
    let protocol = match (sasl, encrypted) {
        (false, false) => "PLAINTEXT",
        (false, true) => "SSL",
        (true, false) => "SASL_PLAINTEXT",
        (true, true) => "SASL_SSL",
    };
    Some(match tls {
        Some(tls) => tls.normalized(protocol, ScalarKind::Text),
        None => Node::derived(protocol, ScalarKind::Text, name.origin.clone()),
    })
}

fn is_open(node: &Node) -> bool {
    node.as_scalar().map(|scalar: &Scalar| scalar.kind) == Some(ScalarKind::Unresolved)
}
