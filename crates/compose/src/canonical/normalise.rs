//! Adds implied values: networks, dependencies, names.

use super::Context;
use super::quantity::boolean;
use crate::dependencies::implied;
use crate::edit::{boolean as boolean_in, entry, inside, null, text, with_map};
use crate::tree::{Entry, Map, Node, Origin, ScalarKind};

/// Joins the service `map` to the project's default network if it sets no networks.
pub(crate) fn network(service: &Node, map: &mut Map) {
    let says_none = map.get("networks").is_none_or(|node| node.as_map().is_none_or(Map::is_empty));
    if says_none && map.entry("network_mode").is_none() && map.entry("provider").is_none() {
        let default = Map::from_iter([entry("default", null(service))]);
        map.set(entry("networks", Node::map(default, inside(service))));
    }
}

/// Adds to `depends_on` of the service `map` the services that it needs because of other attributes.
pub(super) fn dependencies(service: &Node, map: &mut Map) {
    let needed = implied(map).map(|one| (one.name.to_owned(), one.reason(), one.restart));
    let needed: Vec<(String, Node, bool)> = needed.collect();
    if needed.is_empty() {
        return;
    }
    let known = map.entry("depends_on").cloned();
    let mut dependencies = known.as_ref().and_then(|entry| entry.node.as_map()).cloned().unwrap_or_default();
    for (name, reason, restart) in needed {
        if dependencies.entry(&name).is_some() {
            continue;
        }
        let origin = reason.origin.clone();
        let mut dependency = Map::from_iter([entry("condition", text("service_started", &reason))]);
        if restart {
            dependency.set(entry("restart", boolean_in(true, &reason)));
        }
        dependency.set(entry("required", boolean_in(true, &reason)));
        dependencies.set(Entry {
            key: name.into(),
            key_span: reason.origin.span,
            node: Node::map(dependency, origin),
        });
    }
    let entry = match known {
        Some(known) => Entry { node: with_map(&known.node, dependencies), ..known },
        None => entry("depends_on", Node::map(dependencies, inside(service))),
    };
    map.set(entry);
}

/// Copies `scale` to `deploy.replicas` if there is a `deploy` that does not set it.
pub(super) fn replicas(map: &mut Map) {
    let (Some(scale), Some(deploy)) = (map.get("scale"), map.entry("deploy")) else { return };
    if let Some(inner) = deploy.node.as_map().filter(|inner| inner.entry("replicas").is_none()) {
        let mut inner = inner.clone();
        inner.set(entry("replicas", scale.clone()));
        let deploy = Entry { node: with_map(&deploy.node, inner), ..deploy.clone() };
        map.set(deploy);
    }
}

/// Declares the network `default` in the project `root` if a service joins it. Compose does not count services with a
/// provider. It does not count services with a `network_mode` either, but a service with that and networks is refused.
pub(crate) fn default_network(project: &Node, root: &mut Map) {
    let on_default = root.get("services").and_then(Node::as_map).is_some_and(|services| {
        let services = services.entries().filter_map(|service| service.node.as_map());
        services.filter(|service| service.entry("provider").is_none()).any(|service| {
            let networks = service.get("networks").and_then(Node::as_map);
            networks.is_some_and(|networks| networks.entry("default").is_some())
        })
    });
    let networks = root.entry("networks").cloned();
    let has_default = networks.as_ref().and_then(|entry| entry.node.as_map()?.entry("default")).is_some();
    if on_default && !has_default {
        let mut map = networks.as_ref().and_then(|entry| entry.node.as_map()).cloned().unwrap_or_default();
        map.set(entry("default", null(project)));
        root.set(match networks {
            Some(networks) if networks.node.as_map().is_some() => {
                Entry { node: with_map(&networks.node, map), ..networks }
            }
            _ => entry("networks", Node::map(map, inside(project))),
        });
    }
}

/// Sets the name of every resource of the project `root`.
pub(super) fn names(root: &mut Map, context: &Context) {
    for section in ["networks", "volumes", "configs", "secrets"] {
        let Some(known) = root.entry(section).cloned() else { continue };
        let Some(map) = known.node.as_map() else { continue };
        let named = map.entries().map(|entry| named(entry, context)).collect();
        root.set(Entry { node: with_map(&known.node, named), ..known });
    }
}

/// Returns a resource with its name: the key prefixed with the project's name, or only the key for an external
/// resource.
fn named(resource: &Entry, context: &Context) -> Entry {
    let place = Origin { span: resource.key_span, ..inside(&resource.node) };
    let (mut map, node) = match resource.node.as_map() {
        Some(map) if map.get("name").is_some_and(|name| !name.is_null()) => return resource.clone(),
        Some(map) => (map.clone(), resource.node.clone()),
        None if resource.node.is_null() => {
            let origin = Origin { span: resource.key_span, via: resource.node.origin.via.clone() };
            (Map::default(), Node::map(Map::default(), origin))
        }
        None => return resource.clone(),
    };
    let external = map.get("external").and_then(|node| boolean(node.as_text()?)) == Some(true);
    let name = if external { resource.key.to_string() } else { own_name(&context.name, &resource.key) };
    map.set(entry("name", Node::derived(name, ScalarKind::Text, place)));
    Entry { node: with_map(&node, map), ..resource.clone() }
}

/// Returns the default name of the resource `key` of `project` outside of the project.
pub(crate) fn own_name(project: &str, key: &str) -> String {
    format!("{project}_{key}")
}
