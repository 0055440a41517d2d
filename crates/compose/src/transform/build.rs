//! `build` (Compose Build Specification).

use super::lists::{assignments, bare};
use super::{Forms, text_of};
use crate::edit::{entry, with_map};
use crate::tree::{Map, Node};

/// Expands `build`: the folder that an image is built from, or a mapping with it as `context`.
pub(crate) fn build(node: &Node, _: &mut Forms) -> Option<Node> {
    text_of(node)?;
    Some(with_map(node, Map::from_iter([entry("context", bare(node))])))
}

/// Expands `additional_contexts`: each with its name.
pub(crate) fn contexts(node: &Node, forms: &mut Forms) -> Option<Node> {
    for item in node.as_list().unwrap_or_default() {
        if text_of(item).is_some_and(|text| !text.contains('=')) {
            forms.refuse(item, "this context has no name", "write `NAME=context`");
            return None;
        }
    }
    assignments(node, forms)
}

/// Expands `ssh`: `default` for the running agent, or an id with the path of a socket or a key.
pub(crate) fn ssh(node: &Node, forms: &mut Forms) -> Option<Node> {
    for item in node.as_list().unwrap_or_default() {
        if text_of(item).is_some_and(|text| !text.contains('=') && text != "default") {
            let message = "give an SSH key other than `default` the path of a socket or a key";
            forms.refuse(item, message, "write `ID=path`");
            return None;
        }
    }
    assignments(node, forms)
}
