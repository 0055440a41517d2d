//! The rules that judge suppressions. They are no policies: what they judge is no resource.

use crate::finding::{Finding, Severity, Subject};
use crate::source::Span;

/// The area of these rules.
pub const AREA: &str = "suppressions";

/// A rule that judges suppressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetaRule {
    /// Its id.
    pub id: &'static str,
    /// How grave its findings are where nothing else is set.
    pub severity: Severity,
    /// Its name in plain words.
    pub title: &'static str,
    /// Why it matters.
    pub description: &'static str,
    /// What to do.
    pub help: &'static str,
}

/// A comment that says nothing that can be understood.
pub(super) const MALFORMED: &MetaRule = &MetaRule {
    id: "malformed-suppression",
    severity: Severity::Warning,
    title: "Comment for hy-msg-lint that has no meaning",
    description: "A comment that is not understood suppresses nothing, and whoever wrote it believes that it does.",
    help: "write `hy-msg-lint: ignore[static-ip] reason`, or `ignore-file[static-ip] reason` for the whole file",
};

/// A suppression of a rule that there is not.
pub(super) const UNKNOWN: &MetaRule = &MetaRule {
    id: "unknown-suppression",
    severity: Severity::Warning,
    title: "Suppression of a rule that does not exist",
    description: "A misspelt rule is not suppressed, and one that is gone needs no suppression.",
    help: "name a rule or an area that `hy-msg-lint rules` lists",
};

/// A suppression that suppresses nothing.
pub(super) const UNUSED: &MetaRule = &MetaRule {
    id: "unused-suppression",
    severity: Severity::Warning,
    title: "Suppression that suppresses nothing",
    description: "What it was written for is gone. Left in place, it hides the next finding of the same rule there.",
    help: "take it away",
};

/// A suppression without a reason, where one is required.
pub(super) const UNEXPLAINED: &MetaRule = &MetaRule {
    id: "unexplained-suppression",
    severity: Severity::Error,
    title: "Suppression without a reason, where the configuration requires one",
    description: "Without a reason nobody can tell later whether it still holds.",
    help: "write the reason behind the bracket: `ignore[static-ip] the licence is bound to the address`",
};

/// The rules that judge suppressions, by id.
pub const META_RULES: &[&MetaRule] = &[MALFORMED, UNEXPLAINED, UNKNOWN, UNUSED];

/// True for the name of one of these rules, or of their area.
pub(super) fn is_meta(name: &str) -> bool {
    name == AREA || MetaRule::of(name).is_some()
}

/// What to do in place of suppressing `name`, which judges suppressions.
pub(super) fn meta_advice(name: &str) -> String {
    format!(
        "`{name}` judges suppressions, and none of them speaks of it: `ignore` or `rules` in the configuration does"
    )
}

impl MetaRule {
    /// The rule `id`.
    pub fn of(id: &str) -> Option<&'static Self> {
        META_RULES.iter().find(|rule| rule.id == id).copied()
    }

    /// Its finding at `primary` on the suppression `name`.
    pub(super) fn finding(&self, primary: Span, name: &str, message: String) -> Finding {
        Finding {
            rule: self.id.into(),
            severity: self.severity,
            message,
            primary,
            subject: Subject { kind: "suppression", name: name.to_owned() },
            at: String::new(),
            fingerprint_key: String::new(),
            related: Vec::new(),
            why: Some(self.description.into()),
            help: Some(self.help.to_owned()),
            url: None,
        }
    }
}
