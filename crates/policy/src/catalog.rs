//! Rules with their dependencies: the content of a set of policies, built-in or a user's.

use crate::data::Data;
use crate::error::PolicyDiagnostic;
use crate::metadata::Header;
use crate::module::Module;
use crate::rule::Rule;
use crate::spelling::closest;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rules with the libraries that they import, their tests and their data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalog {
    pub(crate) rules: Vec<Arc<Rule>>,
    pub(crate) libraries: Vec<Arc<Module>>,
    pub(crate) tests: Vec<Arc<Module>>,
    pub(crate) data: Vec<Data>,
}

impl Catalog {
    /// Returns the rule `id`.
    pub(crate) fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| &*rule.id == id)
    }

    /// Returns the rule whose id is closest to `id`.
    pub(crate) fn suggest(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rule(closest(id, self.rules.iter().map(|rule| &*rule.id))?)
    }

    /// Returns the files of rules and libraries.
    pub(crate) fn policies(&self) -> impl Iterator<Item = &Arc<Module>> {
        self.rules.iter().map(|rule| &rule.module).chain(&self.libraries)
    }

    /// Returns all Rego files, to locate errors.
    pub(crate) fn modules(&self) -> impl Iterator<Item = &Arc<Module>> {
        self.policies().chain(&self.tests)
    }

    /// Returns the libraries that `texts` import, directly or indirectly, by path. The user's libraries are always
    /// included.
    pub(crate) fn imported<'a>(&'a self, texts: impl Iterator<Item = &'a str>) -> Vec<&'a Arc<Module>> {
        let (mut left, mut found): (Vec<&Arc<Module>>, Vec<_>) =
            self.libraries.iter().partition(|library| library.built_in);
        let mut texts: Vec<&str> = texts.chain(found.iter().map(|library| &*library.rego)).collect();
        loop {
            let (used, rest): (Vec<_>, Vec<_>) = left
                .into_iter()
                .partition(|library| texts.iter().any(|text| text.contains(&library.reference())));
            if used.is_empty() {
                break;
            }
            left = rest;
            texts = used.iter().map(|library| &*library.rego).collect();
            found.extend(used);
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    /// Sorts the rules by area and id.
    ///
    /// # Errors
    /// If two rules have the same id; the author must fix it.
    pub(crate) fn sort_rules(&mut self) -> Result<(), PolicyDiagnostic> {
        self.rules.sort_by(|a, b| (&a.area, &a.id).cmp(&(&b.area, &b.id)));
        let mut known: BTreeMap<&str, &Rule> = BTreeMap::new();
        for rule in &self.rules {
            if let Some(first) = known.insert(&rule.id, rule) {
                return Err(same_id(first, rule));
            }
        }
        Ok(())
    }
}

/// Returns the diagnostic for `second`, which has the same id as `first`.
pub(crate) fn same_id(first: &Rule, second: &Rule) -> PolicyDiagnostic {
    let package = |rule: &Rule| Header::read(&rule.module.rego).map_or(0..0, |header| header.package_span);
    let message = format!("two rules have the id `{}`, which is the name of their folders", second.id);
    let mut diagnostic = second.module.diagnostic(package(second), message);
    diagnostic.related.push((first.module.site(package(first)), "this is the other one".to_owned()));
    diagnostic
}
