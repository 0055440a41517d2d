//! The search for files of certain names.

use super::FilePath;
use super::walker::walker;
use std::path::Path;

/// Returns what has one of `names` below `folder`, ordered by path. Skips what the search for files to analyse skips.
/// A folder or a broken link of such a name is found too: it cannot be read, and is not passed over.
pub fn files_named(folder: &Path, names: &[&str]) -> Vec<FilePath> {
    let entries = walker(folder).flatten();
    let is_named = |entry: &ignore::DirEntry| {
        entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| names.contains(&name))
    };
    let mut found: Vec<_> =
        entries.filter(is_named).map(|entry| FilePath::as_written(entry.path())).collect();
    found.sort();
    found
}
