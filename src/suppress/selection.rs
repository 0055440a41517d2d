//! The selected rules and their severities, from the configuration and the caller.

use super::meta_rules::{AREA, META_RULES, MetaRule};
use crate::config::{Config, Level, Named, Setting};
use crate::finding::{Finding, Severity};
use crate::policy::{PolicyDiagnostic, PolicyError, PolicySet, Rule};
use crate::spelling::closest;
use crate::workspace::FilePath;
use hy_msg_lint_tree::quote::quoted;

/// The selected rules of a set, and their severities.
#[derive(Debug)]
pub struct RuleSelection<'a> {
    set: &'a PolicySet,
    config: &'a Config,
    select: Vec<&'a str>,
    ignore: Vec<&'a str>,
}

impl<'a> RuleSelection<'a> {
    /// Applies `config` to the rules of `set`. A non-empty `select` replaces the rules and areas that the
    /// configuration selects; `ignore` excludes rules and areas in any case.
    ///
    /// # Errors
    /// When the configuration names a rule that does not exist (author error). The caller checks the names in
    /// `select` and `ignore`.
    pub fn new(
        set: &'a PolicySet,
        config: &'a Config,
        select: &'a [String],
        ignore: &'a [String],
    ) -> Result<Self, PolicyError> {
        let chosen = &config.choice;
        let layers = chosen.layers.iter().flat_map(|one| {
            one.ignore.iter().map(|name| (name, true)).chain(one.mentioned.iter().map(|rule| (rule, false)))
        });
        let named = chosen.select.iter().chain(&chosen.ignore).map(|name| (name, true));
        let suppressions = chosen.suppressions.iter().map(|one| (&one.rule, true));
        let all = named.chain(layers).chain(suppressions);
        let mut mistakes: Vec<_> = all.filter_map(|(name, area)| mistake(set, name, area)).collect();
        // The set was made with those for all files. A rule that does not exist is said above.
        let exists = |rule: &str| set.rule(rule).is_some() || MetaRule::of(rule).is_some();
        let known = |one: &&Setting| one.rule.as_ref().is_none_or(|(rule, _)| exists(rule));
        let settings = chosen.overrides().flat_map(|(_, layer)| &layer.settings);
        mistakes.extend(set.mistakes_in(&settings.filter(known).cloned().collect::<Vec<_>>()));
        // A name may be that of a rule that could not be loaded.
        if !mistakes.is_empty() && !set.is_partial() {
            return Err(PolicyError::Refused(mistakes));
        }
        let texts = |names: &'a [Named]| names.iter().map(|name| &*name.name).collect::<Vec<_>>();
        let select = if select.is_empty() {
            texts(&chosen.select)
        } else {
            select.iter().map(String::as_str).collect()
        };
        let ignore = texts(&chosen.ignore).into_iter().chain(ignore.iter().map(String::as_str)).collect();
        Ok(Self { set, config, select, ignore })
    }

    /// Returns all rules of `set` that `config`, which a selection was made of before, does not turn off.
    pub fn of_all(set: &'a PolicySet, config: &'a Config) -> Self {
        let ignore = config.choice.ignore.iter().map(|name| &*name.name).collect();
        Self { set, config, select: Vec::new(), ignore }
    }

