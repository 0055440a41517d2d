//! What all policies of a run may take together.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The time from the start of a run on, after which no further resource is judged, by any rule.
pub(crate) const RUN: Duration = Duration::from_mins(5);

/// The time from the first evaluation of a user's rule on, after which no further one is evaluated in the run.
pub(crate) const TOTAL: Duration = Duration::from_mins(2);

/// The part of [`TOTAL`] in which evaluations may run that are stopped in the end.
pub(crate) const STOPPED: Duration = Duration::from_secs(15);

/// The size of the results of all users' rules in a run, in bytes.
pub(crate) const RESULTS: usize = 64 << 20;

/// What the users' policies of a run may take. Clones share it, so that all parts of a run do.
#[derive(Debug, Clone, Default)]
pub struct Budget(Arc<Spent>);

#[derive(Debug)]
struct Spent {
    /// The start of the run.
    began: Instant,
    /// The first evaluation of a user's rule.
    start: OnceLock<Instant>,
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

impl Default for Spent {
    fn default() -> Self {
        let (began, start) = (Instant::now(), OnceLock::new());
        Self { began, start, stopped: Mutex::default(), results: AtomicUsize::default() }
    }
}

impl Budget {
    /// True if no further resource may be judged.
    pub(crate) fn is_over(&self) -> bool {
        self.0.began.elapsed() > RUN
    }

    /// Returns the budget of a run that began so long ago.
    #[cfg(test)]
    pub(crate) fn after(time: Duration) -> Option<Self> {
        let began = Instant::now().checked_sub(time)?;
        Some(Self(Arc::new(Spent { began, ..Spent::default() })))
    }

    /// True if no further rule of a user may be evaluated. The time starts with the first call.
    pub(crate) fn is_spent(&self) -> bool {
        let start = *self.0.start.get_or_init(Instant::now);
        start.elapsed() > TOTAL
            || self.stopped().sum >= STOPPED
            || self.0.results.load(Ordering::Relaxed) > RESULTS
    }

    /// Adds results of `size` bytes.
    pub(crate) fn receive(&self, size: usize) {
        self.0.results.fetch_add(size, Ordering::Relaxed);
    }

    /// Adds an evaluation that began at `start` and was stopped now.
    pub(crate) fn stop(&self, start: Instant) {
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
}
