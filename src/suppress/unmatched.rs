//! Patterns in the configuration that match nothing.

use super::meta_rules::UNMATCHED;
use super::selection::RuleSelection;
use crate::finding::{Finding, Report, Skipped, SkippedKind};
use crate::workspace::FilePath;
use hy_msg_lint_tree::path::named;
use hy_msg_lint_tree::quote::quoted;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Returns the absolute paths of the files that a run read or skipped. What is ignored is not there in a fresh checkout,
/// so a pattern on it matches nothing.
pub fn files_of(report: &Report) -> BTreeSet<PathBuf> {
    let sources = report.sources.all();
    let read = sources.iter().map(|source| source.file().absolute().to_owned());
    let is_read = |one: &&Skipped| matches!(one.kind, SkippedKind::File | SkippedKind::NotRead);
    let skipped = report.skipped.iter().filter(is_read);
    let skipped = skipped.map(|one| FilePath::as_written(&named(&one.file)));
    read.chain(skipped.map(|file| file.absolute().to_owned())).collect()
}

/// Returns findings about the parts of the configuration that match nothing in `report`, which is of a complete run on
/// the folder of the configuration.
pub(super) fn diagnostics(report: &Report, selection: &RuleSelection) -> Vec<Finding> {
    if !selection.judges_suppressions_by(UNMATCHED) {
        return Vec::new();
    }
    let config = selection.config();
    let files = files_of(report);
    let paths = || files.iter().map(PathBuf::as_path);
    let clusters = config.layout.clusters.iter().map(|one| (&one.files, "the cluster gets no file from it"));
    let overrides = config.choice.overrides().map(|(files, _)| (files, "the settings apply to no file"));
    let exclude = [(&config.exclude, "it excludes no file")];
    let mut found = Vec::new();
    for (patterns, effect) in clusters.chain(overrides).chain(exclude) {
        for (written, site) in patterns.unmatched(paths()) {
            let message = format!("{} matches no file: {effect}", quoted(written));
            found.extend(report.sources.place(site).map(|at| UNMATCHED.finding(at, written, message)));
        }
    }
    found
}
