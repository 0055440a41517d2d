//! The baseline: known findings that are suppressed until they are fixed.
//!
//! It is a JSON file with an entry for each finding, or for several that differ only in what an edit can change.
//! Paths are relative to its folder, so its content does not depend on the working directory.

mod outline;

use super::meta_rules::MetaRule;
use super::out_of_scope;
use super::selection::RuleSelection;
use crate::finding::{Finding, Gone, Report, Severity, Subject, Suppressed, Suppressor, identities};
use crate::run_scope::RunScope;
use crate::source::{SourceError, SourceMap, display_name};
use crate::workspace::{FilePath, root_of, seen_from};
use hy_msg_lint_tree::path::named;
use outline::outline;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The default name of a baseline.
pub const FILE_NAME: &str = "hy-msg-lint-baseline.json";

/// The version of the file format: raised when the meaning of an entry or its identity changes.
const VERSION: u64 = 1;

/// A baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    file: PathBuf,
    entries: Vec<Entry>,
}

/// Findings that differ only in what an edit can change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    rule: String,
    subject: About,
    /// The fingerprint key: mostly the place in the resource.
    at: String,
    /// The number of findings.
    count: usize,
    /// The highest severity of the findings; a finding with a higher severity is new.
    severity: Severity,
    /// The identity of the first finding.
    identity: String,
    /// The [places](outline) of the findings, by which a run that does not see what uses the file knows them again;
    /// empty if an earlier version of this program wrote the entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    places: Vec<String>,
    /// The folder that the run analysed which recorded it, relative to the baseline; the folder of the baseline itself
    /// if absent.
    #[serde(default = "here", skip_serializing_if = "is_here")]
    within: String,
}

/// The folder of the baseline, relative to the baseline.
const HERE: &str = ".";

fn here() -> String {
    HERE.to_owned()
}

fn is_here(within: &str) -> bool {
    within == HERE
}

/// The resource of a finding.
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
    /// Caller error: the baseline does not exist.
    #[error("there is no baseline `{0}`: --write-baseline writes one")]
    Missing(String),
    /// Caller error: the file cannot be read.
    #[error("the baseline cannot be used: {0}")]
    Source(SourceError),
    /// Caller error: the file is not a baseline, or is damaged.
    #[error("`{file}` is not a baseline: {reason}")]
    Malformed {
        /// The file, as shown.
        file: String,
        /// The reason.
        reason: String,
    },
    /// Caller error: another version of this program wrote the file.
    #[error(
        "`{file}` is a baseline of version {version}, and this program reads version {VERSION}: remove it and write a new one with --write-baseline"
    )]
    Version {
        /// The file, as shown.
        file: String,
        /// The version of the file.
        version: u64,
    },
}

/// The findings of a report by entry: the identity of the first, and their indices in the list.
type Groups = BTreeMap<(String, String, About, String), (String, Vec<usize>)>;

impl Baseline {
    /// Reads the baseline `file`.
    ///
    /// # Errors
    /// When the file does not exist or cannot be used.
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

