//! The policies that an engine is given: the built-in ones, with what a user adds.

use crate::additions::Additions;
use crate::built_in::BuiltIn;
use crate::catalog::Catalog;
use crate::data::{self, Data};
use crate::embedded::Programs;
use crate::error::PolicyError;
use crate::loader;
use crate::module::Module;
use crate::resource::ResourceKind;
use crate::rule::Rule;
use crate::settings::{Setting, Settings};
use crate::user::UserPolicies;
use std::sync::Arc;

/// Policies to judge by, ready to be compiled. Nothing is added to it: [`BuiltIn`] is what a user's policies are put beside.
#[derive(Debug, Clone)]
pub struct PolicySet {
    pub(crate) catalog: Catalog,
    /// The programs of the built-in rules; none where they are compiled in each run.
    pub(crate) programs: Option<Arc<Programs>>,
    /// What is known of the user's policies; none where nothing was added.
    pub(crate) user: Option<Arc<UserPolicies>>,
    pub(crate) settings: Settings,
}

impl From<&BuiltIn> for PolicySet {
    fn from(BuiltIn { catalog, programs }: &BuiltIn) -> Self {
        Self {
            catalog: catalog.clone(),
            programs: programs.clone(),
            user: None,
            settings: Settings::default(),
        }
    }
}

impl PolicySet {
    /// The policies of `built_in` with `additions`. A rule or library of the same name stands in the place of the built-in one; the unit
    /// tests are only those of the additions.
    ///
    /// # Errors
    /// [`PolicyError::Refused`] with everything that is wrong with the user's files, and [`PolicyError::Unreadable`].
    pub fn extended(built_in: &BuiltIn, additions: &Additions) -> Result<Self, PolicyError> {
        let (catalog, user) = loader::load(&built_in.catalog, additions)?;
        let settings = Settings::checked(&additions.settings, &catalog)?;
        let programs = built_in.programs.clone().filter(|_| !user.replaces_library);
        Ok(Self { catalog, programs, user: Some(Arc::new(user)), settings })
    }

    /// The same policies with `settings` in the place of what is set.
    ///
    /// # Errors
    /// The author's of the settings: a rule or parameter that does not exist, and a value of another type.
    pub fn with_settings(&self, settings: &[Setting]) -> Result<Self, PolicyError> {
        Ok(Self { settings: Settings::checked(settings, &self.catalog)?, ..self.clone() })
    }

    /// The rules, by area and id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.catalog.rules
    }

    /// The rule `id`.
    pub fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.catalog.rule(id)
    }

    /// The files that rules import: the built-in ones by path, then the user's.
    pub fn libraries(&self) -> &[Arc<Module>] {
        &self.catalog.libraries
    }

    /// What is to be known of the user's policies: what stands in the place of something built-in, and that nothing judges. One
    /// sentence each, without a full stop.
    pub fn notes(&self) -> &[String] {
        self.user.as_ref().map_or(&[], |user| &user.notes)
    }

    /// Files of the user's that give nothing to judge by, each with its reason.
    pub fn skipped(&self) -> &[(String, String)] {
        self.user.as_ref().map_or(&[], |user| &user.skipped)
    }

    /// True where a rule takes documents, as Conftest's do.
    pub fn takes_documents(&self) -> bool {
        self.catalog.rules.iter().any(|rule| rule.inputs.contains(&ResourceKind::Document))
    }

    /// True where the documents of a run are one input.
    pub fn combines(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.combine)
    }

    /// What stands under `data`: `{"parameters": {"<rule>": {"<name>": value}}}` of all rules, and the files of data, of the built-in
    /// ones those that are `wanted`.
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
            // Nobody contradicts them, so each is read straight into what Rego has.
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
