//! Selects the files of this folder that are embedded.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Returns the files below `folder` that are embedded, sorted: Rego, data, and the pages of rules. Fixtures are
/// excluded.
pub(crate) fn embedded(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() && name != "fixtures" {
                folders.push(path);
            } else if is_rego(&path) || name == "data.json" || name == "README.md" {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Returns `path` relative to `folder`, with `/` between folders.
pub(crate) fn name(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn is_rego(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "rego")
}
