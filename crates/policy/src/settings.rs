//! The parameter values that the configuration sets.

use crate::annotations::{Parameter, ParameterKind};
use crate::catalog::Catalog;
use crate::error::{PolicyDiagnostic, PolicyError};
use crate::rule::Rule;
use crate::source::Site;
use crate::spelling::closest;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A value for a parameter of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The rule's id.
    pub rule: Arc<str>,
    /// The place of the rule's id.
    pub rule_site: Site,
    /// The parameter's name.
    pub name: Arc<str>,
    /// The place of the name.
    pub name_site: Site,
    /// The value.
    pub value: Value,
    /// The place of the value.
    pub value_site: Site,
}

/// Values of existing parameters, by rule and name; the last value for a parameter wins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings(Vec<(Arc<str>, Arc<str>, Value)>);

impl Settings {
    /// Checks `settings` against the rules of `catalog`.
    ///
    /// # Errors
    /// If a rule or parameter does not exist, or a value has the wrong type; the configuration's author must fix it.
    pub(crate) fn checked(settings: &[Setting], catalog: &Catalog) -> Result<Self, PolicyError> {
        let wrong: Vec<_> = settings.iter().filter_map(|setting| check(catalog, setting).err()).collect();
        if !wrong.is_empty() {
            return Err(PolicyError::Refused(wrong));
        }
        let value = |one: &Setting| (one.rule.clone(), one.name.clone(), one.value.clone());
        Ok(Self(settings.iter().map(value).collect()))
    }

    /// Returns those of `settings` that rules of `catalog` take.
    pub(crate) fn known(settings: &[Setting], catalog: &Catalog) -> Self {
        let known: Vec<_> = settings.iter().filter(|one| check(catalog, one).is_ok()).cloned().collect();
        Self::checked(&known, catalog).unwrap_or_default()
    }

    /// Returns the values of the parameters of `rule`, by name.
    pub(crate) fn parameters(&self, rule: &Rule) -> Map<String, Value> {
        let value = |(name, parameter): (&String, &Parameter)| {
            let set = self.0.iter().rev().find(|(id, key, _)| *id == rule.id && **key == **name);
            (name.clone(), set.map_or(&parameter.default, |(_, _, value)| value).clone())
        };
        rule.parameters.iter().map(value).collect()
    }
}

fn check(catalog: &Catalog, setting: &Setting) -> Result<(), PolicyDiagnostic> {
    let (id, name) = (&*setting.rule, &*setting.name);
    let Some(rule) = catalog.rule(id) else {
        let advice = match catalog.suggest(id) {
            Some(meant) => format!("did you mean `{}`?", meant.id),
            None => "`hy-msg-lint rules` lists them".to_owned(),
        };
        return Err(PolicyDiagnostic::new(
            setting.rule_site.clone(),
            format!("there is no rule `{id}`; {advice}"),
        ));
    };
    let Some(parameter) = rule.parameters.get(name) else {
        let advice = match closest(name, rule.parameters.keys().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if rule.parameters.is_empty() => "it has none".to_owned(),
            None => {
                let names: Vec<_> = rule.parameters.keys().map(|name| format!("`{name}`")).collect();
                format!("it has {}", names.join(", "))
            }
        };
        let message = format!("the rule `{id}` has no parameter `{name}`; {advice}");
        return Err(PolicyDiagnostic::new(setting.name_site.clone(), message));
    };
    let Parameter { kind, default, description } = parameter;
    if kind.takes(&setting.value) {
        return Ok(());
    }
    if let (ParameterKind::Pattern, Some(text)) = (kind, setting.value.as_str()) {
        let message = format!("`{name}` of `{id}` is a regular expression, and `{text}` is none");
        return Err(PolicyDiagnostic::new(setting.value_site.clone(), message));
    }
    let message = format!(
        "`{name}` of `{id}` is of type {}, as in {default}: {}",
        kind.name(),
        description.trim().trim_end_matches('.')
    );
    Err(PolicyDiagnostic::new(setting.value_site.clone(), message))
}
