//! Published ports: short form, long form, ranges (Compose Specification, `ports`).

use crate::model::listener::rfind_outside;
use crate::source::SourceMap;
use crate::tree::{Entry, Kind, Node, Value};
use std::ops::Range;
use std::sync::Arc;

/// Ports of one service that ranges are taken apart into. What is beyond stays a range, of which no port is known.
const MAX_PORTS: usize = 4096;

/// The entries of `ports` in long form: `mode`, `host_ip`, `target`, `published`, `protocol`, one for each port of a range.
pub(super) fn long_ports(ports: &Node, sources: &SourceMap) -> Node {
    let mut items = Vec::new();
    for item in ports.items() {
        match &item.value {
            Value::Map(_) => items.extend(long_entry(&item)),
            Value::Scalar(scalar) if scalar.kind != Kind::Null => {
                let room = MAX_PORTS.saturating_sub(items.len());
                items.extend(short_entry(&item, sources, room));
            }
            _ => {}
        }
    }
    Node::list(items, ports.origin.clone())
}

fn long_entry(item: &Node) -> Vec<Node> {
    let text = |key: &str| item.get(key).filter(|node| !node.is_null());
    let Some(target) = text("target") else { return Vec::new() };
    let base = PortEntry { item, host_ip: text("host_ip"), protocol: text("protocol"), mode: text("mode") };
    vec![base.node(target.as_integer(), text("published").map(|node| as_string(&node)))]
}

/// `[HOST:]TARGET[/PROTOCOL]`, where HOST is `[ADDRESS:][PORT]`.
fn short_entry(item: &Node, sources: &SourceMap, room: usize) -> Vec<Node> {
    let Some(scalar) = item.as_scalar() else { return Vec::new() };
    let text = &*scalar.text;
    let (ports, protocol) = match rfind_outside(text, '/') {
        Some(at) => (0..at, Some(at + 1..text.len())),
        None => (0..text.len(), None),
    };
    let (host, target) = match rfind_outside(&text[ports.clone()], ':') {
        Some(at) => (Some(0..at), at + 1..ports.end),
        None => (None, ports),
    };
    let (address, published) = match host {
        None => (None, None),
        Some(host) => match rfind_outside(&text[host.clone()], ':') {
            Some(at) => (Some(0..at), Some(at + 1..host.end)),
            None => (None, Some(host)),
        },
    };
    let part = |range: Range<usize>| Some(item.slice(sources, range)).filter(|node| !is_empty(node));
    let host_ip = address.and_then(|range| {
        let bare = text[range.clone()].starts_with('[') && text[range.clone()].ends_with(']');
        part(if bare { range.start + 1..range.end - 1 } else { range })
    });
    let base = PortEntry { item, host_ip, protocol: protocol.and_then(part), mode: None };
    let published = published.and_then(part);
    let Some(target) = part(target) else { return Vec::new() };
    let range_with_room = range(&target).filter(|(first, last)| usize::from(last - first) < room);
    let Some((first, last)) = range_with_room else { return vec![base.node(target.as_integer(), published)] };
    let published_range = published.as_ref().and_then(range);
    let nodes = (0..=last - first).map(|step| {
        let at = target.reworded((first + step).to_string(), Kind::Int);
        let published = match (&published, published_range) {
            // As many host ports as container ports pair up; any of several host ports stays a range.
            (Some(node), Some((from, to))) if to - from == last - first && to > from => {
                Some(node.reworded((from + step).to_string(), Kind::Text))
            }
            (published, _) => published.clone(),
        };
        base.node(at, published)
    });
    nodes.collect()
}

struct PortEntry<'a> {
    item: &'a Node,
    host_ip: Option<Node>,
    protocol: Option<Node>,
    mode: Option<Node>,
}

impl PortEntry<'_> {
    fn node(&self, target: Node, published: Option<Node>) -> Node {
        let text = |text: &str| Node::derived(text, Kind::Text, self.item.origin.clone());
        let fields = [
            ("mode", Some(self.mode.clone().unwrap_or_else(|| text("ingress")))),
            ("host_ip", self.host_ip.clone()),
            ("target", Some(target)),
            ("published", published),
            ("protocol", Some(self.protocol.clone().unwrap_or_else(|| text("tcp")))),
        ];
        let entry = |(key, node): (&str, Option<Node>)| {
            node.map(|node| Entry { key: key.into(), key_span: node.origin.span, node })
        };
        Node::map(fields.into_iter().filter_map(entry).collect(), self.item.origin.clone())
    }
}

fn is_empty(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| scalar.text.is_empty())
}

fn as_string(node: &Node) -> Node {
    match node.as_scalar() {
        Some(scalar) if scalar.kind != Kind::Unresolved => {
            node.reworded(Arc::clone(&scalar.text), Kind::Text)
        }
        _ => node.clone(),
    }
}

/// `from-to`, or one port as both; None for anything else.
fn range(node: &Node) -> Option<(u16, u16)> {
    let text = node.as_text()?;
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn long(text: &str) -> String {
        let sources = SourceMap::default();
        let source = sources.add(Path::new("t.yml"), format!("[{text}]"));
        let ports = long_ports(&crate::syntax::yaml::parse(&source).documents[0], &sources);
        let show = |port: &Node| {
            let part = |key: &str| {
                port.get(key).map_or("-".into(), |node| node.as_scalar().unwrap().text.to_string())
            };
            format!("{}|{}|{}/{}", part("host_ip"), part("published"), part("target"), part("protocol"))
        };
        ports.as_list().unwrap().iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn takes_every_spelling_apart() {
        let cases = [
            ("'9092'", "-|-|9092/tcp"),
            ("9092", "-|-|9092/tcp"),
            ("'19092:9092'", "-|19092|9092/tcp"),
            ("'127.0.0.1:19092:9092/udp'", "127.0.0.1|19092|9092/udp"),
            ("'127.0.0.1::9092'", "127.0.0.1|-|9092/tcp"),
            ("'[::1]:19092:9092'", "::1|19092|9092/tcp"),
            ("'9092-9093:9092-9093'", "-|9092|9092/tcp -|9093|9093/tcp"),
            ("'9000-9010:9092'", "-|9000-9010|9092/tcp"),
            ("{target: '9092', published: 19092, host_ip: 127.0.0.1}", "127.0.0.1|19092|9092/tcp"),
        ];
        for (text, wanted) in cases {
            assert_eq!(long(text), wanted, "{text}");
        }
    }
}
