//! Where files are: what a path is compared by, and how it is shown.

use std::path::{Component, Path, PathBuf};

/// A file or folder, by one name for its place and by the one that people read.
///
/// Both are made of the letters of a path: no link is followed, so a file is shown as it was named. [`FilePath::in_repository`] alone
/// asks the disk. The order is that of the names as shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath {
    shown: PathBuf,
    /// Absolute, without `.` and `..`.
    absolute: PathBuf,
}

impl FilePath {
    /// What is at `path`, shown as it is written.
    pub fn as_written(path: &Path) -> Self {
        Self { shown: normalise(path), absolute: identity(path) }
    }

    /// What is at `path`, shown from the working directory if it is written below it.
    pub fn from_here(path: &Path) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let shown = normalise(path.strip_prefix(&here).unwrap_or(path));
        let shown = if shown.as_os_str().is_empty() { PathBuf::from(".") } else { shown };
        Self { shown, absolute: identity(path) }
    }

    /// What is at `path`, shown as somebody in the working directory would write it who follows no links to folders: one name for one
    /// file, however it was named.
    pub fn in_repository(path: &Path) -> Self {
        let absolute = identity(path);
        let real = match (std::fs::canonicalize(absolute.parent().unwrap_or(&absolute)), absolute.file_name())
        {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => std::fs::canonicalize(&absolute).unwrap_or(absolute),
        };
        let here = std::fs::canonicalize(".").unwrap_or_default();
        let shown = seen_from(&here, &real);
        Self { absolute: identity(&shown), shown }
    }

    /// The path as it is shown, and read.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    /// The path as it is shown, with `/` between its parts.
    pub fn name(&self) -> String {
        display_name(&self.shown)
    }

    /// The path that is compared: absolute, without `.` and `..`.
    pub fn absolute(&self) -> &Path {
        &self.absolute
    }

    /// True where both are one file, however each is shown.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.absolute == other.absolute
    }

    /// True for `folder` itself and for what lies below it.
    pub fn is_in(&self, folder: &Self) -> bool {
        self.absolute.starts_with(&folder.absolute)
    }

    /// True for what [is in](Self::is_in) one of `folders`.
    pub fn is_in_any<'a>(&self, folders: impl IntoIterator<Item = &'a Self>) -> bool {
        folders.into_iter().any(|folder| self.is_in(folder))
    }

    /// The path as it is written in the file `file`, from whose folder relative paths start, with `/` between its parts.
    pub fn seen_from_file(&self, file: &Self) -> String {
        display_name(&seen_from(file.absolute.parent().unwrap_or(&file.absolute), &self.absolute))
    }
}

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

/// `path` without `.` and without the `..` that a folder before them cancels. Purely by the letters: links are not followed.
pub fn normalise(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::RootDir)) => {}
            other => clean.push(other),
        }
    }
    clean
}

/// `path` with `/` between its parts.
pub fn display_name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
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

    #[test]
    fn what_is_named_in_several_ways_is_one_file_and_shown_as_it_was_named() {
        let here = std::env::current_dir().unwrap();
        let absolute = here.join("a/b.yml");
        let around = Path::new("..").join(here.file_name().unwrap()).join("a/b.yml");
        let known = FilePath::from_here(Path::new("a/b.yml"));
        for (file, name) in [
            (FilePath::from_here(Path::new("./a/./b.yml")), "a/b.yml".to_owned()),
            (FilePath::from_here(&absolute), "a/b.yml".to_owned()),
            (FilePath::as_written(&absolute), display_name(&absolute)),
            (FilePath::as_written(&around), display_name(&around)),
            (FilePath::in_repository(&around), "a/b.yml".to_owned()),
        ] {
            assert!(file.is_same_file(&known), "{file:?}");
            assert_eq!(file.name(), name);
        }
        assert_eq!(FilePath::from_here(&here).name(), ".");
    }

    #[test]
    fn a_folder_has_itself_and_what_lies_below_it() {
        let file = |path: &str| FilePath::from_here(Path::new(path));
        for (path, folder, wanted) in [
            ("a/b.yml", "a", true),
            ("a", "a", true),
            ("a/b.yml", ".", true),
            ("ab/c.yml", "a", false),
            ("a", "a/b.yml", false),
            ("a/../b.yml", "a", false),
        ] {
            assert_eq!(file(path).is_in(&file(folder)), wanted, "{path} in {folder}");
        }
        assert_eq!(file("shared/base.yml").seen_from_file(&file("deploy/compose.yml")), "../shared/base.yml");
    }
}
