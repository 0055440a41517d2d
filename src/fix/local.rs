//! The same change at another place: for one resource alone, or once for all that have a mapping in common.

use super::operations::{Operation, key_of, written};
use super::outline::{Outline, slots};
use super::place::Placer;
use super::set::Target;
use super::touched::declared;
use super::{insert, uses};
use crate::locate::found;
use crate::model::{Resource, ResourceKind};
use crate::policy::{Change, Segment};
use crate::source::Span;
use crate::tree::{self, Map, Node, Step, StepKind};
use serde_json::Value;
use std::sync::Arc;

/// Returns true if `change` is of a value that `resource` has by `extends`.
pub(super) fn is_inherited(change: &Change, resource: &Resource) -> bool {
    let (Change::Set(at, _) | Change::Remove(at) | Change::Rename(at, _) | Change::InsertWord(at, _)) =
        change
    else {
        return false;
    };
    let is_extended = |step: &Step| matches!(step.how, StepKind::Extended { .. });
    written(at, resource).is_some_and(|(node, _)| node.origin.via.steps().any(is_extended))
}

/// Returns the operation that writes the value in the place of the variable, which others have as well.
pub(super) fn literal(operation: &Operation, _: &Change, _: &Resource, _: &Placer<'_>) -> Option<Operation> {
    let Operation::Set { node, key, to } = operation else { return None };
    Target::variable_of(node)?;
    Some(Operation::Literal { node: node.clone(), key: *key, to: to.clone() })
}

/// Returns the operation that writes the value in the place of the alias of a scalar.
pub(super) fn replaced(operation: &Operation, _: &Change, _: &Resource, _: &Placer<'_>) -> Option<Operation> {
    let Operation::Set { node, to, .. } = operation else { return None };
    Some(Operation::Replace { alias: uses::alias(node)?, node: node.clone(), to: to.clone() })
}

/// Returns the operation that does what `operation`, of `change`, does and leaves the mapping alone from which `resource` has
/// the value: beside the merge that brings it, or in the service itself that extends another.
pub(super) fn apart(
    operation: &Operation,
    change: &Change,
    resource: &Resource,
    placer: &Placer<'_>,
) -> Option<Operation> {
    let (Operation::Set { node, key, to }, Change::Set(at, _)) = (operation, change) else { return None };
    let is_way = |step: &&Step| !matches!(step.how, StepKind::Included | StepKind::Overridden);
    let step = node.origin.via.steps().filter(is_way).last()?;
    match step.how {
        StepKind::Merged { .. } => {
            let (_, around) = at.split_last()?;
            let within = &found(resource, around).node?.origin;
            // A mapping that comes from there as a whole is not written here.
            if within.via.steps().any(|other| other.site == step.site) {
                return None;
            }
            let key = (*key)?;
            let name = placer
                .in_file(key.source, |outline| Some(outline.text(key).trim_matches(['"', '\'']).into()))?;
            Some(Operation::Insert { within: within.span, path: vec![name], value: to.clone() })
        }
        StepKind::Extended { .. } => {
            let service = placer.shares().service_of(resource)?;
            let keys = |at: &[Segment]| at.iter().map(key_of).collect::<Option<Vec<_>>>();
            let is_service = resource.kind == ResourceKind::Service;
            let path = if is_service { keys(at)? } else { path_in(service, node.origin.span)? };
            let is_variable = path.first().is_some_and(|first| &**first == insert::ENVIRONMENT);
            // In a container, every value is a text.
            let value = match to {
                Value::Bool(is) if is_variable => Value::String(is.to_string()),
                _ => to.clone(),
            };
            Some(Operation::Insert { within: service.key, path, value })
        }
        _ => None,
    }
}

/// Returns the keys on the way to the scalar at `span` in what is written for `service`.
fn path_in(service: &Resource, span: Span) -> Option<Vec<Arc<str>>> {
    fn walk(node: &Node, span: Span, path: &mut Vec<Arc<str>>) -> bool {
        match &node.value {
            tree::Value::Scalar(_) => node.origin.span == span,
            tree::Value::List(_) => false,
            tree::Value::Map(map) => map.entries().any(|entry| {
                path.push(Arc::clone(&entry.key));
                let is_there = walk(&entry.node, span, path);
                if !is_there {
                    path.pop();
                }
                is_there
            }),
        }
    }
    declared(service).find_map(|entry| {
        let mut path = vec![Arc::clone(&entry.key)];
        walk(&entry.node, span, &mut path).then_some(path)
    })
}

/// Returns the operation that adds what `operation` adds to a mapping to the one that is merged into it instead, so that all
/// have it that merge that.
pub(super) fn in_common(operation: &Operation, placer: &Placer<'_>) -> Option<Operation> {
    let Operation::Insert { within, path, value } = operation else { return None };
    path.first()?;
    let common = placer.in_file(within.source, |outline| merged(*within, outline))?;
    Some(Operation::Insert { within: common, path: path.clone(), value: value.clone() })
}

/// Returns the characters of the first mapping that is merged by an alias into the one at `within`, or below that key.
fn merged(within: Span, outline: &Outline<'_>) -> Option<Span> {
    let around = outline.around(Span { end: within.start, ..within });
    let is_meant = |slot: &&super::outline::Slot<'_>| {
        (slot.key == Some(within) || slot.value.origin.span == within) && slot.value.as_map().is_some()
    };
    let target = around.iter().rev().find(is_meant)?.value;
    let is_merge = |step: &Step| matches!(step.how, StepKind::Merged { anchor: Some(_) });
    let entries = target.as_map().into_iter().flat_map(Map::entries);
    let direct = |steps: Vec<&Step>| matches!(*steps, [only] if is_merge(only) && target.origin.span.contains(only.site));
    let mut brought =
        entries.filter(|entry| direct(entry.node.origin.via.steps().filter(|step| is_merge(step)).collect()));
    brought.find_map(|entry| {
        let around = outline.around(entry.key_span);
        let parent = around.iter().rev().find(|slot| slot.key == Some(entry.key_span))?.parent?;
        slots(parent).next().map(|_| parent.origin.span)
    })
}
