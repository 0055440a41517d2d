//! How a later value joins an earlier one (Compose Specification, "Merge and override").

use crate::source::Span;
use crate::tree::{Entry, How, Map, Node, Origin, Step, Tag, Value, Via};
use std::sync::Arc;

/// What brings the later value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// A service over the one that it extends, or a document over the one before it.
    Refinement,
    /// A file over an earlier one: a replaced value is worth telling.
    Override,
}

/// `over` joined onto `base`; `path` is the keys from the top of the file.
pub(super) fn merge(base: &Node, over: &Node, path: &mut Vec<Arc<str>>, occasion: Occasion) -> Node {
    match (&base.value, &over.value) {
        _ if over.tag == Tag::Override => replaced(base, over, occasion),
        _ if over.is_null() && over.tag == Tag::None && !replaces_whole(path, base, over) => base.clone(),
        (Value::Map(_), Value::Map(_)) if !replaces_whole(path, base, over) => {
            let mut map: Map = base.entries().collect();
            for entry in over.entries() {
                if entry.node.tag == Tag::Reset {
                    map.remove(&entry.key);
                    continue;
                }
                let joined = match map.get(&entry.key) {
                    None => entry,
                    Some(known) => {
                        path.push(Arc::clone(&entry.key));
                        let node = merge(known, &entry.node, path, occasion);
                        path.pop();
                        Entry { node, ..entry }
                    }
                };
                map.set(joined);
            }
            Node::map(map, bare(over.origin.span))
        }
        (Value::List(_), Value::List(_)) if !replaces_whole(path, base, over) => {
            let mut items: Vec<Node> = base.items().collect();
            for item in over.items() {
                let text = item.as_text();
                if text.is_none() || !items.iter().any(|known| known.as_text() == text) {
                    items.push(item);
                }
            }
            Node::list(items, bare(over.origin.span))
        }
        _ => replaced(base, over, occasion),
    }
}

fn bare(span: Span) -> Origin {
    Origin { span, via: Via::default() }
}

fn replaced(base: &Node, over: &Node, occasion: Occasion) -> Node {
    let mut node = over.clone();
    node.tag = Tag::None;
    if occasion == Occasion::Override && node.origin.span != base.origin.span {
        node = node.after(Step { how: How::Overrode, site: base.origin.span });
    }
    node
}

/// Lists and mappings that a later one replaces as a whole.
fn replaces_whole(path: &[Arc<str>], base: &Node, over: &Node) -> bool {
    let keys: Vec<&str> = path.iter().map(|key| &**key).collect();
    match keys.as_slice() {
        ["services", _, "command" | "entrypoint"] | ["services", _, "healthcheck", "test"] => true,
        ["services", _, "logging"] => {
            let driver = |node: &Node| node.get("driver").and_then(|node| node.as_text().map(str::to_owned));
            matches!((driver(base), driver(over)), (Some(before), Some(after)) if before != after)
        }
        _ => false,
    }
}

/// True where two values are equal but for where they were written.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => a.text == b.text && a.kind == b.kind,
        (Value::List(a), Value::List(b)) => {
            Arc::ptr_eq(a, b) || (a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b)))
        }
        (Value::Map(a), Value::Map(b)) => {
            let entry = |entry: &Entry| b.get(&entry.key).is_some_and(|other| same(&entry.node, other));
            Arc::ptr_eq(a, b) || (a.entries().len() == b.entries().len() && a.entries().all(entry))
        }
        _ => false,
    }
}
