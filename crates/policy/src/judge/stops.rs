//! The resources on which a rule was stopped.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The number of resources on which a rule may be stopped; it is not evaluated on later ones.
pub(super) const MAX_STOPS: usize = 10;

/// The resources on which a rule was stopped, by index. Where the last one is depends on the resources alone, not on
/// which thread evaluates which of them first.
#[derive(Debug, Default)]
pub(super) struct Stops(Mutex<BTreeSet<usize>>);

impl Stops {
    /// Notes that the rule was stopped on the resource `index`.
    pub(super) fn add(&self, index: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(index);
    }

    /// True if the rule was stopped often enough on resources before `index`.
    pub(super) fn are_enough_before(&self, index: usize) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).range(..index).nth(MAX_STOPS - 1).is_some()
    }

    /// True if the rule was stopped.
    pub(super) fn are_there(&self) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Returns the last resource that the rule judges.
    pub(super) fn last(&self) -> usize {
        let stops = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stops.iter().nth(MAX_STOPS - 1).copied().unwrap_or(usize::MAX)
    }
}
