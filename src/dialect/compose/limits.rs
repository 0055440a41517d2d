//! The effective limits of a service, in any of Compose's spellings.

use super::service::Service;
use crate::model::Fields;
use crate::source::Span;
use crate::tree::{Entry, Node, Origin, Provenance, ScalarKind};
use hy_msg_lint_compose::LimitConflict;

/// The paths of a limit; the first one that sets a limit is effective. Compose rejects two that differ.
const MEMORY: &[&[&str]] = &[&["deploy", "resources", "limits", "memory"], &["mem_limit"]];
const CPUS: &[&[&str]] = &[&["deploy", "resources", "limits", "cpus"], &["cpus"]];
const PIDS: &[&[&str]] = &[&["deploy", "resources", "limits", "pids"], &["pids_limit"]];
const RESERVED_MEMORY: &[&[&str]] =
    &[&["deploy", "resources", "reservations", "memory"], &["mem_reservation"]];

/// Docker's default period for a quota, in microseconds (Docker documentation, `--cpu-period`).
const CPU_PERIOD: f64 = 100_000.0;

/// Returns the fields `limits` (`memory` in bytes, `cpus`, `pids`) and `reservations` (`memory`) of a service.
pub(super) fn in_force_on(service: &Service) -> [Entry; 2] {
    let node = &service.node;
    let limits = Fields::at(place(service, "limits"))
        .maybe("memory", in_force(node, MEMORY))
        .maybe(
            "cpus",
            in_force(node, CPUS)
                .filter(limits_something)
                .or_else(|| quota(node))
                .or_else(|| in_force(node, CPUS)),
        )
        .maybe("pids", in_force(node, PIDS));
    let reservations =
        Fields::at(place(service, "reservations")).maybe("memory", in_force(node, RESERVED_MEMORY));
    [("limits", limits), ("reservations", reservations)].map(|(key, fields)| Entry {
        key: key.into(),
        key_span: place(service, key).span,
        node: fields.finish(),
    })
}

/// Returns the field `conflicting_limits` of a service that sets a limit twice with different values.
pub(super) fn conflicts(service: &Service) -> Option<Entry> {
    let origin = Origin { span: service.key, via: Provenance::default() };
    let conflict = |one: &LimitConflict| {
        Fields::at(origin.clone())
            .text("attribute", one.attribute)
            .text("block", one.block)
            .text("field", one.field)
            .finish()
    };
    let conflicts: Vec<_> = service.limit_conflicts.iter().map(conflict).collect();
    let entry = || Entry {
        key: "conflicting_limits".into(),
        key_span: service.key,
        node: Node::list(conflicts.clone(), origin.clone()),
    };
    (!conflicts.is_empty()).then(entry)
}

/// Returns the origin of the block's key, or of the nearest enclosing key that exists.
fn place(service: &Service, block: &str) -> Origin {
    let mut key: Span = service.key;
    let mut node = service.node.clone();
    for part in ["deploy", "resources", block] {
        let Some(entry) = node.as_map().and_then(|map| map.entry(part)).cloned() else { break };
        key = entry.key_span;
        node = entry.node;
    }
    Origin { span: key, via: Provenance::default() }
}

fn in_force(service: &Node, places: &[&[&str]]) -> Option<Node> {
    let written: Vec<Node> =
        places.iter().filter_map(|path| service.at(path)).filter(|node| !node.is_null()).collect();
    let chosen = written.iter().find(|node| limits_something(node)).or(written.first())?;
    Some(number(chosen))
}

/// Returns true for a number above zero, and for an unresolved value.
fn limits_something(node: &Node) -> bool {
    let Some(scalar) = node.as_scalar() else { return false };
    scalar.kind == ScalarKind::Unresolved
        || scalar.text.trim().parse::<f64>().is_ok_and(|number| number > 0.0)
}

fn number(node: &Node) -> Node {
    let number = node.as_text().map(str::trim).filter(|text| text.parse::<f64>().is_ok_and(f64::is_finite));
    number.map_or_else(|| node.clone(), |text| node.normalized(text, ScalarKind::Float))
}

fn quota(service: &Node) -> Option<Node> {
    let value = |key: &str| service.get(key)?.as_text()?.trim().parse::<f64>().ok();
    let node = service.get("cpu_quota")?;
    let cpus = value("cpu_quota").filter(|quota| *quota > 0.0)? / value("cpu_period").unwrap_or(CPU_PERIOD);
    cpus.is_finite().then(|| node.normalized(cpus.to_string(), ScalarKind::Float))
}
