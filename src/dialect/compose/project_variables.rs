//! The names that variables have in a project: in its files of variables, in references, and in the environments of services.

use super::connections::with;
use super::obsolete;
use super::service::Service;
use crate::model::Fields;
use crate::source::SourceId;
use crate::tree::{Node, Origin};
use crate::workspace::Files;
use hy_msg_lint_compose::Project;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// A longer value of a variable is left out, in bytes: it is compared with secrets, which are shorter.
const LONGEST_VALUE: usize = 4096;

/// Returns the fields of a project, `node`, with its `volumes`, `versions`, `variables` and the `environment` of its `services`; `paths` are its files.
pub(super) fn beside(
    node: &Node,
    project: &Project,
    paths: &BTreeSet<PathBuf>,
    services: &[Service],
    files: &Files,
) -> Node {
    let volumes = project.canonical.get("volumes").filter(|volumes| !volumes.is_null());
    let node = volumes.map_or_else(|| node.clone(), |volumes| with(node, "volumes", volumes));
    let versions = obsolete::versions(paths, files, &project.canonical.origin);
    let node = versions.map_or_else(|| node.clone(), |versions| with(&node, "versions", versions));
    let node = with(&node, "variables", variables(project, paths, services, files));
    with(&node, "environment", environment(services, &project.canonical.origin))
}

/// Returns the variables that the files of the `project`, at `paths`, set or refer to: `{"NAME": {"value", "ignored"}}`, with the value that a
/// file of variables gives it, and whether git ignores that file; `{}` for one that no file sets.
fn variables(project: &Project, paths: &BTreeSet<PathBuf>, services: &[Service], files: &Files) -> Node {
    let origin = &project.canonical.origin;
    let mut found: BTreeMap<Arc<str>, Fields> = BTreeMap::new();
    let mut add = |name: &str| {
        found.entry(name.into()).or_insert_with(|| Fields::at(origin.clone()));
    };
    for path in paths {
        let is_yaml = path.extension().is_some_and(|one| one == "yml" || one == "yaml");
        if let Some(source) = is_yaml.then(|| files.sources.load(path).ok()).flatten() {
            references(&source.text).into_iter().for_each(&mut add);
        }
    }
    // Without a value, a variable comes from where Compose runs.
    for service in services {
        let environment = service.node.get("environment");
        let entries = environment.iter().flat_map(|node| node.entries().collect::<Vec<_>>());
        entries.filter(|entry| entry.node.is_null()).for_each(|entry| add(&entry.key));
    }
    let mut ignored: BTreeMap<SourceId, bool> = BTreeMap::new();
    let is_ignored =
        |id: SourceId| files.sources.get(id).is_some_and(|source| files.is_ignored(&source.path));
    for (name, (value, span)) in &project.variables {
        let is_ignored = *ignored.entry(span.source).or_insert_with(|| is_ignored(span.source));
        let fields = Fields::at(origin.clone()).flag("ignored", is_ignored);
        let fields = if value.len() <= LONGEST_VALUE { fields.text("value", value) } else { fields };
        found.insert(Arc::clone(name), fields);
    }
    Node::by_name(found.into_iter().map(|(name, fields)| (name, fields.finish())), origin)
}

/// Returns the variables that services set in their environments, each with whether all of these set the same value.
fn environment(services: &[Service], origin: &Origin) -> Node {
    let mut found: BTreeMap<Arc<str>, (Arc<str>, bool)> = BTreeMap::new();
    for service in services {
        let environment = service.node.get("environment");
        for entry in environment.iter().flat_map(|node| node.entries().collect::<Vec<_>>()) {
            let Some(scalar) = entry.node.as_scalar().filter(|_| !entry.node.is_null()) else { continue };
            let known =
                found.entry(Arc::clone(&entry.key)).or_insert_with(|| (Arc::clone(&scalar.text), true));
            known.1 &= known.0 == scalar.text;
        }
    }
    let same = |(name, (_, same))| (name, Node::boolean(same, origin.clone()));
    Node::by_name(found.into_iter().map(same), origin)
}

/// Returns the names that a text refers to as Compose does: `$NAME`, `${NAME}` and `${NAME:-…}`, and not `$$NAME`.
fn references(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(escaped) = rest.strip_prefix('$') {
            rest = escaped;
            continue;
        }
        let name = rest.strip_prefix('{').unwrap_or(rest);
        let end = name.find(|one: char| !one.is_ascii_alphanumeric() && one != '_').unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default();
        if name.starts_with(|one: char| one.is_ascii_alphabetic() || one == '_') {
            found.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::references;

    #[test]
    fn names_are_found_where_compose_replaces_them() {
        assert_eq!(
            references("a: $A ${B} ${C:-${D}} $$E $${F} $1 ${_G?x}$$$H"),
            ["A", "B", "C", "D", "_G", "H"]
        );
        assert!(references("costs 5$ or $").is_empty());
    }
}
