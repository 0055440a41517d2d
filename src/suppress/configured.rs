//! What the configuration has not heard of: `suppressions`, and `ignore` of `overrides`.

use super::meta_rules::{MetaRule, UNEXPLAINED, UNKNOWN, UNUSED, is_meta, meta_advice};
use super::selection::RuleSelection;
use crate::finding::{Finding, Suppressor};
use crate::source::{Site, SourceMap};
use crate::workspace::FilePath;

/// Which of the configuration's suppressions suppress something.
pub(super) struct Configured {
    used: Vec<bool>,
}

impl Configured {
    /// The suppressions of `selection`.
    pub(super) fn of(selection: &RuleSelection) -> Self {
        Self { used: vec![false; selection.config().choice.suppressions.len()] }
    }

    /// Who suppresses `finding`, which is in `file`, and why; none where nobody does.
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

    /// What is wrong with the suppressions. That one is in vain can be said only of a run that is `complete`: that has judged all files.
    pub(super) fn diagnostics(
        self,
        selection: &RuleSelection,
        complete: bool,
        sources: &SourceMap,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        for (one, used) in selection.config().choice.suppressions.iter().zip(self.used) {
            let name = &*one.rule.name;
            let mut add = |rule: &MetaRule, site: &Site, message: String, help: Option<&str>| {
                if let Some(at) = sources.place(site).filter(|_| selection.judges_suppressions_by(rule)) {
                    let finding = rule.finding(at, name, message);
                    found.push(Finding { help: help.map(str::to_owned).or(finding.help), ..finding });
                }
            };
            if selection.config().choice.require_reason && one.reason.is_none() {
                let message = format!("the suppression of `{name}` has no reason");
                add(UNEXPLAINED, &one.site, message, Some("add `reason:` to it"));
            }
            if is_meta(name) {
                add(UNKNOWN, &one.rule.site, meta_advice(name), None);
            } else if !used && complete && selection.judges_by_all(name) {
                let about =
                    one.subject.as_ref().map(|subject| format!(" about `{subject}`")).unwrap_or_default();
                add(
                    UNUSED,
                    &one.rule.site,
                    format!("`{name}` finds nothing{about} in these files that could be suppressed"),
                    None,
                );
            }
        }
        found
    }
}
