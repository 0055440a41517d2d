//! A set of policies: the embedded one, and what a user adds to it.

use super::bundle::BundleFile;
use super::compiled::{Embedded, Programs};
use super::data::Data;
use super::error::PolicyError;
use super::load::{self, Reach};
use super::module::Module;
use super::rule::Rule;
use crate::spelling::closest;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Policies with the libraries that they import, their tests and their data.
#[derive(Debug, Clone, Default)]
pub struct PolicySet {
    pub(super) rules: Vec<Arc<Rule>>,
    pub(super) libraries: Vec<Arc<Module>>,
    pub(super) tests: Vec<Arc<Module>>,
    pub(super) data: Vec<Data>,
    /// The programs of the built-in rules; none where a library that they import is not the built-in one.
    pub(super) programs: Option<Arc<Programs>>,
    /// What is to be known of the user's policies, in one sentence each.
    pub(super) notes: Vec<String>,
    /// Files that were looked at and give nothing to judge by, each with its reason.
    pub(super) passed_over: Vec<(String, String)>,
    /// What the user's files but tests refer to below `data`.
    pub(super) reaches: BTreeSet<Reach>,
    /// The built-in rules and libraries among that, and the libraries that these import.
    pub(super) brought: Vec<Arc<Module>>,
    /// The user's files but tests, with `brought`, compiled.
    pub(super) parsed: Option<Parsed>,
    /// Conftest's documents come all at once.
    pub(super) combine: bool,
    /// What is set of parameters, by rule and name.
    pub(super) settings: Vec<(Arc<str>, String, serde_json::Value)>,
}

/// An engine with parsed files in it.
#[derive(Clone)]
pub(super) struct Parsed(pub(super) regorus::Engine);

impl std::fmt::Debug for Parsed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Parsed")
    }
}

impl PolicySet {
    /// The policies of `embedded`.
    ///
    /// # Errors
    /// When one of them is refused; see [`PolicySet::from_sources`].
    pub fn built_in(embedded: &'static Embedded) -> Result<Self, PolicyError> {
        let mut set = Self { programs: Some(Arc::new(Programs::of(embedded))), ..Self::default() };
        let file =
            |(path, text): &(&str, &str)| bundle_file("policies", ((*path).to_owned(), (*text).to_owned()));
        load::built_in(&mut set, embedded.files.iter().map(file).collect(), embedded.metadata()?)?;
        Ok(set)
    }

    /// The built-in policies among `files`, pairs of a path relative to the set's root (with `/`) and the text. `root` is put
    /// before the paths that are shown.
    ///
    /// `**/data.json` is data, `lib/**/<name>.rego` is a library, `*_test.rego` a test, `<area>/<rule>/*.rego` a rule and
    /// `<area>/<rule>/README.md` its document. Other files are passed over. No Rego is parsed beyond `package`.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] for rules whose METADATA is missing or refused, for rules and libraries whose package
    /// disagrees with their folder, and for two rules of one id.
    pub fn from_sources(
        root: &str,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, PolicyError> {
        let mut set = Self::default();
        let files = files.into_iter().map(|file| bundle_file(root, file)).collect();
        load::built_in(&mut set, files, BTreeMap::new())?;
        Ok(set)
    }

    /// The rules, by area and id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The files that rules import, by path.
    pub fn libraries(&self) -> &[Arc<Module>] {
        &self.libraries
    }

    /// The files with unit tests, by path.
    pub fn tests(&self) -> &[Arc<Module>] {
        &self.tests
    }

    /// What is to be known of the user's policies: what stands in the place of something built-in, and that nothing judges. One
    /// sentence each, without a full stop.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Files of the user's that give nothing to judge by, each with its reason.
    pub fn passed_over(&self) -> &[(String, String)] {
        &self.passed_over
    }

    /// True where a rule takes documents, as Conftest's do.
    pub fn takes_documents(&self) -> bool {
        self.rules.iter().any(|rule| rule.inputs.contains(&crate::resource::Kind::Document))
    }

    /// True where the documents of a run are one input.
    pub fn combines(&self) -> bool {
        self.combine
    }

    /// The libraries that `texts` import, and those that these import, by path. The user's are always among them.
    pub(super) fn imported<'a>(&'a self, texts: impl Iterator<Item = &'a str>) -> Vec<&'a Arc<Module>> {
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

    /// The rule `id`.
    pub fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| &*rule.id == id)
    }

    /// The rule that somebody who wrote `id` most likely meant.
    pub fn suggest(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rule(closest(id, self.rules.iter().map(|rule| &*rule.id))?)
    }

    /// All files of Rego, for the places in errors.
    pub(super) fn modules(&self) -> impl Iterator<Item = &Arc<Module>> {
        self.rules.iter().map(|rule| &rule.module).chain(&self.libraries).chain(&self.tests)
    }
}

fn bundle_file(root: &str, (path, text): (String, String)) -> BundleFile {
    let full = if root.is_empty() { path.clone() } else { format!("{root}/{path}") };
    let below = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let below = below.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    BundleFile { shown: full.clone(), full, below, text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{rule, set};

    #[test]
    fn sorts_rules_by_area_and_id_and_gives_them_their_documents() {
        let mut files = vec![
            rule("kafka", "beta", "deny contains 1 if false"),
            rule("compose", "static_ip", "deny contains 1 if false"),
            rule("kafka", "alpha", "deny contains 1 if false"),
        ];
        files.push(("kafka/beta/README.md".to_owned(), "# Beta".to_owned()));
        files.push(("kafka/beta/fixtures/bad/compose.yaml".to_owned(), "services: {}".to_owned()));
        let set = set(files);
        let ids: Vec<_> = set.rules().iter().map(|rule| &*rule.id).collect();
        assert_eq!(ids, ["static-ip", "alpha", "beta"]);
        assert_eq!(set.rule("beta").unwrap().document, "# Beta");
        assert_eq!(set.suggest("static_pi").unwrap().id, "static-ip".into());
        assert!(set.suggest("something-else").is_none());
    }

    #[test]
    fn refuses_what_disagrees_with_its_folder() {
        let (_, text) = rule("kafka", "beta", "");
        let error =
            PolicySet::from_sources("policies", [("kafka/gamma/gamma.rego".to_owned(), text)]).unwrap_err();
        let message = error.to_string();
        assert!(message.starts_with("policies/kafka/gamma/gamma.rego:7:9: "), "{message}");
        assert!(
            message.ends_with("belongs in a folder `kafka/beta`, and this file is in `kafka/gamma`"),
            "{message}"
        );
        let library = ("lib/one.rego".to_owned(), "package hy_msg_lint.lib.two".to_owned());
        assert!(PolicySet::from_sources("", [library]).is_err());
        let loose = ("loose.rego".to_owned(), "package hy_msg_lint.a.b".to_owned());
        assert!(
            PolicySet::from_sources("", [loose]).unwrap_err().to_string().contains("a folder of its own")
        );
        let twice = [rule("kafka", "beta", ""), rule("topic", "beta", "")];
        let error = PolicySet::from_sources("", twice).unwrap_err();
        assert!(error.to_string().contains("two rules have the id `beta`"), "{error}");
    }
}
