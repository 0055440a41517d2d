//! What was said of resources in the run before, so that it is worked out anew only for inputs that changed.

use crate::engine::Verdict;
use crate::error::PolicyError;
use crate::resource::{Resource, ResourceKind};
use regorus::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the rules of one engine said of the resources of one run, by kind, name and file. A resource with the same input in the next run
/// gets the same verdicts.
#[derive(Debug, Default)]
pub struct VerdictCache(pub(super) BTreeMap<(ResourceKind, Arc<str>, Arc<str>), Arc<Cached>>);

/// An input, and what every rule that judges its kind says of it.
#[derive(Debug)]
pub(super) struct Cached {
    pub(super) input: Value,
    pub(super) verdicts: Vec<(usize, Verdict)>,
}

impl VerdictCache {
    /// What was said of `resource` when it had the same `input`.
    pub(super) fn get(&self, resource: &Resource, input: &Value) -> Option<Arc<Cached>> {
        self.0.get(&key(resource)).filter(|cached| cached.input == *input).map(Arc::clone)
    }

    /// Keeps the `outcomes` of `resources`, and nothing else. A kind of resources is judged by as many rules as `rules` says.
    pub(super) fn replace(
        &mut self,
        resources: &[Resource],
        outcomes: &[Outcome],
        rules: impl Fn(ResourceKind) -> usize,
    ) {
        let keep = |(resource, outcome): (&Resource, &Outcome)| {
            Some((key(resource), outcome.cached(rules(resource.kind))?))
        };
        self.0 = resources.iter().zip(outcomes).filter_map(keep).collect();
    }
}

fn key(resource: &Resource) -> (ResourceKind, Arc<str>, Arc<str>) {
    (resource.kind, Arc::clone(&resource.name), Arc::clone(&resource.file))
}

/// What the rules say of one resource, each by its number.
#[derive(Debug)]
pub(super) enum Outcome {
    /// What they said before.
    Cached(Arc<Cached>),
    /// What they say of this input; none where no rule asked for it.
    Fresh(Option<Value>, Vec<(usize, Result<Verdict, PolicyError>)>),
}

impl Outcome {
    /// What each rule says, by its number.
    pub(super) fn verdicts(&self) -> impl Iterator<Item = (usize, Result<&Verdict, &PolicyError>)> {
        let (cached, fresh): (&[_], &[_]) = match self {
            Self::Cached(cached) => (&cached.verdicts, &[]),
            Self::Fresh(_, verdicts) => (&[], verdicts),
        };
        let cached = cached.iter().map(|(number, verdict)| (*number, Ok(verdict)));
        cached.chain(fresh.iter().map(|(number, verdict)| (*number, verdict.as_ref())))
    }

    /// What is worth keeping of it: the verdicts of all rules, whose number is `count`. A rule that did not come to an end before has not
    /// been asked.
    fn cached(&self, count: usize) -> Option<Arc<Cached>> {
        let (input, verdicts) = match self {
            Self::Cached(cached) => return Some(Arc::clone(cached)),
            Self::Fresh(input, verdicts) => (input.clone()?, verdicts),
        };
        let sure = |(number, verdict): &(usize, Result<Verdict, PolicyError>)| {
            Some((*number, verdict.as_ref().ok()?.clone()))
        };
        let verdicts: Vec<_> = verdicts.iter().map(sure).collect::<Option<_>>()?;
        (verdicts.len() == count).then(|| Arc::new(Cached { input, verdicts }))
    }
}
