//! The policies for an engine: the built-in ones merged with the user's additions.

use crate::additions::Additions;
use crate::built_in::BuiltIn;
use crate::catalog::Catalog;
use crate::data::{self, Data};
use crate::embedded::Programs;
use crate::error::{PolicyDiagnostic, PolicyError};
use crate::loader;
use crate::module::Module;
use crate::resource::ResourceKind;
use crate::rule::Rule;
use crate::settings::{self, Setting, Settings};
use crate::user::UserPolicies;
use std::sync::Arc;

/// An immutable set of policies, ready to be compiled. The user's policies are added to [`BuiltIn`].
#[derive(Debug, Clone)]
pub struct PolicySet {
    pub(crate) catalog: Catalog,
    /// The compiled programs of the built-in rules; None if they are compiled in each run.
    pub(crate) programs: Option<Arc<Programs>>,
    /// Information about the user's policies; None if there are none.
    pub(crate) user: Option<Arc<UserPolicies>>,
    pub(crate) settings: Settings,
    /// True if there are policies that could not be loaded.
    is_partial: bool,
}

impl From<&BuiltIn> for PolicySet {
    fn from(BuiltIn { catalog, programs }: &BuiltIn) -> Self {
        Self {
            catalog: catalog.clone(),
            programs: programs.clone(),
            user: None,
            settings: Settings::default(),
            is_partial: false,
        }
    }
}

impl PolicySet {
    /// Merges the policies of `built_in` with `additions`. A rule or library of the same name replaces the built-in
    /// one; only the unit tests of the additions are included.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] with all diagnostics of the user's files, and [`PolicyError::Unreadable`].
    pub fn extended(built_in: &BuiltIn, additions: &Additions) -> Result<Self, PolicyError> {
        let (catalog, user) = loader::load(&built_in.catalog, additions)?;
        let settings = Settings::checked(&additions.settings, &catalog)?;
        let programs = built_in.programs.clone().filter(|_| !user.replaces_library);
        Ok(Self { catalog, programs, user: Some(Arc::new(user)), settings, is_partial: false })
    }

    /// Returns the policies of `built_in` without `additions`, which cannot be loaded: with those of the settings that
    /// are of built-in rules. Names of rules that it does not have may be names of theirs.
    pub fn without(built_in: &BuiltIn, additions: &Additions) -> Self {
        let settings = Settings::known(&additions.settings, &built_in.catalog);
        Self { settings, is_partial: true, ..Self::from(built_in) }
    }

    /// True if there are policies that could not be loaded, so that it has not every rule that may be named.
    pub fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Returns the same policies with `settings` instead of the current settings.
    ///
    /// # Errors
    /// If a rule or parameter does not exist, or a value has the wrong type; the configuration's author must fix it.
    pub fn with_settings(&self, settings: &[Setting]) -> Result<Self, PolicyError> {
        match self.mistakes_in(settings) {
            wrong if wrong.is_empty() => Ok(self.with(Settings::known(settings, &self.catalog))),
            wrong => Err(PolicyError::Refused(wrong)),
        }
    }

    /// Returns what is wrong with `settings`: a rule or parameter that does not exist, or a value of the wrong type. Those
    /// of policies that could not be loaded may be right.
    pub fn mistakes_in(&self, settings: &[Setting]) -> Vec<PolicyDiagnostic> {
        if self.is_partial { Vec::new() } else { settings::mistakes(settings, &self.catalog) }
    }

    /// Returns the same policies with `settings` instead of the current settings.
    pub(crate) fn with(&self, settings: Settings) -> Self {
        Self { settings, ..self.clone() }
    }

    /// Returns the rules, by area and id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.catalog.rules
    }

    /// Returns the rule `id`.
    pub fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.catalog.rule(id)
    }

    /// Returns the files that rules import: the built-in ones by path, then the user's.
    pub fn libraries(&self) -> &[Arc<Module>] {
        &self.catalog.libraries
    }

    /// Returns notes on the user's policies: which built-in policies they replace, and that none of them is evaluated.
    /// Each is one sentence without a full stop.
    pub fn notes(&self) -> &[String] {
        self.user.as_ref().map_or(&[], |user| &user.notes)
    }

    /// Returns the user's files that are not used, each with the reason.
    pub fn skipped(&self) -> &[(String, String)] {
        self.user.as_ref().map_or(&[], |user| &user.skipped)
    }

    /// True if a rule judges documents, as Conftest's do.
    pub fn takes_documents(&self) -> bool {
        self.catalog.rules.iter().any(|rule| rule.inputs.contains(&ResourceKind::Document))
    }

    /// True if all documents of a run are combined to one input.
    pub fn combines(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.combine)
    }

    /// Returns the value of `data`: `{"parameters": {"<rule>": {"<name>": value}}}` for all rules, and the content of
    /// the data files; of the built-in files only those that are `wanted`.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] for files that cannot be read or contradict each other.
    pub(crate) fn data(
        &self,
        settings: &Settings,
        wanted: impl Fn(&Data) -> bool,
    ) -> Result<regorus::Value, PolicyError> {
        let parameters = |rule: &Arc<Rule>| (rule.id.to_string(), settings.parameters(rule).into());
        let parameters: serde_json::Map<_, _> = self.catalog.rules.iter().map(parameters).collect();
        let mut data = serde_json::Map::new();
        data.insert("parameters".to_owned(), parameters.into());
        let files = self.catalog.data.iter().filter(|file| !file.built_in || wanted(file));
        if self.catalog.data.iter().all(|file| file.built_in) {
            // The files have no conflicts, so each is converted directly to Rego values.
            let mut data = regorus::Value::from(serde_json::Value::from(data));
            for file in files {
                file.put_into(&mut data)?;
            }
            return Ok(data);
        }
        data::place(files, &mut data)?;
        Ok(regorus::Value::from(serde_json::Value::from(data)))
    }
}
