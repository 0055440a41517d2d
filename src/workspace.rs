//! Paths and ignore rules to candidates, and candidates to parsed files.

mod inputs;
mod layout;
mod patterns;

pub use hy_msg_lint_compose::ProjectRequest as Project;
pub use hy_msg_lint_tree::files::{File, Files, Parsed};
pub use hy_msg_lint_tree::format::Format;
pub use hy_msg_lint_tree::path::{identity, seen_from};
pub use inputs::inputs;
pub use layout::{Cluster, Layout};
pub use patterns::Patterns;

use crate::source::normalise;
use crate::spelling::closest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A file that may declare something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where it is, normalised.
    pub path: PathBuf,
    /// How it came to be looked at.
    pub origin: CandidateOrigin,
}

/// How a file came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandidateOrigin {
    /// Named by the caller: read whatever its name, and an error if it cannot be.
    Argument,
    /// Found below a folder that the caller named.
    Walk,
}

/// Where to look, and how far reading may go.
#[derive(Debug)]
pub struct Workspace {
    /// The files to look at, in the order of their paths.
    pub candidates: Vec<Candidate>,
    /// The folders outside which nothing is read.
    pub roots: Vec<PathBuf>,
    /// Entries that could not be looked at, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
}

/// The caller's: a path that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no file or folder `{path}`{}", advice(.meant.as_deref()))]
pub struct NoSuchPath {
    /// The path as shown.
    pub path: String,
    /// The one that was probably meant.
    pub meant: Option<String>,
}

fn advice(meant: Option<&str>) -> String {
    meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default()
}

impl NoSuchPath {
    fn of(path: &Path) -> Self {
        let meant = closest_path(path).map(|path| crate::source::display_name(&path));
        Self { path: crate::source::display_name(path), meant }
    }
}

/// What exists and has nearly the name of `path`, of which the first part that does not exist is misspelt.
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
    // `join` of nothing would end in a slash.
    let meant: PathBuf = meant.components().collect();
    meant.exists().then_some(meant)
}

/// Finds the candidates under `paths`.
///
/// Below a folder, files that `.gitignore` and its kin exclude and hidden ones are left out, links to folders are not
/// followed, and only names count whose [`Format`] is one that declares something.
///
/// # Errors
/// A path that does not exist.
pub fn discover(paths: &[PathBuf]) -> Result<Workspace, NoSuchPath> {
    discover_where(paths, Format::declares)
}

/// Finds the candidates under `paths`, and below folders those whose format is `wanted`; else as [`discover`].
///
/// # Errors
/// A path that does not exist.
pub fn discover_where(paths: &[PathBuf], wanted: fn(Format) -> bool) -> Result<Workspace, NoSuchPath> {
    let mut found: BTreeMap<PathBuf, CandidateOrigin> = BTreeMap::new();
    let mut workspace = Workspace { candidates: Vec::new(), roots: Vec::new(), unreadable: Vec::new() };
    for path in paths {
        let path = from_here(path);
        let Ok(metadata) = std::fs::metadata(&path) else {
            return Err(NoSuchPath::of(&path));
        };
        workspace.roots.push(root_of(&path, metadata.is_dir()));
        if metadata.is_dir() {
            walk(&path, wanted, &mut found, &mut workspace.unreadable);
        } else {
            found.insert(path, CandidateOrigin::Argument);
        }
    }
    workspace.candidates = found.into_iter().map(|(path, origin)| Candidate { path, origin }).collect();
    Ok(workspace)
}

