//! Limits that a service sets twice: in the old attribute and under `deploy`.

use super::values::{at, key_at, number_at};
use crate::defect::Defect;
use crate::source::Span;
use crate::tree::{Node, ScalarKind};

/// An attribute, and the block and field under `deploy.resources` with the same meaning.
const TWINS: &[(&str, &str, &str)] = &[
    ("mem_limit", "limits", "memory"),
    ("mem_reservation", "reservations", "memory"),
    ("cpus", "limits", "cpus"),
    ("pids_limit", "limits", "pids"),
];

/// A limit that a service sets twice with different values, for which Compose refuses the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitConflict {
    /// The attribute of the service.
    pub attribute: &'static str,
    /// The block under `deploy.resources`.
    pub block: &'static str,
    /// The field of the block; it counts as 0 if the block omits it.
    pub field: &'static str,
    /// The value of the attribute.
    own: Span,
    /// The value of the field; None if the block omits it.
    other: Option<Span>,
    /// The key of the block.
    block_key: Span,
}

impl LimitConflict {
    /// Returns the defect for the service `name`.
    pub(crate) fn defect(&self, name: &str) -> Defect {
        let Self { attribute, block, field, .. } = self;
        let message =
            format!("service `{name}` sets `{attribute}` and `deploy.resources.{block}.{field}` differently");
        let defect = Defect::new(self.own, message).help("keep the one under `deploy.resources`");
        match self.other {
            Some(other) => defect.related(other, "the other value"),
            None => defect.related(self.block_key, "the limit is missing here and counts as 0"),
        }
    }
}

/// Returns the limits that the canonical `service` sets twice with different values (Compose Specification, `mem_limit`
/// and similar attributes). A field that a block under `deploy` omits counts as 0. A value that needs a variable is not
/// compared.
pub(crate) fn limits(service: &Node) -> Vec<LimitConflict> {
    TWINS.iter().filter_map(|twin| conflict(service, *twin)).collect()
}

fn conflict(
    service: &Node,
    (attribute, block, field): (&'static str, &'static str, &'static str),
) -> Option<LimitConflict> {
    let own = number_at(service, &[attribute]).filter(|own| *own != 0.0)?;
    let path = ["deploy", "resources", block];
    at(service, &path)?.as_map()?;
    let whole = [path[0], path[1], path[2], field];
    let other = at(service, &whole);
    if other.and_then(Node::as_scalar).is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved)
        || same(own, number_at(service, &whole).unwrap_or(0.0))
    {
        return None;
    }
    Some(LimitConflict {
        attribute,
        block,
        field,
        own: at(service, &[attribute])?.origin.span,
        other: other.map(|node| node.origin.span),
        block_key: key_at(service, &path)?,
    })
}

/// Compose compares bytes and process counts as numbers, and CPUs in their printed form.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= f64::EPSILON * one.abs().max(other.abs())
}
