//! The search for files of certain names.

use super::FilePath;
use super::ignored::IgnoreFiles;
use super::walker::{Met, Walker};
use std::path::Path;
use walkdir::DirEntry;

/// Returns what has one of `names` below `folder`, ordered by path. Skips what the search for files to analyse skips.
/// A folder or a broken link of such a name is found too: it cannot be read, and is not passed over.
pub fn files_named(folder: &Path, names: &[&str], files: &IgnoreFiles) -> Vec<FilePath> {
    let is_named = |entry: &DirEntry| {
        entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| names.contains(&name))
    };
    let met = |met: Met| match met {
        Met::Entry(entry) if is_named(&entry) => Some(FilePath::as_written(entry.path())),
        _ => None,
    };
    let mut found: Vec<_> = Walker::below(folder, files).filter_map(met).collect();
    found.sort();
    found
}
