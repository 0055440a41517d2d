//! How files belong together, where their owner says so.

use super::Patterns;
use crate::source::normalise;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the owner of a workspace says of it. Dialects take it in place of guessing, for the files that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// The projects, in the order written.
    pub projects: Vec<Project>,
    /// The clusters, in the order written.
    pub clusters: Vec<Cluster>,
    /// Files of variables of the projects that have none of their own, in place of their `.env`; a later one wins.
    pub env_files: Vec<PathBuf>,
}

/// Files whose declarations belong to one Kafka cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its name.
    pub name: Arc<str>,
    /// The files.
    pub files: Patterns,
}

impl Layout {
    /// The clusters that have the file at `path`, each with its number; more than one is a mistake.
    pub fn clusters_with<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = (usize, &'a Cluster)> {
        self.clusters.iter().enumerate().filter(|(_, one)| one.files.matches_file(path))
    }

    /// The number of the cluster that has the file at `path`; none where no cluster or more than one has it.
    pub fn cluster_of(&self, path: &Path) -> Option<usize> {
        let mut owners = self.clusters_with(path);
        let (first, _) = owners.next()?;
        owners.next().is_none().then_some(first)
    }
}

/// Files that are put together into one project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    /// The files, each over the one before; at least one.
    pub files: Vec<PathBuf>,
    /// Files of variables in place of the `.env` beside the first file; a later one wins.
    pub env_files: Vec<PathBuf>,
    /// The project's name; None for the one that its files or its folder give.
    pub name: Option<Arc<str>>,
}

impl Project {
    /// Whether Compose takes `name` for a project (Docker documentation, "Specify a project name").
    pub fn is_name(name: &str) -> bool {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
        !name.is_empty() && name.bytes().all(allowed) && !name.starts_with(['-', '_'])
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
