//! The defaults of Docker Compose for absent attributes.

use crate::attributes::{Attribute, Concern, Default, PROJECT, Pass, Record, Type, walk};
use crate::edit::{boolean, entry, text, with_list, with_map};
use crate::tree::{Map, Node, ScalarKind};

/// Returns the project `root` with defaults.
pub(super) fn with_defaults(root: &Node) -> Node {
    walk(&mut Defaults, root, Type::Record(&PROJECT)).unwrap_or_else(|| root.clone())
}

struct Defaults;

impl Pass for Defaults {
    const CONCERN: Concern = Concern::Default;

    fn value(&mut self, row: &Attribute, node: &Node, _: &Map) -> Option<Node> {
        row.normalized?(node)
    }

    fn record(&mut self, record: &Record, node: &Node) -> Option<Node> {
        filled(node, record)
    }
}

/// Returns `node`, which has the attributes of `record`, with the defaults of absent attributes after the others; None
/// if no default is missing.
pub(crate) fn filled(node: &Node, record: &Record) -> Option<Node> {
    let map = node.as_map()?;
    let mut filled: Option<Map> = None;
    // In reverse row order: baselines contain hashes of ports whose protocol comes before their mode.
    for row in record.rows().iter().rev() {
        if matches!(row.default, Default::No) || map.entry(row.key).is_some() {
            continue;
        }
        if let Some(default) = of_row(row.default, node) {
            filled.get_or_insert_with(|| map.clone()).set(entry(row.key, default));
        }
    }
    filled.map(|map| with_map(node, map))
}

fn of_row(default: Default, record: &Node) -> Option<Node> {
    match default {
        Default::No => None,
        Default::True => Some(boolean(true, record)),
        Default::Text(default) => Some(text(default, record)),
        Default::From(default) => default(record),
    }
}

/// Returns the default Dockerfile name, unless the Dockerfile is inline.
pub(crate) fn dockerfile(build: &Node) -> Option<Node> {
    let is_inline = build.as_map()?.entry("dockerfile_inline").is_some();
    (!is_inline).then(|| text("Dockerfile", build))
}

/// Returns the default target of a secret, its name.
pub(crate) fn secret_target(secret: &Node) -> Option<Node> {
    let source = secret.as_map()?.get("source")?.as_text()?;
    Some(text(format!("/run/secrets/{source}"), secret))
}

/// Returns the default count of a device request with neither a count nor ids: all devices.
pub(crate) fn all_devices(request: &Node) -> Option<Node> {
    let says_which = request.as_map()?.entry("device_ids").is_some();
    (!says_which).then(|| text("all", request))
}

/// Returns a list without empty items, such as those that an unset variable leaves.
pub(crate) fn without_empty(list: &Node) -> Option<Node> {
    let items = list.as_list()?;
    let kept: Vec<_> = items.iter().filter(|item| item.as_text() != Some("")).cloned().collect();
    (kept.len() < items.len()).then(|| with_list(list, kept))
}

/// Returns the path, cleaned, so that two mounts with the same target compare equal.
pub(crate) fn clean_path(path: &Node) -> Option<Node> {
    let text = path.as_text()?;
    let clean = super::paths::clean(text);
    (clean != text).then(|| path.normalized(clean, ScalarKind::Text))
}

/// Normalizes `pull_policy: if_not_present` to its synonym.
pub(crate) fn missing(policy: &Node) -> Option<Node> {
    (policy.as_text() == Some("if_not_present")).then(|| policy.normalized("missing", ScalarKind::Text))
}
