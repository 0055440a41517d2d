//! Evaluates users' rules, which may take any time: first each rule on each resource until it is stopped once, then
//! those that were stopped on what is left, until the budget is spent. So a rule that does not end delays no other.

use super::RESOURCES_PER_JOB;
use super::cache::Outcome;
use super::stops::Stops;
use crate::engine::{Engine, Verdict, Worker};
use crate::error::{PolicyError, Unjudged};
use crate::resource::Resource;
use crate::rule::Rule;
use hy_msg_lint_tree::budget::Budget;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What a violation takes in the report, in bytes, beside its text.
const FINDING: usize = 512;

/// The maximum number of threads, as each may have a process with policies that take all the memory they get.
const MAX_THREADS: usize = 4;

/// A rule to evaluate on a resource, both by number.
type Task = (usize, usize);

/// A task, and its verdict.
type Done = (Task, Result<Verdict, PolicyError>);

/// What threads share.
struct Bench<'a> {
    engine: &'a Engine,
    rules: Vec<&'a Arc<Rule>>,
    resources: &'a [Resource],
    outcomes: &'a [Outcome],
    budget: &'a Budget,
    /// By rule: where it was stopped.
    stops: &'a [Stops],
    done: Mutex<Vec<Done>>,
    postponed: Mutex<Vec<Task>>,
    left: Mutex<Vec<Task>>,
}

impl Engine {
    /// Evaluates the users' rules among `wanted`, which are those of each resource, on the `resources` whose outcomes are
    /// fresh, and adds the verdicts.
    /// Returns an error that names the rules that were not evaluated on everything.
    pub(super) fn judge_foreign(
        &self,
        resources: &[Resource],
        wanted: &[Vec<usize>],
        stops: &[Stops],
        outcomes: &mut [Outcome],
        budget: &Budget,
    ) -> Vec<PolicyError> {
        let rules: Vec<_> = self.rules().collect();
        let fresh = outcomes.iter().zip(wanted).enumerate();
        let is_fresh =
            |outcome: &Outcome| matches!(outcome, Outcome::Fresh(Some(input), _) if !input.is_too_large);
        let fresh = fresh.filter(|(_, (outcome, _))| is_fresh(outcome));
        let tasks = fresh.map(|(index, (_, numbers))| {
            let foreign = numbers.iter().filter(|number| self.is_foreign(**number));
            foreign.map(|number| (index, *number)).collect::<Vec<_>>()
        });
        let tasks: Vec<Vec<Task>> = tasks.filter(|tasks| !tasks.is_empty()).collect();
        if tasks.is_empty() {
            return Vec::new();
        }
        let bench = Bench {
            engine: self,
            stops,
            rules,
            resources,
            outcomes,
            budget,
            done: Mutex::default(),
            postponed: Mutex::default(),
            left: Mutex::default(),
        };
        bench.run(&tasks, true);
        let mut postponed = std::mem::take(&mut *lock(&bench.postponed));
        postponed.sort_unstable_by_key(|(index, number)| (*number, *index));
        // Where a rule ends depends on the resources before, so one thread goes through all that is left of it.
        let again: Vec<Vec<Task>> = postponed.chunk_by(|a, b| a.1 == b.1).map(<[Task]>::to_vec).collect();
        bench.run(&again, false);
        let (done, error) = bench.finish();
        for ((index, number), verdict) in done {
            if let Some(Outcome::Fresh(_, verdicts)) = outcomes.get_mut(index) {
                verdicts.push((number, verdict));
                verdicts.sort_by_key(|(number, _)| *number);
            }
        }
        error.into_iter().collect()
    }
}

impl Bench<'_> {
    /// Evaluates `tasks`: the `first` time those of a resource together, and rules that were stopped are postponed; then
    /// those of a rule together.
    fn run(&self, tasks: &[Vec<Task>], first: bool) {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut worker = Worker::within(self.engine, self.budget);
            while let Some(tasks) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                if first {
                    self.expect(&mut worker, tasks);
                }
                for task in tasks {
                    self.evaluate(&mut worker, *task, first);
                }
            }
        };
        let jobs = if first { tasks.len().div_ceil(RESOURCES_PER_JOB) } else { tasks.len() };
        let threads = jobs.min(rayon::current_num_threads()).min(MAX_THREADS);
        std::thread::scope(|scope| {
            for _ in 1..threads {
                // If no thread can be started, the others do its work.
                let _ = std::thread::Builder::new().spawn_scoped(scope, work);
            }
            if threads > 0 {
                work();
            }
        });
    }

    /// Has `worker` begin with those of `tasks`, all on one resource, that will be evaluated.
    fn expect(&self, worker: &mut Worker<'_>, tasks: &[Task]) {
        let Some(index) = tasks.first().map(|(index, _)| *index).filter(|_| !self.budget.is_spent()) else {
            return;
        };
        let numbers = tasks.iter().map(|(_, number)| *number);
        let is_wanted = |number: &usize| self.stops.get(*number).is_some_and(|stops| !stops.are_there());
        let numbers: Vec<_> = numbers.filter(is_wanted).collect();
        if let (Some(resource), Some(input)) =
            (self.resources.get(index), self.outcomes.get(index).and_then(Outcome::input))
        {
            worker.expect(&numbers, resource, &input.value);
        }
    }

    fn evaluate(&self, worker: &mut Worker<'_>, task: Task, first: bool) {
        let (index, number) = task;
        let (Some(resource), Some(stops)) = (self.resources.get(index), self.stops.get(number)) else {
            return;
        };
        let Some(input) = self.outcomes.get(index).and_then(Outcome::input) else { return };
        if stops.are_enough_before(index) {
            return;
        }
        if self.budget.is_spent() {
            lock(&self.left).push(task);
        } else if first && stops.are_there() {
            lock(&self.postponed).push(task);
        } else {
            let start = Instant::now();
            let received = worker.received;
            let verdict = worker.judge(number, resource, &input.value);
            if matches!(verdict, Err(PolicyError::Stopped(_))) {
                self.budget.stop(start);
                stops.add(index);
            }
            let found = verdict.as_ref().map_or(0, Verdict::count);
            self.budget.receive(worker.received - received + found * FINDING);
            lock(&self.done).push((task, verdict));
        }
    }

    /// Returns the verdicts, and an error that names the rules that were not evaluated on everything.
    fn finish(self) -> (Vec<Done>, Option<PolicyError>) {
        let done = self.done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut left: BTreeMap<usize, usize> = BTreeMap::new();
        for (index, number) in self.left.into_inner().unwrap_or_else(PoisonError::into_inner) {
            // What lies behind the last stop is told apart.
            if self.stops.get(number).is_some_and(|stops| index <= stops.last()) {
                *left.entry(number).or_default() += 1;
            }
        }
        let named =
            |(number, count): (&usize, &usize)| Some((Arc::clone(&self.rules.get(*number)?.id), *count));
        let rules: Vec<_> = left.iter().filter_map(named).collect();
        let first = left.keys().next().and_then(|number| self.rules.get(*number));
        let error = first.map(|first| {
            let limits = self.budget.limits();
            let reason = format!(
                "all policies of a run have {} s, {} s of them for what is stopped, and {} MiB of results",
                limits.users_rules.as_secs(),
                limits.stopped.as_secs(),
                limits.results >> 20
            );
            PolicyError::Unjudged(Box::new(Unjudged { site: first.module.whole(), reason, rules }))
        });
        (done, error)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