    /// Records the findings of `report` as a baseline for `file`. Keeps existing entries that this run did not check:
    /// those of rules outside `selection`, of files outside `scope`, and all of them if the run is incomplete.
    ///
    /// # Errors
    /// When the existing file cannot be used.
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
        let context = Context::of(file, scope);
        let known = before.iter().flat_map(|before| before.known_elsewhere(report, &found, &context));
        let known: BTreeSet<usize> = known.collect();
        let mut entries: Vec<_> = found
            .into_iter()
            // What the existing baseline has under another subject keeps its entry.
            .filter(|(_, (_, places))| !places.iter().all(|place| known.contains(place)))
            .map(|((file, rule, subject, at), (identity, places))| {
                let severities =
                    places.iter().filter_map(|place| Some(report.findings.get(*place)?.severity));
                let severity = severities.max().unwrap_or(Severity::Error);
                let within = context.of_file(&file).unwrap_or_else(here);
                let count = places.len();
                let places = places.iter().filter_map(|place| outline_of(report, *place)).collect();
                Entry { file, rule, subject, at, count, severity, identity, places, within }
            })
            .collect();
        // An incomplete run cannot show that a finding is gone, and an undecided finding may still exist.
        let complete = report.problems.is_empty() && selection.is_complete();
        let undecided = groups(&report.unknown, file, &report.sources).into_values();
        let undecided: BTreeSet<String> = undecided.map(|(identity, _)| identity).collect();
        for (old, judged) in before
            .iter()
            .flat_map(|before| before.entries.iter().zip(before.judged(report, selection, scope)))
        {
            if complete && judged && !undecided.contains(&old.identity) {
                continue;
            }
            match entries.iter_mut().find(|entry| entry.identity == old.identity) {
                Some(entry) => {
                    if old.count > entry.count {
                        entry.places.clone_from(&old.places);
                    }
                    entry.count = entry.count.max(old.count);
                    entry.severity = entry.severity.max(old.severity);
                    entry.within.clone_from(&old.within);
                }
                None => entries.push(old.clone()),
            }
        }
        entries.sort();
        Ok(Self { file: file.to_owned(), entries })
    }

    /// Returns the number of findings in the baseline.
    pub fn count(&self) -> usize {
        self.entries.iter().map(|entry| entry.count).sum()
    }

    /// Suppresses the findings in `report` that match the baseline, and notes how many of its findings no longer
    /// occur. Returns the baseline without these.
    #[must_use]
    pub fn apply(&self, report: &mut Report, selection: &RuleSelection, scope: &RunScope) -> Self {
        let groups_of = |findings: &[Finding]| groups(findings, &self.file, &report.sources);
        let known: BTreeMap<&str, &Entry> =
            self.entries.iter().map(|entry| (entry.identity.as_str(), entry)).collect();
        let context = Context::of(&self.file, scope);
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        let mut before = BTreeSet::new();
        let all = groups_of(&report.findings);
        before.extend(self.known_elsewhere(report, &all, &context));
        for (identity, places) in all.into_values() {
            let Some(entry) = known.get(identity.as_str()) else { continue };
            // With other files around it, a finding may be graver without anything having become worse.
            let is_comparable = context.of_file(&entry.file).is_some_and(|within| within == entry.within);
            let graver = |place: &usize| {
                is_comparable
                    && report.findings.get(*place).is_some_and(|finding| finding.severity > entry.severity)
            };
            before.extend(places.iter().filter(|place| !graver(place)).take(entry.count).copied());
            found.insert(identity, places.len());
        }
        // A finding that a strict run recorded still exists if this run cannot decide it.
        for (identity, places) in groups_of(&report.unknown).into_values() {
            *found.entry(identity).or_default() += places.len();
        }
        let mut left = self.entries.clone();
        // An incomplete run cannot show that a finding is fixed.
        if report.problems.is_empty() && selection.is_complete() {
            let judged = self.judged(report, selection, scope);
            let mut gone = 0;
            for (entry, _) in left.iter_mut().zip(judged).filter(|(_, judged)| *judged) {
                let still = found.get(&entry.identity).copied().unwrap_or_default();
                gone += entry.count.saturating_sub(still);
                entry.count = entry.count.min(still);
            }
            left.retain(|entry| entry.count > 0);
            if gone > 0 {
                report.gone.push(Gone { file: display_name(&self.file), count: gone, all: self.count() });
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
        Self { file: self.file.clone(), entries: left }
    }

    /// Returns the findings that the baseline has under another subject, as it was recorded with what uses their file
    /// and this run does not see that: the same rule finds the same at the same place.
    fn known_elsewhere(&self, report: &Report, groups: &Groups, context: &Context<'_>) -> Vec<usize> {
        let mut known: BTreeMap<[&str; 4], usize> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| context.is_part_of(entry)) {
            for place in &entry.places {
                let key = [&*entry.file, &*entry.rule, &*entry.at, &**place];
                // Several that use one place are one finding where nothing of them is seen.
                let equal = entry.places.iter().filter(|other| *other == place).count();
                let budget = known.entry(key).or_default();
                *budget = equal.max(*budget);
            }
        }
        let identities: BTreeSet<&str> = self.entries.iter().map(|entry| &*entry.identity).collect();
        let outlines: Vec<_> = (0..report.findings.len()).map(|place| outline_of(report, place)).collect();
        let mut found = Vec::new();
        for ((file, rule, _, at), (identity, places)) in groups {
            let has_its_own = identities.contains(identity.as_str());
            for place in places {
                let Some(Some(outline)) = outlines.get(*place) else { continue };
                let Some(budget) = known.get_mut(&[&**file, &**rule, &**at, &**outline]) else { continue };
                if *budget > 0 {
                    *budget -= 1;
                    if !has_its_own {
                        found.push(*place);
                    }
                }
            }
        }
        found
    }

    /// Returns for each entry whether this run would have found it if it still existed.
    fn judged(&self, report: &Report, selection: &RuleSelection, scope: &RunScope) -> Vec<bool> {
        let left_out = out_of_scope(report);
        let context = Context::of(&self.file, scope);
        let judged = |entry: &Entry| {
            let file = context.place(&entry.file);
            let by = match (selection.set().rule(&entry.rule), MetaRule::of(&entry.rule)) {
                (Some(rule), _) => {
                    selection.judges_by(rule) && !(rule.general && left_out.contains(file.absolute()))
                }
                (None, Some(own)) => selection.judges_suppressions_by(own),
                // The rule no longer exists, so it finds nothing.
                (None, None) => true,
            };
            let is_same_context =
                || context.of_file(&entry.file).is_some_and(|within| within == entry.within);
            by && scope.looked_through(&file) && is_same_context()
        };
        self.entries.iter().map(judged).collect()
    }
}

