//! What became of the fixes of a run.

use super::candidate::Candidate;
use crate::finding::Report;
use std::path::PathBuf;
use std::sync::Arc;

/// What became of the fixes of a run.
#[derive(Debug, Default)]
pub struct Applied {
    /// The report on the files as they are changed. Findings with the same cause are one.
    pub report: Report,
    /// The files that are changed, by path. Nothing is written yet.
    pub files: Vec<ChangedFile>,
    /// The fixes that are carried out.
    pub fixed: Vec<Fixed>,
    /// The fixes that failed.
    pub refused: Vec<Refused>,
    /// The number of findings that comments suppress.
    pub ignored: usize,
    /// The number of findings for which a file has no place for a comment.
    pub not_ignored: usize,
}

/// A file with a text before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// The path.
    pub path: PathBuf,
    /// The path as shown.
    pub name: String,
    /// The text that was read.
    pub before: String,
    /// The text with all fixes.
    pub after: String,
}

/// A fix that is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The rule.
    pub rule: Arc<str>,
    /// What the fix does.
    pub title: String,
}

/// A fix that is not carried out, because it does not do what it says: a defect of its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The rule.
    pub rule: Arc<str>,
    /// What the fix does.
    pub title: String,
    /// Where it was found, as shown: file and line.
    pub place: String,
    /// What is wrong with it.
    pub why: String,
}

impl Fixed {
    pub(super) fn of(candidate: &Candidate) -> Self {
        Self { rule: Arc::clone(&candidate.rule), title: candidate.title.clone() }
    }
}

impl Refused {
    pub(super) fn of(candidate: &Candidate, why: &str) -> Self {
        Self {
            rule: Arc::clone(&candidate.rule),
            title: candidate.title.clone(),
            place: candidate.place.clone(),
            why: why.to_owned(),
        }
    }
}
