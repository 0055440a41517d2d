//! Where a run looks: what was named, what lies below it, and how far reading may go.

use super::walk::Walk;
use super::{FilePath, Format, NoSuchPath, Patterns, root_of};
use crate::finding::{Problem, Skipped};
use crate::source::{SourceError, display_name};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A file that may declare something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where it is.
    pub file: FilePath,
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

/// A text that the caller has, in the place of what is on disk.
#[derive(Debug)]
pub struct Held {
    /// The file that it is the text of.
    pub file: FilePath,
    /// Whether it was named by itself, or is one of the workspace.
    pub origin: CandidateOrigin,
    /// The text, or why it cannot be read.
    pub text: Result<String, SourceError>,
}

/// What to look for.
pub struct Search<'a> {
    /// Files and folders; a file is a candidate whatever its name.
    pub paths: &'a [PathBuf],
    /// The texts that the caller has.
    pub held: &'a [Held],
    /// Look through the repositories around all of these, too. Each file then has one path, that of [`FilePath::in_repository`].
    pub surroundings: bool,
    /// The formats that are looked for below folders.
    pub wanted: fn(Format) -> bool,
    /// What is left out below folders.
    pub excluded: Option<&'a Patterns>,
    /// Leave it out also where it is named.
    pub force_exclude: bool,
    /// Files and folders of policies and their data. What lies in them declares nothing, unless somebody names it.
    pub policies: Vec<FilePath>,
    /// The configuration. It declares nothing, and what it names may be read.
    pub config: Option<&'a Path>,
    /// The baseline, which declares nothing either.
    pub baseline: Option<&'a Path>,
}

impl Default for Search<'_> {
    fn default() -> Self {
        Self {
            paths: &[],
            held: &[],
            surroundings: false,
            wanted: Format::declares,
            excluded: None,
            force_exclude: false,
            policies: Vec::new(),
            config: None,
            baseline: None,
        }
    }
}

/// Where to look, and how far reading may go.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The files to look at, in the order of their paths; what was named without being on disk comes last.
    pub candidates: Vec<Candidate>,
    /// The folders outside which nothing is read.
    pub roots: BTreeSet<PathBuf>,
    /// Files that are not to be looked at.
    pub skipped: Vec<Skipped>,
    /// What could not be looked at.
    pub problems: Vec<Problem>,
}

/// Finds the candidates of `search`.
///
/// Below a folder, files that `.gitignore` and its kin exclude and hidden ones are left out, links to folders are not
/// followed, and only names count whose [`Format`] is wanted.
///
/// # Errors
/// A path that does not exist.
pub fn discover(search: &Search<'_>) -> Result<Workspace, NoSuchPath> {
    let mut walk = Walk::of(search.wanted);
    search.paths.iter().try_for_each(|path| walk.name(path))?;
    search.held.iter().for_each(|held| walk.hold(held));
    if search.surroundings {
        walk.surroundings();
    }
    let Walk { mut found, mut roots, unreadable, .. } = walk;
    roots.extend(search.config.map(|config| root_of(config, false)));
    let baseline = search.baseline.map(FilePath::as_written);
    let is_baseline = |file: &FilePath| baseline.as_ref().is_some_and(|baseline| baseline.is_same_file(file));
    found.retain(|file, _| search.config != Some(file.shown()) && !is_baseline(file));
    let skipped = set_aside(search, &mut found);
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

/// Takes out of `found` what the owner excludes, and what lies in a folder of policies and was found there while something around it was
/// looked through: fixtures that are wrong on purpose, and data.
fn set_aside(search: &Search<'_>, found: &mut BTreeMap<FilePath, CandidateOrigin>) -> Vec<Skipped> {
    let named: Vec<_> = search.paths.iter().map(|path| FilePath::from_here(path)).collect();
    // Somebody who asks what concerns a file asks for no more than a run on all files would say of it.
    let is_hidden = |folder: &&FilePath| search.surroundings || !named.iter().any(|path| path.is_in(folder));
    let policies: Vec<_> = search.policies.iter().filter(is_hidden).collect();
    let mut skipped = Vec::new();
    found.retain(|file, origin| {
        let is_found = *origin == CandidateOrigin::Walk;
        let is_excluded = search.excluded.is_some_and(|excluded| excluded.matches(file.absolute()));
        let reason = if is_excluded && (search.force_exclude || is_found) {
            "it is excluded by the configuration"
        } else if (search.surroundings || is_found) && file.is_in_any(policies.iter().copied()) {
            "it belongs to the policies"
        } else {
            return true;
        };
        skipped.push(Skipped { file: file.name(), reason: reason.to_owned() });
        false
    });
    skipped
}

fn unlooked(path: &Path, reason: String) -> Problem {
    let file = display_name(path);
    let message = SourceError::Unreadable { path: file.clone(), reason }.to_string();
    Problem { file, place: None, message, related: Vec::new() }
}
