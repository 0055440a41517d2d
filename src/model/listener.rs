//! Listeners, as a Kafka node's properties name them.

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
    /// The host; empty for every interface.
    pub host: Node,
    /// The port, where there is one.
    pub port: Option<Node>,
}

/// Where a listener's host binds it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bind {
    /// Every network that its node joins.
    Networks,
    /// The node alone.
    Container,
    /// An address that is not known to be the node's.
    Elsewhere,
}

impl Bind {
    /// Where `host` binds a listener of a node that goes by the names that `is_own` knows.
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

    /// Its name in `input.bind`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Networks => "networks",
            Self::Container => "container",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// The entries of a `listeners` value, each part on its own characters.
pub fn endpoints(value: &Node, sources: &SourceMap) -> Vec<Endpoint> {
    let Some(scalar) = value.as_scalar() else { return Vec::new() };
    let text = &*scalar.text;
    let endpoint = |range: Range<usize>| {
        let entry = &text[range.clone()];
        let at = |part: Range<usize>| value.slice(sources, range.start + part.start..range.start + part.end);
        let Some(colon) = entry.find("://") else {
            // The whole list, or this entry of it, comes from a variable that nothing defines.
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

/// How a node's properties are asked.
type Property<'a> = &'a dyn Fn(&str) -> Option<Node>;

/// The protocol of the listener `name` and what it comes from: `map`, `name`, `controller` or `unmapped` (Kafka documentation,
/// `listener.security.protocol.map`).
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
    let mut known = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"].into_iter();
    if let Some(protocol) = known.find(|known| known.eq_ignore_ascii_case(name)) {
        return (derived(protocol), "name");
    }
    if is_controller(property, name) {
        return (derived("PLAINTEXT"), "controller");
    }
    (None, "unmapped")
}

/// Whether controllers talk to each other through the listener `name`.
pub fn is_controller(property: Property<'_>, name: &str) -> bool {
    names(property, "controller.listener.names", name).unwrap_or(false)
}

/// Whether brokers talk to each other through the listener `name`: the one that is named, else the one of the protocol that is
/// named, which is PLAINTEXT by default (Kafka documentation, `inter.broker.listener.name`).
pub fn is_inter_broker(property: Property<'_>, name: &str) -> bool {
    names(property, "inter.broker.listener.name", name)
        .or_else(|| names(property, "security.inter.broker.protocol", name))
        .unwrap_or(name.eq_ignore_ascii_case("PLAINTEXT"))
}

/// Whether the list of listener names in a property has `name`; None where the property is absent.
fn names(property: Property<'_>, key: &str, name: &str) -> Option<bool> {
    let value = property(key)?;
    let scalar = value.as_scalar()?;
    Some(scalar.text.split(',').any(|one| one.trim().eq_ignore_ascii_case(name)))
}

/// Kafka compares protocol names in upper case.
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

/// The protocol of `listener` in a `listener.security.protocol.map` value; names compare in upper case, as Kafka's do.
pub fn mapped_protocol(map: &Node, listener: &str, sources: &SourceMap) -> Option<Node> {
    let scalar = map.as_scalar()?;
    let text = &*scalar.text;
    for range in parts(text, ',') {
        let entry = &text[range.clone()];
        let Some(colon) = entry.find(':').filter(|_| !entry.starts_with('$')) else {
            if entry.contains("${") || entry.starts_with('$') {
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
