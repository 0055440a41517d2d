//! The verdicts of the previous run, so that only changed inputs are evaluated again.

use crate::engine::Verdict;
use crate::error::PolicyError;
use crate::input_value::{Input, Surroundings};
use crate::resource::{Resource, ResourceKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The verdicts of the rules of one engine on the resources of one run, by kind, name and file. A resource with the
/// same input in the next run gets the same verdicts.
#[derive(Debug, Default)]
pub struct VerdictCache {
    pub(super) verdicts: BTreeMap<(ResourceKind, Arc<str>, Arc<str>), Arc<Cached>>,
    /// The projects and clusters of the run.
    pub(super) around: Surroundings,
}

/// An input, and the verdict of every rule that judges it, by the rule's number.
#[derive(Debug)]
pub(super) struct Cached {
    pub(super) input: Input,
    /// What was stopped is stopped again.
    pub(super) verdicts: Vec<(usize, Result<Verdict, PolicyError>)>,
}

impl VerdictCache {
    /// Returns the verdicts of the `rules`, by number, on `resource` if its `input` is unchanged.
    pub(super) fn get(&self, resource: &Resource, input: &Input, rules: &[usize]) -> Option<Arc<Cached>> {
        let is_of_these = |cached: &&Arc<Cached>| cached.verdicts.iter().map(|(number, _)| number).eq(rules);
        let cached = self.verdicts.get(&key(resource)).filter(is_of_these);
        cached.filter(|cached| cached.input.is_as(input)).map(Arc::clone)
    }

    /// Replaces the content with the `outcomes` of `resources`, whose surroundings were `around`. `rules` are those that
    /// judge each, by number.
    pub(super) fn replace(
        &mut self,
        resources: &[Resource],
        outcomes: &[Outcome],
        around: Surroundings,
        rules: &[Vec<usize>],
    ) {
        let keep = |((resource, outcome), rules): ((&Resource, &Outcome), &Vec<usize>)| {
            Some((key(resource), outcome.cached(rules.len())?))
        };
        self.around = around;
        self.verdicts = resources.iter().zip(outcomes).zip(rules).filter_map(keep).collect();
    }
}

fn key(resource: &Resource) -> (ResourceKind, Arc<str>, Arc<str>) {
    (resource.kind, Arc::clone(&resource.name), Arc::clone(&resource.file))
}

/// The verdicts of the rules on one resource, each by the rule's number.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Verdicts of the previous run.
    Cached(Arc<Cached>),
    /// Verdicts on this input; None if no rule needed the input.
    Fresh(Option<Input>, Vec<(usize, Result<Verdict, PolicyError>)>),
}

impl Outcome {
    /// Returns the input, if there is one.
    pub(super) fn input(&self) -> Option<&Input> {
        match self {
            Self::Cached(cached) => Some(&cached.input),
            Self::Fresh(input, _) => input.as_ref(),
        }
    }

    /// Returns the verdict of each rule, by the rule's number.
    pub(super) fn verdicts(&self) -> impl Iterator<Item = (usize, Result<&Verdict, &PolicyError>)> {
        let (cached, fresh): (&[_], &[_]) = match self {
            Self::Cached(cached) => (&cached.verdicts, &[]),
            Self::Fresh(_, verdicts) => (&[], verdicts),
        };
        cached.iter().chain(fresh).map(|(number, verdict)| (*number, verdict.as_ref()))
    }

    /// Returns the verdicts to cache: those of all rules, whose number is `count`. None if a rule failed, or was not
    /// run because the budget was spent.
    fn cached(&self, count: usize) -> Option<Arc<Cached>> {
        let (input, verdicts) = match self {
            Self::Cached(cached) => return Some(Arc::clone(cached)),
            Self::Fresh(input, verdicts) => (input.clone()?, verdicts),
        };
        let sure = |(number, verdict): &(usize, Result<Verdict, PolicyError>)| {
            (!matches!(verdict, Err(PolicyError::Failed(_)))).then(|| (*number, verdict.clone()))
        };
        let verdicts: Vec<_> = verdicts.iter().map(sure).collect::<Option<_>>()?;
        (verdicts.len() == count).then(|| Arc::new(Cached { input, verdicts }))
    }
}
