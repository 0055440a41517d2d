//! Whether a repository of git has commits (git's documentation, "gitrepository-layout").

use crate::source;
use std::path::Path;

/// A file that names a commit, a branch or a folder has so many bytes.
const MAX_NAME_BYTES: u64 = 8 * 1024;

/// A list of packed branches and tags above this size is not read.
const MAX_PACKED_BYTES: u64 = 64 * 1024 * 1024;

/// Returns true if `HEAD` in the folder `git` leads to a commit.
pub(super) fn has_commits(git: &Path) -> bool {
    let Some(head) = text(&git.join("HEAD"), MAX_NAME_BYTES) else { return false };
    let Some(branch) = head.strip_prefix("ref:").map(str::trim) else {
        // `HEAD` is detached: it names the commit.
        return !head.trim().is_empty();
    };
    // A work tree of its own shares its branches with the repository.
    let common = text(&git.join("commondir"), MAX_NAME_BYTES);
    let common = common.map_or_else(|| git.to_owned(), |common| git.join(common.trim()));
    let is_packed = |line: &str| line.split_once(' ').is_some_and(|(_, name)| name == branch);
    // Tables of branches are not read, and each commit is an object.
    (common.join("reftable").is_dir() && has_objects(&common))
        || text(&common.join(branch), MAX_NAME_BYTES).is_some()
        || text(&common.join("packed-refs"), MAX_PACKED_BYTES).is_some_and(|all| all.lines().any(is_packed))
}

/// Returns true if there is an object in the repository `common`, loose or in a pack.
fn has_objects(common: &Path) -> bool {
    let objects = common.join("objects");
    let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_loose = |name: &std::ffi::OsStr| name != "info" && name != "pack";
    entries(&objects).any(|entry| is_loose(&entry.file_name()))
        || entries(&objects.join("pack")).next().is_some()
}

fn text(path: &Path, most: u64) -> Option<String> {
    source::bytes(path, most).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
