//! The steps judge, locate and suppress: from resources to findings.

use super::groups::Groups;
use super::judge::Judge;
use super::{CheckError, Declarations, Request, narrow};
use crate::config::Config;
use crate::dialect::ProjectFiles;
use crate::finding::{Finding, Problem, Report, Skipped, SkippedKind};
use crate::locate;
use crate::model::ResourceKind;
use crate::policy::{PolicySet, Rule};
use crate::source::SourceId;
use crate::suppress::{self, RuleSelection};
use crate::workspace::FilePath;
use hy_msg_lint_tree::quote::some_quoted;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Clusters of a file above this number are counted, not named.
const MOST_CLUSTERS: usize = 10;

/// Evaluates `policies` on the resources read for `request` and fills the report, except for the baseline. Returns the
/// selection of rules it used.
pub(super) fn evaluate<'a>(
    declarations: &mut Declarations,
    request: &'a Request,
    config: &'a Config,
    policies: &'a Arc<PolicySet>,
    judge: &mut Judge,
) -> Result<RuleSelection<'a>, CheckError> {
    let selection = RuleSelection::new(policies, config, &request.select, &request.ignore)?;
    let sources = &declarations.report.sources;
    let judgement = judge.judge(&declarations.resources, sources, &selection, policies, &request.budget)?;
    declarations.locate(&judgement);
    out_of_scope(declarations, &selection);
    count(declarations, &selection, request);
    let Declarations { report, judged, scope, .. } = declarations;
    judged.retain(|file| scope.asks_about(file));
    report.notes.extend(policies.notes().iter().cloned());
    report.notes.extend(judged.iter().filter_map(|file| in_several_clusters(file, config)));
    report.skipped.extend(without_rules(policies));
    if request.strict {
        report.make_strict();
    }
    suppress::apply(report, &selection, judged, scope);
    // Runs after `suppress`: a comment in another file has an effect even if the finding it suppresses is not shown.
    narrow::findings(report, scope);
    Ok(selection)
}

/// Evaluates all rules of `policies` that `config` does not turn off on what was read for `request`. Returns what is found and not
/// suppressed, wherever it is; the report of `declarations` stays as it is.
pub(super) fn of_all(
    declarations: &mut Declarations,
    request: &Request,
    config: &Config,
    policies: &Arc<PolicySet>,
    judge: &mut Judge,
) -> Result<Vec<Finding>, CheckError> {
    let selection = RuleSelection::of_all(policies, config);
    let Declarations { resources, report, judged, scope, .. } = declarations;
    let judgement = judge.judge(resources, &report.sources, &selection, policies, &request.budget)?;
    let mut all = Report {
        findings: locate::findings(&judgement.denied, resources, &report.sources),
        unknown: locate::unknown(&judgement.unknown, resources, &report.sources),
        problems: report.problems.clone(),
        skipped: report.skipped.clone(),
        sources: std::mem::take(&mut report.sources),
        ..Report::default()
    };
    if request.strict {
        all.make_strict();
    }
    suppress::apply(&mut all, &selection, judged, scope);
    report.sources = all.sources;
    Ok(all.findings)
}

/// Counts only files that a selected rule judges: a rule over documents has no part in the others, nor have the others in
/// documents. A named file that none judges is a problem.
fn count(declarations: &mut Declarations, selection: &RuleSelection, request: &Request) {
    let Declarations { report, kinds, scope, .. } = declarations;
    let takes_documents = selection.set().takes_documents();
    let rules = || selection.set().rules().iter().filter(|rule| selection.judges_by(rule));
    let is_of_documents = |rule: &Arc<Rule>| rule.inputs.contains(&ResourceKind::Document);
    if !takes_documents || scope.is_narrow() {
        return;
    }
    let (declaring, with_documents) = kinds;
    let (by_ours, by_documents) = (rules().any(|rule| !is_of_documents(rule)), rules().any(is_of_documents));
    let mut judged: BTreeSet<&FilePath> = BTreeSet::new();
    judged.extend(declaring.iter().filter(|_| by_ours));
    judged.extend(with_documents.iter().filter(|_| by_documents));
    report.files = judged.len();
    let unjudged = declaring.union(with_documents).filter(|file| !judged.contains(file));
    let reason = "no selected rule judges it";
    for file in unjudged {
        let name = file.name();
        let is_named = request.named_must_be_known
            && request.paths.iter().any(|path| FilePath::as_written(path) == *file);
        if is_named {
            let message = reason.to_owned();
            report.problems.push(Problem { file: name, place: None, message, related: Vec::new() });
        } else {
            report.skipped.push(Skipped {
                file: name,
                reason: reason.to_owned(),
                kind: SkippedKind::NotRead,
            });
        }
    }
}

/// Returns a note if more than one of the `clusters` in `config` contains `file`.
fn in_several_clusters(file: &FilePath, config: &Config) -> Option<String> {
    let clusters = config.layout.clusters_with(file.absolute());
    let names: Vec<&str> = clusters.map(|(_, cluster)| &*cluster.name).collect();
    let names = (names.len() > 1).then(|| some_quoted(&names, MOST_CLUSTERS))?;
    Some(format!("{} is in more than one of `clusters`, so it belongs to none: {names}", file.name()))
}

/// Adds the files that general rules leave out to the skipped ones of the report, if any of these rules is selected.
fn out_of_scope(declarations: &mut Declarations, selection: &RuleSelection) {
    if !selection.set().rules().iter().any(|rule| rule.general && selection.judges_by(rule)) {
        return;
    }
    let Declarations { resources, report, projects, scope, .. } = declarations;
    let groups = Groups::of(resources, &report.sources, &selection.config().choice);
    let declaring = groups.files_out_of_scope(resources);
    let mut files = contributing(projects, &declaring);
    files.extend(declaring.iter().filter_map(|source| Some(report.sources.get(*source)?.file().clone())));
    let skipped = files.iter().filter(|file| scope.asks_about(file)).map(|file| Skipped {
        file: file.name().clone(),
        reason: "no messaging service: general rules do not judge it (`scope: all` does)".to_owned(),
        kind: SkippedKind::OutOfScope,
    });
    report.skipped.extend(skipped.collect::<Vec<_>>());
}

/// Returns the files that declare nothing themselves and contribute only to projects whose files are all `declaring`: files
/// that general rules leave out.
fn contributing(projects: &[ProjectFiles], declaring: &[SourceId]) -> BTreeSet<FilePath> {
    let is_out = |project: &&ProjectFiles| project.declaring.iter().all(|source| declaring.contains(source));
    let (out, judged): (Vec<_>, Vec<_>) = projects.iter().partition(is_out);
    let judged: BTreeSet<_> = judged.iter().flat_map(|project| &project.files).collect();
    let files = out.iter().flat_map(|project| &project.files).filter(|path| !judged.contains(path));
    files.map(|path| FilePath::as_written(path)).collect()
}

/// The policy files that contain no rules.
fn without_rules(policies: &PolicySet) -> impl Iterator<Item = Skipped> {
    policies.skipped().iter().map(|(file, reason)| Skipped::file(file.clone(), reason.clone()))
}
