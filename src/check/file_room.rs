//! The files that a run has room for: they are parsed in their order until it is spent.

use crate::finding::Problem;
use crate::source::Source;
use crate::workspace::{File, Files};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What is left of the files of a run.
pub(super) struct FileRoom<'a> {
    files: &'a Files<'a>,
    /// True if what is parsed is of use to a later run.
    is_long: bool,
    /// The files whose texts are taken, those that are parsed, and those whose values are kept.
    taken: BTreeSet<PathBuf>,
    parsed: BTreeSet<PathBuf>,
    kept: BTreeSet<PathBuf>,
    /// The name of the first file that is not read.
    first: Option<String>,
    refused: BTreeSet<PathBuf>,
}

impl<'a> FileRoom<'a> {
    /// Returns what is left for `files`, whose values are of use to a later run if this is a long session.
    pub(super) fn of(files: &'a Files<'a>, is_long: bool) -> Self {
        Self {
            files,
            is_long,
            parsed: BTreeSet::new(),
            taken: BTreeSet::new(),
            kept: BTreeSet::new(),
            first: None,
            refused: BTreeSet::new(),
        }
    }

    /// Returns true if there is room for the text of `source`; else it is not kept, and no further file is parsed.
    pub(super) fn takes(&mut self, source: &Source) -> bool {
        let is_taken = self.taken.contains(&source.path)
            || self.first.is_none() && self.files.budget.take_text(source.text.len());
        if is_taken {
            self.taken.insert(source.path.clone());
        } else {
            self.refuse(source);
        }
        is_taken
    }

    /// Returns true if the values of `file`, which are `size`, are `wanted` and there is room for them; else they are not
    /// kept.
    pub(super) fn keeps(&mut self, file: &File, size: usize, wanted: bool) -> bool {
        if self.kept.contains(&file.source.path) {
            return true;
        }
        if self.parsed.insert(file.source.path.clone()) {
            self.files.budget.parse(size, file.source.text.len());
        }
        let is_kept = wanted && self.files.budget.take_values(size);
        if is_kept {
            self.kept.insert(file.source.path.clone());
        } else if wanted {
            self.files.forget(file);
            self.refuse(&file.source);
        } else if !self.is_long {
            self.files.forget(file);
        }
        is_kept
    }

    fn refuse(&mut self, source: &Source) {
        self.files.sources.forget(source);
        self.first.get_or_insert_with(|| source.name.clone());
        self.refused.insert(source.path.clone());
    }

    /// Returns the problem that there is not room for all files, at the first that is not read.
    pub(super) fn problem(&self) -> Option<Problem> {
        let file = self.first.clone()?;
        let others = match self.refused.len() {
            0 | 1 => String::new(),
            2 => ", nor is one more".to_owned(),
            count => format!(", nor are {} more", count - 1),
        };
        let limits = self.files.budget.limits();
        let message = format!(
            "the files of this run have more than {} MiB or {} values, and this one is not read{others}: check them in parts",
            limits.text >> 20,
            limits.values
        );
        Some(Problem { file, place: None, message, related: Vec::new() })
    }
}
