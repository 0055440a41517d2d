//! Files that may not be written.

use crate::finding::Fix;
use crate::source::{Source, SourceMap};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Knows which files may not be written, and which of them something was for.
pub(super) struct Locked<'a> {
    refusal: &'a dyn Fn(&Path) -> Option<String>,
    /// What was asked for: the path, the name as shown, and why it may not be written.
    known: RefCell<BTreeMap<PathBuf, Option<(String, String)>>>,
}

impl<'a> Locked<'a> {
    /// Returns what asks `refusal` why a file may not be written.
    pub(super) fn by(refusal: &'a dyn Fn(&Path) -> Option<String>) -> Self {
        Self { refusal, known: RefCell::default() }
    }

    /// Returns why `source` may not be written; None if it may.
    pub(super) fn refuses(&self, source: &Source) -> Option<String> {
        let mut known = self.known.borrow_mut();
        let entry = known
            .entry(source.path.clone())
            .or_insert_with(|| (self.refusal)(&source.path).map(|why| (source.name.clone(), why)));
        entry.as_ref().map(|(_, why)| why.clone())
    }

    /// Returns true if all files that `fix` edits may be written.
    pub(super) fn allows(&self, fix: &Fix, sources: &SourceMap) -> bool {
        let edited = fix.edits.iter().filter_map(|edit| sources.get(edit.span.source));
        // All of them are asked, so that each is reported.
        edited.filter(|source| self.refuses(source).is_some()).count() == 0
    }

    /// Returns the files that something was for: each name as shown, and why it may not be written.
    pub(super) fn into_refused(self) -> Vec<(String, String)> {
        self.known.into_inner().into_values().flatten().collect()
    }
}
