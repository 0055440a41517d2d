//! Patterns of files.

use super::identity;
use globset::GlobSet;
use std::path::Path;
use std::sync::Arc;

/// Patterns over absolute paths.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    globs: GlobSet,
    written: Vec<Arc<str>>,
}

impl Patterns {
    /// The patterns `written`, compiled to `globs`.
    pub fn new(globs: GlobSet, written: Vec<Arc<str>>) -> Self {
        Self { globs, written }
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// True for a path that one of them matches.
    pub fn matches_file(&self, path: &Path) -> bool {
        !self.is_empty() && self.globs.is_match(identity(path))
    }

    /// True for a path that one of them matches, or that is in a folder that one of them matches.
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
