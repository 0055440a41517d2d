//! Files, read and judged with edits that are in memory only.

use super::candidate::{Id, Key};
use super::outcome::{Applied, ChangedFile};
use super::values;
use crate::causes::{self, Grouping};
use crate::check::{CheckError, Request, Session};
use crate::finding::{Edit, Finding, Report};
use crate::fix::edited;
use crate::model::Resource;
use crate::source::SourceId;
use crate::workspace::Parsed;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// Findings, each with how often it is found and what the last one says.
type Found = BTreeMap<Key, (usize, String)>;

/// Reads files.
pub(super) struct Reader<'a> {
    pub(super) session: &'a mut Session,
    pub(super) request: &'a Request,
    pub(super) narrow: &'a dyn Fn(&mut Report),
    /// True if fixes are to be proven.
    pub(super) proves: bool,
}

/// What was read and found.
pub(super) struct Reading {
    report: Report,
    /// The files as they were parsed.
    pub(super) parsed: Parsed,
    pub(super) resources: Vec<Resource>,
    /// How often there is each finding that concerns the caller, and what the last of them says.
    pub(super) found: Found,
    /// The same of all rules, whatever is selected, and of all places: with these, fixes are proven.
    pub(super) all: Found,
    /// The values of each resource, by path.
    pub(super) values: HashMap<Id, values::Values>,
    /// The files that are not as on disk.
    files: BTreeMap<PathBuf, ChangedFile>,
}

impl Reader<'_> {
    /// Reads the files as they are.
    pub(super) fn first(&mut self) -> Result<Reading, CheckError> {
        self.read(BTreeMap::new())
    }

    /// Reads the files of `reading` with the edits `all`, which do not get in each other's way.
    pub(super) fn edited<'e>(
        &mut self,
        reading: &Reading,
        all: impl Iterator<Item = &'e Edit>,
    ) -> Result<Reading, CheckError> {
        let mut by_file: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
        for edit in all {
            by_file.entry(edit.span.source).or_default().push(edit.clone());
        }
        let mut files = reading.files.clone();
        for (id, mut edits) in by_file {
            let Some(source) = reading.report.sources.get(id) else { continue };
            edits.sort();
            edits.dedup();
            let after = edited::apply(&source.text, &edits);
            let file = files.entry(source.path.clone()).or_insert_with(|| ChangedFile {
                path: source.path.clone(),
                name: source.name.clone(),
                before: source.text.clone(),
                after: String::new(),
            });
            file.after = after;
        }
        self.read(files)
    }

    fn read(&mut self, files: BTreeMap<PathBuf, ChangedFile>) -> Result<Reading, CheckError> {
        let mut request = self.request.clone();
        for file in files.values() {
            let text = file.after.clone().into_bytes();
            match &mut request.stdin {
                Some((path, stdin)) if *path == file.path => *stdin = text,
                _ => request.texts.push((file.path.clone(), text)),
            }
        }
        let mut declarations = self.session.read(&request)?;
        self.session.evaluate(&mut declarations, &request)?;
        let all = if self.proves {
            self.session.evaluate_all(&mut declarations, &request)?
        } else {
            Some(Vec::new())
        };
        let mut report = declarations.report;
        let all = counted(all.as_ref().unwrap_or(&report.findings), &report);
        (self.narrow)(&mut report);
        let found = counted(&report.findings, &report);
        let values = values::of(&declarations.resources, &report.sources);
        causes::settle(&mut report, Grouping::ByCause);
        let parsed = declarations.parsed;
        Ok(Reading { report, parsed, resources: declarations.resources, found, all, values, files })
    }
}

fn counted(findings: &[Finding], report: &Report) -> Found {
    let mut found = Found::new();
    for finding in findings {
        let entry = found.entry(Key::of(finding, &report.sources)).or_default();
        *entry = (entry.0 + 1, finding.message.clone());
    }
    found
}

impl Reading {
    /// Returns what is found; findings with the same cause are one.
    pub(super) fn report(&self) -> &Report {
        &self.report
    }

    /// Returns the outcome without what became of fixes.
    pub(super) fn into_applied(self) -> Applied {
        let files = self.files.into_values().filter(|file| file.before != file.after).collect();
        Applied { report: self.report, files, ..Applied::default() }
    }
}
