//! The baseline: findings that were there before, and are not to be heard of until they are mended.
//!
//! It is a file of JSON with an entry for each finding, or for several that differ in nothing that outlasts an edit. Paths start from
//! its folder, so that it says the same wherever the program runs.

use super::meta_rules::MetaRule;
use super::selection::RuleSelection;
use crate::finding::{Finding, Report, Severity, Subject, Suppressed, Suppressor, identities};
use crate::run_scope::RunScope;
use crate::source::{SourceError, SourceMap, display_name};
use crate::workspace::{FilePath, root_of};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The name of a baseline that is given no other.
pub const FILE_NAME: &str = "hy-msg-lint-baseline.json";

/// The version of the file's form: raised when an entry or its identity gets another meaning.
const VERSION: u64 = 1;

/// What was found before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    file: PathBuf,
    entries: Vec<Entry>,
}

/// Findings that differ in nothing that outlasts an edit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    rule: String,
    subject: About,
    /// Where in the resource, or what else it is known by.
    at: String,
    /// How many there are.
    count: usize,
    /// The severity of the gravest: what is graver is new.
    severity: Severity,
    /// The identity of the first.
    identity: String,
}

/// The resource that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    kind: String,
    name: String,
}

#[derive(Deserialize)]
struct Version {
    version: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "version")]
    _version: u64,
    findings: Vec<Entry>,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The caller's: there is none.
    #[error("there is no baseline `{0}`: --write-baseline writes one")]
    Missing(String),
    /// The caller's: a file that cannot be had.
    #[error("the baseline cannot be used: {0}")]
    Source(SourceError),
    /// The caller's: another file, or one that somebody broke.
    #[error("`{file}` is no baseline: {reason}")]
    Malformed {
        /// The file, as shown.
        file: String,
        /// What of it is not as it should be.
        reason: String,
    },
    /// The caller's: written by another version of this program.
    #[error(
        "`{file}` is a baseline of version {version}, and this program reads version {VERSION}: take it away and write it anew with --write-baseline"
    )]
    Version {
        /// The file, as shown.
        file: String,
        /// Its version.
        version: u64,
    },
}

/// What a report has of one entry: the identity of the first, and where they stand in the list.
type Groups = BTreeMap<(String, String, About, String), (String, Vec<usize>)>;

impl Baseline {
    /// Reads the baseline `file`.
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub fn read(file: &Path) -> Result<Self, BaselineError> {
        let name = display_name(file);
        let sources = SourceMap::within([&*root_of(file, false)]);
        let source = sources.load(file).map_err(|error| match error {
            SourceError::Missing(_) => BaselineError::Missing(name.clone()),
            other => BaselineError::Source(other),
        })?;
        let malformed = |error: serde_json::Error| BaselineError::Malformed {
            file: name.clone(),
            reason: error.to_string(),
        };
        let Version { version } = serde_json::from_str(&source.text).map_err(malformed)?;
        if version != VERSION {
            return Err(BaselineError::Version { file: name, version });
        }
        let Document { findings: entries, .. } = serde_json::from_str(&source.text).map_err(malformed)?;
        Ok(Self { file: file.to_owned(), entries })
    }

    /// What `report` finds, as a baseline in `file`. Of the one that is there, what was not looked for in this run stays: by rules that
    /// `selection` has not, or in files that are not in its `scope`; and all, where the run is not complete.
    ///
    /// # Errors
    /// When the file there cannot be used.
    pub fn record(
        report: &Report,
        file: &Path,
        selection: &RuleSelection,
        scope: &RunScope,
    ) -> Result<Self, BaselineError> {
        let before = match Self::read(file) {
            Err(BaselineError::Missing(_)) => None,
            read => Some(read?),
        };
        let found = groups(&report.findings, file, &report.sources);
        let mut entries: Vec<_> = found
            .into_iter()
            .map(|((file, rule, subject, at), (identity, places))| {
                let severities =
                    places.iter().filter_map(|place| Some(report.findings.get(*place)?.severity));
                let severity = severities.max().unwrap_or(Severity::Error);
                Entry { file, rule, subject, at, count: places.len(), severity, identity }
            })
            .collect();
        // Of a run that is not complete nothing can be said to be gone, and what cannot be decided may be there still.
        let complete = report.problems.is_empty();
        let undecided = groups(&report.unknown, file, &report.sources).into_values();
        let undecided: BTreeSet<String> = undecided.map(|(identity, _)| identity).collect();
        for (old, judged) in
            before.iter().flat_map(|before| before.entries.iter().zip(before.judged(selection, scope)))
        {
            if complete && judged && !undecided.contains(&old.identity) {
                continue;
            }
            match entries.iter_mut().find(|entry| entry.identity == old.identity) {
                Some(entry) => {
                    entry.count = entry.count.max(old.count);
                    entry.severity = entry.severity.max(old.severity);
                }
                None => entries.push(old.clone()),
            }
        }
        entries.sort();
        Ok(Self { file: file.to_owned(), entries })
    }

