//! Suppressions: the step between the findings of rules and the report.
//!
//! Comments, the configuration and the baseline suppress findings, each with its source and reason. Suppressions that
//! have no effect or cannot be parsed are findings of the meta rules in this module.

mod baseline;
mod comments;
mod configured;
mod directive;
mod meta_rules;
mod selection;
mod unmatched;
mod written;

pub use baseline::{Baseline, BaselineError, FILE_NAME as BASELINE};
pub use meta_rules::{AREA, META_RULES, MetaRule};
pub use selection::{RuleSelection, advice, exists};
pub use unmatched::files_of;
pub use written::{Wanted, Written, comment, comments, refusal};

use crate::finding::{Finding, Report, SkippedKind, Suppressed, Suppressor};
use crate::run_scope::RunScope;
use crate::source::{Source, SourceMap};
use crate::workspace::FilePath;
use hy_msg_lint_tree::path::named;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Moves the findings that `selection` and comments suppress to the suppressed ones in `report`, and adds findings
/// about the suppressions themselves. `judged` are the requested files that were judged. A suppression is reported as
/// unused only if everything it covers was analysed, according to the run's `scope`.
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
    // An unknown is not a finding, so its suppression is not recorded.
    report.unknown = unknown.into_iter().filter(|finding| by(finding).is_none()).collect();
    // An incomplete run cannot show that a suppression is unused.
    let complete = report.problems.is_empty() && selection.is_complete();
    let left_out = out_of_scope(report);
    let mut diagnostics = comments.diagnostics(selection, complete, &left_out, &report.sources);
    let folder = selection.config().file.as_deref().map(|file| file.parent().unwrap_or(Path::new("")));
    let whole = folder.is_some_and(|folder| scope.looked_through(&FilePath::as_written(folder)));
    diagnostics.extend(configured.diagnostics(selection, complete && whole, &report.sources, &left_out));
    if complete && whole {
        diagnostics.extend(unmatched::diagnostics(report, selection));
    }
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

/// Returns true for a text that may have suppression comments.
pub fn may_suppress(source: &Source) -> bool {
    source.text.contains(directive::WORD)
}

/// Returns the files in which general rules do not judge, as absolute paths.
fn out_of_scope(report: &Report) -> BTreeSet<PathBuf> {
    let left_out = report.skipped.iter().filter(|one| one.kind == SkippedKind::OutOfScope);
    left_out.map(|one| FilePath::as_written(&named(&one.file)).absolute().to_owned()).collect()
}

/// Applies the configured severities to findings.
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

/// Returns the file of the primary place of `finding`.
fn file(finding: &Finding, sources: &SourceMap) -> FilePath {
    sources.get(finding.primary.source).map(|source| source.file().clone()).unwrap_or_default()
}
