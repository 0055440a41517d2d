//! Lists in which Compose keeps one item of a kind, the later in the place of the earlier (Compose Specification, "Merge and
//! override", "Unique resources").

use super::edit::{at_key, each, with_list, with_map};
use crate::tree::{Entry, How, Map, Node, Step};
use std::collections::HashMap;

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
    at_key(root, "services", |services| each(services, service)).unwrap_or_else(|| root.clone())
}

fn service(service: &Node) -> Option<Node> {
    let map = service.as_map()?;
    let mut changed: Option<Map> = None;
    for entry in map.entries() {
        let node = match OF_SERVICES.iter().find(|(key, _)| **key == *entry.key) {
            Some((_, identity)) => once(&entry.node, *identity),
            None if &*entry.key == "networks" => each(&entry.node, attachment),
            None => None,
        };
        if let Some(node) = node {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
        }
    }
    changed.map(|map| with_map(service, map))
}

/// What a service says of a network that it joins.
fn attachment(attachment: &Node) -> Option<Node> {
    let aliases = at_key(attachment, "aliases", |list| once(list, text));
    let addresses = at_key(aliases.as_ref().unwrap_or(attachment), "link_local_ips", |list| once(list, text));
    addresses.or(aliases)
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
    (kept.len() < items.len()).then(|| with_list(list, kept))
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
