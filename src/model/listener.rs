//! Listeners, as a Kafka node's properties name them.

use crate::source::SourceMap;
use crate::tree::{Kind, Node};
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
            let unknown = whole.as_scalar().is_some_and(|scalar| scalar.kind == Kind::Unresolved);
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
    parts(text).filter_map(endpoint).collect()
}

/// The protocol of `listener` in a `listener.security.protocol.map` value; names compare in upper case, as Kafka's do.
pub fn mapped_protocol(map: &Node, listener: &str, sources: &SourceMap) -> Option<Node> {
    let scalar = map.as_scalar()?;
    let text = &*scalar.text;
    for range in parts(text) {
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

/// Items of a list that commas separate, trimmed; empty ones are passed.
pub fn parts(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split(',').filter_map(move |item| {
        let start = at + (item.len() - item.trim_start().len());
        at += item.len() + 1;
        let trimmed = item.trim();
        (!trimmed.is_empty()).then(|| start..start + trimmed.len())
    })
}

/// The last `wanted` of `text` that is outside of brackets and of a `${…}` that is left in it.
pub fn rfind_outside(text: &str, wanted: char) -> Option<usize> {
    let mut depth = 0_i32;
    let mut found = None;
    for (at, character) in text.char_indices() {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ if character == wanted && depth == 0 => found = Some(at),
            _ => {}
        }
    }
    found
}
