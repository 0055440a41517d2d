//! The ignore files of a workspace, each read once, and the files that git tracks all the same.

use super::ignore_file::{IgnoreFile, Verdict};
use super::tracked::Tracked;
use super::{FilePath, root_of};
use crate::finding::Problem;
use hy_msg_lint_tree::files::IgnoreRules;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The ignore files of a run: of each folder, `.ignore` and `.gitignore`. The nearest one that speaks of a path
/// decides, and `.ignore` goes before `.gitignore`. What is above the root of the repository, in `.git/info/exclude`
/// or among the settings of a user has no effect: the result is the same on every machine.
#[derive(Debug, Default)]
pub struct IgnoreFiles {
    /// What holds in a folder, by the root of its workspace and the folder.
    folders: Mutex<HashMap<(PathBuf, PathBuf), Arc<Folder>>>,
    /// What git tracks, by the root of the repository.
    tracked: Mutex<HashMap<PathBuf, Arc<Tracked>>>,
    /// The ignore files and indexes of git that could not be used, by name.
    problems: Mutex<BTreeMap<String, Problem>>,
}

/// The ignore files that hold in a folder.
#[derive(Debug)]
pub(super) struct Folder {
    /// The canonical path of the folder above which no ignore file counts.
    root: PathBuf,
    /// Each `.ignore`, the nearest first.
    ignore: Vec<Arc<IgnoreFile>>,
    /// Each `.gitignore`, the nearest first.
    gitignore: Vec<Arc<IgnoreFile>>,
}

impl Folder {
    /// Returns why the canonical `path` in this folder is ignored; None if it is not.
    pub(super) fn ignores(&self, path: &Path, is_folder: bool) -> Option<String> {
        let all = || self.ignore.iter().chain(&self.gitignore);
        let decided = all().find_map(|file| Some((file, file.verdict(path, is_folder)?)));
        match decided? {
            (file, Verdict::Ignored(pattern)) => Some(file.reason(pattern)),
            (_, Verdict::Kept) => None,
        }
    }

    /// Returns true if a `.gitignore` ignores the canonical `path` in this folder.
    fn is_ignored_by_git(&self, path: &Path, is_folder: bool) -> bool {
        let decided = self.gitignore.iter().find_map(|file| file.verdict(path, is_folder));
        matches!(decided, Some(Verdict::Ignored(_)))
    }

    /// The canonical path of the folder above which no ignore file counts.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }
}

impl IgnoreFiles {
    /// Returns the ignore files that hold in `folder`, a canonical path in the workspace with this `root`.
    pub(super) fn in_folder(&self, folder: &Path, root: &Path) -> Arc<Folder> {
        // A repository within another has its own ignore files.
        let root = if folder.join(".git").exists() { folder } else { root };
        let key = (root.to_owned(), folder.to_owned());
        if let Some(known) = lock(&self.folders).get(&key) {
            return Arc::clone(known);
        }
        let around = folder.parent().filter(|parent| folder != root && parent.starts_with(root));
        let around = around.map(|parent| self.in_folder(parent, root));
        let nearest_first = |name: &str, further: fn(&Folder) -> &Vec<Arc<IgnoreFile>>| {
            let further = around.iter().flat_map(|around| further(around)).cloned();
            self.read(&folder.join(name), folder, root).into_iter().chain(further).collect()
        };
        let found = Arc::new(Folder {
            root: root.to_owned(),
            ignore: nearest_first(".ignore", |around| &around.ignore),
            gitignore: nearest_first(".gitignore", |around| &around.gitignore),
        });
        lock(&self.folders).insert(key, Arc::clone(&found));
        found
    }

    /// Returns the ignore file at `path`; None if there is none, or one without patterns. One that cannot be used
    /// is a problem, and ignores nothing.
    fn read(&self, path: &Path, folder: &Path, root: &Path) -> Option<Arc<IgnoreFile>> {
        path.symlink_metadata().ok()?;
        let shown = FilePath::from_here(path);
        match IgnoreFile::read(shown.shown(), folder, root) {
            Ok(file) => file.map(Arc::new),
            Err(error) => {
                self.tell(&shown, error.to_string());
                None
            }
        }
    }

    fn tell(&self, file: &FilePath, message: String) {
        let problem = Problem { file: file.name(), place: None, message, related: Vec::new() };
        lock(&self.problems).insert(file.name(), problem);
    }

    /// Returns what git tracks in the repository at the canonical `root`.
    pub(super) fn tracked(&self, root: &Path) -> Arc<Tracked> {
        let mut known = lock(&self.tracked);
        if let Some(known) = known.get(root) {
            return Arc::clone(known);
        }
        let tracked = Tracked::in_repository(root).unwrap_or_else(|(index, error)| {
            let advice = "ignored and hidden files that git tracks are not judged";
            self.tell(&FilePath::from_here(&index), format!("the index of git: {error}; {advice}"));
            Tracked::default()
        });
        let tracked = Arc::new(tracked);
        known.insert(root.to_owned(), Arc::clone(&tracked));
        tracked
    }

    /// Returns the problems of ignore files and indexes so far, ordered by file.
    pub fn problems(&self) -> Vec<Problem> {
        lock(&self.problems).values().cloned().collect()
    }
}

impl IgnoreRules for IgnoreFiles {
    fn is_ignored(&self, path: &Path) -> bool {
        let Ok(path) = std::fs::canonicalize(path) else { return false };
        let root = root_of(&path, false);
        let Ok(below) = path.strip_prefix(&root) else { return false };
        // Nothing in a folder that is ignored can be kept by a pattern.
        let mut around: Vec<_> = path.ancestors().take_while(|one| *one != root).collect();
        around.reverse();
        let is_ignored = around.iter().any(|one| {
            let folder = one.parent().unwrap_or(&root);
            self.in_folder(folder, &root).is_ignored_by_git(one, *one != path)
        });
        is_ignored && !self.tracked(&root).has(below)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
