//! Lists in which Compose keeps one item of a kind, the later in the place of the earlier (Compose Specification, "Merge and
//! override", "Unique resources").

use crate::tree::{Entry, How, Map, Node, Step, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// What two items have in common that are one; None for an item that is like no other.
type Identity = fn(&Node) -> Option<String>;

/// Attributes of a service whose lists hold an item once, and what tells an item.
const OF_SERVICES: &[(&str, Identity)] = &[
    ("cap_add", text),
    ("cap_drop", text),
    ("configs", |item| mount(item, "")),
    ("devices", |item| field(item, "target")),
    ("dns", text),
    ("dns_opt", text),
    ("dns_search", text),
    ("env_file", |item| field(item, "path")),
    ("expose", text),
    ("extra_hosts", text),
    ("label_file", text),
    ("links", text),
    ("ports", port),
    ("profiles", text),
    ("secrets", |item| mount(item, "/run/secrets")),
    ("tmpfs", |item| Some(item.as_text()?.split(':').next()?.to_owned())),
    ("volumes", |item| field(item, "target")),
];

/// `root`, in long form, with each item of such lists once.
pub(super) fn unique(root: &Node) -> Node {
    let Some(services) = root.as_map().and_then(|map| map.entry("services")) else { return root.clone() };
    let Some(map) = services.node.as_map() else { return root.clone() };
    let mut changed: Option<Map> = None;
    for entry in map.entries() {
        if let Some(node) = service(&entry.node) {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
        }
    }
    match changed {
        None => root.clone(),
        Some(map) => with(root, Entry { node: with_value(&services.node, map), ..services.clone() }),
    }
}

fn service(service: &Node) -> Option<Node> {
    let map = service.as_map()?;
    let mut changed: Option<Map> = None;
    for (key, identity) in OF_SERVICES {
        let Some(entry) = map.entry(key) else { continue };
        if let Some(node) = once(&entry.node, *identity) {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
        }
    }
    if let Some(entry) = map.entry("networks")
        && let Some(networks) = entry.node.as_map()
    {
        let mut kept = networks.clone();
        let mut any = false;
        for network in networks.entries() {
            for key in ["aliases", "link_local_ips"] {
                let list = network.node.as_map().and_then(|map| map.entry(key));
                if let Some((list, node)) = list.and_then(|list| Some((list, once(&list.node, text)?))) {
                    let network_of = kept.get(&network.key).unwrap_or(&network.node);
                    let node = with(network_of, Entry { node, ..list.clone() });
                    kept.set(Entry { node, ..network.clone() });
                    any = true;
                }
            }
        }
        if any {
            let node = with_value(&entry.node, kept);
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
        }
    }
    changed.map(|map| with_value(service, map))
}

fn with(node: &Node, entry: Entry) -> Node {
    let mut map = node.as_map().cloned().unwrap_or_default();
    map.set(entry);
    with_value(node, map)
}

fn with_value(node: &Node, map: Map) -> Node {
    Node { value: Value::Map(Arc::new(map)), ..node.clone() }
}

/// The list with one item of a kind; None where it has no other.
fn once(list: &Node, identity: Identity) -> Option<Node> {
    let items = list.as_list().filter(|items| items.len() > 1)?;
    let mut places: HashMap<String, usize> = HashMap::with_capacity(items.len());
    let mut kept: Vec<Node> = Vec::with_capacity(items.len());
    for item in items {
        match identity(item) {
            None => kept.push(item.clone()),
            Some(key) => match places.get(&key) {
                None => {
                    places.insert(key, kept.len());
                    kept.push(item.clone());
                }
                Some(place) => kept[*place] = in_place_of(&kept[*place], item),
            },
        }
    }
    (kept.len() < items.len()).then(|| Node { value: Value::List(Arc::new(kept)), ..list.clone() })
}

fn in_place_of(earlier: &Node, later: &Node) -> Node {
    let (before, after) = (earlier.origin.span, later.origin.span);
    if before.source == after.source {
        return later.clone();
    }
    later.clone().after(Step { how: How::Overrode, site: before })
}

fn text(item: &Node) -> Option<String> {
    item.as_text().map(str::to_owned)
}

fn field(item: &Node, key: &str) -> Option<String> {
    item.as_map()?.get(key)?.as_text().map(str::to_owned)
}

fn mount(item: &Node, folder: &str) -> Option<String> {
    field(item, "target").or_else(|| Some(format!("{folder}/{}", field(item, "source")?)))
}

/// The address, the host's port and the container's: to Compose `8080` and `"8080"` are two, until it puts the text for both.
fn port(item: &Node) -> Option<String> {
    let part = |key: &str, absent: &str| field(item, key).unwrap_or_else(|| absent.to_owned());
    let kind = item.as_map()?.get("published").and_then(Node::as_scalar).map(|scalar| scalar.kind);
    let (address, protocol) = (part("host_ip", "0.0.0.0"), part("protocol", "tcp"));
    Some(format!("{address}:{}:{kind:?}:{}/{protocol}", part("published", ""), field(item, "target")?))
}
