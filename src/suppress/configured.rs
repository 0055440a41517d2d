//! Suppressions in the configuration: `suppressions`, and `ignore` in `overrides`.

use super::meta_rules::{MetaRule, UNEXPLAINED, UNKNOWN, UNUSED, is_meta, meta_advice};
use super::selection::RuleSelection;
use crate::finding::{Finding, Suppressor, Unused};
use crate::source::{Site, SourceMap};
use crate::workspace::FilePath;
use hy_msg_lint_tree::quote::quoted;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Records which of the configured suppressions are used.
pub(super) struct Configured {
    used: Vec<bool>,
}

impl Configured {
    /// Returns the suppressions of `selection`, all unused.
    pub(super) fn of(selection: &RuleSelection) -> Self {
        Self { used: vec![false; selection.config().choice.suppressions.len()] }
    }

    /// Returns the source and reason of the suppression of `finding`, which is in `file`; `None` if it is not
    /// suppressed.
    pub(super) fn suppress(
        &mut self,
        finding: &Finding,
        file: &FilePath,
        selection: &RuleSelection,
    ) -> Option<(Suppressor, Option<String>)> {
        let mut found = selection.ignores(finding, file).then_some((Suppressor::Configuration, None));
        for (one, used) in selection.config().choice.suppressions.iter().zip(&mut self.used) {
            let is_about = one.subject.as_ref().is_none_or(|subject| **subject == *finding.subject.name);
            if is_about
                && selection.is_of(&finding.rule, &one.rule.name)
                && one.files.matches(file.absolute())
            {
                *used = true;
                found.get_or_insert((Suppressor::Configuration, one.reason.as_deref().map(str::to_owned)));
            }
        }
        found
    }

    /// Returns findings about the suppressions. Reports unused ones only if the run is `complete`, so that it judged
    /// all files, and of general rules only if they are about none of the files that are `left_out`.
    pub(super) fn diagnostics(
        self,
        selection: &RuleSelection,
        complete: bool,
        sources: &SourceMap,
        left_out: &BTreeSet<PathBuf>,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        for (one, used) in selection.config().choice.suppressions.iter().zip(self.used) {
            let name = &*one.rule.name;
            let mut add = |rule: &MetaRule, site: &Site, message: String, help: Option<&str>| {
                if let Some(at) = sources.place(site).filter(|_| selection.judges_suppressions_by(rule)) {
                    let finding = rule.finding(at, name, message);
                    let suppression = (rule == UNUSED).then_some(Unused::Configuration);
                    let help = help.map(str::to_owned).or(finding.help);
                    found.push(Finding { help, suppression, ..finding });
                }
            };
            if selection.config().choice.require_reason == Some(true) && one.reason.is_none() {
                let message = format!("the suppression of `{name}` has no reason");
                add(UNEXPLAINED, &one.site, message, Some("add `reason:` to it"));
            }
            if is_meta(name) {
                add(UNKNOWN, &one.rule.site, meta_advice(name), None);
                continue;
            }
            let left_out = left_out.iter().any(|file| one.files.matches(file));
            if !used && complete && selection.judges_by_all(name, left_out) {
                let about = one
                    .subject
                    .as_ref()
                    .map(|subject| format!(" about {}", quoted(subject)))
                    .unwrap_or_default();
                add(
                    UNUSED,
                    &one.rule.site,
                    format!("`{name}` finds nothing{about} in these files to suppress"),
                    Some("remove it from the configuration: no option edits that"),
                );
            }
        }
        found
    }
}
