//! Server addresses in client settings: comma-separated `host:port` entries, each with an optional protocol.

use crate::source::SourceMap;
use crate::tree::{Node, ScalarKind};
use std::ops::Range;

/// A server to connect to.
#[derive(Debug, Clone)]
pub struct HostPort {
    /// What stands before `://`: a security protocol, a listener's name, or the scheme of a URL.
    pub scheme: Option<String>,
    /// The host, with its own span.
    pub host: Node,
    /// The port, an integer if it is numeric.
    pub port: Option<Node>,
}

/// Returns the servers in `value`, without entries that depend on an undefined variable.
pub fn host_ports(value: &Node, sources: &SourceMap) -> Vec<HostPort> {
    let Some(scalar) = value.as_scalar() else { return Vec::new() };
    let text = &*scalar.text;
    let slice = |range: Range<usize>| value.slice(sources, range);
    let one = |range: Range<usize>| {
        let entry = text.get(range.clone())?;
        let scheme = entry.split_once("://").map(|(scheme, _)| scheme);
        let authority = scheme.map_or(0, |scheme| scheme.len() + 3);
        let rest = entry.get(authority..)?;
        let end = authority + rest.find(['/', '?']).unwrap_or(rest.len());
        // A URL may have a user and a password before its host.
        let user = scheme.and_then(|_| entry.get(authority..end)?.rfind('@')).map_or(0, |at| at + 1);
        let start = authority + user;
        let rest = entry.get(start..end)?;
        let (host, port) =
            match rest.rfind(':').filter(|at| !rest.get(*at..).unwrap_or_default().contains(']')) {
                Some(colon) => (start..start + colon, Some(start + colon + 1..end)),
                None => (start..end, None),
            };
        let at = |part: Range<usize>| slice(range.start + part.start..range.start + part.end);
        let host = at(host);
        let known =
            host.as_scalar().is_some_and(|one| one.kind != ScalarKind::Unresolved && !one.text.is_empty());
        known.then(|| HostPort {
            scheme: scheme.map(str::to_owned),
            host,
            port: port.filter(|port| !port.is_empty()).map(|port| at(port).as_integer()),
        })
    };
    parts(text, ',').filter_map(one).collect()
}

/// Returns the ranges of the parts of `text` between `separator`, trimmed, without empty parts.
pub fn parts(text: &str, separator: char) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split(separator).filter_map(move |part| {
        let begin = start + (part.len() - part.trim_start().len());
        start += part.len() + separator.len_utf8();
        let trimmed = part.trim();
        (!trimmed.is_empty()).then(|| begin..begin + trimmed.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn servers_stand_on_their_own_characters() {
        for (text, wanted) in [
            ("kafka-1:9092,kafka-2:19092", &[("kafka-1", Some("9092")), ("kafka-2", Some("19092"))][..]),
            ("PLAINTEXT://kafka:9092, SSL://b:9093", &[("kafka", Some("9092")), ("b", Some("9093"))]),
            ("kafka", &[("kafka", None)]),
            ("http://registry:8081/path", &[("registry", Some("8081"))]),
            ("kafka://u:p@kafka:9092?acks=all", &[("kafka", Some("9092"))]),
            ("kafka://u:p@[::1]", &[("[::1]", None)]),
            ("[::1]:9092,,", &[("[::1]", Some("9092"))]),
            ("", &[]),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.yml"), format!("a: '{text}'"));
            let node = yaml::parse(&source).documents[0].get("a").unwrap();
            let found = host_ports(&node, &sources);
            let shown: Vec<_> = found
                .iter()
                .map(|one| {
                    let port = one.port.as_ref().map(|port| source.slice(port.origin.span));
                    (source.slice(one.host.origin.span), port)
                })
                .collect();
            assert_eq!(shown, wanted, "{text}");
        }
    }
}
