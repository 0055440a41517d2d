//! Judge, locate, suppress: from what was read to what there is to say.

use super::judge::Judge;
use super::{CheckError, Declarations, Request, narrow};
use crate::config::Config;
use crate::finding::Skipped;
use crate::policy::PolicySet;
use crate::suppress::{self, RuleSelection};
use crate::workspace::FilePath;
use std::sync::Arc;

/// Judges what was read for `request` by `policies`, and says in its report what there is to say, but for the baseline. Gives back the
/// rules that judged.
pub(super) fn evaluate<'a>(
    declarations: &mut Declarations,
    request: &'a Request,
    config: &'a Config,
    policies: &'a Arc<PolicySet>,
    judge: &mut Judge,
) -> Result<RuleSelection<'a>, CheckError> {
    let selection = RuleSelection::new(policies, config, &request.select, &request.ignore)?;
    let judgement = judge.judge(&declarations.resources, &selection, policies)?;
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
    // A comment elsewhere has effect, whether or not what it suppresses is shown.
    narrow::findings(report, scope);
    Ok(selection)
}

/// What is to be said of a file that more than one of the `clusters` in `config` has.
fn in_several_clusters(file: &FilePath, config: &Config) -> Option<String> {
    let clusters = config.layout.clusters_with(file.absolute());
    let names: Vec<&str> = clusters.map(|(_, cluster)| &*cluster.name).collect();
    let names = (names.len() > 1).then(|| names.join("`, `"))?;
    Some(format!("{} is in more than one of `clusters`, and so in none: `{names}`", file.name()))
}

/// The files of policies that give nothing to judge by.
fn without_rules(policies: &PolicySet) -> impl Iterator<Item = Skipped> {
    policies.skipped().iter().map(|(file, reason)| Skipped { file: file.clone(), reason: reason.clone() })
}
