//! What makes a project, where its owner says so.

use std::path::PathBuf;
use std::sync::Arc;

/// Files that are put together into one project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    /// The files, each over the one before; at least one.
    pub files: Vec<PathBuf>,
    /// Files of variables in place of the `.env` beside the first file; a later one wins.
    pub env_files: Vec<PathBuf>,
    /// The project's name; None for the one that its files or its folder give.
    pub name: Option<Arc<str>>,
}

impl Project {
    /// Whether Compose takes `name` for a project (Docker documentation, "Specify a project name").
    pub fn is_name(name: &str) -> bool {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
        !name.is_empty() && name.bytes().all(allowed) && !name.starts_with(['-', '_'])
    }
}
