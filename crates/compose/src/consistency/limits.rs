//! Limits that a service sets twice: in the old form and under `deploy`.

use super::values::{at, key_at, number_at};
use crate::defect::Defect;
use crate::source::Span;
use crate::tree::{Node, ScalarKind};

/// An attribute, and the block and field under `deploy.resources` that say the same.
const TWINS: &[(&str, &str, &str)] = &[
    ("mem_limit", "limits", "memory"),
    ("mem_reservation", "reservations", "memory"),
    ("cpus", "limits", "cpus"),
    ("pids_limit", "limits", "pids"),
];

/// A limit that a service sets twice and differently, for which Compose refuses the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitConflict {
    /// The attribute of the service.
    pub attribute: &'static str,
    /// The block under `deploy.resources`.
    pub block: &'static str,
    /// The field of the block; it counts as 0 where the block leaves it out.
    pub field: &'static str,
    /// The value of the attribute.
    own: Span,
    /// The value of the field; None where the block leaves it out.
    other: Option<Span>,
    /// The key of the block.
    block_key: Span,
}

impl LimitConflict {
    /// What is refused in the service `name`.
    pub(crate) fn defect(&self, name: &str) -> Defect {
        let Self { attribute, block, field, .. } = self;
        let message =
            format!("service `{name}` sets `{attribute}` and `deploy.resources.{block}.{field}` differently");
        let defect = Defect::new(self.own, message).help("keep the one under `deploy.resources`");
        match self.other {
            Some(other) => defect.related(other, "the other value"),
            None => defect.related(self.block_key, "what is left out here counts as 0"),
        }
    }
}

/// Where the canonical `service` sets a limit twice and differently (Compose Specification, `mem_limit` and its like). A block
/// under `deploy` that leaves the field out counts as 0. What needs a variable is not compared.
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

/// Compose compares numbers of bytes and processes, and CPUs as they print.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= f64::EPSILON * one.abs().max(other.abs())
}
