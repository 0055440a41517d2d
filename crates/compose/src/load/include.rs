//! `include` (Compose Specification, "include").

use super::Loader;
use super::env::Environment;
use super::references::{self, Include};
use crate::canonical::environment::resolved;
use crate::canonical::paths::{below, is_fetched};
use crate::edit::{at_key, each, with_map};
use crate::files::File;
use crate::problem;
use crate::problem::{Label, Problem};
use crate::source::{Span, display_name, normalise};
use crate::tree::{Entry, Map, Node, Origin, Provenance, Step, StepKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A chain of `include` longer than this is refused.
const MAX_CHAIN: usize = 256;

/// The maximum number of files of a project; a file counts each time it is included.
const MAX_FILES: usize = 10_000;

impl Loader<'_> {
    /// Returns `document` with its `include` resolved.
    pub(super) fn included(
        &mut self,
        file: &Arc<File>,
        document: Node,
        environment: &Environment,
        directory: &Path,
    ) -> Node {
        let Some(include) = document.get("include") else { return document };
        let mut root = document.as_map().cloned().unwrap_or_default();
        root.remove("include");
        if self.as_compose() && include.as_list().is_none() && !include.is_null() {
            let message = "`include` takes a list of files".into();
            self.problems.push(problem::at(file, include.origin.span, message));
        }
        for item in references::includes(&include) {
            if self.as_compose() && item.paths.is_empty() {
                continue;
            }
            if let Some(fetched) = item.paths.iter().find(|path| is_fetched(path)) {
                self.not_here(file, item.site, fetched);
                continue;
            }
            match self.include(file, &item, environment, directory) {
                Ok(included) => self.import(file, &mut root, &included, item.site),
                Err(message) => self.problems.push(problem::at(file, item.site, message)),
            }
        }
        with_map(&document, root)
    }

    /// Returns the project that `item` includes, with paths relative to `directory`, or why it cannot be included.
    fn include(
        &mut self,
        file: &Arc<File>,
        item: &Include,
        environment: &Environment,
        directory: &Path,
    ) -> Result<Node, String> {
        let nothing = || Node::map(Map::default(), Origin { span: item.site, via: Provenance::default() });
        if self.over.is_some() {
            return Ok(nothing());
        }
        if item.unresolved {
            return Err("the file that this includes depends on a variable that no file defines".into());
        }
        let paths: Vec<_> = item.paths.iter().map(|path| normalise(&directory.join(&**path))).collect();
        self.read += paths.len();
        if self.read > MAX_FILES {
            return Err(format!("this project is made of more than {MAX_FILES} files"));
        }
        let Some(first) = paths.first() else {
            return Err("an `include` needs the `path` of a file".into());
        };
        if self.including.len() > MAX_CHAIN {
            return Err(format!("this is the end of a chain of more than {MAX_CHAIN} includes"));
        }
        if self.including.contains(first) || *first == file.source.path {
            return Err(format!("`include` forms a cycle through `{}`", item.paths[0]));
        }
        if let Some(error) = paths.iter().find_map(|path| self.files.sources.load(path).err()) {
            return Err(format!("this includes a file that cannot be used: {error}"));
        }
        // As written, for paths in the included project; it may be absolute.
        let said = match &item.project_directory {
            Some(folder) => PathBuf::from(&**folder),
            None => Path::new(&*item.paths[0]).parent().unwrap_or(Path::new("")).to_owned(),
        };
        let home = normalise(&directory.join(&said));
        let env_files = match &item.env_files {
            Some(files) => files.iter().map(|path| normalise(&directory.join(&**path))).collect(),
            None => vec![home.join(".env")],
        };
        if item.env_files.is_some()
            && let Some(error) = env_files.iter().find_map(|path| self.files.sources.load(path).err())
        {
            return Err(format!("this names a file of variables that cannot be used: {error}"));
        }
        let inner = self.with_variables(environment.clone(), &env_files, false);
        self.including.extend([file.source.path.clone(), first.clone()]);
        let outer = (std::mem::take(&mut self.layers), std::mem::take(&mut self.bases));
        let included = self.project(&paths, &inner, &home);
        (self.layers, self.bases) = outer;
        self.including.truncate(self.including.len() - 2);
        let included = included.unwrap_or_else(nothing);
        let included = with_own_variables(&included, &inner).unwrap_or(included);
        Ok(below(&included, &display_name(&said), None))
    }

    /// Adds the resources of `included` to `root`; a resource with the same name but a different definition is refused,
    /// as in Compose.
    fn import(&mut self, file: &File, root: &mut Map, included: &Node, site: Span) {
        for section in ["services", "networks", "volumes", "configs", "secrets", "models"] {
            let Some(incoming) = included.get(section) else { continue };
            let home = root.entry(section).cloned();
            let mut map = home.as_ref().and_then(|entry| entry.node.as_map().cloned()).unwrap_or_default();
            for entry in incoming.entries() {
                let Some(known) = map.entry(&entry.key) else {
                    map.set(Entry {
                        node: entry.node.after(Step { how: StepKind::Included, site }),
                        ..entry
                    });
                    continue;
                };
                if !known.node.has_value_of(&entry.node) {
                    let kind = section.trim_end_matches('s');
                    let message =
                        format!("this includes a {kind} `{}` that is declared here, differently", entry.key);
                    let label = |span, message: &str| Label { span, message: message.into() };
                    let related = vec![
                        label(known.key_span, "declared here"),
                        label(entry.key_span, "and included from here"),
                    ];
                    let file = file.source.name.clone();
                    self.problems.push(Problem { file, place: Some(site), message, related });
                }
            }
            let (key_span, origin) = match home {
                Some(entry) => (entry.key_span, entry.node.origin),
                None => (incoming.origin.span, incoming.origin.clone()),
            };
            let node = Node::map(map, Origin { span: origin.span, via: Provenance::default() });
            root.set(Entry { key: section.into(), key_span, node });
        }
    }
}

/// Returns `project` with values from `environment` for variables in its services' `environment` that have none: an
/// included project uses the variables of its own `.env`.
fn with_own_variables(project: &Node, environment: &Environment) -> Option<Node> {
    let service = |service: &Node| at_key(service, "environment", |own| resolved(own, environment));
    at_key(project, "services", |services| each(services, service))
}
