//! The same change at another place: for one resource alone, or once for all that have a mapping in common.

use super::operations::Operation;
use super::outline::{Outline, slots};
use super::place::Placer;
use crate::locate::found;
use crate::model::Resource;
use crate::policy::Change;
use crate::source::Span;
use crate::tree::{Map, Step, StepKind};

/// Returns the operation that does what `operation`, of `change`, does and leaves the anchor alone from which `resource` has
/// the value: in the place of its alias, or beside the merge that brings it.
pub(super) fn apart(
    operation: &Operation,
    change: &Change,
    resource: &Resource,
    placer: &Placer<'_>,
) -> Option<Operation> {
    let (Operation::Set { node, key, to }, Change::Set(at, _)) = (operation, change) else { return None };
    let step = node.origin.via.steps().last()?;
    match step.how {
        StepKind::Alias { .. } => {
            Some(Operation::Replace { alias: step.site, node: node.clone(), to: to.clone() })
        }
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
        _ => None,
    }
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
