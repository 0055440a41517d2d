//! What makes a project: its files, its folder, its variables.

use crate::files::Files;
use crate::load::env::{Environment, Unset};
use crate::source::{Span, normalise};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which project to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectRequest {
    /// The files, each over the one before (`-f`).
    pub files: Vec<PathBuf>,
    /// The project's name (`-p`); None for the one that `.env`, the files or the folder give.
    pub name: Option<Arc<str>>,
    /// Files of variables (`--env-file`), a later one over the one before; none for the `.env` in the project's folder.
    pub env_files: Vec<PathBuf>,
    /// Files of variables that win over those of `env_files`: the `.env` of the folder in which Compose looks for a project.
    pub outer_env_files: Vec<PathBuf>,
    /// The folder that relative paths start from (`--project-directory`); None for the first file's.
    pub directory: Option<PathBuf>,
    /// Variables of where Compose would run, which win over those of files: `PWD`, `HOME`.
    pub variables: Vec<(String, String)>,
    /// Services that are there for other files to extend: by themselves they need not be whole.
    pub templates: BTreeSet<Arc<str>>,
    /// What is taken of what the files leave to the machine that runs the project.
    pub reading: Reading,
}

/// What is taken of what the files leave to the machine that runs the project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reading {
    /// Left open, because the project may run elsewhere, beside files that are not here. A variable that no file sets is unknown,
    /// a missing `env_file` may be there, and paths start from where this program runs. A defect is one wherever the project
    /// runs: names of nothing are mistakes only in a project that is whole, and in a fragment only misspellings are.
    #[default]
    Open,
    /// Decided, as `docker compose` decides it where no other variables are set. A variable that no file sets is empty, a file
    /// that is not here is missing, and paths are absolute. A defect is all for which Compose refuses the project.
    AsCompose,
}

impl ProjectRequest {
    /// A project of `files` with nothing else said.
    pub fn of(files: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { files: files.into_iter().collect(), ..Self::default() }
    }

    /// Whether Compose takes `name` for a project (Docker documentation, "Specify a project name").
    pub fn is_name(name: &str) -> bool {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
        !name.is_empty() && name.bytes().all(allowed) && !name.starts_with(['-', '_'])
    }

    /// The folder that relative paths start from.
    pub fn project_directory(&self) -> &Path {
        let first = || self.files.first().and_then(|path| path.parent());
        self.directory.as_deref().or_else(first).unwrap_or(Path::new(""))
    }

    /// The files of variables: those that were named, else the `.env` of the project's folder, which need not exist.
    pub(super) fn variable_files(&self) -> Vec<PathBuf> {
        if self.env_files.is_empty() {
            vec![normalise(&self.project_directory().join(".env"))]
        } else {
            self.env_files.clone()
        }
    }

    pub(super) fn unset(&self) -> Unset {
        match self.reading {
            Reading::Open => Unset::Unknown,
            Reading::AsCompose => Unset::Empty,
        }
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
