//! What Compose refuses in a project whose every file is valid.

use crate::dialect::Defect;
use crate::tree::Node;

/// Where the parts of the canonical `project` disagree.
pub(super) fn check(project: &Node) -> Vec<Defect> {
    let _ = project;
    Vec::new()
}
