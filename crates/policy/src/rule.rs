//! A rule: its METADATA, and where it is evaluated.

use crate::annotations::{Concern, FixSafety, Parameter, Reference};
use crate::module::Module;
use crate::resource::ResourceKind;
use crate::severity::Severity;
use crate::source::Site;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rule of a policy.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The last part of its package, in kebab case: `static-ip`; for Conftest's, namespace and rule:
    /// `main.deny_root`.
    pub id: Arc<str>,
    /// The part of the package before it: `compose`; for Conftest's, the namespace.
    pub area: Arc<str>,
    /// The rule's title.
    pub title: String,
    /// Why it matters.
    pub description: Arc<str>,
    /// How to fix a violation, unless the violation has its own help.
    pub help: Option<String>,
    /// The severity of its findings, unless a violation sets its own.
    pub severity: Severity,
    /// What comes to harm by what it finds.
    pub concern: Concern,
    /// The kinds of resources that it judges.
    pub inputs: Vec<ResourceKind>,
    /// Whether the program can fix its findings.
    pub fix: FixSafety,
    /// Sources for the rule's claims.
    pub references: Vec<Reference>,
    /// True for a rule that any Compose project could break, with or without a messaging service.
    pub general: bool,
    /// Parameters by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Its documentation in Markdown; empty if there is none.
    pub document: String,
    /// The file that contains it.
    pub module: Arc<Module>,
    /// The contract of its input and results.
    pub contract: Contract,
    /// The sets that it fills: `deny`, `unknown`.
    pub sets: Vec<Arc<str>>,
    /// True if it replaces a built-in rule.
    pub replaces: bool,
}

impl Rule {
    /// Returns the place where the rule starts to fill `set`, as far as its text shows.
    pub(crate) fn site_of(&self, set: &str) -> Site {
        let begins = |line: &&str| {
            line.strip_prefix(set)
                .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
        };
        let rego = &*self.module.rego;
        let line = rego.lines().find(begins);
        let start = line.map_or(0, |line| line.as_ptr().addr() - rego.as_ptr().addr());
        self.module.site(start..start + line.map_or(0, str::len))
    }

    /// True if `name` is its id or its area.
    pub fn goes_by(&self, name: &str) -> bool {
        *self.id == *name || *self.area == *name
    }
}

/// The shape of a policy's input and results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contract {
    /// Ours: the input is a resource, the result is the sets `deny` and `unknown` of objects.
    Native,
    /// Conftest's: the input is a document, the result is strings or objects with `msg`.
    Conftest {
        /// True if its package has a rule `exception`.
        exceptions: bool,
    },
}
