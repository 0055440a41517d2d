//! Paths of files: how they are compared, and how they are shown.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

/// A file or folder, with a path for comparison and a path for display.
///
/// Both are computed lexically: links are not followed, so a file is shown as it was named. Only
/// [`FilePath::in_repository`] accesses the disk. Values are ordered by the displayed path.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath {
    shown: PathBuf,
    /// Absolute, without `.` and `..`.
    absolute: PathBuf,
}

impl FilePath {
    /// Creates a path that is shown as written.
    pub fn as_written(path: &Path) -> Self {
        Self { shown: normalise(path), absolute: identity(path) }
    }

    /// Creates a path that is shown relative to the working directory if it is below it.
    pub fn from_here(path: &Path) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let shown = normalise(path.strip_prefix(&here).unwrap_or(path));
        let shown = if shown.as_os_str().is_empty() { PathBuf::from(".") } else { shown };
        Self { shown, absolute: identity(path) }
    }

    /// Creates a path that is shown relative to the working directory after resolving links to folders: each file has
    /// one name, however it was specified.
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

    /// Returns the path as it is shown, and read.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    /// Returns the shown path with `/` between its parts.
    pub fn name(&self) -> String {
        display_name(&self.shown)
    }

    /// Returns the path for comparison: absolute, without `.` and `..`.
    pub fn absolute(&self) -> &Path {
        &self.absolute
    }

    /// True if both are the same file, however each is shown.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.absolute == other.absolute
    }

    /// True for `folder` itself and for paths below it.
    pub fn is_in(&self, folder: &Self) -> bool {
        self.absolute.starts_with(&folder.absolute)
    }

    /// True if the path [is in](Self::is_in) one of `folders`.
    pub fn is_in_any<'a>(&self, folders: impl IntoIterator<Item = &'a Self>) -> bool {
        folders.into_iter().any(|folder| self.is_in(folder))
    }

    /// Returns the path relative to the folder of `file`, as written in that file, with `/` between its parts.
    pub fn seen_from_file(&self, file: &Self) -> String {
        display_name(&seen_from(file.absolute.parent().unwrap_or(&file.absolute), &self.absolute))
    }
}

/// Returns the unique form of `path`: absolute, without `.` and `..`. Links are not followed.
pub fn identity(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    normalise(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// Returns `path` relative to `folder`: `../shared/base.yml`. Both are absolute and normalised; a path on another
/// drive is returned unchanged.
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

/// Returns `path` without `.`, and without each `..` that cancels a folder before it. Purely lexical: links are not
/// followed.
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

/// Returns `path` with `/` between its parts. Bytes that are no UTF-8 are written as in `\xFF`, and so is the backslash of
/// what would look like that. So two paths have two names, and [`named`] knows the path of each.
pub fn display_name(path: &Path) -> String {
    match path.to_str() {
        Some(name) if cfg!(windows) => name.replace('\\', "/"),
        Some(name) if !name.contains(ESCAPE) => name.to_owned(),
        _ => {
            let mut name = String::new();
            for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
                for (at, character) in chunk.valid().char_indices() {
                    name.push(character);
                    if escaped(chunk.valid().get(at..).unwrap_or_default()).is_some() {
                        name.push_str("x5C");
                    }
                }
                for byte in chunk.invalid() {
                    // Writing to a string cannot fail.
                    let _ = write!(name, "{ESCAPE}{byte:02X}");
                }
            }
            name
        }
    }
}

/// What a byte in a name begins with.
const ESCAPE: &str = "\\x";

/// Returns the byte that `text` begins with, if it begins with one as [`display_name`] writes it.
fn escaped(text: &str) -> Option<u8> {
    let digits = text.strip_prefix(ESCAPE)?.get(..2)?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    if digits.bytes().all(is_digit) { u8::from_str_radix(digits, 16).ok() } else { None }
}

/// Returns the bytes of the path that is shown as `name`.
pub fn bytes_named(name: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let length = if let Some(byte) = escaped(rest).filter(|_| cfg!(unix)) {
            bytes.push(byte);
            ESCAPE.len() + 2
        } else {
            bytes.extend(rest.bytes().take(first.len_utf8()));
            first.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    bytes
}

/// Returns the path that is shown as `name`.
pub fn named(name: &str) -> PathBuf {
    if cfg!(unix) && name.contains(ESCAPE) { of_bytes(bytes_named(name)) } else { name.into() }
}

/// Returns the path of these `bytes`, as a file system of Unix has them.
pub fn of_bytes(bytes: Vec<u8>) -> PathBuf {
    #[cfg(unix)]
    return <std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into();
    #[cfg(not(unix))]
    return String::from_utf8_lossy(&bytes).into_owned().into();
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
    #[cfg(unix)]
    fn two_paths_have_two_names() {
        use std::os::unix::ffi::OsStrExt as _;
        for (path, name) in [
            (&b"a/b.yml"[..], "a/b.yml"),
            (b"a\xff.yml", "a\\xFF.yml"),
            (b"a\xfe\xff.yml", "a\\xFE\\xFF.yml"),
            (b"a\\xFF.yml", "a\\x5CxFF.yml"),
            (b"a\\xFF\xff.yml", "a\\x5CxFF\\xFF.yml"),
            (b"\\x\xff", "\\x\\xFF"),
            (b"a\\xff.yml", "a\\xff.yml"),
            ("größe\u{fffd}.yml".as_bytes(), "größe\u{fffd}.yml"),
        ] {
            let path = Path::new(std::ffi::OsStr::from_bytes(path));
            assert_eq!(display_name(path), name);
            assert_eq!(named(name), path, "{name}");
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
