//! Files that are called like a Compose file and are something else.

use crate::attributes::{PROJECT, SERVICE};
use crate::files::File;
use crate::tree::{Entry, Map, Node, ScalarKind, Value};
use hy_msg_lint_tree::spelling::misspelling;

/// The keys of a project by which a file is known. Other forms have `name` and `version` too.
const KEYS: &[&str] = &["services", "networks", "volumes", "configs", "secrets", "models", "include"];

/// Keys that are the mark of another form, even beside a mapping that a project may have too: of GitHub's workflows,
/// issue forms and actions, of GitLab's pipelines, Taskfiles, Kubernetes' objects, Helm's values and Docker Bake.
const OTHERS: &[&str] = &[
    "jobs",
    "body",
    "runs",
    "stages",
    "tasks",
    "apiVersion",
    "replicaCount",
    "nameOverride",
    "target",
    "group",
];

/// What a key on the first level says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// Nothing: many forms have it, or it is a misspelling that is a word of another form, too.
    None,
    /// A project has it, with such a value, or one with nearly the same spelling.
    Key,
    /// The same, and it is `services`.
    Services,
}

/// Returns a key on the first level of `file` by which it is no Compose file, whatever its name; None if it may be one
/// that is wrong: it has a key of a project, misspelt or not, or no other keys, or it cannot be parsed.
pub fn key_of_something_else(file: &File) -> Option<String> {
    if !file.errors.is_empty() {
        return None;
    }
    let keys: Vec<_> = file.documents.iter().flat_map(Node::entries).collect();
    let most = keys.iter().filter_map(sign).max().unwrap_or(Sign::None);
    let mut foreign = keys.iter().filter(|entry| sign(entry).is_none()).map(|entry| &*entry.key);
    let key = match most {
        Sign::None => foreign.next(),
        Sign::Key => foreign.find(|key| OTHERS.contains(key)),
        Sign::Services => None,
    };
    key.map(str::to_owned)
}

/// Returns what `entry` on the first level of a file says; None for a key that no project has.
fn sign(entry: &Entry) -> Option<Sign> {
    let of = |key: &str| if key == "services" { Sign::Services } else { Sign::Key };
    let key = &*entry.key;
    if KEYS.contains(&key) {
        return Some(if fits(key, &entry.node) { of(key) } else { Sign::None });
    }
    if key.starts_with("x-") || PROJECT.row(key).is_some() {
        return Some(Sign::None);
    }
    let meant = misspelling(key, KEYS.iter().copied())?;
    let is_singular = meant.strip_suffix('s') == Some(key);
    // Helm's values have a `service`, and settings of all sorts a `config` or a `network`.
    let says_nothing = is_singular && !(meant == "services" && has_services(&entry.node));
    Some(if says_nothing { Sign::None } else { of(meant) })
}

/// Returns true for a value that a project may have at `key`.
fn fits(key: &str, value: &Node) -> bool {
    match (&value.value, key) {
        (Value::Scalar(scalar), _) => scalar.kind == ScalarKind::Null || key == "include",
        (Value::List(_), "include") => value.items().all(|item| {
            // GitLab includes `local`, `remote`, `template`, `project` and `component`.
            item.as_map().is_none_or(|map| map.get("path").is_some())
        }),
        (Value::List(_), _) => false,
        (Value::Map(_), _) => true,
    }
}

/// Returns true for a mapping in which a mapping has what only a service has.
fn has_services(node: &Node) -> bool {
    let is_service = |map: &Map| {
        map.entries().any(|entry| {
            matches!(&*entry.key, "image" | "build")
                || SERVICE.row(&entry.key).is_some_and(|row| row.distinctive)
        })
    };
    node.entries().any(|entry| entry.node.as_map().is_some_and(is_service))
}