    /// How many findings it has.
    pub fn count(&self) -> usize {
        self.entries.iter().map(|entry| entry.count).sum()
    }

    /// Takes out of `report` what it has, and notes what of it does not occur any more.
    pub fn apply(&self, report: &mut Report, selection: &RuleSelection, scope: &RunScope) {
        let groups_of = |findings: &[Finding]| groups(findings, &self.file, &report.sources);
        let known: BTreeMap<&str, &Entry> =
            self.entries.iter().map(|entry| (entry.identity.as_str(), entry)).collect();
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        let mut before = BTreeSet::new();
        for (identity, places) in groups_of(&report.findings).into_values() {
            let Some(entry) = known.get(identity.as_str()) else { continue };
            let graver = |place: &usize| {
                report.findings.get(*place).is_some_and(|finding| finding.severity > entry.severity)
            };
            before.extend(places.iter().filter(|place| !graver(place)).take(entry.count).copied());
            found.insert(identity, places.len());
        }
        // What a strict run finds is there still where another cannot judge it.
        for (identity, places) in groups_of(&report.unknown).into_values() {
            *found.entry(identity).or_default() += places.len();
        }
        // Of a run that is not complete it cannot be said what is mended.
        if report.problems.is_empty() {
            let judged = self.judged(selection, scope);
            let gone = self.entries.iter().zip(judged).filter(|(_, judged)| *judged);
            let gone: usize = gone
                .map(|(entry, _)| {
                    entry.count.saturating_sub(found.get(&entry.identity).copied().unwrap_or_default())
                })
                .sum();
            if gone > 0 {
                let (are, them) = if gone == 1 { ("is", "it") } else { ("are", "them") };
                let name = display_name(&self.file);
                report.notes.push(format!(
                    "{gone} of {} findings in {name} {are} fixed: --write-baseline drops {them}",
                    self.count()
                ));
            }
        }
        for (place, finding) in std::mem::take(&mut report.findings).into_iter().enumerate() {
            if before.contains(&place) {
                report.suppressed.push(Suppressed { finding, by: Suppressor::Baseline, reason: None });
            } else {
                report.findings.push(finding);
            }
        }
        report.sort();
    }

    /// For each entry, whether it would have been found in this run if it was there still.
    fn judged(&self, selection: &RuleSelection, scope: &RunScope) -> Vec<bool> {
        let file = FilePath::as_written(&self.file);
        let folder = file.absolute().parent().unwrap_or(file.absolute());
        let judged = |entry: &Entry| {
            let by = match (selection.set().rule(&entry.rule), MetaRule::of(&entry.rule)) {
                (Some(rule), _) => selection.judges_by(rule),
                (None, Some(own)) => selection.judges_suppressions_by(own),
                // The rule is gone, and finds nothing.
                (None, None) => true,
            };
            by && scope.looked_through(&FilePath::as_written(&folder.join(&entry.file)))
        };
        self.entries.iter().map(judged).collect()
    }
}

impl std::fmt::Display for Baseline {
    /// The bytes of its file: the same for the same findings, an entry a line.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = format!("{{\n  \"version\": {VERSION},\n  \"findings\": [");
        for (number, entry) in self.entries.iter().enumerate() {
            let entry = serde_json::to_string(entry).map_err(|_| std::fmt::Error)?;
            write!(text, "{}\n    {entry}", if number == 0 { "" } else { "," })?;
        }
        let end = if self.entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" };
        write!(formatter, "{text}{end}")
    }
}

fn groups(findings: &[Finding], file: &Path, sources: &SourceMap) -> Groups {
    let here = FilePath::as_written(file);
    let name = |id| sources.get(id).map(|source| source.file().seen_from_file(&here)).unwrap_or_default();
    let mut groups = Groups::new();
    for (place, (finding, identity)) in findings.iter().zip(identities(findings, &name)).enumerate() {
        let Subject { kind, name: subject } = &finding.subject;
        let about = About { kind: (*kind).to_owned(), name: subject.clone() };
        let key =
            (name(finding.primary.source), finding.rule.to_string(), about, finding.fingerprint_key.clone());
        groups.entry(key).or_insert_with(|| (identity, Vec::new())).1.push(place);
    }
    groups
}
