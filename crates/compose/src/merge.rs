//! Merging a later value over an earlier one (Compose Specification, "Merge and override"). Both are in long form.

use crate::attributes::{Merge, PROJECT, SERVICE, Type};
use crate::defect::Defect;
use crate::source::Span;
use crate::tree::{Entry, Map, Node, Origin, Provenance, Step, StepKind, Tag, Value};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The source of the later value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MergeMode {
    /// A service over the service that it extends. Its merge tags also apply to the project's earlier files.
    Extends,
    /// A document over the previous document of the same file.
    Document,
    /// A file over an earlier file: an overridden value is recorded.
    Override,
}

/// Merges the project `over` onto `base`.
pub(super) fn merge(base: &Node, over: &Node, mode: MergeMode) -> Node {
    merged(base, over, Place { rule: Merge::Join, of: Type::Record(&PROJECT) }, mode)
}

/// Merges the service `over` onto `base`, which it extends.
pub(super) fn merge_service(base: &Node, over: &Node) -> Node {
    merged(base, over, Place { rule: Merge::Join, of: Type::Record(&SERVICE) }, MergeMode::Extends)
}

/// The table's entry for a value.
#[derive(Clone, Copy)]
struct Place {
    rule: Merge,
    of: Type,
}

impl Place {
    /// A value that the table does not know.
    const UNKNOWN: Self = Self { rule: Merge::Join, of: Type::Verbatim };

    /// Returns the place of the value of `key`.
    fn below(self, key: &str) -> Self {
        match self.of {
            Type::Record(record) => {
                record.row(key).map_or(Self::UNKNOWN, |row| Self { rule: row.merge, of: row.of })
            }
            Type::Map(record) => Self { rule: Merge::Join, of: Type::Record(record) },
            _ if self.rule == Merge::ReplaceValues => Self { rule: Merge::Replace, ..Self::UNKNOWN },
            _ => Self::UNKNOWN,
        }
    }

    /// Returns the place of a list item.
    fn item(self) -> Self {
        match self.of {
            Type::List(record) => Self { rule: Merge::Join, of: Type::Record(record) },
            _ => Self::UNKNOWN,
        }
    }

    fn joins_mappings(self, base: &Node, over: &Node) -> bool {
        match self.rule {
            Merge::Join | Merge::ReplaceValues => true,
            Merge::SameDriver => same_driver(base, over),
            Merge::Replace | Merge::BySubnet => false,
        }
    }
}

fn merged(base: &Node, over: &Node, place: Place, mode: MergeMode) -> Node {
    if over.tag == Tag::Override {
        return replaced(base, over, mode);
    }
    match (&base.value, &over.value) {
        _ if over.is_null() && place.rule != Merge::Replace => base.clone(),
        (Value::Map(_), Value::Map(_)) if place.joins_mappings(base, over) => {
            let mut map: Map = base.entries().collect();
            let mut removed = HashSet::new();
            for entry in over.entries() {
                match join(&map, entry, place, mode) {
                    Ok(joined) => drop(map.set(joined)),
                    Err(reset) => drop(removed.insert(reset)),
                }
            }
            map.retain(|entry| !removed.contains(&entry.key));
            Node { tag: kept(over.tag, mode), ..Node::map(map, bare(over.origin.span)) }
        }
        (Value::List(_), Value::List(_)) if matches!(place.rule, Merge::Join | Merge::ReplaceValues) => {
            let new = over.items().filter(|item| mode == MergeMode::Extends || item.tag != Tag::Reset);
            let items = base.items().chain(new.map(|item| settled(item, mode))).collect();
            Node { tag: kept(over.tag, mode), ..Node::list(items, bare(over.origin.span)) }
        }
        (Value::List(_), Value::List(_)) if place.rule == Merge::BySubnet => {
            let items = by_subnet(base, over, place.item(), mode);
            Node { tag: kept(over.tag, mode), ..Node::list(items, bare(over.origin.span)) }
        }
        _ => replaced(base, over, mode),
    }
}

