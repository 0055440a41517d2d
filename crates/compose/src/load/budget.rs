//! How much text the variables of a project may come to: a few lines can name each other so that they fill any memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The maximum length of a value after its variables are replaced, in bytes; the largest real one is a certificate.
pub(super) const MAX_VALUE: usize = 1 << 20;

/// The maximum length of everything that replaces variables in a project, in bytes.
const MAX_PROJECT: usize = 32 << 20;

/// What is left of a project's budget, shared by the environments of its parts.
#[derive(Debug, Clone)]
pub(crate) struct Budget(Arc<AtomicUsize>);

impl Default for Budget {
    fn default() -> Self {
        Self(Arc::new(AtomicUsize::new(MAX_PROJECT)))
    }
}

impl Budget {
    /// Takes `length` bytes; false where they are not left.
    pub(super) fn take(&self, length: usize) -> bool {
        let less = |left: usize| left.checked_sub(length);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }
}
