//! The fingerprint key distinguishes a finding from others of its rule and resource, in this and later runs.

use super::{Place, json_pointer};
use crate::finding::write_part;
use crate::model::{Resource, ResourceKind};
use crate::policy::{Segment, Violation};
use crate::tree::{Node, Value};
use siphasher::sip::SipHasher13;
use std::hash::Hasher as _;

/// Returns the place in the resource as a JSON pointer. List items move when others are added or removed: from the
/// first list on, a hash of the value (which may be a secret) replaces the indices, and the remaining keys follow.
/// For a defect or a document, returns the message, as nothing else is known.
pub(super) fn fingerprint_key(resource: &Resource, violation: &Violation, place: &Place<'_>) -> String {
    if matches!(resource.kind, ResourceKind::Defect | ResourceKind::Document) {
        return violation.message.clone();
    }
    let Some(pointer) = violation.at.pointer() else { return String::new() };
    let list = pointer.iter().position(|segment| matches!(segment, Segment::Index(_)));
    let item = list.filter(|list| place.before + place.hops.len() > *list);
    let (Some(list), Some(item)) = (item, place.hops.last()) else { return json_pointer(pointer) };
    let mut hasher = SipHasher13::new();
    write(item.node, &mut hasher);
    let (outside, inside) = pointer.split_at(list);
    let keys: Vec<_> = inside.iter().filter(|one| matches!(one, Segment::Key(_))).cloned().collect();
    format!("{}/#{:016x}{}", json_pointer(outside), hasher.finish(), json_pointer(&keys))
}

fn write(node: &Node, hasher: &mut SipHasher13) {
    match &node.value {
        Value::Scalar(scalar) => write_part(hasher, &scalar.text),
        Value::List(items) => items.iter().for_each(|item| write(item, hasher)),
        Value::Map(map) => {
            for entry in map.entries() {
                write_part(hasher, &entry.key);
                write(&entry.node, hasher);
            }
        }
    }
}
