//! The text that a run has room for: its files are parsed in their order until it is spent.

use crate::finding::Problem;
use crate::source::Source;
use crate::workspace::Files;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What is left of the text of a run.
pub(super) struct TextRoom<'a> {
    files: &'a Files<'a>,
    /// The files that are read.
    taken: BTreeSet<PathBuf>,
    /// The name of the first file that is not.
    first: Option<String>,
    refused: BTreeSet<PathBuf>,
}

impl<'a> TextRoom<'a> {
    /// Returns what is left for `files`.
    pub(super) fn of(files: &'a Files<'a>) -> Self {
        Self { files, taken: BTreeSet::new(), first: None, refused: BTreeSet::new() }
    }

    /// Returns true if there is room for `source`; else its text is not kept, and no further file is read.
    pub(super) fn takes(&mut self, source: &Source) -> bool {
        if self.taken.contains(&source.path) {
            return true;
        }
        if self.first.is_none() && self.files.budget.take_text(source.text.len()) {
            self.taken.insert(source.path.clone());
            return true;
        }
        self.files.sources.forget(source);
        self.first.get_or_insert_with(|| source.name.clone());
        self.refused.insert(source.path.clone());
        false
    }

    /// Returns the problem that there is not room for all files, at the first that is not read.
    pub(super) fn problem(&self) -> Option<Problem> {
        let file = self.first.clone()?;
        let others = match self.refused.len() {
            0 | 1 => String::new(),
            2 => ", nor is one more".to_owned(),
            count => format!(", nor are {} more", count - 1),
        };
        let message = format!(
            "the files of this run come to more than {} MiB, and this one is not read{others}: check them in parts",
            self.files.budget.limits().text >> 20
        );
        Some(Problem { file, place: None, message, related: Vec::new() })
    }
}
