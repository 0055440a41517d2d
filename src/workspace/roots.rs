//! How far references may lead.

use std::path::{Path, PathBuf};

/// The folder that a file's references may reach: the repository that holds the path, else the working directory where the
/// path lies below it, else the named folder itself or the named file's.
pub fn root_of(path: &Path, is_folder: bool) -> PathBuf {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = if is_folder { real.as_path() } else { real.parent().unwrap_or(&real) };
    let repository = folder.ancestors().find(|ancestor| ancestor.join(".git").exists());
    let below_here = std::fs::canonicalize(".").ok().filter(|here| folder.starts_with(here));
    repository.map(Path::to_owned).or(below_here).unwrap_or_else(|| folder.to_owned())
}
