//! Short forms to long ones, so that lists and mappings of the same thing merge by key.

use crate::source::SourceMap;
use crate::tree::{Entry, Kind, Map, Node, Value};
use std::sync::Arc;

/// A service whose `environment`, `labels`, `networks`, `depends_on`, `build` and their like are mappings.
pub(super) fn long_service(service: &Node, sources: &SourceMap) -> Node {
    let Some(map) = service.as_map() else { return service.clone() };
    let mut long: Option<Map> = None;
    for entry in map.entries() {
        let node = &entry.node;
        let changed = match &*entry.key {
            "environment" | "labels" | "annotations" | "sysctls" => assignments(node, sources),
            "networks" => names(node, |_, _| None),
            "depends_on" if node.as_list().is_some() => names(node, |name, item| {
                let text = |text: &str| Node::derived(text, Kind::Text, item.origin.clone());
                let entry = |key: &str, node| Entry { key: key.into(), key_span: name, node };
                let required = Node::boolean(true, item.origin.clone());
                let map = Map::from_iter([
                    entry("condition", text("service_started")),
                    entry("required", required),
                ]);
                Some(Node::map(map, item.origin.clone()))
            }),
            "depends_on" if node.as_map().is_some() => Some(required_by_default(node)),
            // Compose appends these to one another, however each was written.
            "env_file" | "dns" | "dns_search" | "tmpfs" if is_single(node) => {
                Some(Node { tag: node.tag, ..Node::list(vec![node.clone()], node.origin.clone()) })
            }
            "extra_hosts" if node.as_map().is_some() => Some(host_list(node)),
            "build" if node.as_scalar().is_some_and(|scalar| scalar.kind != Kind::Null) => {
                let context = Entry { key: "context".into(), key_span: node.origin.span, node: node.clone() };
                Some(Node::map(Map::from_iter([context]), node.origin.clone()))
            }
            _ => None,
        };
        if let Some(node) = changed {
            long.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
        }
    }
    match long {
        Some(map) => Node { value: Value::Map(Arc::new(map)), ..service.clone() },
        None => service.clone(),
    }
}

fn is_single(node: &Node) -> bool {
    node.as_list().is_none() && !node.is_null()
}

/// A mapping of hosts to addresses as a list of `host=address`.
fn host_list(node: &Node) -> Node {
    let mut hosts = Vec::new();
    for entry in node.entries() {
        let addresses =
            if entry.node.as_list().is_some() { entry.node.items().collect() } else { vec![entry.node] };
        for address in addresses {
            if let Some(scalar) = address.as_scalar() {
                hosts.push(address.reworded(format!("{}={}", entry.key, scalar.text), Kind::Text));
            }
        }
    }
    Node { tag: node.tag, ..Node::list(hosts, node.origin.clone()) }
}

/// `depends_on` whose entries all say `required`.
fn required_by_default(node: &Node) -> Node {
    let dependency = |entry: &Entry| {
        let mut entry = entry.clone();
        if let Some(mut map) = entry.node.as_map().filter(|map| map.get("required").is_none()).cloned() {
            let required = Node::boolean(true, entry.node.origin.clone());
            map.set(Entry { key: "required".into(), key_span: entry.key_span, node: required });
            entry.node = Node { value: Value::Map(Arc::new(map)), ..entry.node };
        }
        entry
    };
    let dependencies = node.as_map().into_iter().flat_map(Map::entries).map(dependency).collect();
    Node { value: Value::Map(Arc::new(dependencies)), ..node.clone() }
}

/// A list of `KEY=value` as a mapping; `KEY` alone has no value.
fn assignments(node: &Node, sources: &SourceMap) -> Option<Node> {
    let mut map = Map::default();
    for item in node.as_list()? {
        let Some(scalar) = item.as_scalar() else { continue };
        let (name, value) = match scalar.text.split_once('=') {
            Some((name, _)) => (name, item.slice(sources, name.len() + 1..scalar.text.len())),
            None => (&*scalar.text, Node::derived("", Kind::Null, item.origin.clone())),
        };
        let key_span = item.slice(sources, 0..name.len()).origin.span;
        map.set(Entry { key: name.into(), key_span, node: value });
    }
    Some(Node { tag: node.tag, ..Node::map(map, node.origin.clone()) })
}

/// A list of names as a mapping to what `value` gives for each, or to null.
fn names(node: &Node, value: impl Fn(crate::source::Span, &Node) -> Option<Node>) -> Option<Node> {
    let mut map = Map::default();
    for item in node.as_list()? {
        let Some(scalar) = item.as_scalar() else { continue };
        let null = || Node::derived("", Kind::Null, item.origin.clone());
        let node = value(item.origin.span, item).unwrap_or_else(null);
        map.set(Entry { key: Arc::clone(&scalar.text), key_span: item.origin.span, node });
    }
    Some(Node { tag: node.tag, ..Node::map(map, node.origin.clone()) })
}
