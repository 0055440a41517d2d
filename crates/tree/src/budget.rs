//! What a run may take: one value that all parts of a run share, whatever configurations and policies they have.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The limits of a run. The defaults keep any input below about ten seconds and 500 MiB, except for users' policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The size of the files that are parsed, in bytes; each value in them counts at least [`VALUE`].
    pub text: usize,
    /// The values in the files that declare something.
    pub values: usize,
    /// What Compose projects come to: each value counts one when it is read and one in its service, and each service
    /// counts [`SERVICE`].
    pub projects: usize,
    /// The resources that all other files declare.
    pub resources: usize,
    /// The violations of a user's rule on one resource.
    pub violations: usize,
    /// The size of the results of all users' rules, in bytes.
    pub results: usize,
    /// The size of a user's policies and their data, in bytes, for each configuration.
    pub policies: usize,
    /// The number of values in that data.
    pub data: usize,
    /// The time from the start of a run on, after which no further resource is judged, by any rule.
    pub judging: Duration,
    /// The time from the first evaluation of a user's rule on, after which no further one is evaluated.
    pub users_rules: Duration,
    /// The part of [`users_rules`](Self::users_rules) in which evaluations may run that are stopped in the end.
    pub stopped: Duration,
    /// The time from the first unit test on, after which no further unit test is run.
    pub tests: Duration,
}

/// What a value counts in [`Limits::text`] if it is shorter.
const VALUE: usize = 8;

/// What a service counts in [`Limits::projects`] beside its values: it has facts, and each rule is evaluated on it.
pub const SERVICE: usize = 100;

impl Default for Limits {
    fn default() -> Self {
        Self {
            text: 64 << 20,
            values: 800_000,
            projects: 400_000,
            resources: 25_000,
            violations: 10_000,
            results: 64 << 20,
            policies: 4 << 20,
            data: 200_000,
            judging: Duration::from_mins(5),
            users_rules: Duration::from_mins(2),
            stopped: Duration::from_secs(15),
            tests: Duration::from_mins(2),
        }
    }
}

/// What is left of the [`Limits`] of a run. Clones share it, so that all parts of a run do.
#[derive(Debug, Clone, Default)]
pub struct Budget(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    limits: Limits,
    text: AtomicUsize,
    values: AtomicUsize,
    projects: AtomicUsize,
    /// What may still be read of projects for which there is no room.
    refused: AtomicUsize,
    resources: AtomicUsize,
    /// The start of the run.
    began: Instant,
    /// The first evaluation of a user's rule.
    start: OnceLock<Instant>,
    /// The first unit test.
    tests: OnceLock<Instant>,
    stopped: Mutex<Stopped>,
    results: AtomicUsize,
}

/// The time during which at least one evaluation ran that was stopped in the end.
#[derive(Debug, Default)]
struct Stopped {
    sum: Duration,
    /// The end of the last such evaluation: evaluations in several threads at once count once.
    until: Option<Instant>,
}

impl Default for Shared {
    fn default() -> Self {
        Self::of(Limits::default())
    }
}

impl Shared {
    fn of(limits: Limits) -> Self {
        Self {
            text: limits.text.into(),
            values: limits.values.into(),
            projects: limits.projects.into(),
            refused: (limits.projects / 2).into(),
            resources: limits.resources.into(),
            limits,
            began: Instant::now(),
            start: OnceLock::new(),
            tests: OnceLock::new(),
            stopped: Mutex::default(),
            results: AtomicUsize::default(),
        }
    }
}

impl Budget {
    /// Returns the budget of a run that begins now.
    pub fn of(limits: Limits) -> Self {
        Self(Arc::new(Shared::of(limits)))
    }

    /// Returns the limits of the run.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Takes `bytes` of text that is parsed; false where they are not left.
    pub fn take_text(&self, bytes: usize) -> bool {
        take(&self.0.text, bytes)
    }

    /// Counts the `values` in `bytes` of text that was taken and parsed.
    pub fn parse(&self, values: usize, bytes: usize) {
        let more = (values * VALUE).saturating_sub(bytes);
        let less = |left: usize| Some(left.saturating_sub(more));
        let _ = self.0.text.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// Takes the `values` of a file that declares something; false where they are not left.
    pub fn take_values(&self, values: usize) -> bool {
        take(&self.0.values, values)
    }

    /// Takes a resource; false where none is left.
    pub fn take_resource(&self) -> bool {
        take(&self.0.resources, 1)
    }

    /// Takes a project that comes to `values`; false where they are not left.
    pub fn take_project(&self, values: usize) -> bool {
        let is_taken = take(&self.0.projects, values);
        if !is_taken {
            let less = |left: usize| Some(left.saturating_sub(values));
            let _ = self.0.refused.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        }
        is_taken
    }

    /// True if no further project is to be read: those for which there was no room came to half of what is judged.
    pub fn is_full_of_projects(&self) -> bool {
        self.0.refused.load(Ordering::Relaxed) == 0 || self.0.projects.load(Ordering::Relaxed) < SERVICE
    }

    /// True if no further resource may be judged.
    pub fn is_over(&self) -> bool {
        self.0.began.elapsed() > self.0.limits.judging
    }

    /// True if no further rule of a user may be evaluated. The time starts with the first call.
    pub fn is_spent(&self) -> bool {
        let start = *self.0.start.get_or_init(Instant::now);
        let limits = &self.0.limits;
        start.elapsed() > limits.users_rules
            || self.stopped().sum >= limits.stopped
            || self.0.results.load(Ordering::Relaxed) > limits.results
    }

    /// True if no further unit test may be run. The time starts with the first call.
    pub fn is_over_for_tests(&self) -> bool {
        let start = *self.0.tests.get_or_init(Instant::now);
        start.elapsed() > self.0.limits.tests
    }

    /// Adds results of `size` bytes.
    pub fn receive(&self, size: usize) {
        self.0.results.fetch_add(size, Ordering::Relaxed);
    }

    /// Adds an evaluation that began at `start` and was stopped now.
    pub fn stop(&self, start: Instant) {
        let now = Instant::now();
        let mut stopped = self.stopped();
        let from = stopped.until.map_or(start, |until| until.max(start));
        stopped.sum += now.saturating_duration_since(from);
        stopped.until = Some(now);
    }

    fn stopped(&self) -> MutexGuard<'_, Stopped> {
        self.0.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes `amount` of what is `left`; false, and takes nothing, if that is less.
fn take(left: &AtomicUsize, amount: usize) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(amount)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stopped_in_several_threads_at_once_counts_once() {
        let budget = Budget::default();
        let Some(start) = Instant::now().checked_sub(Duration::from_secs(6)) else { return };
        for _ in 0..8 {
            budget.clone().stop(start);
        }
        assert!(!budget.is_spent());
        let Some(start) = start.checked_sub(Duration::from_secs(10)) else { return };
        let other = Budget::default();
        other.stop(start);
        assert!(other.is_spent());
    }

    #[test]
    fn a_project_that_is_refused_leaves_room_for_a_smaller_one_until_half_as_much_is_refused_as_is_judged() {
        let budget = Budget::of(Limits { projects: 1_000, ..Limits::default() });
        let clone = budget.clone();
        assert!(budget.take_project(600));
        assert!(!clone.take_project(450));
        assert!(budget.take_project(200));
        assert!(!clone.is_full_of_projects());
        assert!(!budget.take_project(201));
        assert!(clone.is_full_of_projects());
    }
}
