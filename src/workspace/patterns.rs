//! File patterns.

use super::identity;
use crate::source::{Site, display_name};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::Path;
use std::sync::Arc;

/// Glob patterns on absolute paths.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    globs: GlobSet,
    written: Vec<Arc<str>>,
    sites: Vec<Site>,
    /// Those of the caller, from the current folder.
    added: GlobSet,
}

impl Patterns {
    /// Returns the patterns `written` in the configuration, each with its place, compiled to `globs`.
    pub fn new(globs: GlobSet, written: Vec<(Arc<str>, Site)>) -> Self {
        let (written, sites) = written.into_iter().unzip();
        Self { globs, written, sites, added: GlobSet::default() }
    }

    /// Adds `patterns` of the caller, from the current folder, in place of those that were added before.
    ///
    /// # Errors
    /// For a text that is no pattern: that text, and why.
    pub fn add(&mut self, patterns: &[String]) -> Result<(), (String, String)> {
        let folder = globset::escape(&display_name(&identity(Path::new("."))));
        let folder = folder.trim_end_matches('/');
        let mut globs = GlobSetBuilder::new();
        for pattern in patterns {
            let refused = |error: &globset::Error| (pattern.clone(), error.kind().to_string());
            let below = pattern.strip_prefix("./").unwrap_or(pattern).trim_end_matches('/');
            let glob = GlobBuilder::new(&format!("{folder}/{below}")).literal_separator(true).build();
            globs.add(glob.map_err(|error| refused(&error))?);
        }
        let refused = |error: globset::Error| (patterns.join(", "), error.to_string());
        self.added = globs.build().map_err(refused)?;
        Ok(())
    }

    /// Returns the patterns that match none of `paths`, nor a folder that contains one, each with its place. A pattern
    /// that leads out of the configuration's folder is left out.
    pub fn unmatched<'a>(&self, paths: impl IntoIterator<Item = &'a Path>) -> Vec<(&str, &Site)> {
        let mut is_used = vec![false; self.written.len()];
        for path in paths {
            for path in path.ancestors() {
                for index in self.globs.matches(path) {
                    is_used[index] = true;
                }
            }
        }
        let all = self.written.iter().zip(&self.sites).zip(is_used);
        let unused = all.filter(|((written, _), is_used)| !is_used && !written.starts_with("../"));
        unused.map(|((written, site), _)| (&**written, site)).collect()
    }

    /// True if there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.added.is_empty()
    }

    /// True if a pattern matches `path` or a folder that contains it.
    pub fn matches(&self, path: &Path) -> bool {
        !self.is_empty() && identity(path).ancestors().any(|path| self.is_match(path))
    }

    fn is_match(&self, path: &Path) -> bool {
        self.globs.is_match(path) || self.added.is_match(path)
    }
}

impl PartialEq for Patterns {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for Patterns {}