impl std::fmt::Display for Baseline {
    /// Writes the content of the file, one entry a line; equal findings give equal bytes.
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

/// The folders that a run analysed, as a baseline calls them.
struct Context<'a> {
    folder: PathBuf,
    scope: &'a RunScope,
}

impl<'a> Context<'a> {
    fn of(baseline: &Path, scope: &'a RunScope) -> Self {
        let file = FilePath::as_written(baseline);
        Self { folder: file.absolute().parent().unwrap_or(file.absolute()).to_owned(), scope }
    }

    /// Returns the path of `file`, which is relative to the baseline.
    fn place(&self, file: &str) -> FilePath {
        FilePath::as_written(&self.folder.join(named(file)))
    }

    /// Returns the [context](RunScope::context_of) of `file`, both relative to the baseline.
    fn of_file(&self, file: &str) -> Option<String> {
        let context = self.scope.context_of(&self.place(file))?;
        Some(self.name(&context))
    }

    fn name(&self, context: &FilePath) -> String {
        let folder = FilePath::in_repository(&self.folder);
        display_name(&seen_from(folder.absolute(), context.absolute()))
    }

    /// Returns true if this run analysed only a part of the folder in which `entry` was recorded.
    fn is_part_of(&self, entry: &Entry) -> bool {
        let Some(context) = self.scope.context_of(&self.place(&entry.file)) else { return true };
        let recorded = FilePath::in_repository(self.place(&entry.within).absolute());
        context.is_in(&recorded) && !context.is_same_file(&recorded)
    }
}

/// Returns the [outline] of the place of the finding with the number `place` in `report`.
fn outline_of(report: &Report, place: usize) -> Option<String> {
    let span = report.findings.get(place)?.primary;
    Some(outline(&report.sources.get(span.source)?.text, span.range()))
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
