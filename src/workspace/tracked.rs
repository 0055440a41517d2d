//! The files that git tracks.

use super::git_index::{INDEX, IndexError, git_folder, paths};
use std::path::{Path, PathBuf};

/// The files that git tracks in one repository.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    /// The paths from the root of the repository, with `/` between folders, in order.
    paths: Vec<String>,
}

impl Tracked {
    /// Returns what the index of the repository at the canonical `root` lists: nothing where there is no repository.
    /// The index is read without git, so that the result is the same where git is not installed, or mistrusts the
    /// owner of the folder.
    ///
    /// # Errors
    /// The path of the index, and why it cannot be read.
    pub(super) fn in_repository(root: &Path) -> Result<Self, (PathBuf, IndexError)> {
        let git = git_folder(root);
        let mut paths = paths(&git).map_err(|error| (git.join(INDEX), error))?;
        paths.sort_unstable();
        Ok(Self { paths })
    }

    /// Returns true for `path`, relative to the root, if it is a file that is tracked, or the folder of a submodule.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.paths.binary_search(&with_slashes(path)).is_ok()
    }

    /// Returns true if a file below `folder`, relative to the root, is tracked.
    pub(super) fn has_below(&self, folder: &Path) -> bool {
        let start = with_slashes(folder) + "/";
        let next = self.paths.partition_point(|path| **path < *start);
        self.paths.get(next).is_some_and(|path| path.starts_with(&start))
    }
}

fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