/// Returns the address pools of both; pools of the same subnet are merged.
fn by_subnet(base: &Node, over: &Node, place: Place, mode: MergeMode) -> Vec<Node> {
    let subnet = |pool: &Node| pool.get("subnet").and_then(|node| node.as_text().map(str::to_owned));
    let mut pools: Vec<Node> = base.items().collect();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, subnet) in pools.iter().enumerate().filter_map(|(at, pool)| Some((at, subnet(pool)?))) {
        places.entry(subnet).or_insert(at);
    }
    for pool in over.items() {
        let own = subnet(&pool);
        match own.as_ref().and_then(|own| places.get(own)) {
            None => {
                places.extend(own.map(|own| (own, pools.len())));
                pools.push(settled(pool, mode));
            }
            Some(at) => pools[*at] = merged(&pools[*at], &pool, place, mode),
        }
    }
    pools
}

/// Merges `entry` over the value that `map`, at `place`, has under the same key; the key as an error if `!reset`
/// removes it.
fn join(map: &Map, entry: Entry, place: Place, mode: MergeMode) -> Result<Entry, Arc<str>> {
    if entry.node.tag == Tag::Reset {
        return if mode == MergeMode::Extends { Ok(entry) } else { Err(entry.key) };
    }
    let Some(known) = map.get(&entry.key).filter(|known| known.tag != Tag::Reset) else {
        return Ok(Entry { node: settled(entry.node, mode), ..entry });
    };
    let node = merged(known, &entry.node, place.below(&entry.key), mode);
    Ok(Entry { node, ..entry })
}

fn bare(span: Span) -> Origin {
    Origin { span, via: Provenance::default() }
}

/// Returns the defect of extension fields that cannot be merged: Compose merges those of `over` with those of `base`
/// too, whatever their shape.
pub(super) fn conflicting_extension(base: &Node, over: &Node) -> Option<Defect> {
    conflict(base, over, false)
}

fn conflict(base: &Node, over: &Node, is_extension: bool) -> Option<Defect> {
    match (&base.value, &over.value) {
        _ if over.is_null() || over.tag != Tag::None => None,
        (Value::Map(before), Value::Map(after)) => after.entries().find_map(|entry| {
            let is_extension = is_extension || entry.key.starts_with("x-");
            conflict(before.get(&entry.key)?, &entry.node, is_extension)
        }),
        (Value::Scalar(_), _) | (Value::List(_), Value::List(_)) => None,
        _ if is_extension => {
            let message = "this cannot be merged with the value below, which has another type";
            Some(Defect::new(over.origin.span, message).related(base.origin.span, "the other value"))
        }
        _ => None,
    }
}

/// Returns the tag that a value keeps after a merge.
fn kept(tag: Tag, mode: MergeMode) -> Tag {
    if mode == MergeMode::Extends { tag } else { Tag::None }
}

/// Returns a value that has nothing to merge with.
fn settled(node: Node, mode: MergeMode) -> Node {
    if mode == MergeMode::Extends { node } else { without_tags(&node) }
}

fn replaced(base: &Node, over: &Node, mode: MergeMode) -> Node {
    let node = settled(over.clone(), mode);
    if mode == MergeMode::Override && node.origin.span != base.origin.span {
        return node.after(Step { how: StepKind::Overridden, site: base.origin.span });
    }
    node
}

fn same_driver(base: &Node, over: &Node) -> bool {
    let driver = |node: &Node| node.get("driver").and_then(|node| node.as_text().map(str::to_owned));
    match (driver(base), driver(over)) {
        (Some(before), Some(after)) => before == after,
        _ => true,
    }
}

/// Returns `node` without tags and without the values that `!reset` removes: with nothing to merge with, that is the
/// tagged value itself. Inside of `!override` nothing is removed.
pub(super) fn without_tags(node: &Node) -> Node {
    if !has_tag(node) {
        return node.clone();
    }
    let whole = node.tag == Tag::Override;
    let value = match &node.value {
        Value::Map(map) => {
            let kept = map.entries().filter(|entry| whole || entry.node.tag != Tag::Reset);
            let kept = kept.map(|entry| Entry { node: without_tags(&entry.node), ..entry.clone() });
            Value::Map(Arc::new(kept.collect()))
        }
        Value::List(items) => {
            let kept = items.iter().filter(|item| whole || item.tag != Tag::Reset);
            Value::List(Arc::new(kept.map(without_tags).collect()))
        }
        Value::Scalar(_) => node.value.clone(),
    };
    Node { value, origin: node.origin.clone(), tag: Tag::None }
}

fn has_tag(node: &Node) -> bool {
    node.tag != Tag::None
        || match &node.value {
            Value::Map(map) => map.entries().any(|entry| has_tag(&entry.node)),
            Value::List(items) => items.iter().any(has_tag),
            Value::Scalar(_) => false,
        }
}
