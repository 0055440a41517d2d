//! The client listeners of a cluster. The operator manages the listeners between nodes, which are always encrypted.

use super::manifest::{Manifest, entry_at};
use crate::model::Fields;
use crate::tree::{Node, ScalarKind};

/// Authentication types that use SASL (Strimzi Custom Resource API Reference, `GenericKafkaListener`).
const SASL: &[&str] = &["scram-sha-512", "oauth"];

/// Returns the `listeners` of a broker: `name`, `protocol`, `host`, `port`, `bind` and the `type` of the Kubernetes
/// service in front, or `None` if they are declared elsewhere.
pub(super) fn listeners(kafka: &Manifest) -> Option<Node> {
    let listeners = kafka.entry(&["spec", "kafka", "listeners"])?;
    let list = listeners.node.items().filter_map(|node| listener(&node)).collect();
    Some(Node::list(list, listeners.node.origin.clone()))
}

fn listener(node: &Node) -> Option<Node> {
    let written = |key: &str| entry_at(node, &[key]).map(|entry| entry.node);
    let name = written("name")?;
    let fields = Fields::at(name.origin.clone())
        .put("name", name)
        .put("protocol", protocol(node)?)
        .text("host", "0.0.0.0")
        .text("bind", "networks")
        .maybe("port", written("port").map(|port| port.as_integer()))
        .maybe("type", written("type"))
        .flag("controller", false)
        .flag("inter_broker", false);
    Some(fields.finish())
}

/// Returns the protocol that `tls` and the authentication type result in, at the value of `tls`, or `None` if it
/// depends on an undefined variable.
fn protocol(listener: &Node) -> Option<Node> {
    let tls = entry_at(listener, &["tls"])?.node;
    let encrypted = match tls.as_text()? {
        "true" => true,
        "false" => false,
        _ => return None,
    };
    let authentication = entry_at(listener, &["authentication", "type"]);
    let sasl = match &authentication {
        None => false,
        // A listener with custom authentication declares whether it uses SASL.
        Some(kind) if kind.node.as_text() == Some("custom") => {
            let custom = entry_at(listener, &["authentication", "sasl"]);
            custom.is_some_and(|entry| entry.node.as_text() == Some("true"))
        }
        Some(kind) => SASL.contains(&kind.node.as_text()?),
    };
    let protocol = match (sasl, encrypted) {
        (false, false) => "PLAINTEXT",
        (false, true) => "SSL",
        (true, false) => "SASL_PLAINTEXT",
        (true, true) => "SASL_SSL",
    };
    Some(tls.normalized(protocol, ScalarKind::Text))
}
