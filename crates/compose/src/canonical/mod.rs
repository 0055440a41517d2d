//! Converts the merged files to the canonical form: defaults, names, paths, environments, types.

pub(super) mod defaults;
pub(super) mod environment;
pub(super) mod hosts;
pub(super) mod normalise;
pub(super) mod paths;
mod print;
pub(super) mod quantity;
mod raw_env;
mod scalar_types;
mod shellwords;
mod typed;
mod used_resources;

pub use print::Printed;

use super::attributes::{PROJECT, Type};
use super::edit::{each_entry, entry, with_map};
use super::load::env::{Environment, Lookup as _};
use crate::defect::Defect;
use crate::files::Files;
use crate::tree::{Entry, Map, Node, ScalarKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The inputs of a project's values besides its files.
pub(super) struct Context<'a> {
    /// The project's name.
    pub(super) name: Arc<str>,
    /// The folder that relative paths are resolved against, as it should appear in paths.
    pub(super) directory: String,
    /// The variables that interpolation used.
    pub(super) environment: &'a Environment,
    /// The files that `env_file` and `label_file` are read from.
    pub(super) files: &'a Files<'a>,
    /// True if an absent file is missing; otherwise it may exist where the project runs.
    pub(super) as_compose: bool,
}

/// A project in canonical form.
pub(super) struct Finished {
    pub(super) project: Node,
    /// Services with an `env_file` that could not be read, so that variables may be missing from their environment.
    pub(super) missing_variables: BTreeSet<Arc<str>>,
}

/// Converts the project `root`, whose attributes are in long form, to the canonical form.
///
/// Zero and empty values and unused resources stay; [`printed`] omits them.
pub(super) fn finish(root: &Node, context: &Context, defects: &mut Vec<Defect>) -> Finished {
    let Some(map) = root.as_map() else {
        return Finished { project: root.clone(), missing_variables: BTreeSet::new() };
    };
    let mut map = map.clone();
    let known = map.entry("name").filter(|entry| entry.node.as_scalar().is_some() && !entry.node.is_null());
    let name = match known.cloned() {
        Some(known) if known.node.as_text() == Some(&*context.name) => known,
        Some(known) => {
            Entry { node: known.node.normalized(Arc::clone(&context.name), ScalarKind::Text), ..known }
        }
        None => entry("name", super::edit::text(Arc::clone(&context.name), root)),
    };
    map.set(name);
    let root = defaults::with_defaults(&with_map(root, map));
    let home = context.environment.get("HOME").map(|variable| Arc::clone(&variable.value));
    let root = paths::below(&root, &context.directory, home.as_deref());
    let mut map = root.as_map().cloned().unwrap_or_default();
    let mut reading = environment::Reading::new(context, defects);
    change(&mut map, "services", |services| {
        each_entry(services, |Entry { key, node: service, .. }| {
            let mut map = service.as_map()?.clone();
            reading.complete(key, service, &mut map);
            normalise::network(service, &mut map);
            normalise::dependencies(service, &mut map);
            normalise::replicas(&mut map);
            Some(with_map(service, map))
        })
    });
    let missing_variables = reading.missing;
    normalise::default_network(&root, &mut map);
    normalise::names(&mut map, context);
    let root = with_map(&root, map);
    let mut typing = typed::Typing { sources: context.files.sources, defects };
    let project = typing.typed(&root, Type::Record(&PROJECT), "").unwrap_or(root);
    Finished { project, missing_variables }
}

/// Replaces the value of `key` with the result of `with`.
fn change(map: &mut Map, key: &str, with: impl FnOnce(&Node) -> Option<Node>) {
    let Some(known) = map.entry(key).cloned() else { return };
    if let Some(node) = with(&known.node) {
        map.set(Entry { node, ..known });
    }
}

/// Returns a canonical project as Compose prints it.
pub(super) fn printed(project: &Node) -> Printed<'_> {
    Printed(project)
}

#[cfg(test)]
mod tests;
