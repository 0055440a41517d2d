//! File patterns.

use super::identity;
use globset::GlobSet;
use std::path::Path;
use std::sync::Arc;

/// Glob patterns on absolute paths.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    globs: GlobSet,
    written: Vec<Arc<str>>,
}

impl Patterns {
    /// Returns the patterns `written` in the configuration, compiled to `globs`.
    pub fn new(globs: GlobSet, written: Vec<Arc<str>>) -> Self {
        Self { globs, written }
    }

    /// True if there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// True if a pattern matches `path`.
    pub fn matches_file(&self, path: &Path) -> bool {
        !self.is_empty() && self.globs.is_match(identity(path))
    }

    /// True if a pattern matches `path` or a folder that contains it.
    pub fn matches(&self, path: &Path) -> bool {
        !self.is_empty() && identity(path).ancestors().any(|path| self.globs.is_match(path))
    }
}

impl PartialEq for Patterns {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for Patterns {}
