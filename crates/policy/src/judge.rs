//! Evaluates all rules on all resources in parallel, with a result that does not depend on the threads.

mod cache;
mod foreign;
mod stops;
#[cfg(test)]
mod tests;

pub use cache::VerdictCache;

use crate::engine::{Engine, Verdict, Worker};
use crate::error::{PolicyError, Unjudged};
use crate::input_value::{MAX_TEXT, MAX_TEXTS, Surroundings};
use crate::resource::Resource;
use crate::rule::Rule;
use crate::violation::{Segment, Violation};
use cache::Outcome;
use hy_msg_lint_tree::budget::Budget;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use stops::{MAX_STOPS, Stops};

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
    /// What policies printed, in the order of the resources.
    pub prints: Vec<String>,
    /// What no rule was given, or judged, because it is too long.
    pub oversized: Vec<Oversized>,
}

impl Judgement {
    /// Adds the results of other rules or on other resources.
    pub fn absorb(&mut self, other: Self) {
        for (own, others) in [
            (&mut self.denied, other.denied),
            (&mut self.unknown, other.unknown),
            (&mut self.excepted, other.excepted),
        ] {
            own.extend(others);
            own.sort_by_key(|one| one.resource);
        }
        self.failures.extend(other.failures);
        self.prints.extend(other.prints);
        for one in other.oversized {
            if !self.oversized.contains(&one) {
                self.oversized.push(one);
            }
        }
        self.oversized.sort_by_key(|one| one.resource);
    }
}

/// A part of a resource that is too long for rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oversized {
    /// The index of the resource.
    pub resource: usize,
    /// The place in the resource.
    pub at: Vec<Segment>,
    /// What becomes of it, in one sentence without a full stop.
    pub message: String,
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

/// Returns true if a rule judges the resource of this index.
pub type Wanted<'a> = dyn Fn(&Rule, usize) -> bool + Sync + 'a;

impl Engine {
    /// Evaluates the rules that are `wanted` on `resources`. A policy that fails or is stopped on a resource is still
    /// evaluated on the others, within the limits of [`Budget`], until it is stopped on ten.
    pub fn judge(&self, resources: &[Resource], wanted: &dyn Fn(&Rule) -> bool) -> Judgement {
        let chosen: BTreeSet<_> =
            self.rules().filter(|rule| wanted(rule)).map(|rule| Arc::clone(&rule.id)).collect();
        self.judge_within(resources, &|rule, _| chosen.contains(&rule.id), None, &Budget::default())
    }

    /// Evaluates each rule on those of `resources`, by index, for which `wanted` is true, within what is left of
    /// `budget`. Reuses the verdicts in a `cache` for a resource whose input is the same as in the previous run.
    pub fn judge_within(
        &self,
        resources: &[Resource],
        wanted: &Wanted<'_>,
        cache: Option<&mut VerdictCache>,
        budget: &Budget,
    ) -> Judgement {
        let rules: Vec<_> = self.rules().map(Arc::clone).collect();
        let is_wanted = |rule: &Arc<Rule>, index: usize, resource: &Resource| {
            rule.inputs.contains(&resource.kind) && wanted(rule, index)
        };
        // By resource, the numbers of the rules that judge it.
        let numbers = |(index, resource): (usize, &Resource)| -> Vec<usize> {
            let judging = rules.iter().enumerate().filter(|(_, rule)| is_wanted(rule, index, resource));
            judging.map(|(number, _)| number).collect()
        };
        let tasks: Vec<Vec<usize>> = resources.par_iter().enumerate().map(numbers).collect();
        if tasks.iter().all(Vec::is_empty) {
            return Judgement::default();
        }
        let around = Surroundings::after(cache.as_deref().map(|cache| &cache.around), resources);
        let known = cache.as_deref();
        let stops: Vec<_> = rules.iter().map(|_| Stops::default()).collect();
        let left: Vec<_> = rules.iter().map(|_| AtomicUsize::default()).collect();
        let judge = |worker: &mut Worker<'_>, (index, resource): (usize, &Resource)| {
            let Some(numbers) = tasks.get(index).filter(|numbers| !numbers.is_empty()) else {
                return Outcome::Fresh(None, Vec::new());
            };
            if budget.is_over() {
                for left in numbers.iter().filter_map(|number| left.get(*number)) {
                    left.fetch_add(1, Ordering::Relaxed);
                }
                return Outcome::Fresh(None, Vec::new());
            }
            let input = worker.input(resource, &around);
            if let Some(cached) = known.and_then(|cache| cache.get(resource, &input, numbers)) {
                return Outcome::Cached(cached);
            }
            let mut verdicts = Vec::new();
            for number in numbers.iter().copied() {
                let Some(stops) = stops.get(number) else { continue };
                if self.is_foreign(number) || input.is_too_large || stops.are_enough_before(index) {
                    continue;
                }
                let verdict = worker.judge(number, resource, &input.value);
                if matches!(verdict, Err(PolicyError::Stopped(_))) {
                    stops.add(index);
                }
                verdicts.push((number, verdict));
            }
            Outcome::Fresh(Some(input), verdicts)
        };
        let jobs = resources.par_iter().enumerate().with_min_len(RESOURCES_PER_JOB);
        let mut outcomes: Vec<Outcome> = jobs.map_init(|| Worker::within(self, budget), judge).collect();
        let mut unjudged = self.judge_foreign(resources, &tasks, &stops, &mut outcomes, budget);
        unjudged.extend(late(&rules, &left, budget.limits().judging));
        let last: Vec<_> = stops.iter().map(Stops::last).collect();
        let stopped = rules.iter().zip(&last).enumerate().filter(|(_, (_, last))| **last < resources.len());
        for (number, (rule, last)) in stopped {
            let later = tasks.iter().skip(*last + 1).filter(|numbers| numbers.contains(&number)).count();
            if later > 0 {
                unjudged.push(PolicyError::Unjudged(Box::new(Unjudged {
                    site: rule.module.whole(),
                    reason: format!("it was stopped on {MAX_STOPS} resources"),
                    rules: vec![(Arc::clone(&rule.id), later)],
                })));
            }
        }
        let mut judgement = gather(&rules, &last, &outcomes);
        judgement.oversized = oversized(resources, &around, &outcomes);
        if let Some(cache) = cache {
            cache.replace(resources, &outcomes, around, &tasks);
        }
        judgement.failures.extend(unjudged);
        judgement
    }
}

