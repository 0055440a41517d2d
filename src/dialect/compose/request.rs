//! What makes a project: its files, its folder, its variables.

use super::env::{Environment, Unset};
use crate::source::{Span, display_name};
use crate::workspace::Files;
use std::path::{Path, PathBuf};

/// Which project to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectRequest {
    /// The files, each over the one before (`-f`).
    pub files: Vec<PathBuf>,
    /// The project's name (`-p`); None for the one that `.env`, the files or the folder give.
    pub name: Option<String>,
    /// Files of variables (`--env-file`); None for the `.env` in the project's folder.
    pub env_files: Option<Vec<PathBuf>>,
    /// The folder that relative paths start from (`--project-directory`); None for the first file's.
    pub directory: Option<PathBuf>,
    /// True to read as `docker compose` would where nothing but `PWD` and `HOME` is set: other variables that no file sets
    /// are empty, paths are absolute, and what is not here is missing. False to leave unknown what another environment decides.
    pub as_compose: bool,
}

impl ProjectRequest {
    /// The folder that relative paths start from.
    pub(super) fn folder(&self) -> PathBuf {
        let of_file =
            || self.files.first().and_then(|path| path.parent()).unwrap_or(Path::new("")).to_owned();
        self.directory.clone().unwrap_or_else(of_file)
    }

    pub(super) fn unset(&self) -> Unset {
        if self.as_compose { Unset::Empty } else { Unset::Unknown }
    }

    /// The files that set variables; a `.env` need not be there.
    pub(super) fn variable_files(&self, directory: &Path) -> Vec<PathBuf> {
        self.env_files.clone().unwrap_or_else(|| vec![directory.join(".env")])
    }

    /// Sets what Compose takes from where it runs: `PWD` and `HOME`.
    pub(super) fn surroundings(&self, files: &Files, environment: &mut Environment) {
        let source = self.files.first().and_then(|path| files.sources.load(path).ok());
        let Some(source) = source.filter(|_| self.as_compose) else { return };
        let nowhere = Span::new(source.id, 0, 0);
        if let Ok(here) = std::env::current_dir() {
            environment.set("PWD", &display_name(&here), nowhere);
        }
        if let Ok(home) = std::env::var("HOME") {
            environment.set("HOME", &home, nowhere);
        }
    }
}
