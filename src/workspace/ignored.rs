//! Files that git does not keep.

use super::root_of;
use ignore::gitignore::Gitignore;
use std::path::Path;

/// Returns true if a `.gitignore` between the root of the repository and the file at `path` excludes it (gitignore
/// documentation, "Pattern format"): the nearest one that speaks of it decides.
pub fn is_ignored(path: &Path) -> bool {
    let Ok(path) = std::fs::canonicalize(path) else { return false };
    let root = root_of(&path, false);
    let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&root));
    let decided = folders.filter_map(|folder| {
        let file = folder.join(".gitignore");
        let rules = file.is_file().then(|| Gitignore::new(file).0)?;
        let found = rules.matched_path_or_any_parents(&path, false);
        (!found.is_none()).then(|| found.is_ignore())
    });
    decided.into_iter().next().unwrap_or(false)
}
