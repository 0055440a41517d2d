//! What the configuration sets of the parameters of rules.

use super::error::{Mistake, PolicyError};
use super::rule::{Parameter, ParameterKind};
use super::set::PolicySet;
use crate::source::Site;
use crate::spelling::closest;
use serde_json::Value;
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

/// Checks `settings` and keeps them in `set`.
///
/// # Errors
/// The author's of the configuration: a rule or parameter that does not exist, and a value of another type.
pub(super) fn apply(set: &mut PolicySet, settings: &[Setting]) -> Result<(), PolicyError> {
    let mut mistakes = Vec::new();
    for setting in settings {
        match check(set, setting) {
            Err(mistake) => mistakes.push(mistake),
            Ok(()) => {
                set.settings.push((setting.rule.clone(), setting.name.to_string(), setting.value.clone()));
            }
        }
    }
    if mistakes.is_empty() { Ok(()) } else { Err(PolicyError::Refused(mistakes)) }
}

impl PolicySet {
    /// The same policies with `settings` in the place of what is set.
    ///
    /// # Errors
    /// The author's of the settings: a rule or parameter that does not exist, and a value of another type.
    pub fn with_settings(&self, settings: &[Setting]) -> Result<Self, PolicyError> {
        let mut set = Self { settings: Vec::new(), ..self.clone() };
        apply(&mut set, settings)?;
        Ok(set)
    }
}

fn check(set: &PolicySet, setting: &Setting) -> Result<(), Mistake> {
    let (id, name) = (&*setting.rule, &*setting.name);
    let Some(rule) = set.rule(id) else {
        let advice = match set.suggest(id) {
            Some(meant) => format!("did you mean `{}`?", meant.id),
            None => "`hy-msg-lint rules` lists them".to_owned(),
        };
        return Err(Mistake::new(setting.rule_site.clone(), format!("there is no rule `{id}`; {advice}")));
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
        return Err(Mistake::new(setting.name_site.clone(), message));
    };
    let Parameter { kind, default, description } = parameter;
    if kind.takes(&setting.value) {
        return Ok(());
    }
    if let (ParameterKind::Pattern, Some(text)) = (kind, setting.value.as_str()) {
        let message = format!("`{name}` of `{id}` is a regular expression, and `{text}` is none");
        return Err(Mistake::new(setting.value_site.clone(), message));
    }
    let message = format!(
        "`{name}` of `{id}` is of type {}, as in {default}: {}",
        kind.name(),
        description.trim().trim_end_matches('.')
    );
    Err(Mistake::new(setting.value_site.clone(), message))
}
