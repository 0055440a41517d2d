//! File discovery: the files to analyse, and the folders within which files may be read.

use super::walk::Walk;
use super::{FilePath, Format, IgnoreFiles, NoSuchPath, Patterns, root_of, skipped};
use crate::finding::{Problem, Skipped};
use crate::source::{SourceError, SourceMap, display_name};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that may declare something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The path of the file.
    pub file: FilePath,
    /// How the file was found.
    pub origin: CandidateOrigin,
}

/// How a candidate was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandidateOrigin {
    /// Named by the caller: read whatever its name. It is an error if it cannot be read.
    Argument,
    /// Found below a folder that the caller named.
    Walk,
}

/// A text from the caller that replaces the file on disk.
#[derive(Debug)]
pub struct Held {
    /// The file of the text.
    pub file: FilePath,
    /// Whether the file was named by the caller or is part of the workspace.
    pub origin: CandidateOrigin,
    /// The text, or the reason why it cannot be read.
    pub text: Result<String, SourceError>,
}

/// The input of file discovery.
pub struct Search<'a> {
    /// Files and folders. A named file is a candidate whatever its name.
    pub paths: &'a [PathBuf],
    /// The texts from the caller.
    pub held: &'a [Held],
    /// The ignore files of the run.
    pub ignore_files: Arc<IgnoreFiles>,
    /// Also search the repositories that contain these paths. Each file then has one path, as
    /// [`FilePath::in_repository`] gives it.
    pub surroundings: bool,
    /// The formats to find below folders.
    pub wanted: fn(Format) -> bool,
    /// Also tell of files of formats that are known by name and not read.
    pub unread: bool,
    /// The files to exclude below folders.
    pub excluded: Option<&'a Patterns>,
    /// Folders to leave out.
    pub without: Vec<FilePath>,
    /// The files to leave out below folders, by their paths as shown.
    pub ignored: Option<&'a Regex>,
    /// Exclude these files even if they are named.
    pub force_exclude: bool,
    /// Files and folders of policies and their data. Files in them declare nothing unless the caller names them.
    pub policies: Vec<FilePath>,
    /// The configuration file. It declares nothing; the files it names may be read.
    pub config: Option<&'a Path>,
    /// The baseline file, which declares nothing.
    pub baseline: Option<&'a Path>,
}

impl Default for Search<'_> {
    fn default() -> Self {
        Self {
            paths: &[],
            held: &[],
            ignore_files: Arc::default(),
            surroundings: false,
            wanted: Format::declares,
            unread: false,
            excluded: None,
            without: Vec::new(),
            ignored: None,
            force_exclude: false,
            policies: Vec::new(),
            config: None,
            baseline: None,
        }
    }
}

/// The result of file discovery.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The files to analyse, ordered by path; named texts without a file on disk come last.
    pub candidates: Vec<Candidate>,
    /// The folders outside which nothing is read.
    pub roots: BTreeSet<PathBuf>,
    /// The files that are skipped, and the folders that are ignored.
    pub skipped: Vec<Skipped>,
    /// The files and folders that could not be read.
    pub problems: Vec<Problem>,
}

/// Finds the candidates of `search`.
///
/// Below a folder, skips hidden files, hidden folders other than [`HIDDEN_FOLDERS`](super::HIDDEN_FOLDERS), and what
/// `.gitignore` and `.ignore` exclude and git does not track, does not follow links to folders, and finds only files
/// whose [`Format`] is wanted: by their names, or by the first line of a file without an extension.
///
/// # Errors
/// When a path does not exist.
pub fn discover(search: &Search<'_>) -> Result<Workspace, NoSuchPath> {
    let mut walk = Walk::of(search.wanted, search.unread, Arc::clone(&search.ignore_files));
    search.paths.iter().try_for_each(|path| walk.name(path))?;
    search.held.iter().for_each(|held| walk.hold(held));
    if search.surroundings {
        walk.surroundings();
    }
    let Walk { mut found, mut roots, unreadable, links, left_out, .. } = walk;
    roots.extend(search.config.map(|config| root_of(config, false)));
    let baseline = search.baseline.map(FilePath::as_written);
    let is_baseline = |file: &FilePath| baseline.as_ref().is_some_and(|baseline| baseline.is_same_file(file));
    found.retain(|file, _| search.config != Some(file.shown()) && !is_baseline(file));
    found.retain(|file, _| !file.is_in_any(&search.without));
    let mut skipped = set_aside(search, &mut found);
    let is_asked = |file: &FilePath| !file.is_in_any(&search.without);
    let sources = SourceMap::within(roots.iter().map(PathBuf::as_path));
    let asked_links = links.iter().filter(|link| is_asked(link));
    skipped.extend(asked_links.filter_map(|link| skipped::link(link, &sources)));
    let is_excluded =
        |file: &FilePath| search.excluded.is_some_and(|excluded| excluded.matches(file.absolute()));
    let named: Vec<_> = search.paths.iter().map(|path| FilePath::from_here(path)).collect();
    let is_named = |file: &FilePath| named.iter().any(|named| named.is_same_file(file));
    let is_told =
        |file: &FilePath| is_asked(file) && !is_excluded(file) && !is_named(file) && !is_baseline(file);
    let left_out = left_out.into_iter().filter(|(file, _)| is_told(file));
    skipped.extend(left_out.map(|(file, (kind, reason))| Skipped { file: file.name(), reason, kind }));
    let mut candidates: Vec<_> = found.into_iter().map(|(file, origin)| Candidate { file, origin }).collect();
    for held in search.held.iter().filter(|held| held.origin == CandidateOrigin::Argument) {
        if held.text.is_ok() {
            candidates.retain(|candidate| candidate.file != held.file);
            candidates.push(Candidate { file: held.file.clone(), origin: held.origin });
        }
    }
    let problems = unreadable.into_iter().map(|(path, reason)| unlooked(&path, reason)).collect();
    Ok(Workspace { candidates, roots, skipped, problems })
}

/// Removes from `found` the excluded files, and the files in policy folders that were found by searching a folder
/// around them: their fixtures are wrong on purpose, and their data declares nothing.
fn set_aside(search: &Search<'_>, found: &mut BTreeMap<FilePath, CandidateOrigin>) -> Vec<Skipped> {
    let named: Vec<_> = search.paths.iter().map(|path| FilePath::from_here(path)).collect();
    // A run on single files with their surroundings reports no more than a run on the whole repository.
    let is_hidden = |folder: &&FilePath| search.surroundings || !named.iter().any(|path| path.is_in(folder));
    let policies: Vec<_> = search.policies.iter().filter(is_hidden).collect();
    let mut skipped = Vec::new();
    found.retain(|file, origin| {
        let is_found = *origin == CandidateOrigin::Walk;
        let is_excluded = search.excluded.is_some_and(|excluded| excluded.matches(file.absolute()));
        let reason = if is_excluded && (search.force_exclude || is_found) {
            "it is excluded by the configuration"
        } else if is_found && search.ignored.is_some_and(|ignored| ignored.is_match(&file.name())) {
            "it is ignored by `conftest.toml`"
        } else if (search.surroundings || is_found) && file.is_in_any(policies.iter().copied()) {
            "it belongs to the policies"
        } else {
            return true;
        };
        skipped.push(Skipped::file(file.name(), reason.to_owned()));
        false
    });
    skipped
}

fn unlooked(path: &Path, reason: String) -> Problem {
    let file = display_name(path);
    let message = SourceError::Unreadable { path: file.clone(), reason }.to_string();
    Problem { file, place: None, message, related: Vec::new() }
}