impl Workspace {
    /// Adds the candidates below `roots`, whose format is `wanted`, to those that are there. Each file then has one path, that of
    /// [`as_in_repository`].
    pub fn add_surroundings(&mut self, roots: &[PathBuf], wanted: fn(Format) -> bool) {
        let here = std::fs::canonicalize(".").unwrap_or_default();
        let mut found = BTreeMap::new();
        for root in roots.iter().collect::<BTreeSet<_>>() {
            walk(root, wanted, &mut found, &mut self.unreadable);
        }
        let walked = found.into_iter().map(|(path, origin)| (seen_from(&here, &path), origin));
        let named = std::mem::take(&mut self.candidates);
        let named = named.into_iter().map(|one| (as_in_repository(&one.path), one.origin));
        let all: BTreeMap<_, _> = walked.chain(named).collect();
        self.candidates = all.into_iter().map(|(path, origin)| Candidate { path, origin }).collect();
    }

    /// Has the file at `path` looked at, whose text the caller has, as if it were found below a folder, where there is none on
    /// disk and its format is `wanted`. References of one that is there reach as far as those of other files.
    pub fn with_text(&mut self, path: &Path, wanted: fn(Format) -> bool) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let root = root_of(folder, true);
        if !self.roots.contains(&root) {
            self.roots.push(root);
        }
        if Format::by_name(path).is_some_and(wanted) && !path.exists() {
            let place = self.candidates.partition_point(|one| one.path.as_path() < path);
            self.candidates.insert(place, Candidate { path: path.to_owned(), origin: CandidateOrigin::Walk });
        }
    }
}

/// `path` as somebody in the working directory would write it who follows no links to folders: one path for one file, however
/// it was named.
pub fn as_in_repository(path: &Path) -> PathBuf {
    let absolute = identity(path);
    let real = match (std::fs::canonicalize(absolute.parent().unwrap_or(&absolute)), absolute.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => std::fs::canonicalize(&absolute).unwrap_or(absolute),
    };
    let here = std::fs::canonicalize(".").unwrap_or_default();
    seen_from(&here, &real)
}

/// `path` as candidates have it: normalised, and relative to the working directory where it lies below it.
pub fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let path = normalise(path.strip_prefix(&here).unwrap_or(path));
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

fn walk(
    folder: &Path,
    wanted: fn(Format) -> bool,
    found: &mut BTreeMap<PathBuf, CandidateOrigin>,
    unreadable: &mut Vec<(PathBuf, String)>,
) {
    for entry in ignore::WalkBuilder::new(folder).require_git(false).build() {
        match entry {
            Ok(entry) if Format::by_name(entry.path()).is_some_and(wanted) && leads_to_a_file(&entry) => {
                found.entry(normalise(entry.path())).or_insert(CandidateOrigin::Walk);
            }
            Ok(_) => {}
            Err(error) => unreadable.push(peeled(error, folder.to_owned())),
        }
    }
}

/// The path that `error` is about, else `path`, and what the system says.
fn peeled(error: ignore::Error, path: PathBuf) -> (PathBuf, String) {
    match error {
        ignore::Error::WithPath { path, err } => peeled(*err, normalise(&path)),
        ignore::Error::WithDepth { err, .. } => peeled(*err, path),
        other => {
            let reason = other.io_error().map_or_else(|| other.to_string(), ToString::to_string);
            (path, reason)
        }
    }
}

fn leads_to_a_file(entry: &ignore::DirEntry) -> bool {
    match entry.file_type() {
        Some(kind) if kind.is_symlink() => {
            std::fs::metadata(entry.path()).is_ok_and(|target| target.is_file())
        }
        Some(kind) => kind.is_file(),
        None => false,
    }
}

/// The folder that a file's references may reach: the repository that holds the path, else the working directory where the
/// path lies below it, else the named folder itself or the named file's.
pub fn root_of(path: &Path, is_folder: bool) -> PathBuf {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = if is_folder { real.as_path() } else { real.parent().unwrap_or(&real) };
    let repository = folder.ancestors().find(|ancestor| ancestor.join(".git").exists());
    let below_here = std::fs::canonicalize(".").ok().filter(|here| folder.starts_with(here));
    repository.map(Path::to_owned).or(below_here).unwrap_or_else(|| folder.to_owned())
}
