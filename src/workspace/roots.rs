//! The folders within which references are followed.

use std::path::{Path, PathBuf};

/// Returns the folder within which a file's references are followed: the repository that contains the path; else the
/// working directory if it contains the path; else the named folder, or the folder of the named file. A file that is a
/// link belongs where the link is.
pub fn root_of(path: &Path, is_folder: bool) -> PathBuf {
    let folder = if is_folder { path } else { path.parent().unwrap_or(path) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let repository = folder.ancestors().find(|ancestor| ancestor.join(".git").exists());
    let below_here = std::fs::canonicalize(".").ok().filter(|here| folder.starts_with(here));
    repository.map(Path::to_owned).or(below_here).unwrap_or(folder)
}
