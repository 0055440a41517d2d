//! What makes a project: its files, its folder, its variables.

use super::env::{Environment, Unset};
use crate::files::Files;
use crate::source::{Span, normalise};
use std::path::{Path, PathBuf};

/// Which project to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectRequest {
    /// The files, each over the one before (`-f`).
    pub files: Vec<PathBuf>,
    /// The project's name (`-p`); None for the one that `.env`, the files or the folder give.
    pub name: Option<String>,
    /// Files of variables (`--env-file`), a later one over the one before; none for the `.env` in the project's folder.
    pub env_files: Vec<PathBuf>,
    /// Files of variables that win over those of `env_files`: the `.env` of the folder in which Compose looks for a project.
    pub outer_env_files: Vec<PathBuf>,
    /// The folder that relative paths start from (`--project-directory`); None for the first file's.
    pub directory: Option<PathBuf>,
    /// Variables of where Compose would run, which win over those of files: `PWD`, `HOME`.
    pub variables: Vec<(String, String)>,
    /// True to read as `docker compose` would where no other variables are set: those that no file sets are empty, paths are
    /// absolute, and what is not here is missing. False to leave unknown what another environment decides.
    pub as_compose: bool,
}

impl ProjectRequest {
    /// A project of `files` with nothing else said.
    pub fn of(files: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { files: files.into_iter().collect(), ..Self::default() }
    }

    /// The folder that relative paths start from.
    pub fn home(&self) -> &Path {
        let first = || self.files.first().and_then(|path| path.parent());
        self.directory.as_deref().or_else(first).unwrap_or(Path::new(""))
    }

    /// The files of variables: those that were named, else the `.env` of the project's folder, which need not exist.
    pub(super) fn variable_files(&self) -> Vec<PathBuf> {
        if self.env_files.is_empty() {
            vec![normalise(&self.home().join(".env"))]
        } else {
            self.env_files.clone()
        }
    }

    pub(super) fn unset(&self) -> Unset {
        if self.as_compose { Unset::Empty } else { Unset::Unknown }
    }

    /// The start of the first file: where what nobody wrote stands.
    pub(super) fn start(&self, files: &Files) -> Span {
        let first = self.files.first().and_then(|path| files.sources.load(path).ok());
        let source = first.unwrap_or_else(|| files.sources.add(Path::new(""), String::new()));
        Span::new(source.id, 0, 0)
    }

    /// Sets the variables of where Compose would run.
    pub(super) fn surround(&self, files: &Files, environment: &mut Environment) {
        for (name, value) in &self.variables {
            environment.set(name, value, self.start(files));
        }
    }
}
