//! The compiled rules of a session, and their cached verdicts.

use crate::model::{Resource, ResourceKind};
use crate::policy::{Budget, Engine, Judgement, Mode, PolicyError, PolicySet, VerdictCache};
use crate::suppress::RuleSelection;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Evaluates rules, and recompiles them only when the set, the selection or the kinds of resources change.
#[derive(Default)]
pub(super) struct Judge {
    compiled: Option<Compiled>,
    /// The verdict for each input; none where no later run can use it.
    verdicts: Option<VerdictCache>,
}

struct Compiled {
    set: Arc<PolicySet>,
    kinds: BTreeSet<ResourceKind>,
    rules: Vec<Arc<str>>,
    engine: Engine,
}

impl Judge {
    /// Returns a judge that caches verdicts.
    pub(super) fn remembering() -> Self {
        Self { compiled: None, verdicts: Some(VerdictCache::default()) }
    }

    /// Evaluates the rules of `set` that are in `selection` on `resources`, within what is left of `budget`.
    pub(super) fn judge(
        &mut self,
        resources: &[Resource],
        selection: &RuleSelection,
        set: &Arc<PolicySet>,
        budget: &Budget,
    ) -> Result<Judgement, PolicyError> {
        let kinds = resources.iter().map(|resource| resource.kind).collect();
        let chosen = set.rules().iter().filter(|rule| selection.judges_by(rule));
        let rules: Vec<_> = chosen.map(|rule| Arc::clone(&rule.id)).collect();
        let same =
            |known: &Compiled| Arc::ptr_eq(&known.set, set) && known.kinds == kinds && known.rules == rules;
        let compiled = if let Some(known) = self.compiled.take().filter(same) {
            known
        } else {
            // Verdicts refer to rules by their numbers in an engine.
            self.verdicts = self.verdicts.take().map(|_| VerdictCache::default());
            let engine = Engine::compile(set, &kinds, &|rule| selection.judges_by(rule), Mode::Machine)?;
            Compiled { set: Arc::clone(set), kinds, rules, engine }
        };
        let engine = &self.compiled.insert(compiled).engine;
        Ok(match &mut self.verdicts {
            Some(verdicts) => engine.judge_again(resources, verdicts, budget),
            None => engine.judge_within(resources, budget),
        })
    }
}
