//! The search for files of certain names.

use super::FilePath;
use super::walker::walker;
use std::path::Path;

/// Returns the files below `folder` that have one of `names`, ordered by path. Skips what the search for files to
/// analyse skips.
pub fn files_named(folder: &Path, names: &[&str]) -> Vec<FilePath> {
    let entries = walker(folder).flatten();
    let is_named = |entry: &ignore::DirEntry| {
        entry.file_name().to_str().is_some_and(|name| names.contains(&name)) && entry.path().is_file()
    };
    let mut found: Vec<_> =
        entries.filter(is_named).map(|entry| FilePath::as_written(entry.path())).collect();
    found.sort();
    found
}
