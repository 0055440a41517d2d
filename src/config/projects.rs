//! `projects`: the Compose files to merge, and their variables.

use super::reader::{Reader, items, text};
use crate::tree::Node;
use crate::workspace::Project;

/// Reads the section.
pub(super) fn read(section: &[Node], reader: &mut Reader) -> Vec<Project> {
    let project = |item: &Node| Project {
        files: reader.files(&items(item, "files")),
        env_files: reader.files(&items(item, "env_files")),
        name: item.get("name").and_then(|name| text(&name)),
        ..Project::default()
    };
    section.iter().map(project).collect()
}
