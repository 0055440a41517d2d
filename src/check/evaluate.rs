//! The steps judge, locate and suppress: from resources to findings.

use super::judge::Judge;
use super::{CheckError, Declarations, Request, narrow};
use crate::config::Config;
use crate::finding::Skipped;
use crate::policy::PolicySet;
use crate::suppress::{self, RuleSelection};
use crate::workspace::FilePath;
use hy_msg_lint_tree::quote::some_quoted;
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
    let judgement = judge.judge(&declarations.resources, &selection, policies, &request.budget)?;
    declarations.locate(&judgement);
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

/// Returns a note if more than one of the `clusters` in `config` contains `file`.
fn in_several_clusters(file: &FilePath, config: &Config) -> Option<String> {
    let clusters = config.layout.clusters_with(file.absolute());
    let names: Vec<&str> = clusters.map(|(_, cluster)| &*cluster.name).collect();
    let names = (names.len() > 1).then(|| some_quoted(&names, MOST_CLUSTERS))?;
    Some(format!("{} is in more than one of `clusters`, and so in none: {names}", file.name()))
}

/// The policy files that contain no rules.
fn without_rules(policies: &PolicySet) -> impl Iterator<Item = Skipped> {
    policies.skipped().iter().map(|(file, reason)| Skipped::file(file.clone(), reason.clone()))
}
