//! Paths as names of places.

use crate::source::normalise;
use std::path::{Path, PathBuf};

/// `path` as one name for one place: absolute, without `.` and `..`. Links are not followed.
pub fn identity(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    normalise(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// `path` as somebody in `folder` would write it: `../shared/base.yml`. Both are absolute and normalised; a path on another
/// drive stays as it is.
pub fn seen_from(folder: &Path, path: &Path) -> PathBuf {
    let shared = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return path.to_owned();
    }
    let up = folder.components().skip(shared).map(|_| "..");
    let seen: PathBuf =
        up.map(PathBuf::from).chain(path.components().skip(shared).map(|c| c.as_os_str().into())).collect();
    if seen.as_os_str().is_empty() { PathBuf::from(".") } else { seen }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_a_folder() {
        for (folder, path, seen) in [
            ("/work/team", "/work/team/compose.yml", "compose.yml"),
            ("/work/team/deploy", "/work/team/compose.yml", "../compose.yml"),
            ("/work/team/deploy", "/work/other/a/b.yml", "../../other/a/b.yml"),
            ("/work", "/work", "."),
            ("/", "/compose.yml", "compose.yml"),
        ] {
            assert_eq!(seen_from(Path::new(folder), Path::new(path)), PathBuf::from(seen), "{path}");
        }
    }

    #[test]
    fn one_place_has_one_identity() {
        let here = std::env::current_dir().unwrap();
        assert_eq!(identity(Path::new("")), here);
        for path in ["a/b.yml", "./a/b.yml", "a/../a/b.yml"] {
            assert_eq!(identity(Path::new(path)), here.join("a/b.yml"), "{path}");
        }
    }
}
