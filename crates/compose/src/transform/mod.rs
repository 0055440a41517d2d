//! Expands short forms to long forms, in which Compose merges files.

pub(super) mod build;
pub(super) mod devices;
mod external;
pub(super) mod lists;
pub(super) mod ports;
pub(super) mod volumes;

use super::attributes::{Attribute, Concern, PROJECT, Pass, Short, Type, walk};
use super::edit::{each, with_map};
use crate::defect::Defect;
use crate::source::SourceMap;
use crate::tree::{Entry, Map, Node, ScalarKind};

/// The maximum number of ports that the ranges of one file are expanded to: twice as many as there are ephemeral ports. One line could
/// otherwise result in a million ports.
const MAX_PORTS: usize = 1 << 15;

/// The context for expanding a tree to long form.
pub(crate) struct Forms<'a> {
    sources: &'a SourceMap,
    defects: &'a mut Vec<Defect>,
    /// How many more ports ranges may be expanded to.
    room: usize,
    /// True once a range was left as it is, which is told once.
    is_spent: bool,
}

/// Returns the long form of an attribute's value; None if the value is in long form already.
pub(crate) type Form = fn(&Node, &mut Forms) -> Option<Node>;

impl Forms<'_> {
    /// Reports `message` for `node`.
    fn refuse(&mut self, node: &Node, message: impl Into<String>, help: &str) {
        let defect = Defect::new(node.origin.span, message);
        self.defects.push(if help.is_empty() { defect } else { defect.help(help) });
    }

    /// Reports that the range `whole` at `node` comes to too many ports; it and what follows stay as they are.
    fn spend_all(&mut self, node: &Node, whole: &str) {
        if !std::mem::replace(&mut self.is_spent, true) {
            let message = format!(
                "with `{whole}`, the services of this file have more than {MAX_PORTS} ports, and ranges are not read from here on"
            );
            self.defects.push(Defect::limit(node.origin.span, message));
        }
        self.room = 0;
    }
}

impl Pass for Forms<'_> {
    const CONCERN: Concern = Concern::Short;

    fn value(&mut self, row: &Attribute, node: &Node, _: &Map) -> Option<Node> {
        match row.short {
            Short::No => None,
            Short::Value(form) => form(node, self),
            Short::Items(form) => each(node, |item| form(item, self)),
        }
    }
}

/// Expands every attribute of `root` that is in short form; an invalid value is reported and stays as it is.
///
/// A tree in long form does not change.
pub(super) fn long_form(root: &Node, sources: &SourceMap, defects: &mut Vec<Defect>) -> Node {
    let mut forms = Forms { sources, defects, room: MAX_PORTS, is_spent: false };
    walk(&mut forms, root, Type::Record(&PROJECT)).unwrap_or_else(|| root.clone())
}

/// Returns `root`, a whole project in long form, with external resources identified only by `external: true` and
/// `name`.
pub(super) fn with_outer_names(root: &Node) -> Node {
    let Some(map) = root.as_map() else { return root.clone() };
    let mut changed: Option<Map> = None;
    for section in PROJECT.rows() {
        let may_be_outer = matches!(section.of, Type::Map(record) if record.row("external").is_some());
        let Some(entry) = map.entry(section.key).filter(|_| may_be_outer) else { continue };
        if let Some(node) = each(&entry.node, external::resource) {
            changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
        }
    }
    changed.map_or_else(|| root.clone(), |map| with_map(root, map))
}

/// Returns the text of a text scalar, even if it contains an unresolved variable.
pub(crate) fn text_of(node: &Node) -> Option<&str> {
    let scalar = node.as_scalar()?;
    matches!(scalar.kind, ScalarKind::Text | ScalarKind::Unresolved).then_some(&*scalar.text)
}

#[cfg(test)]
mod tests;
