//! What a dialect makes of its files.

use super::defect::{self, Defect};
use crate::finding::Problem;
use crate::model::{Resource, ResourceKind};
use crate::source::{SourceId, Span};
use hy_msg_lint_tree::budget::Budget;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

/// The maximum number of resources that a file declares; the files of the corpus declare less than a hundred. What stands
/// behind them is not judged, and a problem says so.
pub const MAX_DECLARED: usize = 5_000;

/// The files of one project.
#[derive(Debug)]
pub struct ProjectFiles {
    /// All files that contribute to it.
    pub files: BTreeSet<PathBuf>,
    /// The files that declare its resources.
    pub declaring: BTreeSet<SourceId>,
}

/// The result of lowering files.
#[derive(Debug, Default)]
pub struct Declared {
    /// The resources.
    pub resources: Vec<Resource>,
    /// The read errors.
    pub problems: Vec<Problem>,
    /// Files that contribute although no dialect claimed them, such as a file that another file extends.
    pub files: BTreeSet<PathBuf>,
    /// The files of each project that has resources.
    pub projects: Vec<ProjectFiles>,
    /// The places at which files declare more than [`MAX_DECLARED`] resources.
    pub cut: Vec<Span>,
    /// The place from which on resources are not judged, because the run has no room for them.
    pub full: Option<Span>,
    by_file: HashMap<SourceId, usize>,
    /// What the run has room for; none where the caller looks at it.
    budget: Option<Budget>,
}

impl Declared {
    /// Returns the result of lowering no file yet, for a run with this `budget`.
    pub(super) fn within(budget: &Budget) -> Self {
        Self { budget: Some(budget.clone()), ..Self::default() }
    }

    /// Adds `resources`, which one file declares, as many as it may declare.
    pub(super) fn declare(&mut self, resources: impl IntoIterator<Item = Resource>) {
        for resource in resources {
            if self.is_full() {
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
            self.push(resource);
        }
    }

    /// True if no further resource is taken.
    pub(super) fn is_full(&self) -> bool {
        self.full.is_some()
    }

    /// Adds `defects` found in files of `form`.
    pub(super) fn defects(&mut self, form: &str, defects: impl IntoIterator<Item = Defect>) {
        self.declare(defects.into_iter().map(|defect| defect::resource(&defect, form)));
    }

    /// Adds all of `other`, a Compose project from other files. What its services are is counted already.
    pub(super) fn extend(&mut self, other: Declared) {
        use ResourceKind::{Connector, Defect, Topic};
        for resource in other.resources {
            if !matches!(resource.kind, Topic | Connector | Defect) {
                self.resources.push(resource);
            } else if !self.is_full() {
                self.push(resource);
            }
        }
        self.problems.extend(other.problems);
        self.files.extend(other.files);
        self.projects.extend(other.projects);
        self.cut.extend(other.cut);
    }

    /// Adds `resource` if the run has room for it.
    fn push(&mut self, resource: Resource) {
        if self.budget.as_ref().is_none_or(Budget::take_resource) {
            self.resources.push(resource);
        } else {
            self.full = Some(resource.key);
        }
    }
}
