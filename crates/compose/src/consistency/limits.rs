//! Limits that a service sets twice: in the old form and under `deploy`.

use super::{at, key_at, number_at, services};
use crate::defect::Defect;
use crate::tree::{Entry, Kind, Node};

/// An attribute, and the block and field under `deploy.resources` that say the same.
const TWINS: &[(&str, &str, &str)] = &[
    ("mem_limit", "limits", "memory"),
    ("mem_reservation", "reservations", "memory"),
    ("cpus", "limits", "cpus"),
    ("pids_limit", "limits", "pids"),
];

/// Where a service sets a limit twice and differently (Compose Specification, `mem_limit` and its like). A block under
/// `deploy` that leaves the field out counts as 0.
pub(in super::super) fn limits(project: &Node) -> Vec<Defect> {
    services(project)
        .flat_map(|service| TWINS.iter().filter_map(|twin| disagreement(service, *twin)))
        .collect()
}

fn disagreement(service: &Entry, (key, block, field): (&str, &str, &str)) -> Option<Defect> {
    let own = number_at(&service.node, &[key]).filter(|own| *own != 0.0)?;
    let path = ["deploy", "resources", block];
    at(&service.node, &path).filter(|block| block.as_map().is_some())?;
    let whole = [path[0], path[1], path[2], field];
    let deployed = match at(&service.node, &whole) {
        None => 0.0,
        Some(node) if node.as_scalar().is_some_and(|scalar| scalar.kind == Kind::Unresolved) => return None,
        Some(_) => number_at(&service.node, &whole).unwrap_or(0.0),
    };
    if same(own, deployed) {
        return None;
    }
    let value = at(&service.node, &[key])?;
    let message =
        format!("service `{}` sets `{key}` and `deploy.resources.{block}.{field}` differently", service.key);
    let defect = Defect::new(value.origin.span, message).help("keep the one under `deploy.resources`");
    let (place, label) = match at(&service.node, &whole) {
        Some(node) => (node.origin.span, "the other value"),
        None => (key_at(&service.node, &path)?, "what is left out here counts as 0"),
    };
    Some(defect.related(place, label))
}

/// Compose compares numbers of bytes and processes, and CPUs as they print.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= f64::EPSILON * one.abs().max(other.abs())
}
