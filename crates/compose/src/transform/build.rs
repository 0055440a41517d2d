//! `build` (Compose Build Specification).

use super::lists::{assignments, bare, hosts, mount, variables};
use super::{Forms, text_of};
use crate::edit::{each, entry, with_map};
use crate::tree::{Entry, Map, Node};

/// `build`: the folder that an image is built from, or a mapping with it as `context`.
pub(super) fn build(node: &Node, forms: &mut Forms) -> Option<Node> {
    if text_of(node).is_some() {
        return Some(with_map(node, Map::from_iter([entry("context", bare(node))])));
    }
    let map = node.as_map()?;
    let mut long: Option<Map> = None;
    for attribute in map.entries() {
        let value = &attribute.node;
        let changed = match &*attribute.key {
            "args" => variables(value, forms),
            "labels" => assignments(value, forms),
            "additional_contexts" => contexts(value, forms),
            "extra_hosts" => hosts(value, forms),
            "secrets" => each(value, |item| mount(item, forms)),
            "ssh" => ssh(value, forms),
            _ => None,
        };
        if let Some(node) = changed {
            long.get_or_insert_with(|| map.clone()).set(Entry { node, ..attribute.clone() });
        }
    }
    long.map(|map| with_map(node, map))
}

fn contexts(node: &Node, forms: &mut Forms) -> Option<Node> {
    for item in node.as_list().unwrap_or_default() {
        if text_of(item).is_some_and(|text| !text.contains('=')) {
            forms.refuse(item, "this context has no name", "write `NAME=context`");
            return None;
        }
    }
    assignments(node, forms)
}

/// `ssh`: `default` for the agent that runs, or an id with the path of a socket or a key.
fn ssh(node: &Node, forms: &mut Forms) -> Option<Node> {
    for item in node.as_list().unwrap_or_default() {
        if text_of(item).is_some_and(|text| !text.contains('=') && text != "default") {
            let message = "an SSH key other than `default` needs the path of a socket or a key";
            forms.refuse(item, message, "write `ID=path`");
            return None;
        }
    }
    assignments(node, forms)
}
