//! What became of the fixes of a run.

use super::candidate::{Candidate, Key};
use crate::finding::{self, Report};
use std::collections::BTreeSet;
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
    /// The findings that no comment can suppress.
    pub not_ignored: Vec<NotIgnored>,
    /// The files that fixes or comments are for and that may not be written: each name as shown, and why.
    pub locked: Vec<(String, String)>,
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
    /// What is fixed, as the report tells it.
    pub told: finding::Fixed,
    /// The files that it edits.
    pub files: BTreeSet<PathBuf>,
}

/// A finding that no comment can suppress.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotIgnored {
    /// The file, as shown.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The rule.
    pub rule: Arc<str>,
    /// Why, as a sentence without a full stop.
    pub why: String,
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
    /// Returns what `candidate` fixes, of the findings of `report`; None if it is for none of them.
    pub(super) fn of(candidate: &Candidate, report: &Report) -> Option<Self> {
        let sources = &report.sources;
        let finding = report.findings.iter().find(|one| Key::of(one, sources) == candidate.key)?;
        let source = sources.get(finding.primary.source)?;
        let edited = candidate.edits.iter().filter_map(|edit| sources.get(edit.span.source));
        Some(Self {
            told: finding::Fixed {
                rule: Arc::clone(&finding.rule),
                severity: finding.severity,
                message: finding.message.clone(),
                subject: finding.subject.clone(),
                title: candidate.title.clone(),
                also: candidate.also.clone(),
                file: source.name.clone(),
                line: source.place(finding.primary.start as usize).line,
            },
            files: edited.map(|source| source.path.clone()).collect(),
        })
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
