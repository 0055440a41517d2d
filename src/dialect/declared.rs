//! What a dialect makes of its files.

use super::defect::{self, Defect};
use crate::finding::Problem;
use crate::model::Resource;
use crate::source::{SourceId, Span};
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

/// The maximum number of resources that a file declares; the files of the corpus declare less than a hundred. What stands
/// behind them is not judged, and a problem says so.
pub const MAX_DECLARED: usize = 5_000;

/// The maximum number of resources that the files of one form declare together. What stands behind them is not judged, and
/// a problem says so.
pub const MAX_RUN: usize = 50_000;

/// The result of lowering files.
#[derive(Debug, Default)]
pub struct Declared {
    /// The resources.
    pub resources: Vec<Resource>,
    /// The read errors.
    pub problems: Vec<Problem>,
    /// Files that contribute although no dialect claimed them, such as a file that another file extends.
    pub files: BTreeSet<PathBuf>,
    /// The places at which files declare more than [`MAX_DECLARED`] resources.
    pub cut: Vec<Span>,
    /// The place at which all files together declare more than [`MAX_RUN`] resources.
    pub full: Option<Span>,
    by_file: HashMap<SourceId, usize>,
}

impl Declared {
    /// Adds `resources`, which one file declares, as many as it may declare.
    pub(super) fn declare(&mut self, resources: impl IntoIterator<Item = Resource>) {
        for resource in resources {
            if self.resources.len() >= MAX_RUN {
                self.full.get_or_insert(resource.key);
                return;
            }
            let count = self.by_file.entry(resource.key.source).or_default();
            *count += 1;
            if *count > MAX_DECLARED {
                if *count == MAX_DECLARED + 1 {
                    self.cut.push(resource.key);
                }
                return;
            }
            self.resources.push(resource);
        }
    }

    /// Adds `defects` found in files of `form`.
    pub(super) fn defects(&mut self, form: &str, defects: impl IntoIterator<Item = Defect>) {
        self.declare(defects.into_iter().map(|defect| defect::resource(&defect, form)));
    }

    /// Adds all of `other`, which comes from other files.
    pub(super) fn extend(&mut self, other: Declared) {
        self.resources.extend(other.resources);
        self.problems.extend(other.problems);
        self.files.extend(other.files);
        self.cut.extend(other.cut);
        self.full = self.full.or(other.full);
    }
}
