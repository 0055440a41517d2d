//! What the configuration sets of the parameters of rules.

use crate::annotations::{Parameter, ParameterKind};
use crate::catalog::Catalog;
use crate::error::{PolicyDiagnostic, PolicyError};
use crate::rule::Rule;
use crate::source::Site;
use crate::spelling::closest;
use serde_json::{Map, Value};
use std::sync::Arc;

/// What is set of one parameter of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The rule's id.
    pub rule: Arc<str>,
    /// Where it is named.
    pub rule_site: Site,
    /// The parameter's name.
    pub name: Arc<str>,
    /// Where it stands.
    pub name_site: Site,
    /// What it is set to.
    pub value: Value,
    /// Where that stands.
    pub value_site: Site,
}

/// What is set of parameters that exist, by rule and name: of two values for one, the last counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings(Vec<(Arc<str>, Arc<str>, Value)>);

impl Settings {
    /// `settings`, checked against the rules of `catalog`.
    ///
    /// # Errors
    /// The author's of the configuration: a rule or parameter that does not exist, and a value of another type.
    pub(crate) fn checked(settings: &[Setting], catalog: &Catalog) -> Result<Self, PolicyError> {
        let wrong: Vec<_> = settings.iter().filter_map(|setting| check(catalog, setting).err()).collect();
        if !wrong.is_empty() {
            return Err(PolicyError::Refused(wrong));
        }
        let value = |one: &Setting| (one.rule.clone(), one.name.clone(), one.value.clone());
        Ok(Self(settings.iter().map(value).collect()))
    }

    /// The values of the parameters of `rule`, by name.
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