/// Returns what says that the run was over before the rules were evaluated on all resources: `left` by rule.
fn late(rules: &[Arc<Rule>], left: &[AtomicUsize], limit: Duration) -> Option<PolicyError> {
    let left = rules.iter().zip(left).map(|(rule, left)| (rule, left.load(Ordering::Relaxed)));
    let left: Vec<_> = left.filter(|(_, left)| *left > 0).collect();
    let (first, _) = left.first()?;
    let reason = format!("the run took longer than {} minutes", limit.as_secs() / 60);
    let rules = left.iter().map(|(rule, left)| (Arc::clone(&rule.id), *left)).collect();
    Some(PolicyError::Unjudged(Box::new(Unjudged { site: first.module.whole(), reason, rules })))
}

/// Returns what of the `resources` is too long.
fn oversized(resources: &[Resource], around: &Surroundings, outcomes: &[Outcome]) -> Vec<Oversized> {
    let mut found = Vec::new();
    let text = |resource, at| {
        let message = format!(
            "it is longer than {} KiB, so no rule is given it, and what depends on it is not judged",
            MAX_TEXT >> 10
        );
        Oversized { resource, at, message }
    };
    for (index, (resource, outcome)) in resources.iter().zip(outcomes).enumerate() {
        let Some(input) = outcome.input() else { continue };
        found.extend(input.long.iter().map(|at| text(index, at.clone())));
        if input.is_too_large {
            let message = format!(
                "no rule judges this {}: a name, key or document in it is longer than {} KiB, or its texts are longer \
                 than {} MiB together",
                resource.kind.name(),
                MAX_TEXT >> 10,
                MAX_TEXTS >> 20
            );
            found.push(Oversized { resource: index, at: Vec::new(), message });
        }
    }
    found.extend(around.long(resources).into_iter().map(|(index, at)| text(index, at)));
    found
}

/// Collects the outcomes. `last` holds, by rule, the last resource on which it is judged. Which later resources it had
/// judged already depends on the threads, so those results are dropped.
fn gather(rules: &[Arc<Rule>], last: &[usize], outcomes: &[Outcome]) -> Judgement {
    let mut judgement = Judgement::default();
    let mut failures: BTreeMap<usize, PolicyError> = BTreeMap::new();
    for (resource, outcome) in outcomes.iter().enumerate() {
        for (number, verdict) in outcome.verdicts() {
            let (Some(rule), Some(last)) = (rules.get(number), last.get(number)) else { continue };
            if resource > *last {
                continue;
            }
            match verdict {
                Ok(Verdict { denied, unknown, excepted, prints }) => {
                    judgement.prints.extend(prints.iter().cloned());
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
                    // What was stopped takes precedence over an earlier failure.
                    first @ PolicyError::Failed(_) if matches!(error, PolicyError::Stopped(_)) => {
                        *first = error.clone();
                    }
                    PolicyError::Failed(first) => match error {
                        PolicyError::Failed(error) if error.subject != first.subject => first.more += 1,
                        _ => {}
                    },
                    PolicyError::Stopped(first) => match error {
                        PolicyError::Stopped(error) if error.subject != first.subject => first.more += 1,
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
