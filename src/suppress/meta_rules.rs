//! The meta rules, which judge suppressions. They are not policies, as a suppression is not a resource.

use crate::finding::{Finding, Severity, Subject};
use crate::source::Span;

/// The area of these rules.
pub const AREA: &str = "suppressions";

/// A rule that judges suppressions, implemented in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetaRule {
    /// The id.
    pub id: &'static str,
    /// The default severity of its findings.
    pub severity: Severity,
    /// The title.
    pub title: &'static str,
    /// Why it matters.
    pub description: &'static str,
    /// How to fix it.
    pub help: &'static str,
}

/// A suppression comment that cannot be parsed.
pub(super) const MALFORMED: &MetaRule = &MetaRule {
    id: "malformed-suppression",
    severity: Severity::Warning,
    title: "Malformed suppression comment",
    description: "A comment that cannot be parsed suppresses nothing, although its author expects it to.",
    help: "write `hy-msg-lint: ignore[static-ip] reason`, or `ignore-file[static-ip] reason` for the whole file",
};

/// A suppression of a rule that does not exist.
pub(super) const UNKNOWN: &MetaRule = &MetaRule {
    id: "unknown-suppression",
    severity: Severity::Warning,
    title: "Suppression of a rule that does not exist",
    description: "A misspelt rule is not suppressed, and a removed rule needs no suppression.",
    help: "use the id of a rule or an area that `hy-msg-lint rules` lists",
};

/// A suppression that suppresses nothing.
pub(super) const UNUSED: &MetaRule = &MetaRule {
    id: "unused-suppression",
    severity: Severity::Warning,
    title: "Suppression that suppresses nothing",
    description: "The finding that it suppressed is gone. The comment would hide the next finding of the same rule there.",
    help: "remove it",
};

/// A suppression without a reason, where one is required.
pub(super) const UNEXPLAINED: &MetaRule = &MetaRule {
    id: "unexplained-suppression",
    severity: Severity::Error,
    title: "Suppression without a reason, where the configuration requires one",
    description: "Without a reason, nobody can tell later whether the suppression is still needed.",
    help: "write the reason after the bracket: `ignore[static-ip] the licence is bound to the address`",
};

/// A part of the configuration that matches nothing.
pub(super) const UNMATCHED: &MetaRule = &MetaRule {
    id: "unmatched-configuration",
    severity: Severity::Warning,
    title: "Configuration that matches nothing",
    description: "The files that the pattern should match are elsewhere or gone, so the setting has no effect.",
    help: "correct the pattern, which starts from the folder of hy-msg-lint.yaml, or remove it",
};

/// All meta rules, by id.
pub const META_RULES: &[&MetaRule] = &[MALFORMED, UNEXPLAINED, UNKNOWN, UNMATCHED, UNUSED];

/// True for the id of a meta rule, or their area.
pub(super) fn is_meta(name: &str) -> bool {
    name == AREA || MetaRule::of(name).is_some()
}

/// Returns the advice for a suppression of the meta rule or area `name`.
pub(super) fn meta_advice(name: &str) -> String {
    format!(
        "`{name}` checks suppressions and cannot be suppressed by one: use `ignore` or `rules` in the configuration"
    )
}

impl MetaRule {
    /// Returns the meta rule `id`.
    pub fn of(id: &str) -> Option<&'static Self> {
        META_RULES.iter().find(|rule| rule.id == id).copied()
    }

    /// Returns its finding at `primary` about the suppression `name`.
    pub(super) fn finding(&self, primary: Span, name: &str, message: String) -> Finding {
        let subject = Subject { kind: "suppression", name: name.to_owned() };
        Finding {
            why: Some(self.description.into()),
            help: Some(self.help.to_owned()),
            ..Finding::new(self.id, self.severity, message, primary, subject)
        }
    }
}
