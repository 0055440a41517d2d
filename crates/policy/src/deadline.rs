//! Tracks what is being done with a user's policies right now.
//!
//! Regorus checks its limits only between two steps. One step can take forever (a product of numbers with a million
//! digits) or use up all memory (a string of some gigabytes), and a thread cannot be stopped from outside. So each
//! thread records its activity here, and the caller can end the program with a reason.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// An activity whose duration depends on a policy's author.
#[derive(Debug, Clone)]
pub(crate) enum Activity {
    /// Reading and compiling a file.
    Reading(Arc<str>),
    /// Evaluating a rule on a resource of a kind and name.
    Judging(Arc<str>, &'static str, Arc<str>),
    /// Running a unit test.
    Testing(String),
}

impl fmt::Display for Activity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reading(path) => write!(formatter, "{path}: reading it"),
            Self::Judging(rule, kind, name) => write!(formatter, "the rule `{rule}` on {kind} `{name}`"),
            Self::Testing(name) => write!(formatter, "the test `{name}`"),
        }
    }
}

static NOW: Mutex<Vec<(u64, Instant, Activity)>> = Mutex::new(Vec::new());
static NEXT: AtomicU64 = AtomicU64::new(0);

static READING: OnceLock<fn(&str)> = OnceLock::new();

/// Calls `tell` with the name of each file before it is read.
pub(crate) fn on_reading(tell: fn(&str)) {
    let _ = READING.set(tell);
}

/// Marks an activity as running until it is dropped.
pub(crate) struct Guard(u64);

impl Drop for Guard {
    fn drop(&mut self) {
        let mut now = NOW.lock().unwrap_or_else(PoisonError::into_inner);
        now.retain(|(id, ..)| *id != self.0);
    }
}

/// Records the start of an activity.
pub(crate) fn during(activity: Activity) -> Guard {
    if let (Activity::Reading(file), Some(tell)) = (&activity, READING.get()) {
        tell(file);
    }
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    NOW.lock().unwrap_or_else(PoisonError::into_inner).push((id, Instant::now(), activity));
    Guard(id)
}

/// Reports the oldest activity if it has run longer than `limit`, or if memory use exceeds its limit by half: a
/// sentence without a full stop. None if no limit is exceeded.
pub fn overdue(limit: Duration) -> Option<String> {
    let now = NOW.lock().unwrap_or_else(PoisonError::into_inner);
    let (_, since, activity) = now.iter().min_by_key(|(_, since, _)| *since)?;
    if since.elapsed() > limit {
        return Some(format!(
            "{activity} took longer than {} s and could not be stopped otherwise",
            limit.as_secs()
        ));
    }
    match regorus::check_global_memory_limit() {
        Err(regorus::LimitError::MemoryLimitExceeded { usage, limit }) if usage > limit + limit / 2 => {
            Some(format!("{activity} took {} MiB of memory and could not be stopped otherwise", usage >> 20))
        }
        _ => None,
    }
}
