//! What to define so that a value with undefined variables is known.

use crate::model::{Resource, ResourceKind};
use crate::tree::Scalar;
use hy_msg_lint_tree::quote::{joined, quoted};
use std::collections::BTreeSet;
use std::sync::Arc;

/// True if Compose replaces the undefined variables of `scalar`.
pub(super) fn is_for_compose(resource: &Resource, scalar: Option<&Scalar>) -> bool {
    let is_name = |name: &Arc<str>| name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_');
    resource.project.is_some()
        && !matches!(resource.kind, ResourceKind::Topic | ResourceKind::Connector)
        && scalar.is_some_and(|scalar| scalar.missing_variables().all(is_name))
}

/// Returns what to define for `scalar` of `resource`; None if it has no undefined variable.
///
/// Compose replaces variables in services, brokers and the like; those in topics and connectors are a script's, a
/// template's or a config provider's.
pub(super) fn help(resource: &Resource, scalar: &Scalar) -> Option<String> {
    let names: BTreeSet<&str> = scalar.missing_variables().map(|name| &**name).collect();
    let all = names.iter().map(|name| quoted(name)).collect::<Vec<_>>();
    let listed = Some(joined(&all, "and")).filter(|listed| !listed.is_empty())?;
    Some(if is_for_compose(resource, Some(scalar)) {
        format!(
            "set {listed} in the `.env` of its project, or in a file that `env_files` in hy-msg-lint.yaml names"
        )
    } else {
        format!("replace {listed} with a value")
    })
}
