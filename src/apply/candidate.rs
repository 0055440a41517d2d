//! Fixes that may be tried together.

use super::locked::Locked;
use super::{Failed, Which};
use crate::finding::{self, Concern, Edit, Finding, Fix, Other, Report, Subject, Unused};
use crate::model::ResourceKind;
use crate::source::{SourceMap, Span};
use std::collections::HashSet;
use std::sync::Arc;

/// What a finding is called in two readings of the same files, although lines move and messages change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) rule: Arc<str>,
    pub(super) resource: Id,
    pub(super) part: String,
}

/// What a resource is called in two readings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id {
    /// The file that declares it, as shown.
    pub(super) file: String,
    pub(super) name: String,
}

/// A fix to try.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is true or not of a fix")]
pub(super) struct Candidate {
    pub(super) key: Key,
    pub(super) rule: Arc<str>,
    /// True for the fix of a part of a file that its program refuses: nobody knows before what it hides.
    pub(super) is_of_defect: bool,
    /// True if something does not start that has the finding.
    pub(super) is_of_start: bool,
    /// True if somebody has to look at it.
    pub(super) is_unsafe: bool,
    /// True if more is read with it than before.
    pub(super) reveals: bool,
    pub(super) title: String,
    /// What else it changes, in words.
    pub(super) also: Option<String>,
    /// File and line, as shown.
    pub(super) place: String,
    pub(super) edits: Vec<Edit>,
    /// The findings that it is for.
    pub(super) findings: Vec<Key>,
    /// The resources that it is for, by where they are declared.
    pub(super) resources: Vec<Span>,
    /// The resources that may change.
    pub(super) allowed: HashSet<Id>,
}

impl Id {
    /// Returns the id of the resource `name` that is declared at `declared`.
    pub(super) fn of(name: &str, declared: Span, sources: &SourceMap) -> Self {
        let file = sources.get(declared.source).map(|source| source.name.clone()).unwrap_or_default();
        Self { file, name: name.to_owned() }
    }
}

impl Key {
    /// Returns the key of `finding`.
    pub(super) fn of(finding: &Finding, sources: &SourceMap) -> Self {
        Self::new(&finding.rule, &finding.subject, finding.declared, &finding.fingerprint_key, sources)
    }

    /// Returns the key of a finding of `rule` that is told with another one.
    pub(super) fn of_other(rule: &Arc<str>, other: &Other, sources: &SourceMap) -> Self {
        Self::new(rule, &other.subject, other.declared, &other.fingerprint_key, sources)
    }

    fn new(rule: &Arc<str>, subject: &Subject, declared: Span, part: &str, sources: &SourceMap) -> Self {
        let resource = Id::of(&subject.name, declared, sources);
        Self { rule: Arc::clone(rule), resource, part: format!("{} {part}", subject.kind) }
    }
}

impl Candidate {
    fn of(finding: &Finding, fix: &Fix, sources: &SourceMap) -> Option<Self> {
        let others = finding.others.iter().filter(|other| fix.covers(other.declared, &other.at));
        let key = Key::of(finding, sources);
        let own = Some(finding).filter(|finding| fix.covers(finding.declared, &finding.at));
        let keys = others.clone().map(|other| Key::of_other(&finding.rule, other, sources));
        let findings: Vec<Key> = own.map(|_| key.clone()).into_iter().chain(keys).collect();
        let touched = fix.touches.iter().map(|one| Id::of(&one.subject.name, one.declared, sources));
        let allowed = findings.iter().map(|key| key.resource.clone()).chain(touched).collect();
        let source = sources.get(finding.primary.source)?;
        let line = source.place(finding.primary.start as usize).line;
        let is_of_defect = finding.subject.kind == ResourceKind::Defect.name();
        Some(Self {
            key,
            rule: Arc::clone(&finding.rule),
            is_of_defect,
            is_of_start: finding.concern == Concern::Start,
            is_unsafe: !fix.is_safe(),
            reveals: is_of_defect || fix.reveals,
            title: fix.title.clone(),
            also: fix.also(),
            place: format!("{}:{line}", source.name),
            edits: fix.edits.clone(),
            findings,
            resources: own
                .map(|own| own.declared)
                .into_iter()
                .chain(others.map(|one| one.declared))
                .collect(),
            allowed,
        })
    }
}

/// Returns the fixes of `report` that do not get in each other's way, without those that `failed`. Those that reveal something
/// come first, and alone: what that is has to be judged.
pub(super) fn compatible(report: &Report, which: Which, failed: &Failed<'_>) -> Vec<Candidate> {
    let is_new = |key: &Key| !failed.alone.contains_key(key) && !failed.in_company.contains(key);
    let chosen = finding::compatible(wanted(report, which, &failed.locked, &is_new)).into_iter();
    let mut chosen: Vec<_> =
        chosen.filter_map(|(fix, one)| Candidate::of(one, fix, &report.sources)).collect();
    let first = |one: &Candidate| (!one.is_of_defect, !one.reveals);
    if let Some(first_kind) = chosen.iter().map(first).min() {
        chosen.retain(|one| first(one) == first_kind);
    }
    chosen
}

/// Returns the first fix of `report` that failed together with others, and was not tried alone.
pub(super) fn first_alone(report: &Report, which: Which, failed: &Failed<'_>) -> Option<Candidate> {
    let is_left = |key: &Key| failed.in_company.contains(key) && !failed.alone.contains_key(key);
    let mut left = wanted(report, which, &failed.locked, &is_left);
    left.find_map(|(fix, one)| Candidate::of(one, fix, &report.sources))
}

/// Returns the fixes that are asked for, of findings whose keys are chosen, as far as their files may be written.
fn wanted<'a>(
    report: &'a Report,
    which: Which,
    locked: &'a Locked<'_>,
    is_chosen: &dyn Fn(&Key) -> bool,
) -> impl Iterator<Item = (&'a Fix, &'a Finding)> {
    report.findings.iter().filter_map(move |one| {
        let fix = one.fix.as_ref().filter(|fix| which.takes(one, fix))?;
        let is_wanted = is_chosen(&Key::of(one, &report.sources)) && locked.allows(fix, &report.sources);
        is_wanted.then_some((fix, one))
    })
}

impl Which {
    /// Returns true if `fix`, of `finding`, is one of them.
    fn takes(self, finding: &Finding, fix: &Fix) -> bool {
        match self {
            Self::All => true,
            Self::Safe => fix.is_safe(),
            Self::Suppressions => finding.suppression == Some(Unused::Comment),
        }
    }
}
