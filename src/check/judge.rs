//! The compiled rules of a session, and their cached verdicts.

use super::groups::Groups;
use crate::config::Setting;
use crate::model::{Resource, ResourceKind};
use crate::policy::{Budget, Engine, Judgement, Mode, PolicyError, PolicySet, Rule, VerdictCache};
use crate::source::SourceMap;
use crate::suppress::RuleSelection;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Evaluates rules, and recompiles them only when the set, the selection, the parameters or the kinds of resources
/// change.
#[derive(Default)]
pub(super) struct Judge {
    /// The compiled rules, by the parameters that they were compiled with.
    compiled: Vec<Compiled>,
    /// Whether a later run can use the verdicts.
    is_remembering: bool,
}

struct Compiled {
    set: Arc<PolicySet>,
    kinds: BTreeSet<ResourceKind>,
    rules: Vec<Arc<str>>,
    /// None for the parameters of the set.
    settings: Option<Vec<Setting>>,
    engine: Engine,
    /// The verdict for each input; they refer to rules by their numbers in the engine.
    verdicts: VerdictCache,
}

impl Judge {
    /// Returns a judge that caches verdicts.
    pub(super) fn remembering() -> Self {
        Self { is_remembering: true, ..Self::default() }
    }

    /// Evaluates the rules of `set` that are in `selection` on `resources`, within what is left of `budget`: each resource
    /// with the parameters for the file that declares it, and by general rules if its file's scope has it.
    pub(super) fn judge(
        &mut self,
        resources: &[Resource],
        sources: &SourceMap,
        selection: &RuleSelection,
        set: &Arc<PolicySet>,
        budget: &Budget,
    ) -> Result<Judgement, PolicyError> {
        let chosen = set.rules().iter().filter(|rule| selection.judges_by(rule));
        let rules: Vec<_> = chosen.map(|rule| Arc::clone(&rule.id)).collect();
        let groups = Groups::of(resources, sources, &selection.config().choice);
        let mut known = std::mem::take(&mut self.compiled);
        let mut judgement = Judgement::default();
        for (number, settings) in groups.settings().enumerate() {
            let kinds: BTreeSet<_> = groups.members(resources, number).map(|one| one.kind).collect();
            let same = |known: &mut Compiled| {
                Arc::ptr_eq(&known.set, set)
                    && known.kinds == kinds
                    && known.rules == rules
                    && known.settings.as_deref() == settings
            };
            let found = known.extract_if(.., same).next();
            let mut compiled = match found {
                Some(compiled) => compiled,
                None => Compiled::of(set, kinds, rules.clone(), settings, selection)?,
            };
            let wanted = |rule: &Rule, index: usize| {
                groups.has(number, index) && !(rule.general && groups.is_out_of_scope(index))
            };
            let verdicts = self.is_remembering.then_some(&mut compiled.verdicts);
            judgement.absorb(compiled.engine.judge_within(resources, &wanted, verdicts, budget));
            self.compiled.push(compiled);
        }
        Ok(judgement)
    }
}

impl Compiled {
    fn of(
        set: &Arc<PolicySet>,
        kinds: BTreeSet<ResourceKind>,
        rules: Vec<Arc<str>>,
        settings: Option<&[Setting]>,
        selection: &RuleSelection,
    ) -> Result<Self, PolicyError> {
        let with_settings = settings.map(|settings| set.with_settings(settings)).transpose()?;
        let of_group = with_settings.as_ref().unwrap_or(set);
        let engine = Engine::compile(of_group, &kinds, &|rule| selection.judges_by(rule), Mode::Machine)?;
        let settings = settings.map(<[Setting]>::to_vec);
        Ok(Self { set: Arc::clone(set), kinds, rules, settings, engine, verdicts: VerdictCache::default() })
    }
}
