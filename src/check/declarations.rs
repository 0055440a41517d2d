//! The resources a workspace declares, and the report on them.

use super::declare::Declared;
use super::problems;
use crate::dialect::ProjectFiles;
use crate::finding::{Problem, Report, Skipped};
use crate::fix;
use crate::locate;
use crate::model::Resource;
use crate::policy::{Engine, Judged, Judgement, Oversized, Rule};
use crate::run_scope::RunScope;
use crate::workspace::{FilePath, Files, Parsed};
use std::collections::BTreeSet;

/// The resources a workspace declares, before policies are evaluated.
#[derive(Debug, Default)]
pub struct Declarations {
    /// The resources by dialect, in the order of their files, followed by the clusters.
    pub resources: Vec<Resource>,
    /// The report so far: sources, problems and skipped files.
    pub report: Report,
    /// The files that declare a resource or contribute to one.
    pub(super) judged: BTreeSet<FilePath>,
    /// The files that declare a resource, and those with documents for policies.
    pub(super) kinds: (BTreeSet<FilePath>, BTreeSet<FilePath>),
    /// The files of each project.
    pub(super) projects: Vec<ProjectFiles>,
    pub(super) scope: RunScope,
    /// The files that were parsed, as far as they are needed.
    pub(crate) parsed: Parsed,
}

impl Declarations {
    /// Combines `declared` with the `report` so far, whose sources contain all of its files.
    pub(super) fn of(declared: Declared, mut report: Report, scope: RunScope) -> Self {
        let Declared { resources, files: declaring, with_documents, projects, problems } = declared;
        let judged: BTreeSet<_> = declaring.union(&with_documents).cloned().collect();
        report.problems.extend(problems);
        // A file that contributes to a resource is not skipped, even if no dialect claims it.
        let names: BTreeSet<_> = judged.iter().map(FilePath::name).collect();
        report.skipped.retain(|one| !names.contains(&one.file));
        report.files = judged.len();
        let kinds = (declaring, with_documents);
        Self { resources, report, judged, kinds, projects, scope, parsed: Parsed::default() }
    }

    /// Turns those of `unknown` that are still skipped into problems: what the caller names is expected to be judged.
    pub(super) fn refuse(&mut self, unknown: &[Skipped]) {
        let report = &mut self.report;
        for one in unknown.iter().filter(|one| report.skipped.contains(one)).collect::<Vec<_>>() {
            let Skipped { file, reason, .. } = one.clone();
            report.problems.push(Problem { file, place: None, message: reason, related: Vec::new() });
            report.skipped.retain(|skipped| skipped != one);
        }
    }

    /// Evaluates the `wanted` rules of `engine` on the resources.
    pub fn judge(&mut self, engine: &Engine, wanted: &dyn Fn(&Rule) -> bool) {
        let judgement = engine.judge(&self.resources, wanted);
        self.locate(&judgement);
    }

    /// Adds the results in `judgement` to the report, each at its place in the source.
    pub(super) fn locate(&mut self, judgement: &Judgement) {
        let Self { resources, report, parsed, .. } = self;
        let locate = |judged: &[Judged]| locate::findings(judged, resources, &report.sources);
        let unknown = locate::unknown(&judgement.unknown, resources, &report.sources);
        let (mut findings, excepted) = (locate(&judgement.denied), locate(&judgement.excepted));
        let files = Files::after(parsed.clone(), &report.sources);
        fix::place(&mut findings, &judgement.denied, resources, &files);
        for failure in &judgement.failures {
            report.problems.extend(problems(failure, &report.sources));
        }
        for Oversized { resource, at, message } in &judgement.oversized {
            let place = resources.get(*resource).map(|resource| locate::place(resource, at));
            let file = place.and_then(|place| report.sources.get(place.source));
            let file = file.map(|source| source.name.clone()).unwrap_or_default();
            report.problems.push(Problem { file, place, message: message.clone(), related: Vec::new() });
        }
        report.prints.clone_from(&judgement.prints);
        (report.findings, report.unknown, report.excepted) = (findings, unknown, excepted);
        report.sort();
    }
}
