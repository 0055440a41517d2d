//! The parameter values that the configuration sets.

use crate::annotations::{Parameter, ParameterKind};
use crate::catalog::Catalog;
use crate::error::{PolicyDiagnostic, PolicyError};
use crate::rule::Rule;
use crate::source::Site;
use crate::spelling::closest;
use hy_msg_lint_tree::quote::quoted;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A value for a parameter of a rule, or of every rule that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The rule's id, with its place; None for every rule with a parameter of this name.
    pub rule: Option<(Arc<str>, Site)>,
    /// The parameter's name.
    pub name: Arc<str>,
    /// The place of the name.
    pub name_site: Site,
    /// The value.
    pub value: Value,
    /// The place of the value.
    pub value_site: Site,
    /// True if the program brings it along: where a user's rule stands in place of the built-in one and does not take it,
    /// it says nothing.
    pub is_built_in: bool,
}

impl Setting {
    /// Returns true if it is for the parameter `name` of the rule `id`.
    pub fn is_for(&self, id: &str, name: &str) -> bool {
        *self.name == *name && self.rule.as_ref().is_none_or(|(rule, _)| **rule == *id)
    }
}

/// Values of existing parameters, by rule and name; the last value for a parameter wins. Without a rule, a value is for
/// every rule with the parameter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings(Vec<(Option<Arc<str>>, Arc<str>, Value)>);

impl Settings {
    /// Checks `settings` against the rules of `catalog`.
    ///
    /// # Errors
    /// If a rule or parameter does not exist, or a value has the wrong type; the configuration's author must fix it.
    pub(crate) fn checked(settings: &[Setting], catalog: &Catalog) -> Result<Self, PolicyError> {
        let wrong = mistakes(settings, catalog);
        if wrong.is_empty() { Ok(Self::known(settings, catalog)) } else { Err(PolicyError::Refused(wrong)) }
    }

    /// Returns those of `settings` that rules of `catalog` take.
    pub(crate) fn known(settings: &[Setting], catalog: &Catalog) -> Self {
        let known = settings.iter().filter(|one| check(catalog, one).is_ok());
        let value = |one: &Setting| {
            (one.rule.as_ref().map(|(id, _)| Arc::clone(id)), Arc::clone(&one.name), one.value.clone())
        };
        Self(known.map(value).collect())
    }

    /// Returns the values of the parameters of `rule`, by name.
    pub(crate) fn parameters(&self, rule: &Rule) -> Map<String, Value> {
        let value = |(name, parameter): (&String, &Parameter)| {
            let is_for = |(id, key, _): &&(Option<Arc<str>>, Arc<str>, Value)| {
                id.as_ref().is_none_or(|id| *id == rule.id) && **key == **name
            };
            let set = self.0.iter().rfind(is_for);
            (name.clone(), set.map_or(&parameter.default, |(_, _, value)| value).clone())
        };
        rule.parameters.iter().map(value).collect()
    }

    /// Returns them as JSON: a list of rule or null, name and value.
    pub(crate) fn to_json(&self) -> Value {
        self.0.iter().map(|(rule, name, value)| serde_json::json!([rule.as_deref(), **name, value])).collect()
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    pub(crate) fn from_json(json: &Value) -> Option<Self> {
        let one = |one: &Value| {
            let rule = one.get(0)?.as_str().map(Arc::from);
            Some((rule, one.get(1)?.as_str()?.into(), one.get(2)?.clone()))
        };
        json.as_array()?.iter().map(one).collect::<Option<_>>().map(Self)
    }
}

/// Returns what is wrong with `settings` for the rules of `catalog`.
pub(crate) fn mistakes(settings: &[Setting], catalog: &Catalog) -> Vec<PolicyDiagnostic> {
    let written = settings.iter().filter(|one| !one.is_built_in);
    written.filter_map(|one| check(catalog, one).err()).collect()
}

fn check(catalog: &Catalog, setting: &Setting) -> Result<(), PolicyDiagnostic> {
    match &setting.rule {
        Some((id, site)) => check_rule(catalog, id, site, setting),
        None => check_all(catalog, setting),
    }
}

/// Checks a value for every rule with the parameter.
fn check_all(catalog: &Catalog, setting: &Setting) -> Result<(), PolicyDiagnostic> {
    let name = &*setting.name;
    let mut taking =
        catalog.rules.iter().filter_map(|rule| Some((rule, rule.parameters.get(name)?))).peekable();
    if taking.peek().is_none() {
        let names = catalog.rules.iter().flat_map(|rule| rule.parameters.keys().map(String::as_str));
        let advice = match closest(name, names) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`hy-msg-lint rules --format json` lists them".to_owned(),
        };
        let message = format!("no rule has a parameter {}; {advice}", quoted(name));
        return Err(PolicyDiagnostic::new(setting.name_site.clone(), message));
    }
    taking.try_for_each(|(rule, parameter)| check_value(&rule.id, parameter, setting))
}

fn check_rule(catalog: &Catalog, id: &str, site: &Site, setting: &Setting) -> Result<(), PolicyDiagnostic> {
    let name = &*setting.name;
    let Some(rule) = catalog.rule(id) else {
        let advice = match catalog.suggest(id) {
            Some(meant) => format!("did you mean `{}`?", meant.id),
            None => "`hy-msg-lint rules` lists them".to_owned(),
        };
        return Err(PolicyDiagnostic::new(site.clone(), format!("there is no rule `{id}`; {advice}")));
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
    check_value(id, parameter, setting)
}

/// Checks that the `parameter` of the rule `id` takes the value.
fn check_value(id: &str, parameter: &Parameter, setting: &Setting) -> Result<(), PolicyDiagnostic> {
    let name = &*setting.name;
    let Parameter { kind, default, description } = parameter;
    if kind.takes(&setting.value) {
        return Ok(());
    }
    if let (ParameterKind::Pattern, Some(text)) = (kind, setting.value.as_str()) {
        let message = format!("`{name}` of `{id}` must be a regular expression, and `{text}` is not valid");
        return Err(PolicyDiagnostic::new(setting.value_site.clone(), message));
    }
    if *kind == ParameterKind::String && (setting.value.is_number() || setting.value.is_boolean()) {
        let message =
            format!("`{name}` of `{id}` must be text in quotes, such as `\"{}\"`", setting.value);
        return Err(PolicyDiagnostic::new(setting.value_site.clone(), message));
    }
    let message = format!(
        "`{name}` of `{id}` is of type {}, as in {default}: {}",
        kind.name(),
        description.trim().trim_end_matches('.')
    );
    Err(PolicyDiagnostic::new(setting.value_site.clone(), message))
}
