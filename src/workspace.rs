//! Paths and ignore rules to candidates, and candidates to parsed files.

mod format;
mod inputs;
mod layout;

pub use format::Format;
pub use inputs::inputs;
pub use layout::{Cluster, Layout, Project, identity, seen_from};

use crate::source::{Source, SourceError, SourceMap, normalise};
use crate::syntax::yaml::{self, SyntaxError};
use crate::syntax::{properties, toml};
use crate::tree::Node;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

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
#[error("there is no file or folder `{0}`")]
pub struct NoSuchPath(pub String);

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
            return Err(NoSuchPath(crate::source::display_name(&path)));
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
            Err(error) => unreadable.push((folder.to_owned(), error.to_string())),
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

/// A file, parsed.
#[derive(Debug)]
pub struct File {
    /// Its text.
    pub source: Arc<Source>,
    /// What its text is.
    pub format: Format,
    /// The documents that could be read; none of a script, which is read where it is used.
    pub documents: Vec<Node>,
    /// What could not.
    pub errors: Vec<SyntaxError>,
}

/// Parsed files, each parsed once, whoever asks.
#[derive(Debug)]
pub struct Files<'a> {
    /// Their texts.
    pub sources: &'a SourceMap,
    parsed: Mutex<HashMap<PathBuf, Arc<File>>>,
}

impl<'a> Files<'a> {
    /// No files yet, over `sources`.
    pub fn over(sources: &'a SourceMap) -> Self {
        Self { sources, parsed: Mutex::default() }
    }

    /// The file at `path`.
    ///
    /// # Errors
    /// When it cannot be read; what of it cannot be parsed is in [`File::errors`].
    pub fn parse(&self, path: &Path) -> Result<Arc<File>, SourceError> {
        let source = self.sources.load(path)?;
        let lock = || self.parsed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = lock().get(&source.path) {
            return Ok(Arc::clone(known));
        }
        let format = Format::of(&source);
        let yaml::Parsed { documents, errors } = match format {
            Format::Yaml => yaml::parse(&source),
            Format::Properties => {
                yaml::Parsed { documents: vec![properties::parse(&source)], errors: Vec::new() }
            }
            Format::Toml => toml::parse(&source),
            Format::Script | Format::Makefile => yaml::Parsed { documents: Vec::new(), errors: Vec::new() },
        };
        let file = Arc::new(File { source, format, documents, errors });
        Ok(Arc::clone(lock().entry(file.source.path.clone()).or_insert(file)))
    }
}
