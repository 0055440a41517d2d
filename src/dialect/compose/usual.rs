//! The files that `docker compose` takes where none is named.

use crate::source::normalise;
use crate::workspace::identity;
use std::path::{Path, PathBuf};

/// Names that `docker compose` looks for, in its order, and the overrides that it adds (Docker documentation, "How Compose
/// works: the Compose file").
pub(super) const NAMES: &[&str] =
    &["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
pub(super) const OVERRIDES: &[&str] = &[
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// What `docker compose` takes in `folder` where no file is named: the first of the usual names in it, or in the nearest folder
/// above it that has one, and the first override beside that. Nothing where there is none.
pub fn usual_files(folder: &Path) -> Vec<PathBuf> {
    let mut home = folder.to_owned();
    let depth = identity(folder).components().count();
    for _ in 0..depth {
        let first = |names: &[&str]| names.iter().map(|name| home.join(name)).find(|path| path.is_file());
        if let Some(base) = first(NAMES) {
            return std::iter::once(base).chain(first(OVERRIDES)).map(|path| normalise(&path)).collect();
        }
        home.push("..");
    }
    Vec::new()
}