    /// Returns the set of rules.
    pub fn set(&self) -> &'a PolicySet {
        self.set
    }

    /// True if every rule that there is could be evaluated.
    pub(super) fn is_complete(&self) -> bool {
        !self.set.is_partial()
    }

    /// Returns the configuration.
    pub fn config(&self) -> &'a Config {
        self.config
    }

    /// True if `rule` is selected.
    pub fn judges_by(&self, rule: &Rule) -> bool {
        self.wants(&rule.id, &rule.area)
    }

    /// True if `name` names at least one rule, and all of them are selected and judge, where `left_out` says that general
    /// rules leave something out.
    pub(super) fn judges_by_all(&self, name: &str, left_out: bool) -> bool {
        let mut named = self.set.rules().iter().filter(|rule| rule.goes_by(name)).peekable();
        named.peek().is_some() && named.all(|rule| self.judges_by(rule) && !(left_out && rule.general))
    }

    /// True if the meta rule is selected.
    pub(super) fn judges_suppressions_by(&self, rule: &MetaRule) -> bool {
        self.wants(rule.id, AREA)
    }

    /// Returns the severity of `finding` in `file`; `None` if its rule is off.
    pub fn severity(&self, finding: &Finding, file: &FilePath) -> Option<Severity> {
        let mut set =
            self.config.choice.layers_of(file.absolute()).filter_map(|one| one.level(&finding.rule));
        match set.next_back() {
            Some(Level::Off) => None,
            Some(Level::At(severity)) => Some(severity),
            None => Some(finding.severity),
        }
    }

    /// True if the configuration ignores the rule of `finding` in `file`.
    pub(super) fn ignores(&self, finding: &Finding, file: &FilePath) -> bool {
        // The last layer that names the rule wins; within one, `ignore` wins over a severity.
        let mut said = self.config.choice.layers_of(file.absolute()).filter_map(|one| {
            let is_ignored = one.ignore.iter().any(|name| self.is_of(&finding.rule, &name.name));
            (is_ignored || one.level(&finding.rule).is_some()).then_some(is_ignored)
        });
        said.next_back().unwrap_or(false)
    }

    /// True if `name` is the id or area of `rule`.
    pub(super) fn is_of(&self, rule: &str, name: &str) -> bool {
        rule == name || self.area_of(rule) == Some(name)
    }

    /// Returns the area of `rule`; None for a rule that does not exist.
    pub(super) fn area_of(&self, rule: &str) -> Option<&str> {
        if MetaRule::of(rule).is_some() { Some(AREA) } else { self.set.rule(rule).map(|rule| &*rule.area) }
    }

    fn wants(&self, id: &str, area: &str) -> bool {
        let named = |names: &[&str]| names.iter().any(|name| *name == id || *name == area);
        let layers = &self.config.choice.layers;
        let is_off = || {
            let mut of_all = layers.iter().filter(|one| one.files.is_none()).filter_map(|one| one.level(id));
            let of_some = layers.iter().filter(|one| one.files.is_some()).filter_map(|one| one.level(id));
            of_all.next_back() == Some(Level::Off) && of_some.into_iter().all(|level| level == Level::Off)
        };
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore) && !is_off()
    }
}

/// True if `name` is the id or area of a rule in `set` or of a meta rule.
pub fn exists(set: &PolicySet, name: &str) -> bool {
    set.rules().iter().any(|rule| rule.goes_by(name)) || name == AREA || MetaRule::of(name).is_some()
}

/// Returns the rule or area closest to `name`.
fn meant<'a>(set: &'a PolicySet, name: &str) -> Option<&'a str> {
    let rules = set.rules().iter().flat_map(|rule| [&*rule.id, &*rule.area]);
    closest(name, rules.chain(META_RULES.iter().map(|rule| rule.id)).chain([AREA]))
}

/// Returns the advice for `name`, which does not exist.
pub fn advice(set: &PolicySet, name: &str) -> String {
    match meant(set, name) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "`hy-msg-lint rules` lists them".to_owned(),
    }
}

fn mistake(set: &PolicySet, Named { name, site }: &Named, area: bool) -> Option<PolicyDiagnostic> {
    if set.rule(name).is_some() || MetaRule::of(name).is_some() {
        return None;
    }
    if exists(set, name) {
        let message = || {
            format!("`{name}` is an area: set severities of single rules, which `hy-msg-lint rules` lists")
        };
        return (!area).then(|| PolicyDiagnostic::new(site.clone(), message()));
    }
    let what = if area { "rule or area" } else { "rule" };
    Some(PolicyDiagnostic::new(
        site.clone(),
        format!("there is no {what} {}; {}", quoted(name), advice(set, name)),
    ))
}
