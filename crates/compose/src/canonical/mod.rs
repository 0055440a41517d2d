//! What Compose makes of the merged files: defaults, names, paths, environments, types.

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

/// What a project's values depend on beside its files.
pub(super) struct Context<'a> {
    /// The project's name.
    pub(super) name: Arc<str>,
    /// The folder that relative paths start from, as it should appear in paths.
    pub(super) directory: String,
    /// The variables that interpolation saw.
    pub(super) environment: &'a Environment,
    /// Where `env_file` and `label_file` are read.
    pub(super) files: &'a Files<'a>,
    /// True where a file that is not here is missing; else it may be there where the project runs.
    pub(super) as_compose: bool,
}

/// A project in canonical form.
pub(super) struct Finished {
    pub(super) project: Node,
    /// Services with an `env_file` that could not be read: what their environment lacks is not known.
    pub(super) missing_variables: BTreeSet<Arc<str>>,
}

/// The canonical form of the project `root`, whose attributes are in long form.
///
/// What is zero or empty stays, and so does what no service uses: [`printed`] leaves it away.
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

/// Puts what `with` makes of the value of `key` in its place.
fn change(map: &mut Map, key: &str, with: impl FnOnce(&Node) -> Option<Node>) {
    let Some(known) = map.entry(key).cloned() else { return };
    if let Some(node) = with(&known.node) {
        map.set(Entry { node, ..known });
    }
}

/// A finished project as Compose prints it.
pub(super) fn printed(project: &Node) -> Printed<'_> {
    Printed(project)
}

#[cfg(test)]
mod tests;
