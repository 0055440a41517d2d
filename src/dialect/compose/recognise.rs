//! Which files are Compose files.

use crate::source::is_json;
use crate::tree::Node;
use crate::workspace::File;

/// Top-level keys of the Compose Specification.
const TOP_LEVEL: &[&str] =
    &["name", "version", "services", "networks", "volumes", "secrets", "configs", "include", "models"];

/// Attributes that tell a Compose service from what others call a service.
const ATTRIBUTES: &[&str] = &[
    "image",
    "build",
    "extends",
    "container_name",
    "deploy",
    "environment",
    "env_file",
    "ports",
    "networks",
    "volumes",
    "command",
    "entrypoint",
    "depends_on",
    "healthcheck",
    "restart",
    "mem_limit",
    "cpus",
    "network_mode",
    "labels",
    "profiles",
];

/// True for a Compose file, also a broken one.
pub(super) fn claims(file: &File) -> bool {
    let name = file.source.name.rsplit('/').next().unwrap_or_default();
    let named = name.contains("compose") && !is_json(&file.source.path);
    if file.documents.is_empty() {
        return !file.errors.is_empty() && (named || reads_like_one(&file.source.text));
    }
    file.documents.iter().any(|document| is_compose(document, named))
}

fn is_compose(document: &Node, named: bool) -> bool {
    let Some(map) = document.as_map() else { return false };
    let known_keys =
        map.entries().all(|entry| TOP_LEVEL.contains(&&*entry.key) || entry.key.starts_with("x-"));
    let services = map.get("services").and_then(Node::as_map);
    let has_service = services.is_some_and(|services| {
        services.entries().any(|entry| {
            let attributes = entry.node.as_map();
            attributes.is_some_and(|map| map.entries().any(|entry| ATTRIBUTES.contains(&&*entry.key)))
        })
    });
    let includes = map.get("include").is_some_and(|include| include.as_list().is_some());
    let has_image = services.is_some_and(|services| {
        services.entries().any(|entry| {
            entry.node.as_map().is_some_and(|map| map.get("image").is_some() || map.get("build").is_some())
        })
    });
    (known_keys && (has_service || (includes && named)))
        || has_image
        || (named && services.is_some())
        || (includes && known_keys && services.is_some())
}

/// True for text that begins a mapping of services with images, whatever is broken further on.
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
