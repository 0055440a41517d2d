//! The input of a project: its files, its folder, its variables.

use crate::files::Files;
use crate::load::env::{Environment, Unset};
use crate::source::{Span, normalise};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which project to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectRequest {
    /// The files, each merged over the previous one (`-f`).
    pub files: Vec<PathBuf>,
    /// What the caller knows of other files of the project.
    pub file_set: FileSet,
    /// The project's name (`-p`); None for the name from `.env`, the files or the folder.
    pub name: Option<Arc<str>>,
    /// Files of variables (`--env-file`), later ones override earlier ones; empty for the `.env` in the project's
    /// folder.
    pub env_files: Vec<PathBuf>,
    /// Files of variables that override those of `env_files`: the `.env` of the folder in which Compose looks for a
    /// project.
    pub outer_env_files: Vec<PathBuf>,
    /// The folder that relative paths are resolved against (`--project-directory`); None for the first file's folder.
    pub directory: Option<PathBuf>,
    /// Variables from the environment in which Compose would run, which override those of files: `PWD`, `HOME`.
    pub variables: Vec<(String, String)>,
    /// Services that exist only to be extended by other files: they need not be complete.
    pub templates: BTreeSet<Arc<str>>,
    /// How to treat settings that the files leave to the machine that runs the project.
    pub reading: Reading,
    /// Whether to accept services that contradict themselves or each other, and undefined names (`--no-consistency`).
    pub skip_consistency: bool,
}

/// What is known of other files of a project, besides those of its [`ProjectRequest`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FileSet {
    /// Nothing: what surrounds the files tells.
    #[default]
    Found,
    /// There are none: the owner lists these files.
    Listed,
    /// Other files take services from these, and may add what they lack.
    Shared,
}

/// How to treat settings that the files leave to the machine that runs the project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reading {
    /// Leaves them open, because the project may run elsewhere, beside files that are not here. A variable that no file
    /// sets is unknown, a missing `env_file` may exist there, and paths are relative to where this program runs. A
    /// defect is reported only if it does not depend on where the project runs. Undefined names are defects only in a
    /// whole project; in a part of one only misspellings are.
    #[default]
    Open,
    /// Decides them as `docker compose` does without other variables. A variable that no file sets is empty, a file
    /// that is not here is missing, and paths are absolute. Everything for which Compose refuses the project is a
    /// defect.
    AsCompose,
}

impl ProjectRequest {
    /// Creates a request for `files` with default settings.
    pub fn of(files: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { files: files.into_iter().collect(), ..Self::default() }
    }

    /// Returns true if Compose accepts `name` as a project name (Docker documentation, "Specify a project name").
    pub fn is_name(name: &str) -> bool {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
        !name.is_empty() && name.bytes().all(allowed) && !name.starts_with(['-', '_'])
    }

    /// Returns the folder that relative paths are resolved against.
    pub fn project_directory(&self) -> &Path {
        let first = || self.files.first().and_then(|path| path.parent());
        self.directory.as_deref().or_else(first).unwrap_or(Path::new(""))
    }

    /// Returns the files of variables: the named ones, else the `.env` of the project's folder, which need not exist.
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

    /// Returns the start of the first file: the span of values that nobody wrote.
    pub fn start(&self, files: &Files) -> Span {
        let first = self.files.first().and_then(|path| files.sources.load(path).ok());
        let source = first.unwrap_or_else(|| files.sources.add(Path::new(""), String::new()));
        Span::new(source.id, 0, 0)
    }

    /// Sets the variables from the environment in which Compose would run.
    pub(super) fn surround(&self, files: &Files, environment: &mut Environment) {
        for (name, value) in &self.variables {
            environment.set(name, value, self.start(files));
        }
    }
}
