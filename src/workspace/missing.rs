//! A path that does not exist, with a suggestion.

use crate::source::display_name;
use crate::spelling::closest;
use std::path::{Path, PathBuf};

/// Caller error: a path does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no file or folder `{path}`{}", advice(.meant.as_deref()))]
pub struct NoSuchPath {
    /// The path as shown.
    pub path: String,
    /// The path that was probably meant.
    pub meant: Option<String>,
}

fn advice(meant: Option<&str>) -> String {
    meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default()
}

impl NoSuchPath {
    /// Returns the error for `path`.
    pub fn at(path: &Path) -> Self {
        let meant = closest_path(path).map(|path| display_name(&path));
        Self { path: display_name(path), meant }
    }
}

/// Returns the existing path closest to `path`, whose first missing component is taken as misspelt.
fn closest_path(path: &Path) -> Option<PathBuf> {
    let parts = path.ancestors().filter(|ancestor| !ancestor.as_os_str().is_empty());
    let misspelt = parts.take_while(|ancestor| !ancestor.exists()).last()?;
    let folder = misspelt.parent()?;
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut names: Vec<_> = std::fs::read_dir(here)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    let name = closest(misspelt.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    let meant = folder.join(name).join(path.strip_prefix(misspelt).ok()?);
    // Joining an empty path would add a trailing slash.
    let meant: PathBuf = meant.components().collect();
    meant.exists().then_some(meant)
}
