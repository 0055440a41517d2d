//! Which folders a search enters: those that are not hidden and not ignored, and hidden ones that hold projects.

use ignore::{DirEntry, Walk, WalkBuilder};
use std::path::Path;

/// Hidden folders that a search enters, because teams keep Compose files, topics and scripts in them. What
/// `.gitignore` excludes stays excluded.
pub const HIDDEN_FOLDERS: &[&str] =
    &[".buildkite", ".ci", ".circleci", ".devcontainer", ".docker", ".github", ".gitlab"];

/// Returns the entries of a search below `folder`, whatever that folder is called.
pub(super) fn walker(folder: &Path) -> Walk {
    WalkBuilder::new(folder).require_git(false).hidden(false).filter_entry(is_entered).build()
}

fn is_entered(entry: &DirEntry) -> bool {
    let is_folder = || entry.file_type().is_some_and(|kind| kind.is_dir());
    let name = entry.file_name().as_encoded_bytes();
    !name.starts_with(b".") || HIDDEN_FOLDERS.iter().any(|folder| folder.as_bytes() == name) && is_folder()
}
