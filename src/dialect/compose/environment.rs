//! Whether a service's environment is known.

use crate::tree::Node;
use crate::workspace::Files;
use std::path::Path;

/// False where an `env_file` that Compose would need cannot be read, so that what the environment lacks is not known.
pub(super) fn is_known(service: &Node, files: &Files) -> bool {
    let Some(list) = service.get("env_file") else { return true };
    list.items().all(|item| {
        let required = item.get("required").is_none_or(|node| node.as_text() != Some("false"));
        let path = item.get("path");
        let path = path.as_ref().and_then(Node::as_text);
        path.is_some_and(|path| !required || files.sources.load(Path::new(path)).is_ok())
    })
}
