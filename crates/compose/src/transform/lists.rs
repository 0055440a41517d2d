//! Lists of names and assignments, which are mappings in long form, and single values, which are lists in long form.

use super::{Forms, text_of};
use crate::attributes::{DEPENDENCY, ENV_FILE};
use crate::canonical::defaults::filled;
use crate::edit::{each, entry, inside, null, text, with_list, with_map};
use crate::source::SourceMap;
use crate::tree::{Entry, Map, Node, ScalarKind};

/// Converts a list of `NAME=value` to a mapping; `NAME` alone has no value, and the last of several values counts.
pub(crate) fn assignments(node: &Node, forms: &mut Forms) -> Option<Node> {
    mapping(node, forms.sources)
}

/// Converts a list of `NAME=value` to a mapping; None if it is not a list of texts, so that it is refused as it was
/// written.
pub(crate) fn mapping(node: &Node, sources: &SourceMap) -> Option<Node> {
    let items = node.as_list()?;
    if !items.iter().all(|item| text_of(item).is_some()) {
        return None;
    }
    let assignment = |item: &Node| {
        let whole = text_of(item)?;
        let (name, value) = match whole.split_once('=') {
            Some((name, _)) => (name, item.slice(sources, name.len() + 1..whole.len())),
            None => (whole, Node::derived("", ScalarKind::Null, item.origin.clone())),
        };
        let key_span = item.slice(sources, 0..name.len()).origin.span;
        Some(Entry { key: name.into(), key_span, node: value })
    };
    Some(with_map(node, items.iter().filter_map(assignment).collect()))
}

/// Converts variables of a container or of a build, each with or without a value.
pub(crate) fn variables(node: &Node, forms: &mut Forms) -> Option<Node> {
    for item in node.as_list().unwrap_or_default() {
        let name = text_of(item).map(|text| text.split_once('=').map_or(text, |(name, _)| name));
        if let Some(name) = name.filter(|name| name.ends_with(char::is_whitespace)) {
            let help = "write `NAME=value` without a space before the equals sign";
            forms.refuse(item, format!("the name of the variable `{name}` ends in a space"), help);
        }
    }
    assignments(node, forms)
}

/// Converts a list of names to a mapping whose values are null.
pub(crate) fn names(node: &Node, _: &mut Forms) -> Option<Node> {
    named(node, null)
}

/// Expands `depends_on`: a dependency given only by name is required, with the condition that it has started.
pub(crate) fn depends_on(node: &Node, _: &mut Forms) -> Option<Node> {
    named(node, |item| {
        let condition = text("service_started", item);
        let dependency = Node::map(Map::from_iter([entry("condition", condition)]), inside(item));
        filled(&dependency, &DEPENDENCY).unwrap_or(dependency)
    })
}

fn named(node: &Node, value: impl Fn(&Node) -> Node) -> Option<Node> {
    let mut map = Map::default();
    for item in node.as_list()? {
        let name = text_of(item)?;
        let mut value = value(item);
        value.origin.via = item.origin.via.clone();
        map.set(Entry { key: name.into(), key_span: item.origin.span, node: value });
    }
    Some(with_map(node, map))
}

/// Converts a single text to a list with one item.
pub(crate) fn one_or_more(node: &Node, _: &mut Forms) -> Option<Node> {
    text_of(node)?;
    Some(with_list(node, vec![bare(node)]))
}

/// Expands `env_file`: a path, or a list of paths and of mappings with a `path`.
pub(crate) fn env_files(node: &Node, forms: &mut Forms) -> Option<Node> {
    let list = one_or_more(node, forms);
    let items = list.as_ref().unwrap_or(node);
    let long = each(items, |item| {
        let named = text_of(item).map(|_| with_map(item, Map::from_iter([entry("path", bare(item))])));
        filled(named.as_ref().unwrap_or(item), &ENV_FILE).or(named)
    });
    long.or(list)
}

/// Expands `extends`: the name of a service of the same file, or `service` and `file`.
pub(crate) fn extends(node: &Node, _: &mut Forms) -> Option<Node> {
    text_of(node)?;
    Some(with_map(node, Map::from_iter([entry("service", bare(node))])))
}

/// Expands an item of `include`: a path, or a mapping with a `path`.
pub(crate) fn include(item: &Node, _: &mut Forms) -> Option<Node> {
    text_of(item)?;
    Some(with_map(item, Map::from_iter([entry("path", with_list(item, vec![bare(item)]))])))
}

/// Expands a config or secret of a service: its name, or a mapping with it as `source`.
pub(crate) fn grant(node: &Node, _: &mut Forms) -> Option<Node> {
    text_of(node)?;
    Some(with_map(node, Map::from_iter([entry("source", bare(node))])))
}

/// Returns the scalar `node` for a node that holds its steps and its tag.
pub(crate) fn bare(node: &Node) -> Node {
    Node::new(node.value.clone(), inside(node))
}
