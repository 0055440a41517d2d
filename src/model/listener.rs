//! Listeners in the properties of a Kafka node.

use super::endpoint::parts;
use crate::source::SourceMap;
use crate::syntax::brackets::rfind_outside;
use crate::tree::{Node, ScalarKind};
use std::ops::Range;

/// One entry of `listeners` or `advertised.listeners`: `NAME://host:port`.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The whole entry.
    pub whole: Node,
    /// The listener's name.
    pub name: Node,
    /// The host; empty to bind all interfaces.
    pub host: Node,
    /// The port, if there is one.
    pub port: Option<Node>,
}

/// The interface that a listener's host binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bind {
    /// Every network that the node joins.
    Networks,
    /// The node's loopback interface only.
    Container,
    /// An address that is not known to be the node's.
    Elsewhere,
}

impl Bind {
    /// Classifies `host` of a listener; `is_own` returns true for the node's own names.
    pub fn of(host: &str, is_own: &dyn Fn(&str) -> bool) -> Self {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare {
            "" | "0.0.0.0" | "::" => Self::Networks,
            "localhost" | "::1" => Self::Container,
            _ if bare.starts_with("127.") => Self::Container,
            _ if is_own(bare) => Self::Networks,
            _ => Self::Elsewhere,
        }
    }

    /// Returns its name in `input.bind`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Networks => "networks",
            Self::Container => "container",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// Returns the entries of a `listeners` value, each part with its own span.
pub fn endpoints(value: &Node, sources: &SourceMap) -> Vec<Endpoint> {
    let Some(scalar) = value.as_scalar() else { return Vec::new() };
    let text = &*scalar.text;
    let endpoint = |range: Range<usize>| {
        let entry = &text[range.clone()];
        let at = |part: Range<usize>| value.slice(sources, range.start + part.start..range.start + part.end);
        let Some(colon) = entry.find("://") else {
            // The whole list, or this entry of it, comes from an undefined variable.
            let whole = at(0..entry.len());
            let unknown = whole.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved);
            let parts = || whole.clone();
            return unknown.then(|| Endpoint {
                name: parts(),
                host: parts(),
                port: Some(parts()),
                whole: parts(),
            });
        };
        let address = colon + 3..entry.len();
        let split = rfind_outside(&entry[address.clone()], ':').map(|at| address.start + at);
        let host = address.start..split.unwrap_or(address.end);
        let port = split.map(|at| at + 1..address.end).filter(|range| !range.is_empty());
        Some(Endpoint { whole: at(0..entry.len()), name: at(0..colon), host: at(host), port: port.map(at) })
    };
    parts(text, ',').filter_map(endpoint).collect()
}

/// The security protocols (Kafka documentation, `security.protocol`).
pub const PROTOCOLS: [&str; 4] = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

/// Looks up a node's property by name.
pub type Property<'a> = &'a dyn Fn(&str) -> Option<Node>;

/// Returns the protocol of the listener `name` and its source: `map`, `name`, `controller` or `unmapped` (Kafka
/// documentation, `listener.security.protocol.map`).
pub fn protocol(
    property: Property<'_>,
    name: &str,
    endpoint: &Endpoint,
    sources: &SourceMap,
) -> (Option<Node>, &'static str) {
    if endpoint.name.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved) {
        return (Some(endpoint.name.clone()), "name");
    }
    if let Some(map) = property("listener.security.protocol.map") {
        return match mapped_protocol(&map, name, sources) {
            Some(protocol) => (Some(upper(protocol)), "map"),
            None => (None, "unmapped"),
        };
    }
    let derived =
        |protocol: &str| Some(Node::derived(protocol, ScalarKind::Text, endpoint.name.origin.clone()));
    if let Some(protocol) = PROTOCOLS.into_iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return (derived(protocol), "name");
    }
    if is_controller(property, name) && !is_any_secure(property) {
        return (derived("PLAINTEXT"), "controller");
    }
    (None, "unmapped")
}

/// Returns true if a listener is called as a protocol with encryption or a login: then Kafka has no protocol for those of
/// controllers by default (`KafkaConfig`, `effectiveListenerSecurityProtocolMap`).
fn is_any_secure(property: Property<'_>) -> bool {
    let is_secure = |name: &str| {
        let mut secure = PROTOCOLS.iter().filter(|one| **one != "PLAINTEXT");
        secure.any(|one| one.eq_ignore_ascii_case(name.trim()))
    };
    let has = |key: &str| {
        property(key).is_some_and(|value| {
            let scalar = value.as_scalar();
            scalar.is_some_and(|one| {
                one.text.split(',').any(|one| is_secure(one.split(':').next().unwrap_or_default()))
            })
        })
    };
    has("listeners") || has("controller.listener.names")
}

/// Returns true if controllers communicate through the listener `name`.
pub fn is_controller(property: Property<'_>, name: &str) -> bool {
    names(property, "controller.listener.names", name).unwrap_or(false)
}

/// Returns true if brokers communicate through the listener `name`: the configured inter-broker listener, else the
/// listener of the configured protocol, PLAINTEXT by default (Kafka documentation, `inter.broker.listener.name`).
pub fn is_inter_broker(property: Property<'_>, name: &str) -> bool {
    names(property, "inter.broker.listener.name", name)
        .or_else(|| names(property, "security.inter.broker.protocol", name))
        .unwrap_or(name.eq_ignore_ascii_case("PLAINTEXT"))
}

/// Returns whether the list of listener names in a property contains `name`; `None` if the property is absent.
fn names(property: Property<'_>, key: &str, name: &str) -> Option<bool> {
    let value = property(key)?;
    let scalar = value.as_scalar()?;
    Some(scalar.text.split(',').any(|one| one.trim().eq_ignore_ascii_case(name)))
}

/// Returns `node` in upper case: Kafka compares protocol names that way.
fn upper(node: Node) -> Node {
    match node.as_scalar() {
        Some(scalar)
            if scalar.kind != ScalarKind::Unresolved
                && scalar.text.bytes().any(|byte| byte.is_ascii_lowercase()) =>
        {
            node.normalized(scalar.text.to_ascii_uppercase(), ScalarKind::Text)
        }
        _ => node,
    }
}

/// Returns the protocol of `listener` in a `listener.security.protocol.map` value; names compare in upper case, as
/// in Kafka.
pub fn mapped_protocol(map: &Node, listener: &str, sources: &SourceMap) -> Option<Node> {
    let scalar = map.as_scalar()?;
    let text = &*scalar.text;
    for range in parts(text, ',') {
        let entry = &text[range.clone()];
        let is_open = entry.starts_with('$') || entry.starts_with("{{");
        let Some(colon) = entry.rfind(':').filter(|_| !is_open) else {
            if is_open || entry.contains("${") || entry.contains("{{") {
                return Some(map.slice(sources, range));
            }
            continue;
        };
        if entry[..colon].trim().eq_ignore_ascii_case(listener) {
            let protocol = &entry[colon + 1..];
            let blank = protocol.len() - protocol.trim_start().len();
            let start = range.start + colon + 1 + blank;
            return Some(map.slice(sources, start..start + protocol.trim().len()));
        }
    }
    None
}
