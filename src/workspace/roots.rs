//! The folders within which references are followed.

use std::path::{Path, PathBuf};

/// Returns the folder within which a file's references are followed: the repository that contains the path; else the
/// working directory if it contains the path; else the named folder, or the folder of the named file.
pub fn root_of(path: &Path, is_folder: bool) -> PathBuf {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = if is_folder { real.as_path() } else { real.parent().unwrap_or(&real) };
    let repository = folder.ancestors().find(|ancestor| ancestor.join(".git").exists());
    let below_here = std::fs::canonicalize(".").ok().filter(|here| folder.starts_with(here));
    repository.map(Path::to_owned).or(below_here).unwrap_or_else(|| folder.to_owned())
}
