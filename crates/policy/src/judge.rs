//! Evaluates all rules on all resources in parallel, with a result that does not depend on the threads.

mod cache;
#[cfg(test)]
mod tests;

pub use cache::VerdictCache;

use crate::engine::{Engine, Verdict, Worker};
use crate::error::PolicyError;
use crate::input_value::Surroundings;
use crate::resource::Resource;
use crate::rule::Rule;
use crate::violation::Violation;
use cache::Outcome;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The results of all rules on all resources, by resource and rule.
#[derive(Debug, Default)]
pub struct Judgement {
    /// Violations of rules.
    pub denied: Vec<Judged>,
    /// Places where a rule cannot be decided.
    pub unknown: Vec<Judged>,
    /// Violations that the policies themselves except.
    pub excepted: Vec<Judged>,
    /// Policies that failed, each once; their results are missing above.
    pub failures: Vec<PolicyError>,
}

/// A result of one rule on one resource.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The rule.
    pub rule: Arc<Rule>,
    /// The index of the resource.
    pub resource: usize,
    /// The violation.
    pub violation: Violation,
}

/// The minimum number of resources per job: creating a worker costs about as much as a few evaluations.
const RESOURCES_PER_JOB: usize = 16;

impl Engine {
    /// Evaluates the rules that are `wanted` on `resources`. A policy that fails on a resource is still evaluated on
    /// the others; one that does not terminate is not evaluated on later resources.
    pub fn judge(&self, resources: &[Resource], wanted: &dyn Fn(&Rule) -> bool) -> Judgement {
        self.judge_with(resources, wanted, None)
    }

    /// Evaluates all rules on `resources`. Reuses the verdicts in `cache` for a resource whose input is the same as
    /// in the previous run.
    pub fn judge_again(&self, resources: &[Resource], cache: &mut VerdictCache) -> Judgement {
        self.judge_with(resources, &|_| true, Some(cache))
    }

    fn judge_with(
        &self,
        resources: &[Resource],
        wanted: &dyn Fn(&Rule) -> bool,
        cache: Option<&mut VerdictCache>,
    ) -> Judgement {
        let rules: Vec<_> = self.rules().map(Arc::clone).collect();
        let chosen: Vec<_> = rules.iter().map(|rule| wanted(rule)).collect();
        if !chosen.contains(&true) {
            return Judgement::default();
        }
        let around = Surroundings::of(resources);
        let known = cache.as_deref();
        let ends: Vec<_> = rules.iter().map(|_| AtomicUsize::new(usize::MAX)).collect();
        let judge = |worker: &mut Worker<'_>, (index, resource): (usize, &Resource)| {
            let mut input = None;
            let mut verdicts = Vec::new();
            if let Some(cache) = known {
                let input = input.insert(worker.input(resource, &around));
                if let Some(cached) = cache.get(resource, input) {
                    return Outcome::Cached(cached);
                }
            }
            for (number, ((rule, end), wanted)) in rules.iter().zip(&ends).zip(&chosen).enumerate() {
                if !wanted || !rule.inputs.contains(&resource.kind) || index > end.load(Ordering::Relaxed) {
                    continue;
                }
                let input = input.get_or_insert_with(|| worker.input(resource, &around));
                let verdict = worker.judge(number, resource, input);
                if matches!(verdict, Err(PolicyError::Endless(_))) {
                    end.fetch_min(index, Ordering::Relaxed);
                }
                verdicts.push((number, verdict));
            }
            Outcome::Fresh(input, verdicts)
        };
        let jobs = resources.par_iter().enumerate().with_min_len(RESOURCES_PER_JOB);
        let outcomes: Vec<Outcome> = jobs.map_init(|| Worker::of(self), judge).collect();
        if let Some(cache) = cache {
            cache.replace(resources, &outcomes, |kind| {
                rules.iter().filter(|rule| rule.inputs.contains(&kind)).count()
            });
        }
        let ends: Vec<_> = ends.into_iter().map(AtomicUsize::into_inner).collect();
        gather(&rules, &ends, &outcomes)
    }
}

/// Collects the outcomes. `ends` holds, by rule, the first resource on which it did not terminate. Which later
/// resources it had already judged by then depends on the threads, so those results are dropped.
fn gather(rules: &[Arc<Rule>], ends: &[usize], outcomes: &[Outcome]) -> Judgement {
    let mut judgement = Judgement::default();
    let mut failures: BTreeMap<usize, PolicyError> = BTreeMap::new();
    for (resource, outcome) in outcomes.iter().enumerate() {
        for (number, verdict) in outcome.verdicts() {
            let (Some(rule), Some(end)) = (rules.get(number), ends.get(number)) else { continue };
            if resource > *end {
                continue;
            }
            match verdict {
                Ok(Verdict { denied, unknown, excepted }) => {
                    let judged = |violation: &Violation| Judged {
                        rule: Arc::clone(rule),
                        resource,
                        violation: violation.clone(),
                    };
                    judgement.denied.extend(denied.iter().map(judged));
                    judgement.unknown.extend(unknown.iter().map(judged));
                    judgement.excepted.extend(excepted.iter().map(judged));
                }
                Err(error) => match failures.entry(number).or_insert_with(|| error.clone()) {
                    // Not terminating takes precedence over an earlier failure.
                    first if matches!(error, PolicyError::Endless(_)) => *first = error.clone(),
                    PolicyError::Failed(first) => match error {
                        PolicyError::Failed(error) if error.subject != first.subject => first.more += 1,
                        _ => {}
                    },
                    _ => {}
                },
            }
        }
    }
    judgement.failures = failures.into_values().collect();
    judgement
}
