//! What is being done with a user's policies right now.
//!
//! Regorus stops an evaluation between two steps. One step can take forever (a product of numbers with a million digits) or all
//! memory (a text of some gigabytes), and no thread can be stopped from outside. So each notes here what it does, and whoever
//! started the program can end it with a word about why.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Something that takes as long as an author wants.
#[derive(Debug, Clone)]
pub(crate) enum Activity {
    /// A file is read and compiled.
    Reading(Arc<str>),
    /// A rule judges a resource of a kind and name.
    Judging(Arc<str>, &'static str, Arc<str>),
    /// A unit test is run.
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

/// Until it is dropped, something is being done.
pub(crate) struct Guard(u64);

impl Drop for Guard {
    fn drop(&mut self) {
        let mut now = NOW.lock().unwrap_or_else(PoisonError::into_inner);
        now.retain(|(id, ..)| *id != self.0);
    }
}

/// Notes that something is being done.
pub(crate) fn during(activity: Activity) -> Guard {
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    NOW.lock().unwrap_or_else(PoisonError::into_inner).push((id, Instant::now(), activity));
    Guard(id)
}

/// What has gone on for longer than `limit`, or since when memory was exceeded by half: a sentence without a full stop. None where
/// nothing is wrong.
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
