//! Merges the files that were read with the built-in policies, and checks the result.

use super::Loader;
use crate::catalog::{Catalog, same_id};
use crate::checks;
use crate::conftest;
use crate::data_refs::DataRefs;
use crate::deadline::{self, Activity};
use crate::error::{PolicyDiagnostic, PolicyError};
use crate::metadata::Header;
use crate::module::Module;
use crate::parse::{self, ParsedModule};
use crate::rego;
use crate::rule::Rule;
use crate::user::{CompiledFiles, UserPolicies};
use std::collections::BTreeSet;
use std::mem::take;
use std::sync::Arc;

impl Loader {
    /// Merges the policies of `built_in` with the files that were read. Conftest's contract applies to the packages
    /// `namespaces`; if None, to all packages but ours.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] with all diagnostics of the files that were read.
    pub(super) fn finish(
        mut self,
        built_in: &Catalog,
        namespaces: Option<&[Arc<str>]>,
    ) -> Result<(Catalog, UserPolicies), PolicyError> {
        conftest::rules(&self.files, namespaces, &mut self.rules);
        self.place_parts();
        self.note_what_judges_nothing();
        let catalog = self.merged(built_in);
        if self.diagnostics.is_empty() {
            self.user.refs = DataRefs::of(&self.files);
            let referenced = self.referenced(&catalog)?;
            let notes = &mut self.user.notes;
            checks::references(&catalog, &self.files, &referenced, &mut self.diagnostics, notes);
            checks::chains(&self.files, &mut self.diagnostics);
            checks::explained(&catalog, &self.files, &mut self.diagnostics);
        }
        if self.diagnostics.is_empty() && !self.files.is_empty() {
            match self.compiled(&catalog) {
                Ok(compiled) => self.user.compiled = Some(compiled),
                Err(diagnostic) => self.diagnostics.push(diagnostic),
            }
        }
        if !self.diagnostics.is_empty() {
            self.diagnostics
                .sort_by(|a, b| (&a.site.path, a.site.range.start).cmp(&(&b.site.path, b.site.range.start)));
            return Err(PolicyError::Refused(self.diagnostics));
        }
        Ok((catalog, self.user))
    }

    /// Assigns files of our root without METADATA to the rule in their package; reports missing METADATA if there is
    /// no rule.
    fn place_parts(&mut self) {
        for part in take(&mut self.parts) {
            if self.rules.iter().any(|rule| rule.module.package == part.package) {
                self.libraries.push(part);
            } else if let Err(error) = Header::read(&part.rego).and_then(|header| header.metadata().map(drop))
            {
                self.diagnostics.push(error.at(&part.path, &part.rego));
            }
        }
    }

    /// Notes packages that look like Conftest's but are not named, because users might think that they are evaluated.
    fn note_what_judges_nothing(&mut self) {
        let mut packages = BTreeSet::new();
        for ParsedModule { module, tree } in &self.files {
            let judges = rego::declared_names(tree).any(|name| conftest::severity(&name).is_some());
            let is_rule = self.rules.iter().any(|rule| rule.module.package == module.package);
            if judges && !is_rule {
                let reason = format!(
                    "its package `{}` is not judged by; `--namespace {}` does",
                    module.package, module.package
                );
                self.user.skipped.push((module.path.to_string(), reason));
                packages.insert(&*module.package);
            }
        }
        if self.rules.is_empty() && !self.files.is_empty() {
            let packages: Vec<_> = packages.into_iter().collect();
            let advice = if packages.is_empty() {
                "none of them has a `deny`".to_owned()
            } else {
                format!("`--namespace {}` judges by them", packages.join(","))
            };
            self.user.notes.push(format!("the policies that were added judge nothing: {advice}"));
        }
    }

    /// Returns `built_in` with the files that were read, which replace built-in files of the same name.
    fn merged(&mut self, built_in: &Catalog) -> Catalog {
        let mut catalog = built_in.clone();
        catalog.tests = take(&mut self.tests);
        catalog.data.retain(|known| known.at.is_empty() || self.data.iter().all(|own| own.at != known.at));
        catalog.data.append(&mut self.data);
        for rule in take(&mut self.rules) {
            self.place_rule(rule, &mut catalog);
        }
        for library in take(&mut self.libraries) {
            self.place_library(library, &mut catalog);
        }
        if let Err(diagnostic) = catalog.sort_rules() {
            self.diagnostics.push(diagnostic);
        }
        catalog
    }

    fn place_rule(&mut self, mut rule: Rule, catalog: &mut Catalog) {
        let known = catalog.rules.iter().enumerate().find(|(_, known)| known.id == rule.id);
        if let Some((at, known)) = known {
            if !known.module.built_in {
                self.diagnostics.push(same_id(known, &rule));
                return;
            }
            rule.replaces = true;
            let note = format!("{}: `{}` replaces the built-in rule", rule.module.path, rule.id);
            self.user.notes.push(note);
            catalog.rules.remove(at);
        }
        catalog.rules.push(Arc::new(rule));
    }

    fn place_library(&mut self, library: Arc<Module>, catalog: &mut Catalog) {
        let is_replaced = |known: &Arc<Module>| known.built_in && known.package == library.package;
        if let Some(at) = catalog.libraries.iter().position(is_replaced) {
            catalog.libraries.remove(at);
            self.user.replaces_library = true;
            let note = format!("{}: `{}` replaces the built-in library", library.path, library.package);
            self.user.notes.push(note);
        }
        catalog.libraries.push(library);
    }

    /// Adds the built-in rules and libraries that the user's files refer to, and returns them parsed.
    fn referenced(&mut self, catalog: &Catalog) -> Result<Vec<ParsedModule>, PolicyDiagnostic> {
        let refs = &self.user.refs;
        let is_meant = |module: &&Arc<Module>| {
            module.built_in && refs.lead_to(&module.package.split('.').collect::<Vec<_>>())
        };
        let mut referenced: Vec<Arc<Module>> = catalog.policies().filter(is_meant).cloned().collect();
        let imported = catalog.imported(referenced.iter().map(|module| &*module.rego));
        let imported: Vec<_> = imported.into_iter().filter(|module| module.built_in).cloned().collect();
        referenced.extend(imported);
        referenced.sort_by(|a, b| a.path.cmp(&b.path));
        referenced.dedup_by(|a, b| a.path == b.path);
        self.user.referenced.clone_from(&referenced);
        referenced.iter().map(|module| parse::parse(&mut self.engine, module)).collect()
    }

    /// Compiles the user's files with the added built-in files; reports the remaining errors.
    fn compiled(&mut self, catalog: &Catalog) -> Result<CompiledFiles, PolicyDiagnostic> {
        let mut engine = take(&mut self.engine);
        let first = catalog.rules.iter().find(|rule| !rule.module.built_in);
        let Some((rule, set)) = first.and_then(|rule| Some((rule, rule.sets.first()?))) else {
            return Ok(CompiledFiles(engine));
        };
        let _guard = deadline::during(Activity::Reading("the policies".into()));
        let path = format!("data.{}.{set}", rule.module.package);
        match engine.compile_with_entrypoint(&path.as_str().into()) {
            Ok(_) => Ok(CompiledFiles(engine)),
            Err(error) => {
                let modules: Vec<&Module> = catalog.modules().map(AsRef::as_ref).collect();
                Err(parse::diagnostic(&error, &modules))
            }
        }
    }
}
