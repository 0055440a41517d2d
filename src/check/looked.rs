//! What a run was asked about, and what of it it can speak for.

use super::{Request, Scope};
use crate::suppress::LooksThrough;
use crate::workspace::{Patterns, identity};
use std::path::{Path, PathBuf};

/// What a run has looked through.
#[derive(Debug)]
pub(super) struct Looked {
    scope: Option<Scope>,
    /// The files, folders and texts that were named.
    named: Vec<PathBuf>,
    /// Those of them that are folders.
    folders: Vec<PathBuf>,
    /// What is passed over below a folder.
    excluded: Patterns,
}

impl Looked {
    /// What is asked for in `request`.
    pub(super) fn of(request: &Request) -> Self {
        let texts = request.stdin.iter().chain(&request.texts).map(|(path, _)| path);
        let is_folder = |path: &&PathBuf| path.is_dir();
        Self {
            scope: Scope::of(request),
            named: request.paths.iter().chain(texts).map(|path| identity(path)).collect(),
            folders: request.paths.iter().filter(is_folder).map(|path| identity(path)).collect(),
            excluded: request.config.exclude.clone(),
        }
    }

    /// What the report is to be about, where that is not all that was read.
    pub(super) fn scope(&self) -> Option<&Scope> {
        self.scope.as_ref()
    }

    /// True for a file that was named, or lies in a folder that was. What else is read is there to judge those by.
    pub(super) fn asks_about(&self, path: &Path) -> bool {
        self.covers(path, &self.named)
    }

    fn covers(&self, path: &Path, named: &[PathBuf]) -> bool {
        self.scope.as_ref().map_or_else(|| is_below(path, named), |scope| scope.covers(path))
    }
}

impl LooksThrough for Looked {
    fn through(&self, path: &Path) -> bool {
        let is_excluded = || self.excluded.matches(path) && path.exists();
        // What is found in a file that is named alone may depend on files that nobody named.
        self.covers(path, &self.folders) && !is_excluded()
    }
}

fn is_below(path: &Path, folders: &[PathBuf]) -> bool {
    let path = identity(path);
    folders.iter().any(|folder| path.starts_with(folder))
}
