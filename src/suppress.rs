//! What somebody decided not to hear of: between what the rules found and what is shown.
//!
//! Comments, the configuration and the baseline take findings out of a report, each with who decided and why. What they say in vain
//! or in a way that has no meaning is found in turn, by rules of this module's own.

mod baseline;
mod comments;
mod configured;
mod directive;
mod meta_rules;
mod selection;

pub use baseline::{Baseline, BaselineError, FILE_NAME as BASELINE};
pub use meta_rules::{AREA, META_RULES, MetaRule};
pub use selection::{RuleSelection, advice, exists};

use crate::finding::{Finding, Report, Suppressed, Suppressor};
use crate::run_scope::RunScope;
use crate::source::SourceMap;
use crate::workspace::FilePath;
use std::collections::BTreeSet;
use std::path::Path;

/// Takes out of `report` what `selection` and the comments of the files say, and adds what is wrong with these. `judged` are
/// the files that were judged because somebody asked about them. That something is in vain is said of what the run can speak for, its `scope`.
pub fn apply(report: &mut Report, selection: &RuleSelection, judged: &BTreeSet<FilePath>, scope: &RunScope) {
    apply_severities(report, selection);
    let mut comments = comments::Comments::read(report, judged, scope);
    let mut configured = configured::Configured::of(selection);
    let (findings, unknown) = (std::mem::take(&mut report.findings), std::mem::take(&mut report.unknown));
    let mut by = |finding: &Finding| {
        let by_comment = comments.suppress(finding, selection);
        let by_configuration = configured.suppress(finding, &file(finding, &report.sources), selection);
        by_comment.or(by_configuration)
    };
    for finding in findings {
        match by(&finding) {
            Some((by, reason)) => report.suppressed.push(Suppressed { finding, by, reason }),
            None => report.findings.push(finding),
        }
    }
    // What is not known is no finding: nobody has to hear that it was not heard of.
    report.unknown = unknown.into_iter().filter(|finding| by(finding).is_none()).collect();
    // Of a run that is not complete it cannot be said what would have been found.
    let complete = report.problems.is_empty();
    let mut diagnostics = comments.diagnostics(selection, complete);
    let folder = selection.config().file.as_deref().map(|file| file.parent().unwrap_or(Path::new("")));
    let whole = folder.is_some_and(|folder| scope.looked_through(&FilePath::as_written(folder)));
    diagnostics.extend(configured.diagnostics(selection, complete && whole, &report.sources));
    for mut diagnostic in diagnostics {
        let path = file(&diagnostic, &report.sources);
        let Some(severity) = selection.severity(&diagnostic, &path) else { continue };
        diagnostic.severity = severity;
        if selection.ignores(&diagnostic, &path) {
            report.suppressed.push(Suppressed {
                finding: diagnostic,
                by: Suppressor::Configuration,
                reason: None,
            });
        } else {
            report.findings.push(diagnostic);
        }
    }
    report.sort();
}

/// Gives findings the severities that are set.
fn apply_severities(report: &mut Report, selection: &RuleSelection) {
    let sources = &report.sources;
    for list in [&mut report.findings, &mut report.unknown] {
        list.retain_mut(|finding| match selection.severity(finding, &file(finding, sources)) {
            Some(severity) => {
                finding.severity = severity;
                true
            }
            None => false,
        });
    }
}

/// The file that `finding` is shown in.
fn file(finding: &Finding, sources: &SourceMap) -> FilePath {
    sources.get(finding.primary.source).map(|source| source.file().clone()).unwrap_or_default()
}
