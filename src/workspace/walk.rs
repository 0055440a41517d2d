//! The search for files: below folders, and by name.

use super::skipped::irregular;
use super::walker::{Met, Walker};
use super::{CandidateOrigin, FilePath, Format, Held, IgnoreFiles, NoSuchPath, root_of};
use crate::finding::SkippedKind;
use crate::source::{SourceMap, beginning, normalise};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::FileType;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::DirEntry;

/// A first line `#!…` is looked for in so many bytes.
const FIRST_LINE: u64 = 256;

/// The files found so far.
pub(super) struct Walk {
    wanted: fn(Format) -> bool,
    /// Whether to tell of files of formats that are not read.
    unread: bool,
    ignore_files: Arc<IgnoreFiles>,
    pub(super) found: BTreeMap<FilePath, CandidateOrigin>,
    /// The folders outside which nothing is read.
    pub(super) roots: BTreeSet<PathBuf>,
    /// Entries that could not be read, with the reason.
    pub(super) unreadable: Vec<(PathBuf, String)>,
    /// Links to folders, and links with the name of a wanted file that lead to none: neither is followed.
    pub(super) links: BTreeSet<FilePath>,
    /// What is ignored, and what has the name of a wanted file and is none, with the reason.
    pub(super) left_out: BTreeMap<FilePath, (SkippedKind, String)>,
}

impl Walk {
    /// Returns an empty search for the `wanted` formats, which leaves out what `ignore_files` exclude.
    pub(super) fn of(wanted: fn(Format) -> bool, unread: bool, ignore_files: Arc<IgnoreFiles>) -> Self {
        Self {
            wanted,
            unread,
            ignore_files,
            found: BTreeMap::new(),
            roots: BTreeSet::new(),
            unreadable: Vec::new(),
            links: BTreeSet::new(),
            left_out: BTreeMap::new(),
        }
    }

    /// Adds the file `path`, or the wanted files below the folder `path`.
    pub(super) fn name(&mut self, path: &Path) -> Result<(), NoSuchPath> {
        let file = FilePath::from_here(path);
        let Ok(metadata) = std::fs::metadata(file.shown()) else {
            return Err(NoSuchPath::at(file.shown()));
        };
        self.roots.insert(root_of(file.shown(), metadata.is_dir()));
        if metadata.is_dir() {
            self.below(file.shown(), FilePath::as_written);
        } else {
            self.found.insert(file, CandidateOrigin::Argument);
        }
        Ok(())
    }

    /// Adds the file of a text, as if it was found below a folder, if there is none on disk. A text of an existing
    /// file only adds its root, so its references are followed as for other files.
    pub(super) fn hold(&mut self, held: &Held) {
        let path = held.file.shown();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.roots.insert(root_of(folder, true));
        let by_first_line = || {
            let text = held.text.as_ref().ok().filter(|_| Format::is_left_to_first_line(path))?;
            Format::by_first_line(text)
        };
        let format = || Format::by_name(path).or_else(by_first_line);
        let is_wanted = || format().is_some_and(self.wanted) && !path.exists();
        if held.origin == CandidateOrigin::Walk && is_wanted() {
            self.found.entry(held.file.clone()).or_insert(CandidateOrigin::Walk);
        }
    }

    /// Adds the wanted files below the roots so far. Each file then has one path, as [`FilePath::in_repository`]
    /// gives it.
    pub(super) fn surroundings(&mut self) {
        let named = std::mem::take(&mut self.found);
        self.links.clear();
        self.left_out.clear();
        for root in self.roots.clone() {
            self.below(&root, FilePath::in_repository);
        }
        // A named file stays named even if it is found again.
        self.found
            .extend(named.into_iter().map(|(file, origin)| (FilePath::in_repository(file.shown()), origin)));
    }

    fn below(&mut self, folder: &Path, place: fn(&Path) -> FilePath) {
        let mut without_extension = Vec::new();
        let ignore_files = Arc::clone(&self.ignore_files);
        for met in Walker::below(folder, &ignore_files) {
            match met {
                Met::Unreadable(error) => {
                    let path = error.path().unwrap_or(folder);
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.unreadable.push((normalise(path), reason));
                }
                Met::Ignored(entry, reason) => self.ignore(&entry, reason, place),
                Met::Entry(entry)
                    if entry.depth() > 0 && entry.path_is_symlink() && entry.path().is_dir() =>
                {
                    self.links.insert(place(entry.path()));
                }
                Met::Entry(entry) if self.unread && Format::unread(entry.path()).is_some() => {
                    let reason = Format::unread(entry.path()).map(no_reader).unwrap_or_default();
                    if !entry.file_type().is_dir() {
                        self.left_out.insert(place(entry.path()), (SkippedKind::NotRead, reason));
                    }
                }
                Met::Entry(entry) if Format::is_left_to_first_line(entry.path()) => {
                    without_extension.push((entry.file_type(), entry.into_path()));
                }
                Met::Entry(entry) if self.is_wanted(entry.path()) => self.take(&entry, place),
                Met::Entry(_) => {}
            }
        }
        // A link may lead to a file that is not read.
        let roots = SourceMap::within(self.roots.iter().map(PathBuf::as_path));
        let is_read = |kind: FileType, path: &Path| {
            kind.is_file() || kind.is_symlink() && path.is_file() && roots.allows(path)
        };
        let wanted = self.wanted;
        let is_wanted = |(kind, path): &(FileType, PathBuf)| {
            let text = is_read(*kind, path).then(|| beginning(path, FIRST_LINE)).flatten();
            text.and_then(|text| Format::by_first_line(&text)).is_some_and(wanted)
        };
        let scripts: Vec<_> = without_extension.into_par_iter().filter(is_wanted).collect();
        for (_, path) in scripts {
            self.found.entry(place(&path)).or_insert(CandidateOrigin::Walk);
        }
    }

    /// Adds `entry`, which has the name of a wanted file: as found if it is one.
    fn take(&mut self, entry: &DirEntry, place: fn(&Path) -> FilePath) {
        let file = place(entry.path());
        if entry.path_is_symlink() && !entry.path().is_file() {
            self.links.insert(file);
        } else if let Some(kind) = irregular(entry.file_type()) {
            self.left_out.insert(file, (SkippedKind::File, format!("it is {kind}, not a file")));
        } else if !entry.file_type().is_dir() {
            self.found.entry(file).or_insert(CandidateOrigin::Walk);
        }
    }

    /// Adds `entry`, which is ignored for `reason`, if it is a folder or has the name of a wanted file.
    fn ignore(&mut self, entry: &DirEntry, reason: String, place: fn(&Path) -> FilePath) {
        let kind = if entry.file_type().is_dir() {
            SkippedKind::IgnoredFolder
        } else if self.is_wanted(entry.path()) {
            SkippedKind::IgnoredFile
        } else {
            return;
        };
        self.left_out.insert(place(entry.path()), (kind, reason));
    }

    fn is_wanted(&self, path: &Path) -> bool {
        Format::by_name(path).is_some_and(self.wanted)
    }
}

/// Returns the reason why a file of `format` is not read.
pub fn no_reader(format: &str) -> String {
    format!("not read: there is no reader for {format}")
}
