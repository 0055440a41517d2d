//! Whether fixes do what they say, and nothing else.

use super::candidate::{Candidate, Id, Key};
use super::reading::Reading;
use crate::finding::Edit;
use crate::fix::edited;
use crate::model::{Resource, ResourceKind};
use crate::source::SourceId;
use crate::workspace::Files;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Why fixes fail together.
#[derive(Debug)]
pub(super) struct Failure {
    /// The numbers of those that are to blame; none if nobody knows.
    pub(super) to_blame: Vec<usize>,
    /// What is wrong, as the end of a sentence.
    pub(super) why: String,
    /// True if a rule could not know better: what is refused hides what else is.
    pub(super) is_guess: bool,
}

impl Failure {
    fn of_somebody(why: impl Into<String>) -> Self {
        Self { to_blame: Vec::new(), why: why.into(), is_guess: false }
    }
}

/// Compares what was read `before` the fixes of `candidates` and `after`.
pub(super) fn check(before: &Reading, after: &Reading, candidates: &[Candidate]) -> Result<(), Failure> {
    files(before, after, candidates)?;
    findings(before, after, candidates)?;
    resources(before, after, candidates)
}

/// The edited files are sound, and the same but for the edits.
fn files(before: &Reading, after: &Reading, candidates: &[Candidate]) -> Result<(), Failure> {
    let (sources, now) = (&before.report().sources, &after.report().sources);
    let mut by_file: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    for edit in candidates.iter().flat_map(|one| &one.edits) {
        by_file.entry(edit.span.source).or_default().push(edit.clone());
    }
    let old_files = Files::after(before.parsed.clone(), sources);
    let new_files = Files::after(after.parsed.clone(), now);
    for (id, mut edits) in by_file {
        let Some(source) = sources.get(id) else { continue };
        edits.sort();
        edits.dedup();
        let (Ok(old), Ok(new)) = (old_files.parse(&source.path), new_files.parse(&source.path)) else {
            continue;
        };
        let blamed = |why: &str| {
            let here = numbers(candidates, |one| one.edits.iter().any(|edit| edit.span.source == id));
            let to_blame = if here.len() == 1 { here } else { Vec::new() };
            Failure { to_blame, why: why.to_owned(), is_guess: false }
        };
        if new.errors.len() > old.errors.len() || new.duplicates.len() > old.duplicates.len() {
            return Err(blamed("the file cannot be read with it"));
        }
        if old.errors.is_empty() && !edited::is_same_elsewhere(&old, &new, &edits, true) {
            return Err(blamed("it changes other values of the file"));
        }
    }
    if after.report().problems.len() > before.report().problems.len() {
        return Err(Failure::of_somebody("not everything can be read with it"));
    }
    Ok(())
}

/// The findings are gone, and there is no new one.
fn findings(before: &Reading, after: &Reading, candidates: &[Candidate]) -> Result<(), Failure> {
    let count = |reading: &Reading, key: &Key| reading.all.get(key).map_or(0, |(count, _)| *count);
    let is_left = |one: &Candidate| one.findings.iter().any(|key| count(after, key) >= count(before, key));
    let left: Vec<usize> = numbers(candidates, is_left);
    if !left.is_empty() {
        return Err(Failure { to_blame: left, why: "it is found again".to_owned(), is_guess: false });
    }
    let is_defect = |key: &Key| key.part.starts_with(ResourceKind::Defect.name());
    // What is read for the first time may be wrong itself, and a server that is refused says only what is wrong first: what else it
    // does is judged when somebody looks at the fix.
    let is_uncovered = |key: &Key| {
        let is_next = |one: &Candidate| {
            one.is_of_start
                && (one.is_unsafe || one.rule == key.rule)
                && one.findings.iter().any(|own| own.resource == key.resource)
        };
        !is_defect(key) && (candidates.iter().all(|one| one.reveals) || candidates.iter().any(is_next))
    };
    let mut new = after.all.iter().filter(|(key, (now, _))| *now > count(before, key));
    let new = new.find(|(key, _)| !is_uncovered(key));
    let Some((key, (_, message))) = new else { return Ok(()) };
    let to_blame = numbers(candidates, |one| one.allowed.contains(&key.resource));
    let is_guess = is_defect(key) && candidates.iter().all(|one| one.is_of_defect);
    Err(Failure { to_blame, why: format!("it brings {}: {message}", key.rule), is_guess })
}

/// Only those resources change that the fixes are for, or say that they touch.
fn resources(before: &Reading, after: &Reading, candidates: &[Candidate]) -> Result<(), Failure> {
    if candidates.iter().all(|one| one.is_of_defect) {
        return Ok(());
    }
    let mut allowed: HashSet<Id> = candidates.iter().flat_map(|one| owners(one, before)).collect();
    allowed.extend(candidates.iter().flat_map(|one| one.allowed.iter().cloned()));
    let all = before.values.keys().chain(after.values.keys());
    let mut changed = all.filter(|id| before.values.get(*id) != after.values.get(*id));
    match changed.find(|id| !allowed.contains(*id)) {
        Some(id) => Err(Failure::of_somebody(format!("it changes `{}`, too", id.name))),
        None => Ok(()),
    }
}

/// Returns the services in whose commands the resources of `candidate` are written.
fn owners(candidate: &Candidate, reading: &Reading) -> Vec<Id> {
    let own = reading.resources.iter().filter(|resource| candidate.resources.contains(&resource.key));
    let owner = |resource: &Resource| {
        let name = resource.fields.get("service")?;
        let project = resource.project.as_ref()?;
        let service = reading.resources.iter().find(|other| {
            other.kind == ResourceKind::Service
                && Some(&*other.name) == name.as_text()
                && other.project.as_ref().is_some_and(|own| Arc::ptr_eq(own, project))
        })?;
        Some(Id::of(&service.name, service.key, &reading.report().sources))
    };
    own.filter_map(owner).collect()
}

fn numbers(candidates: &[Candidate], is_one: impl Fn(&Candidate) -> bool) -> Vec<usize> {
    candidates.iter().enumerate().filter(|(_, one)| is_one(one)).map(|(number, _)| number).collect()
}
