//! Which folders a search enters: those that are not hidden and not ignored, hidden ones that hold projects, and those
//! in which git tracks a file.

use super::Format;
use super::ignored::{Folder, IgnoreFiles};
use super::{identity, root_of};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, IntoIter, WalkDir};

/// Hidden folders that a search enters even where git tracks nothing in them, because teams keep Compose files, topics
/// and scripts there. What `.gitignore` excludes stays excluded.
pub const HIDDEN_FOLDERS: &[&str] =
    &[".buildkite", ".ci", ".circleci", ".devcontainer", ".docker", ".github", ".gitlab"];

/// Why something hidden is left out.
const HIDDEN: &str = "a name in its path begins with a dot, and git does not track it";

/// What a search meets.
#[derive(Debug)]
pub(super) enum Met {
    /// A file, a link, or a folder that is entered.
    Entry(DirEntry),
    /// A file or folder that is ignored or hidden, with the reason. The folder is not entered.
    Ignored(DirEntry, String),
    /// A folder that cannot be read.
    Unreadable(walkdir::Error),
}

/// A search below a folder, whatever that folder is called. Links are not followed.
///
/// What git tracks is neither ignored nor hidden: such a folder is entered if a file in it is tracked, and then only the
/// tracked files in it are met as entries.
pub(super) struct Walker<'a> {
    entries: IntoIter,
    files: &'a IgnoreFiles,
    /// The folder as shown, and its canonical path.
    start: PathBuf,
    real_start: PathBuf,
    /// The folders from the start to the one that is being searched.
    around: Vec<Level>,
}

/// A folder that is being searched.
struct Level {
    files: Arc<Folder>,
    /// Why everything in it is ignored that is not tracked; None if it is not.
    ignored: Option<String>,
}

impl<'a> Walker<'a> {
    /// Returns the search below `folder`, which leaves out what `files` ignore.
    pub(super) fn below(folder: &Path, files: &'a IgnoreFiles) -> Self {
        Self {
            entries: WalkDir::new(folder).into_iter(),
            files,
            start: folder.to_owned(),
            real_start: std::fs::canonicalize(folder).unwrap_or_else(|_| identity(folder)),
            around: Vec::new(),
        }
    }

    /// Returns what the search makes of `entry`; None for what git keeps for itself, and for hidden settings of programs.
    fn meet(&mut self, entry: DirEntry) -> Option<Met> {
        let is_folder = entry.depth() == 0 || entry.file_type().is_dir();
        let below = entry.path().strip_prefix(&self.start).unwrap_or(Path::new(""));
        let path = if entry.depth() == 0 { self.real_start.clone() } else { self.real_start.join(below) };
        self.around.truncate(entry.depth());
        let Some(Level { files, ignored }) = self.around.last() else {
            let files = self.files.in_folder(&path, &root_of(&path, true));
            self.around.push(Level { files, ignored: None });
            return Some(Met::Entry(entry));
        };
        let is_hidden = is_hidden(&entry);
        if is_of_git(&entry) || is_hidden && !is_folder && Format::by_name(entry.path()).is_none() {
            self.leave_out(is_folder);
            return None;
        }
        let ignores = || files.ignores(&path, is_folder);
        let mut reason = ignored.clone().or_else(ignores).or_else(|| is_hidden.then(|| HIDDEN.to_owned()));
        let root = files.root().to_owned();
        if let Some(why) = &reason {
            let tracked = self.files.tracked(&root);
            let below = path.strip_prefix(&root).unwrap_or(&path);
            if tracked.has(below) {
                reason = None;
            } else if !(is_folder && tracked.has_below(below)) {
                let why = why.clone();
                self.leave_out(is_folder);
                return Some(Met::Ignored(entry, why));
            }
        }
        if is_folder {
            let files = self.files.in_folder(&path, &root);
            self.around.push(Level { files, ignored: reason });
        }
        Some(Met::Entry(entry))
    }

    fn leave_out(&mut self, is_folder: bool) {
        if is_folder {
            self.entries.skip_current_dir();
        }
    }
}

impl Iterator for Walker<'_> {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        loop {
            match self.entries.next()? {
                Ok(entry) => match self.meet(entry) {
                    None => {}
                    met => return met,
                },
                Err(error) => return Some(Met::Unreadable(error)),
            }
        }
    }
}

/// Returns true for the folder, or the file, that git keeps for itself. No file in it is tracked.
fn is_of_git(entry: &DirEntry) -> bool {
    entry.file_name().eq_ignore_ascii_case(".git")
}

fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    let is_entered = || HIDDEN_FOLDERS.iter().any(|folder| folder.as_bytes() == name);
    name.starts_with(b".") && !(entry.file_type().is_dir() && is_entered())
}
