//! What Docker Compose fills in where an attribute is silent.

use crate::edit::{at_key, each, entry, or_put, text, truth, with_list, with_map};
use crate::tree::{Entry, Kind, Map, Node};

/// A service with its defaults; None where it needs none.
pub(super) fn service(service: &Node) -> Option<Node> {
    let map = service.as_map()?;
    let mut changed: Option<Map> = None;
    for attribute in map.entries() {
        let node = &attribute.node;
        let new = match &*attribute.key {
            "build" => build(node),
            "depends_on" => each(node, |one| or_put(one, "required", |parent| truth(true, parent))),
            "dns" => without_empty(node),
            "ports" => each(node, port),
            "secrets" => each(node, secret),
            "gpus" => each(node, device),
            "deploy" => at_key(node, "resources", |resources| {
                at_key(resources, "reservations", |reservations| {
                    at_key(reservations, "devices", |list| each(list, device))
                })
            }),
            "volumes" => each(node, |mount| at_key(mount, "target", target)),
            "pull_policy" if node.as_text() == Some("if_not_present") => {
                Some(node.reworded("missing", Kind::Text))
            }
            _ => None,
        };
        if let Some(node) = new {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..attribute.clone() });
        }
    }
    changed.map(|map| with_map(service, map))
}

/// A list without the items that say nothing, such as a variable that nothing sets leaves.
fn without_empty(list: &Node) -> Option<Node> {
    let items = list.as_list()?;
    let kept: Vec<_> = items.iter().filter(|item| item.as_text() != Some("")).cloned().collect();
    (kept.len() < items.len()).then(|| with_list(list, kept))
}

fn build(build: &Node) -> Option<Node> {
    let map = build.as_map()?;
    let mut map = map.clone();
    if map.entry("context").is_none() {
        map.set(entry("context", text(".", build)));
    }
    if map.entry("dockerfile").is_none() && map.entry("dockerfile_inline").is_none() {
        map.set(entry("dockerfile", text("Dockerfile", build)));
    }
    Some(with_map(build, map))
}

fn port(port: &Node) -> Option<Node> {
    let first = or_put(port, "protocol", |port| text("tcp", port));
    or_put(first.as_ref().unwrap_or(port), "mode", |port| text("ingress", port)).or(first)
}

fn secret(secret: &Node) -> Option<Node> {
    let source = secret.as_map()?.get("source")?.as_text()?;
    or_put(secret, "target", |secret| text(format!("/run/secrets/{source}"), secret))
}

/// A request for devices that says neither how many nor which is for all of them.
fn device(request: &Node) -> Option<Node> {
    let map = request.as_map()?;
    if map.entry("device_ids").is_some() {
        None
    } else {
        or_put(request, "count", |request| text("all", request))
    }
}

fn target(target: &Node) -> Option<Node> {
    let text = target.as_text()?;
    let clean = super::paths::clean(text);
    (clean != text).then(|| target.reworded(clean, Kind::Text))
}
