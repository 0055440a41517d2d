//! Which Compose files are projects of their own, and which are parts of others.

use super::env::Environment;
use super::interpolate::interpolate;
use super::references;
use crate::source::normalise;
use crate::tree::Node;
use crate::workspace::{File, Files};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names that `docker compose` looks for, in its order, and the overrides that it adds (Compose CLI reference, `-f`).
const DEFAULT_NAMES: &[&str] = &["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
const OVERRIDE_NAMES: &[&str] = &[
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yaml",
    "docker-compose.override.yml",
];

/// The part that each file plays.
pub(super) struct Roles {
    /// The projects: an entry file each, and its override where there is one.
    pub(super) projects: Vec<Vec<PathBuf>>,
    /// Services that other services extend, by the file that is only there to be extended.
    pub(super) extended: BTreeMap<PathBuf, BTreeSet<Arc<str>>>,
}

impl Roles {
    /// True for a file that `docker compose` takes by itself.
    pub(super) fn is_default(path: &Path) -> bool {
        DEFAULT_NAMES.contains(&name_of(path))
    }

    /// The roles of `claimed`: what another includes is judged there, an override with its base; all others are entries.
    pub(super) fn of(claimed: &[Arc<File>], files: &Files) -> Self {
        let mut included = BTreeSet::new();
        let mut extended: BTreeMap<PathBuf, BTreeSet<Arc<str>>> = BTreeMap::new();
        let mut own_bases: BTreeMap<PathBuf, BTreeSet<Arc<str>>> = BTreeMap::new();
        for file in claimed {
            let folder = file.source.path.parent().unwrap_or(Path::new(""));
            let own_env = files.sources.load(&folder.join(".env")).ok();
            let environment =
                own_env.map_or_else(Environment::default, |env| Environment::default().extended_by([&*env]));
            for document in &file.documents {
                let resolved = |node: &Node| match interpolate(node, &environment, files.sources) {
                    Ok(Some(changed)) => changed,
                    Ok(None) | Err(_) => node.clone(),
                };
                if let Some(include) = document.get("include") {
                    let items = references::includes(&resolved(&include));
                    included.extend(
                        items
                            .iter()
                            .flat_map(|item| &item.paths)
                            .map(|path| normalise(&folder.join(&**path))),
                    );
                }
                for service in document
                    .get("services")
                    .iter()
                    .flat_map(|services| services.entries().collect::<Vec<_>>())
                {
                    let Some(extends) = service.node.get("extends") else { continue };
                    let Some(reference) = references::extends(&resolved(&extends)) else { continue };
                    let target = reference.file.as_ref().map(|path| normalise(&folder.join(&**path)));
                    if let Some(target) = target.filter(|target| *target != file.source.path) {
                        extended.entry(target).or_default().insert(reference.service);
                    } else {
                        own_bases.entry(file.source.path.clone()).or_default().insert(reference.service);
                    }
                }
            }
        }
        let paths: BTreeSet<_> = claimed.iter().map(|file| file.source.path.clone()).collect();
        let overrides: BTreeMap<_, _> = paths
            .iter()
            .filter(|path| DEFAULT_NAMES.contains(&name_of(path)) && is_preferred(path, &paths))
            .filter_map(|base| Some((override_of(base, files)?, base.clone())))
            .collect();
        // An entry of the usual name stays one, though others extend its services too.
        extended.retain(|path, _| !DEFAULT_NAMES.contains(&name_of(path)));
        // In a file of templates, what a template extends is one too.
        for (path, services) in &mut extended {
            services.extend(own_bases.remove(path).unwrap_or_default());
        }
        let entry = |path: &&PathBuf| !included.contains(*path) && !overrides.contains_key(*path);
        let project = |path: &PathBuf| {
            let extra = overrides.iter().find(|(_, base)| *base == path).map(|(over, _)| over.clone());
            std::iter::once(path.clone()).chain(extra).collect()
        };
        let projects = paths.iter().filter(entry).map(project).collect();
        Self { projects, extended }
    }
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// True for the file that `docker compose` takes where several of the usual names stand in one folder.
fn is_preferred(path: &Path, paths: &BTreeSet<PathBuf>) -> bool {
    let first = DEFAULT_NAMES.iter().find(|name| paths.contains(&path.with_file_name(name)));
    first.is_some_and(|first| *first == name_of(path))
}

/// The override that `docker compose` adds to `base`, whether or not the caller named it.
fn override_of(base: &Path, files: &Files) -> Option<PathBuf> {
    OVERRIDE_NAMES.iter().map(|name| base.with_file_name(name)).find(|path| files.sources.load(path).is_ok())
}
