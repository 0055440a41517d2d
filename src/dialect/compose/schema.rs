//! What the Compose Specification's vocabulary refuses.

use crate::dialect::Defect;
use crate::tree::Node;

/// Where `root`, one file or several merged, leaves the vocabulary.
pub(super) fn check(root: &Node) -> Vec<Defect> {
    let _ = root;
    Vec::new()
}
