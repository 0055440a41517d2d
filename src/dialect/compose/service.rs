//! Services, before they are lowered to resources.

use super::entrypoint;
use crate::source::Span;
use crate::tree::Node;
use hy_msg_lint_compose::{self as compose, LimitConflict};
use std::sync::Arc;

/// A service, before it is lowered to resources.
pub(super) struct Service {
    pub(super) name: Arc<str>,
    pub(super) key: Span,
    /// The service in canonical form.
    pub(super) node: Node,
    /// True without `image` and `build`: the rest may be declared elsewhere.
    pub(super) partial: bool,
    /// False where an `env_file` could not be read.
    pub(super) environment_known: bool,
    /// The limits that it sets twice with different values.
    pub(super) limit_conflicts: Vec<LimitConflict>,
    /// The job that it runs, if it runs tools and no server.
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
