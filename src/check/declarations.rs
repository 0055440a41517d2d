//! What a workspace declares, and what is said of it.

use super::declare::Declared;
use super::problems;
use crate::finding::Report;
use crate::locate;
use crate::model::Resource;
use crate::policy::{Engine, Judged, Judgement, Rule};
use crate::run_scope::RunScope;
use crate::workspace::FilePath;
use std::collections::BTreeSet;

/// What a workspace declares, before anything is judged.
#[derive(Debug, Default)]
pub struct Declarations {
    /// The resources, dialect by dialect, in the order of their files, and then the clusters.
    pub resources: Vec<Resource>,
    /// The report so far: sources, problems, what was skipped.
    pub report: Report,
    /// The files that declare something, and those that have a part in it.
    pub(super) judged: BTreeSet<FilePath>,
    pub(super) scope: RunScope,
}

impl Declarations {
    /// What was `declared`, with the `report` so far, whose sources have all of it.
    pub(super) fn of(declared: Declared, mut report: Report, scope: RunScope) -> Self {
        let Declared { resources, files: judged, problems } = declared;
        report.problems.extend(problems);
        // What has a part in something is not skipped, though nobody claims it by itself.
        let names: BTreeSet<_> = judged.iter().map(FilePath::name).collect();
        report.skipped.retain(|one| !names.contains(&one.file));
        report.files = judged.len();
        Self { resources, report, judged, scope }
    }

    /// Judges what was read by those rules of `engine` that are `wanted`.
    pub fn judge(&mut self, engine: &Engine, wanted: &dyn Fn(&Rule) -> bool) {
        let judgement = engine.judge(&self.resources, wanted);
        self.locate(&judgement);
    }

    /// Puts what `judgement` says into the report, on the characters that it is about.
    pub(super) fn locate(&mut self, judgement: &Judgement) {
        let Self { resources, report, .. } = self;
        let locate = |judged: &[Judged]| locate::findings(judged, resources, &report.sources);
        let (findings, unknown, excepted) =
            (locate(&judgement.denied), locate(&judgement.unknown), locate(&judgement.excepted));
        for failure in &judgement.failures {
            report.problems.extend(problems(failure, &report.sources));
        }
        (report.findings, report.unknown, report.excepted) = (findings, unknown, excepted);
        report.sort();
    }
}
