//! Recognition of Compose files.

use crate::attributes::{PROJECT, SERVICE};
use crate::files::File;
use crate::format::Format;
use crate::tree::{Map, Node};
use std::path::Path;

/// Returns true for a Compose file, even if it has syntax errors.
pub fn claims(file: &File) -> bool {
    if !file.format.is_yaml() {
        return false;
    }
    let name = file.source.name.rsplit('/').next().unwrap_or_default();
    let named = name.contains("compose") && file.format != Format::Json;
    if file.documents.is_empty() {
        return !file.errors.is_empty() && (named || reads_like_one(&file.source.text));
    }
    file.documents.iter().any(|document| is_compose(document, named))
}

/// Returns true if the name of `path`, or the top-level keys of the merged project, leave no doubt that this is
/// Compose. An unknown key is then a mistake, and not a sign of another format that also has services with images.
pub(super) fn is_certain(path: &Path, root: &Node) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.contains("compose") || root.as_map().is_some_and(has_known_keys)
}

fn has_known_keys(root: &Map) -> bool {
    root.entries().all(|entry| PROJECT.row(&entry.key).is_some() || entry.key.starts_with("x-"))
}

fn is_compose(document: &Node, named: bool) -> bool {
    let Some(map) = document.as_map() else { return false };
    let known_keys = has_known_keys(map);
    let services = map.get("services").and_then(Node::as_map);
    let any_has = |is_one: fn(&str) -> bool| {
        services
            .into_iter()
            .flat_map(Map::entries)
            .filter_map(|service| service.node.as_map())
            .any(|service| service.entries().any(|attribute| is_one(&attribute.key)))
    };
    let is_distinctive = |key: &str| SERVICE.row(key).is_some_and(|row| row.distinctive);
    let includes = map.get("include").is_some_and(|include| include.as_list().is_some());
    any_has(|key| matches!(key, "image" | "build"))
        || (named && services.is_some())
        || (known_keys && (any_has(is_distinctive) || (includes && (named || services.is_some()))))
}

/// Returns true for text that starts a mapping of services with images, whatever syntax errors follow.
fn reads_like_one(text: &str) -> bool {
    let has_services = text.lines().any(|line| line.trim_end() == "services:");
    let is_template = text.contains("{{");
    has_services
        && !is_template
        && text.lines().any(|line| {
            let line = line.trim_start();
            line.starts_with("image:") || line.starts_with("build:")
        })
}
