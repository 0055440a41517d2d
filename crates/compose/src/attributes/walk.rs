//! Walks the table beside a tree.

use super::{Attribute, Concern, Record, Type};
use crate::edit::{each, with_map};
use crate::tree::{Entry, Map, Node};

/// A pass that changes values according to their rows.
pub(crate) trait Pass {
    /// The rows that the pass visits.
    const CONCERN: Concern;

    /// Returns the new value of `node`, which `record` has under the key of `row`; None if it does not change.
    fn value(&mut self, row: &Attribute, node: &Node, record: &Map) -> Option<Node>;

    /// Returns the new value of `node`, a mapping whose values have been walked; None if it does not change.
    fn record(&mut self, _record: &Record, _node: &Node) -> Option<Node> {
        None
    }
}

/// Applies `pass` to `node`, a value of the type `of`, in the order of its entries; None if nothing changes.
pub(crate) fn walk<P: Pass>(pass: &mut P, node: &Node, of: Type) -> Option<Node> {
    match of {
        Type::Record(record) => in_record(pass, node, record),
        Type::List(record) | Type::Map(record) if record.concern(P::CONCERN) => {
            each(node, |value| in_record(pass, value, record))
        }
        _ => None,
    }
}

fn in_record<P: Pass>(pass: &mut P, node: &Node, record: &Record) -> Option<Node> {
    let map = node.as_map().filter(|_| record.concern(P::CONCERN))?;
    let mut changed: Option<Map> = None;
    for entry in map.entries() {
        let Some(row) = record.row(&entry.key).filter(|row| row.concern(P::CONCERN)) else { continue };
        let value = pass.value(row, &entry.node, map);
        let inner = walk(pass, value.as_ref().unwrap_or(&entry.node), row.of);
        if let Some(node) = inner.or(value) {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
        }
    }
    let changed = changed.map(|map| with_map(node, map));
    pass.record(record, changed.as_ref().unwrap_or(node)).or(changed)
}
