//! The settings of a node or a worker, as far as they are known.

use crate::model::listener::Property;
use crate::source::SourceMap;
use crate::tree::{Node, Origin, ScalarKind};
use hy_msg_lint_tree::spelling;
use std::collections::BTreeSet;
use std::ops::Range;

/// The maximum number of items of a list that is looked at. A longer one is unknown, since its items are compared with each
/// other; none of the corpus has more than nine.
const MAX_ITEMS: usize = 500;

/// The maximum length and number of names among which the one that was meant is looked for.
const MAX_NAMES: usize = 64;

/// The settings with which Kafka is started.
pub struct Settings<'a> {
    /// Looks up a property: the user's, else what the image has for it.
    pub property: Property<'a>,
    /// The properties that the user writes, a mapping.
    pub written: &'a Node,
    /// The beginnings of properties that may be set although they are in neither; `None` if any may.
    pub set_elsewhere: Option<&'a [&'a str]>,
    /// Where a property that is absent is missed.
    pub place: Origin,
    /// The version of Kafka, if it is known.
    pub version: Option<&'a str>,
    /// The texts of the files.
    pub sources: &'a SourceMap,
}

/// A setting as Kafka gets it.
pub(super) enum Setting {
    /// Set nowhere: Kafka takes its default.
    Absent,
    /// It needs a variable, may be set elsewhere, or is refused already.
    Unknown,
    /// Its value.
    Known(Node),
}

impl Setting {
    /// Returns the value, if it is known.
    pub(super) fn known(self) -> Option<Node> {
        if let Self::Known(node) = self { Some(node) } else { None }
    }

    /// Returns true if it is set nowhere.
    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// The items of a list.
pub(super) struct List {
    /// True if the list is set.
    pub(super) is_given: bool,
    /// False if there may be items that are not in `items`.
    pub(super) is_known: bool,
    /// The items; those that need a variable are among them.
    pub(super) items: Vec<Node>,
}

impl Settings<'_> {
    /// Returns the setting `name`, without regard to what is refused of it.
    pub(super) fn get(&self, name: &str) -> Setting {
        match (self.property)(name) {
            Some(node) if node.as_text().is_some() => Setting::Known(node),
            None if !self.may_be_set_elsewhere(name) => Setting::Absent,
            Some(_) | None => Setting::Unknown,
        }
    }

    /// Returns true if somebody sets `name`, to whatever.
    pub(super) fn is_set(&self, name: &str) -> bool {
        (self.property)(name).is_some()
    }

    /// Returns true if `name` may be set although nothing here sets it.
    pub(super) fn may_be_set_elsewhere(&self, name: &str) -> bool {
        self.set_elsewhere.is_none_or(|beginnings| beginnings.iter().any(|one| name.starts_with(one)))
    }

    /// Returns the list `name`, split as Kafka does it.
    pub(super) fn list(&self, name: &str, faulty: &BTreeSet<String>) -> List {
        let value = (self.property)(name);
        let is_known = value.is_some() || !self.may_be_set_elsewhere(name);
        let items: Vec<Node> = value.iter().flat_map(|value| items(value, self.sources)).collect();
        List { is_given: value.is_some(), is_known: is_known && !faulty.contains(name), items }
    }
}

/// Returns the items of `value`, a list, each trimmed and on its own characters. A list that is empty has none.
pub(super) fn items(value: &Node, sources: &SourceMap) -> Vec<Node> {
    let Some(scalar) = value.as_scalar() else { return Vec::new() };
    let text = &*scalar.text;
    if text.trim().is_empty() {
        return Vec::new();
    }
    if text.split(',').count() > MAX_ITEMS {
        return vec![Node::unresolved(text, "a list of so many items", value.origin.clone())];
    }
    ranges(text).map(|range| value.slice(sources, range)).collect()
}

/// Returns the ranges of the items in `text`, trimmed; those that are empty are among them.
fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split(',').map(move |part| {
        let begin = start + (part.len() - part.trim_start().len());
        start += part.len() + 1;
        let trimmed = part.trim();
        if trimmed.is_empty() { start - 1..start - 1 } else { begin..begin + trimmed.len() }
    })
}

/// Returns the name of `names` that the author of `word` most likely meant.
pub(super) fn closest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let names: Vec<&str> = names.into_iter().filter(|name| name.len() <= MAX_NAMES).collect();
    let is_small = word.len() <= MAX_NAMES && names.len() <= MAX_NAMES;
    is_small.then(|| spelling::closest(word, names)).flatten()
}

/// Returns true for text that needs a variable.
pub(super) fn is_open(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved)
}

/// Returns the text of a scalar, whatever is known of it.
pub(super) fn text(node: &Node) -> &str {
    node.as_scalar().map(|scalar| &*scalar.text).unwrap_or_default()
}
