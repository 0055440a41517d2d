//! `projects`: which Compose files are put together, and with which variables.

use super::reader::Reader;
use crate::tree::Node;
use crate::workspace::Project;

/// The keys of a project.
pub(super) const KEYS: &[&str] = &["files", "env_files", "name"];

/// The projects of the section `node`; one with a mistake in it is left out.
pub(super) fn read(node: &Node, reader: &mut Reader) -> Vec<Project> {
    let items = reader.list(node, "`projects`");
    items.iter().filter_map(|item| project(item, reader)).collect()
}

fn project(node: &Node, reader: &mut Reader) -> Option<Project> {
    let before = reader.problems.len();
    let mut project = Project::default();
    for entry in reader.mapping(node, "a project", KEYS) {
        match &*entry.key {
            "files" => project.files = reader.files(&entry.node, "`files`", "a file's name"),
            "env_files" => project.env_files = reader.files(&entry.node, "`env_files`", "a file's name"),
            "name" => project.name = reader.text(&entry.node, "a project's name"),
            _ => {}
        }
        if let Some(name) = project.name.take_if(|name| !Project::is_name(name)) {
            let message = format!(
                "`{name}` is no project's name: one is of lower-case letters, digits, `-` and `_`, and begins with a letter or digit"
            );
            reader.mistake(entry.node.origin.span, message);
        }
    }
    if project.files.is_empty() && reader.problems.len() == before {
        reader.mistake(
            node.origin.span,
            "a project has `files`: its Compose files, each over the one before".into(),
        );
    }
    (reader.problems.len() == before).then_some(project)
}
