//! Short forms to long ones: the form in which Compose merges files.

mod build;
mod devices;
mod external;
pub(super) mod lists;
pub(super) mod ports;
pub(super) mod volumes;

use super::edit::{at_key, each, with_map};
use crate::defect::Defect;
use crate::source::SourceMap;
use crate::tree::{Entry, Kind, Map, Node};

/// Ports of one file that ranges are taken apart into at most; a line could otherwise become a million of them.
const MAX_PORTS: usize = 1 << 18;

/// What bringing a tree into long form needs beside it.
struct Forms<'a> {
    sources: &'a SourceMap,
    defects: &'a mut Vec<Defect>,
    /// How many more ports ranges may become.
    room: usize,
}

impl Forms<'_> {
    /// Tells that `message` is wrong with `node`.
    fn refuse(&mut self, node: &Node, message: impl Into<String>, help: &str) {
        let defect = Defect::new(node.origin.span, message);
        self.defects.push(if help.is_empty() { defect } else { defect.help(help) });
    }
}

/// The long form of an attribute's value; None where it is the value itself.
type Form = fn(&Node, &mut Forms) -> Option<Node>;

/// The form of a service's attribute.
fn of_service(attribute: &str) -> Option<Form> {
    Some(match attribute {
        "annotations" | "labels" | "sysctls" => lists::assignments,
        "build" => build::build,
        "configs" | "secrets" => |list, forms| each(list, |item| lists::mount(item, forms)),
        "depends_on" => lists::depends_on,
        "deploy" => |deploy, forms| at_key(deploy, "labels", |labels| lists::assignments(labels, forms)),
        "devices" => |list, forms| each(list, |item| devices::device(item, forms)),
        "dns" | "dns_search" | "label_file" | "tmpfs" => lists::one_or_more,
        "env_file" => lists::env_files,
        "environment" => lists::variables,
        "extends" => lists::extends,
        "extra_hosts" => lists::hosts,
        "gpus" => devices::gpus,
        "models" | "networks" => lists::names,
        "ports" => ports::ports,
        "volumes" => |list, forms| each(list, |item| volumes::mount(item, forms)),
        _ => return None,
    })
}

/// `root`, a whole project in long form, where what exists outside of it is told by `external: true` and `name` alone.
pub(super) fn with_outer_names(root: &Node) -> Node {
    let Some(map) = root.as_map() else { return root.clone() };
    let mut changed: Option<Map> = None;
    for section in
        ["networks", "volumes", "secrets", "configs"].iter().filter_map(|section| map.entry(section))
    {
        if let Some(node) = each(&section.node, external::resource) {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..section.clone() });
        }
    }
    changed.map_or_else(|| root.clone(), |map| with_map(root, map))
}

/// `root` with every attribute that has a short form in its long one; what has no meaning is left as it is, and told.
///
/// A long form is its own long form.
pub(super) fn long_form(root: &Node, sources: &SourceMap, defects: &mut Vec<Defect>) -> Node {
    let Some(map) = root.as_map() else { return root.clone() };
    let forms = &mut Forms { sources, defects, room: MAX_PORTS };
    let mut long: Option<Map> = None;
    for section in map.entries() {
        let node = &section.node;
        let changed = match &*section.key {
            "services" => each(node, |service| service_form(service, forms)),
            "networks" | "volumes" | "secrets" | "configs" => {
                each(node, |one| external::labelled(one, forms))
            }
            "include" => lists::include(node, forms),
            _ => None,
        };
        if let Some(node) = changed {
            long.get_or_insert_with(|| map.clone()).set(Entry { node, ..section.clone() });
        }
    }
    long.map_or_else(|| root.clone(), |map| with_map(root, map))
}

fn service_form(service: &Node, forms: &mut Forms) -> Option<Node> {
    let map = service.as_map()?;
    let mut long: Option<Map> = None;
    for attribute in map.entries() {
        let Some(form) = of_service(&attribute.key) else { continue };
        if let Some(node) = form(&attribute.node, forms) {
            long.get_or_insert_with(|| map.clone()).set(Entry { node, ..attribute.clone() });
        }
    }
    long.map(|map| with_map(service, map))
}

/// The text of a scalar that is one, also where a variable is left in it.
fn text_of(node: &Node) -> Option<&str> {
    let scalar = node.as_scalar()?;
    matches!(scalar.kind, Kind::Text | Kind::Unresolved).then_some(&*scalar.text)
}

#[cfg(test)]
mod tests;
