//! Entries of `listeners` and `advertised.listeners`, as Kafka reads them (`SocketServerConfigs`, `URI_PARSE_REGEXP`).

use super::settings::{is_open, text};
use crate::source::SourceMap;
use crate::syntax::brackets::rfind_outside;
use crate::tree::Node;

/// An entry of `listeners` or `advertised.listeners`.
pub(super) struct Endpoint {
    /// The whole entry.
    pub(super) whole: Node,
    /// The name as it is written; `None` if it needs a variable.
    pub(super) name: Option<Node>,
    /// The name as Kafka compares it.
    key: Option<String>,
    /// The host, without brackets; `None` if it needs a variable.
    pub(super) host: Option<Node>,
    /// The port; `None` if it needs a variable.
    pub(super) port: Option<Node>,
}

impl Endpoint {
    /// Returns its name as Kafka compares it; `None` if it needs a variable.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Returns its port as a number.
    pub(super) fn number(&self) -> Option<i64> {
        self.port.as_ref().and_then(|port| text(port).parse().ok())
    }
}

/// Returns the name of a listener as Kafka compares it (`ListenerName.normalised`).
pub(super) fn key(name: &str) -> String {
    name.to_uppercase()
}

/// Reads `whole`; `None` if Kafka cannot.
pub(super) fn endpoint(whole: &Node, sources: &SourceMap) -> Option<Endpoint> {
    let entry = text(whole);
    let is_unclear = is_open(whole);
    let slice =
        |start: usize, end: usize| Some(whole.slice(sources, start..end)).filter(|part| !is_open(part));
    let unknown = || Endpoint { whole: whole.clone(), name: None, key: None, host: None, port: None };
    let Some(scheme) = entry.rfind("://") else { return is_unclear.then(unknown) };
    let address = scheme + 3;
    let name = slice(0, scheme);
    let key = name.as_ref().map(|name| key(text(name)));
    let Some(colon) = entry.get(address..).and_then(|rest| rfind_outside(rest, ':')).map(|at| address + at)
    else {
        return is_unclear.then(|| Endpoint { name, key, ..unknown() });
    };
    let bracketed = entry.get(address..colon).unwrap_or_default();
    let opened = usize::from(bracketed.starts_with('['));
    let closed = usize::from(bracketed.len() > opened && bracketed.ends_with(']'));
    let host = slice(address + opened, colon - closed);
    let number = slice(colon + 1, entry.len());
    let is_host =
        |host: &Node| text(host).chars().all(|one| one.is_ascii_alphanumeric() || "-%._:".contains(one));
    let is_port = |port: &Node| {
        let digits = text(port).strip_prefix('-').unwrap_or(text(port));
        !digits.is_empty() && digits.bytes().all(|one| one.is_ascii_digit())
    };
    let is_valid = host.as_ref().is_none_or(is_host) && number.as_ref().is_none_or(is_port);
    is_valid.then(|| Endpoint { whole: whole.clone(), name, key, host, port: number })
}
