//! The search for files: below folders, and by name.

use super::walker::walker;
use super::{CandidateOrigin, FilePath, Format, Held, NoSuchPath, root_of};
use crate::source::{SourceMap, beginning, normalise};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::FileType;
use std::path::{Path, PathBuf};

/// A first line `#!…` is looked for in so many bytes.
const FIRST_LINE: u64 = 256;

/// The files found so far.
pub(super) struct Walk {
    wanted: fn(Format) -> bool,
    pub(super) found: BTreeMap<FilePath, CandidateOrigin>,
    /// The folders outside which nothing is read.
    pub(super) roots: BTreeSet<PathBuf>,
    /// Entries that could not be read, with the reason.
    pub(super) unreadable: Vec<(PathBuf, String)>,
    /// Links to folders, and links with the name of a wanted file that lead nowhere: neither is followed.
    pub(super) links: BTreeSet<FilePath>,
}

impl Walk {
    /// Returns an empty search for the `wanted` formats.
    pub(super) fn of(wanted: fn(Format) -> bool) -> Self {
        let (found, roots) = (BTreeMap::new(), BTreeSet::new());
        Self { wanted, found, roots, unreadable: Vec::new(), links: BTreeSet::new() }
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
        for root in self.roots.clone() {
            self.below(&root, FilePath::in_repository);
        }
        // A named file stays named even if it is found again.
        self.found
            .extend(named.into_iter().map(|(file, origin)| (FilePath::in_repository(file.shown()), origin)));
    }

    fn below(&mut self, folder: &Path, place: fn(&Path) -> FilePath) {
        let mut without_extension = Vec::new();
        for entry in walker(folder) {
            match entry {
                Ok(entry) if self.is_not_followed(&entry) => {
                    self.links.insert(place(entry.path()));
                }
                Ok(entry) if Format::is_left_to_first_line(entry.path()) => {
                    without_extension.extend(entry.file_type().map(|kind| (kind, entry.into_path())));
                }
                Ok(entry)
                    if Format::by_name(entry.path()).is_some_and(self.wanted) && leads_to_a_file(&entry) =>
                {
                    self.found.entry(place(entry.path())).or_insert(CandidateOrigin::Walk);
                }
                Ok(_) => {}
                Err(error) => self.unreadable.push(peeled(error, folder.to_owned())),
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

    /// Returns true for a link to a folder, and for one that leads nowhere and has the name of a wanted file.
    fn is_not_followed(&self, entry: &ignore::DirEntry) -> bool {
        let is_wanted = || Format::by_name(entry.path()).is_some_and(self.wanted);
        entry.depth() > 0
            && entry.path_is_symlink()
            && std::fs::metadata(entry.path()).map_or_else(|_| is_wanted(), |target| target.is_dir())
    }
}

/// Returns the path in `error`, else `path`, and the system's message.
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
