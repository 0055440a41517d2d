//! A rule: what one policy says of itself, and where it is evaluated.

use crate::annotations::{FixSafety, Parameter, Reference};
use crate::module::Module;
use crate::resource::ResourceKind;
use crate::severity::Severity;
use crate::source::Site;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One policy.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The last part of its package, in kebab case: `static-ip`; of Conftest's, namespace and rule: `main.deny_root`.
    pub id: Arc<str>,
    /// The part of the package before it: `compose`; of Conftest's, the namespace.
    pub area: Arc<str>,
    /// Its name in plain words.
    pub title: String,
    /// Why it matters.
    pub description: Arc<str>,
    /// What to do, where a violation says nothing better.
    pub help: Option<String>,
    /// The gravity of its findings, where a violation says nothing else.
    pub severity: Severity,
    /// The kinds of resources that it judges.
    pub inputs: Vec<ResourceKind>,
    /// Whether its findings can be fixed by the program.
    pub fix: FixSafety,
    /// Where its facts come from.
    pub references: Vec<Reference>,
    /// What can be set, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Its document, in Markdown; empty if it has none.
    pub document: String,
    /// The file that it stands in.
    pub module: Arc<Module>,
    /// The shape of what it gives back.
    pub contract: Contract,
    /// The sets that it fills: `deny`, `unknown`.
    pub sets: Vec<Arc<str>>,
    /// It stands in the place of a built-in rule.
    pub replaces: bool,
}

impl Rule {
    /// Where it begins to fill `set`, as far as its text shows.
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

    /// Whether `name` is its id or its area.
    pub fn goes_by(&self, name: &str) -> bool {
        *self.id == *name || *self.area == *name
    }
}

/// What a policy gets, and what it gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contract {
    /// Ours: a resource in, sets `deny` and `unknown` of objects out.
    Native,
    /// Conftest's: a document in, texts or objects with `msg` out.
    Conftest {
        /// Its package has a rule `exception`.
        exceptions: bool,
    },
}
