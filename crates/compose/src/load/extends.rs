//! `extends` (Compose Specification, "extends").

use super::env::Environment;
use super::references::{self, Extends};
use super::{Layer, Loader};
use crate::canonical::paths::{is_fetched, service_below};
use crate::edit::{at_key, with_map};
use crate::files::File;
use crate::merge::{MergeMode, conflicting_extension, merge, merge_service};
use crate::problem;
use crate::source::{Span, display_name, normalise};
use crate::transform::long_form;
use crate::tree::{Entry, Map, Node, Step, StepKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A chain of `extends` longer than this is refused.
const MAX_CHAIN: usize = 256;

/// The maximum number of entries that `extends` may bring into a project; a hundred services with two hundred entries
/// each are a fifth.
const MAX_EXTENDED: usize = 100_000;

/// The location of a service that extends another.
struct ExtendsContext<'a> {
    file: &'a Arc<File>,
    /// The document, or the merged documents of the file.
    root: &'a Node,
    /// The folder that relative paths are resolved against.
    folder: &'a Path,
}

/// The chain of services that extend one another, from the first.
type Chain = Vec<(PathBuf, Arc<str>)>;

impl Loader<'_> {
    /// Returns `document` with every `extends` resolved; None if it has none.
    pub(super) fn extended(
        &mut self,
        file: &Arc<File>,
        document: &Node,
        environment: &Environment,
        directory: &Path,
    ) -> Option<Node> {
        if !extends_something(document) {
            return None;
        }
        let services = document.get("services")?;
        let home = ExtendsContext { file, root: document, folder: directory };
        let mut extended = Map::default();
        for entry in services.entries() {
            if !has_extends(&entry.node) {
                extended.set(entry);
                continue;
            }
            let mut chain = vec![(file.source.path.clone(), Arc::clone(&entry.key))];
            if let Some(node) = self.extend(&home, &entry.node, environment, &mut chain) {
                extended.set(Entry { node, ..entry });
            } else {
                self.broken.insert(Arc::clone(&entry.key));
                extended.set(entry);
            }
        }
        at_key(document, "services", |services| Some(with_map(services, extended)))
    }

    /// Merges `service` over the service that it extends, recursively; None, with a problem, if that cannot be found.
    fn extend(
        &mut self,
        home: &ExtendsContext,
        service: &Node,
        environment: &Environment,
        chain: &mut Chain,
    ) -> Option<Node> {
        if !has_extends(service) {
            return Some(service.clone());
        }
        let extends = service.get("extends")?;
        let site = extends.origin.span;
        let reference = match references::extends(&extends) {
            None => {
                return self.refuse(
                    home,
                    site,
                    "`extends` names a service, or a `service` and the `file` it is in",
                );
            }
            Some(reference) if reference.is_unresolved() => {
                return self.refuse(
                    home,
                    site,
                    "the file that this extends depends on a variable that no file defines",
                );
            }
            Some(reference) => reference,
        };
        if chain.len() > MAX_CHAIN || self.extended > MAX_EXTENDED {
            // Every further service would say the same.
            if self.limited.insert(home.file.source.path.clone()) {
                self.refuse(home, site, "`extends` brings more values here than the limit allows");
            }
            return None;
        }
        let base = self.base(home, site, &reference, environment, chain)?;
        let mut base =
            base.after(Step { how: StepKind::Extended { base: Arc::clone(&reference.service) }, site });
        // The `extends` itself may come from an alias or a merge key.
        base.origin.via = base.origin.via.then(&extends.origin.via);
        self.extended += entries_of(&base);
        let mut own = service.as_map().cloned().unwrap_or_default();
        own.remove("extends");
        let own = with_map(service, own);
        self.defects.extend(conflicting_extension(&base, &own));
        Some(merge_service(&base, &own))
    }

    /// Returns the service that `reference` names, with its own `extends` resolved and its paths relative to `home`.
    fn base(
        &mut self,
        home: &ExtendsContext,
        site: Span,
        reference: &Extends,
        environment: &Environment,
        chain: &mut Chain,
    ) -> Option<Node> {
        let Some(file) = &reference.file else {
            return self.base_in(home, home, site, &reference.service, environment, chain);
        };
        if is_fetched(file) {
            self.not_here(home.file, site, file);
            return None;
        }
        let path = normalise(&home.folder.join(&**file));
        let folder = Path::new(&**file).parent().unwrap_or(Path::new("")).to_owned();
        let key = (folder, path, Arc::clone(&reference.service));
        if let Some(known) = self.bases.get(&key) {
            return known.clone();
        }
        if let Err(error) = self.files.parse(&key.1) {
            return self.refuse(
                home,
                site,
                &format!("this extends a service of a file that cannot be used: {error}"),
            );
        }
        let problems = self.problems.len();
        let layer = self.layer(&key.1, environment);
        if layer.is_none() && self.problems.len() == problems {
            let message =
                format!("`{file}` declares nothing, and no service `{}` to extend", reference.service);
            return self.refuse(home, site, &message);
        }
        let base = layer.and_then(|layer| {
            let folder = layer.file.source.path.parent().unwrap_or(Path::new("")).to_owned();
            let inner = ExtendsContext { file: &layer.file, root: &layer.root, folder: &folder };
            self.base_in(home, &inner, site, &reference.service, environment, chain)
        });
        let base = base.map(|base| service_below(&base, &display_name(&key.0)));
        // A failed base is not cached, so that its problems are reported for each service that extends it.
        if self.problems.len() == problems {
            self.bases.insert(key, base.clone());
        }
        base
    }

    /// Returns the service `name` of `inner`, with its own `extends` resolved.
    fn base_in(
        &mut self,
        home: &ExtendsContext,
        inner: &ExtendsContext,
        site: Span,
        name: &Arc<str>,
        environment: &Environment,
        chain: &mut Chain,
    ) -> Option<Node> {
        let step = (inner.file.source.path.clone(), Arc::clone(name));
        if chain.contains(&step) {
            let names: Vec<_> =
                chain.iter().chain([&step]).map(|(_, service)| format!("`{service}`")).collect();
            return self.refuse(home, site, &format!("`extends` forms a cycle: {}", names.join(" -> ")));
        }
        let Some(base) = inner.root.get("services").and_then(|services| services.get(name)) else {
            let message = format!("`{}` has no service `{name}` to extend", inner.file.source.name);
            return self.refuse(home, site, &message);
        };
        chain.push(step);
        let base = self.extend(inner, &base, environment, chain);
        chain.pop();
        base
    }

    /// Reports why an `extends` is not resolved.
    fn refuse(&mut self, home: &ExtendsContext, site: Span, message: &str) -> Option<Node> {
        self.problems.push(problem::at(home.file, site, message.into()));
        None
    }

    /// Returns a file that services extend. None if it cannot be used, which is reported once.
    fn layer(&mut self, path: &Path, environment: &Environment) -> Option<Arc<Layer>> {
        if let Some(known) = self.layers.get(path) {
            return known.clone();
        }
        let layer = self.read_layer(path, environment).map(Arc::new);
        self.layers.insert(path.to_owned(), layer.clone());
        layer
    }

    fn read_layer(&mut self, path: &Path, environment: &Environment) -> Option<Layer> {
        let file = self.file(path)?;
        let mut root: Option<Node> = None;
        for document in self.documents(&file, environment) {
            let document = long_form(&document, self.files.sources, &mut self.defects);
            root = Some(match root {
                None => document,
                Some(base) => merge(&base, &document, MergeMode::Document),
            });
        }
        Some(Layer { root: root?, file })
    }
}

/// Counts the entries of a service and of its attributes, which a merge copies.
fn entries_of(service: &Node) -> usize {
    let own = |node: &Node| {
        node.as_map().map_or(0, |map| map.entries().len()) + node.as_list().map_or(0, <[Node]>::len)
    };
    own(service)
        + service.as_map().into_iter().flat_map(Map::entries).map(|entry| own(&entry.node)).sum::<usize>()
}

/// Returns true for a document in which a service extends another.
pub(super) fn extends_something(document: &Node) -> bool {
    let services = document.as_map().and_then(|map| map.get("services")?.as_map());
    services.is_some_and(|map| map.entries().any(|entry| has_extends(&entry.node)))
}

fn has_extends(service: &Node) -> bool {
    service.as_map().is_some_and(|map| map.entry("extends").is_some())
}
