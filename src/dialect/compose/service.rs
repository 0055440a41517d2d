//! A service on its way to resources.

use super::entrypoint;
use crate::source::Span;
use crate::tree::Node;
use hy_msg_lint_compose::{self as compose, LimitConflict};
use std::sync::Arc;

/// A service on its way to resources.
pub(super) struct Service {
    pub(super) name: Arc<str>,
    pub(super) key: Span,
    /// In canonical form.
    pub(super) node: Node,
    /// True without `image` and `build`: what it lacks may stand elsewhere.
    pub(super) partial: bool,
    /// False where an `env_file` could not be read.
    pub(super) environment_known: bool,
    /// The limits that it sets twice and differently.
    pub(super) limit_conflicts: Vec<LimitConflict>,
    /// What it does once and then ends, where that is all.
    pub(super) job: Option<Node>,
}

impl Service {
    pub(super) fn of(service: compose::Service) -> Self {
        Self {
            partial: service.is_partial(),
            job: entrypoint::job(&service.node),
            name: service.name,
            key: service.key,
            node: service.node,
            environment_known: service.is_environment_known,
            limit_conflicts: service.limit_conflicts,
        }
    }
}
