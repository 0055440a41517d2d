//! The rules of a session, compiled for what it judges, and what they said.

use crate::model::{Resource, ResourceKind};
use crate::policy::{Engine, Judgement, Mode, PolicyError, PolicySet, VerdictCache};
use crate::suppress::RuleSelection;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Judges, by rules that are compiled again only where others are asked for.
#[derive(Default)]
pub(super) struct Judge {
    compiled: Option<Compiled>,
    /// What the rules said of each input; none where nobody will ask again.
    verdicts: Option<VerdictCache>,
}

struct Compiled {
    set: Arc<PolicySet>,
    kinds: BTreeSet<ResourceKind>,
    rules: Vec<Arc<str>>,
    engine: Engine,
}

impl Judge {
    /// One that remembers what the rules said.
    pub(super) fn remembering() -> Self {
        Self { compiled: None, verdicts: Some(VerdictCache::default()) }
    }

    /// What the rules of `set` that `selection` has say of `resources`.
    pub(super) fn judge(
        &mut self,
        resources: &[Resource],
        selection: &RuleSelection,
        set: &Arc<PolicySet>,
    ) -> Result<Judgement, PolicyError> {
        let kinds = resources.iter().map(|resource| resource.kind).collect();
        let chosen = set.rules().iter().filter(|rule| selection.judges_by(rule));
        let rules: Vec<_> = chosen.map(|rule| Arc::clone(&rule.id)).collect();
        let same =
            |known: &Compiled| Arc::ptr_eq(&known.set, set) && known.kinds == kinds && known.rules == rules;
        let compiled = if let Some(known) = self.compiled.take().filter(same) {
            known
        } else {
            // Verdicts know rules by their numbers in an engine.
            self.verdicts = self.verdicts.take().map(|_| VerdictCache::default());
            let engine = Engine::compile(set, &kinds, &|rule| selection.judges_by(rule), Mode::Machine)?;
            Compiled { set: Arc::clone(set), kinds, rules, engine }
        };
        let engine = &self.compiled.insert(compiled).engine;
        Ok(match &mut self.verdicts {
            Some(verdicts) => engine.judge_again(resources, verdicts),
            None => engine.judge(resources, &|_| true),
        })
    }
}
