//! Files and their texts: the only module that reads from disk.
//!
//! A [`SourceMap`] reads each file once, refuses paths outside the workspace, and converts byte offsets to lines and
//! columns.

pub use crate::path::{display_name, normalise};

use crate::path::{FilePath, named};
use crate::reason::reason;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};

/// Files above this size are not read: 4 MiB is fifty times the largest hand-written declaration seen in the wild.
pub const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// The maximum number of links to nothing, each leading to the next, that are followed.
const MAX_LINKS: usize = 8;

/// A file's number in its [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A range in a file: byte offsets, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Creates the span `start..end`, two offsets in a file of at most [`MAX_FILE_BYTES`].
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { source, start: narrow(start), end: narrow(end.max(start)) }
    }

    /// Returns true if `other` lies within it.
    pub fn contains(self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// Returns the bytes it covers.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A position for people: line and column from 1, the column in characters; the offset in bytes from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Offset in bytes, from 0.
    pub offset: usize,
}

/// The text of a file.
#[derive(Debug)]
pub struct Source {
    /// Its number.
    pub id: SourceId,
    /// Its path, normalised, relative to the working directory if it is below it.
    pub path: PathBuf,
    /// The path as shown: `/` between folders on every system.
    pub name: String,
    /// The text, including a leading byte order mark.
    pub text: String,
    file: OnceLock<FilePath>,
    lines: OnceLock<Vec<u32>>,
    /// The number of characters before each multiple of [`BLOCK`] bytes; computed only for a file with a longer line.
    characters: OnceLock<Vec<u32>>,
}

/// Columns beyond this many bytes use the table instead of counting from the line's start.
const BLOCK: usize = 4096;

impl Source {
    fn new(id: SourceId, path: &Path, text: String) -> Self {
        let (file, lines, characters) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { id, path: path.to_owned(), name: display_name(path), text, file, lines, characters }
    }

    /// Returns the same source with another text, which has the same characters at the same places.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        Self::new(self.id, &self.path, text)
    }

    /// Returns its path for comparison with other files.
    pub fn file(&self) -> &FilePath {
        self.file.get_or_init(|| FilePath::as_written(&self.path))
    }

    /// Returns its folder, as shown; empty for the folder of the run.
    pub fn folder(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Returns the offsets at which lines begin; the first is 0.
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| Span::new(self.id, at + 1, at + 1).start)).collect()
        })
    }

    /// Returns the line number (from 0) that contains `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// Returns the position of `offset`; an offset inside a character is moved to its start, one after the end to the
    /// end.
    pub fn place(&self, offset: usize) -> Place {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let start = self.line_starts().get(line).map_or(0, |start| *start as usize);
        let mark = usize::from(start == 0 && offset > 0 && self.text.starts_with('\u{feff}'));
        let column = if offset - start <= BLOCK {
            count_characters(self.text.as_bytes().get(start..offset))
        } else {
            self.characters_before(offset) - self.characters_before(start)
        };
        Place { line: line + 1, column: column + 1 - mark, offset }
    }

    /// Returns the number of characters before `offset`, without a byte order mark.
    pub fn characters(&self, offset: usize) -> usize {
        let offset = self.place(offset).offset;
        let mark = usize::from(offset > 0 && self.text.starts_with('\u{feff}'));
        self.characters_before(offset) - mark
    }

    fn characters_before(&self, offset: usize) -> usize {
        let counts = self.characters.get_or_init(|| {
            let mut sum = 0;
            let blocks = self.text.as_bytes().chunks(BLOCK);
            let sums = blocks.map(|block| {
                sum += u32::try_from(count_characters(Some(block))).unwrap_or(u32::MAX);
                sum
            });
            std::iter::once(0).chain(sums).collect()
        });
        let block = offset / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..offset);
        counts.get(block).map_or(0, |count| *count as usize) + count_characters(rest)
    }

    /// Returns the text of `span`; empty if the span is not in this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

/// Counts the characters that begin in `bytes`, a part of UTF-8 text.
fn count_characters(bytes: Option<&[u8]>) -> usize {
    bytes.unwrap_or_default().iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

/// A range of a text that may be outside every [`SourceMap`]: of a policy, or of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The origin of the text, as shown.
    pub path: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
    /// The byte offsets; empty for the whole text.
    pub range: std::ops::Range<usize>,
}

impl Site {
    /// Returns line and column in characters, both from 1; None for a whole text.
    pub fn position(&self) -> Option<(usize, usize)> {
        let before = self.text.get(..self.range.start).filter(|_| !self.range.is_empty())?;
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((line, column))
    }
}

impl std::fmt::Display for Site {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.position() {
            Some((line, column)) => write!(formatter, "{}:{line}:{column}", self.path),
            None => formatter.write_str(&self.path),
        }
    }
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The author's: no such file.
    #[error("there is no file `{0}`")]
    Missing(String),
    /// The system's: permissions, a device error, a folder instead of a file.
    #[error("`{path}` cannot be read: {reason}")]
    Unreadable {
        /// The path as shown.
        path: String,
        /// The system's error message.
        reason: String,
    },
    /// The author's: a path outside the workspace, directly or through a symbolic link.
    #[error("`{0}` lies outside the workspace and is not read")]
    Outside(String),
    /// The author's: larger than [`MAX_FILE_BYTES`].
    #[error("`{path}` is larger than 4 MiB and is not read")]
    TooLarge {
        /// The path as shown.
        path: String,
        /// The text up to the limit, used to recognise the file's content.
        legible: Arc<str>,
    },
    /// The author's: bytes that are not UTF-8.
    #[error("`{path}` is not UTF-8 text{hint}")]
    NotText {
        /// The path as shown.
        path: String,
        /// `, but UTF-16: save it as UTF-8`, or nothing.
        hint: &'static str,
        /// The readable part, used to recognise the file's content.
        legible: String,
    },
}

impl SourceError {
    /// The path of the file, as shown.
    pub fn path(&self) -> &str {
        match self {
            Self::Missing(path)
            | Self::Outside(path)
            | Self::Unreadable { path, .. }
            | Self::TooLarge { path, .. }
            | Self::NotText { path, .. } => path,
        }
    }
}

/// All files of a run, each read once.
#[derive(Debug, Default)]
pub struct SourceMap {
    roots: Vec<PathBuf>,
    /// Files of the previous run's map.
    before: HashMap<PathBuf, Arc<Source>>,
    files: RwLock<Files>,
}

#[derive(Debug, Default)]
struct Files {
    /// None for a number of the previous run's map that is not yet reassigned.
    by_id: Vec<Option<Arc<Source>>>,
    by_path: HashMap<PathBuf, Result<Arc<Source>, SourceError>>,
    /// The paths whose texts are not those on disk.
    given: HashSet<PathBuf>,
}

impl SourceMap {
    /// Creates a map that reads only below `roots`; a root that does not exist allows nothing.
    pub fn within<'a>(roots: impl IntoIterator<Item = &'a Path>) -> Self {
        let roots = roots.into_iter().filter_map(|root| std::fs::canonicalize(root).ok()).collect();
        Self { roots, ..Self::default() }
    }

    /// Reuses `SourceId`s and unchanged texts from the previous run's map, so spans and values derived from them stay
    /// valid. Files are still re-read; the map starts empty.
    #[must_use]
    pub fn after(mut self, before: impl IntoIterator<Item = Arc<Source>>) -> Self {
        self.before = before.into_iter().map(|source| (source.path.clone(), source)).collect();
        let numbers = self.before.values().map(|source| source.id.0 as usize + 1).max().unwrap_or_default();
        self.write().by_id.resize(numbers, None);
        self
    }

    /// True for an existing path below the roots, after following links.
    pub fn allows(&self, path: &Path) -> bool {
        std::fs::canonicalize(path).is_ok_and(|real| self.is_inside(&real))
    }

    /// True for a path that is below the roots, or would be if it existed.
    pub fn would_allow(&self, path: &Path) -> bool {
        let mut path = if path.is_absolute() { path.to_owned() } else { Path::new(".").join(path) };
        for _ in 0..MAX_LINKS {
            let Some(known) = path.ancestors().find(|folder| folder.symlink_metadata().is_ok()) else {
                break;
            };
            let target = known.read_link().ok().filter(|_| !known.exists());
            // A link to nothing is where it leads.
            path = match target {
                Some(target) => known.with_file_name("").join(target),
                None => return self.allows(known),
            };
        }
        false
    }

    /// True for a real path below a root. What git keeps for itself is no part of a workspace.
    fn is_inside(&self, real: &Path) -> bool {
        self.roots
            .iter()
            .filter_map(|root| real.strip_prefix(root).ok())
            .any(|below| !below.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")))
    }

    /// Returns the file at `path`; reads it on the first call.
    ///
    /// # Errors
    /// If the file cannot be read; see [`SourceError`].
    pub fn load(&self, path: &Path) -> Result<Arc<Source>, SourceError> {
        let path = normalise(path);
        if let Some(known) = self.read().by_path.get(&path) {
            return known.clone();
        }
        let text = self.read_text(&path);
        let mut files = self.write();
        if let Some(known) = files.by_path.get(&path) {
            return known.clone();
        }
        let loaded = text.map(|text| files.push(&path, text, self.before.get(&path)));
        files.by_path.insert(path, loaded.clone());
        loaded
    }

    /// Returns the paths of the files directly in `folder`, ordered: those on disk, if it is below the roots, and those
    /// that were added.
    pub fn files_in(&self, folder: &Path) -> Vec<PathBuf> {
        let folder = normalise(folder);
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
        let on_disk = std::fs::read_dir(here).ok().filter(|_| self.allows(here));
        let on_disk = on_disk.into_iter().flatten().flatten().map(|entry| entry.path());
        let mut found: BTreeSet<_> =
            on_disk.filter(|path| path.is_file()).map(|path| normalise(&path)).collect();
        let known = self.read();
        let added = known.by_path.iter().filter(|(_, source)| source.is_ok()).map(|(path, _)| path);
        found.extend(added.filter(|path| path.parent() == Some(&*folder)).cloned());
        found.into_iter().collect()
    }

    /// Adds a text under `path` that is not on disk, or is newer than on disk.
    pub fn add(&self, path: &Path, text: String) -> Arc<Source> {
        let path = normalise(path);
        let mut files = self.write();
        let source = files.push(&path, text, self.before.get(&path));
        files.given.insert(path.clone());
        files.by_path.insert(path, Ok(Arc::clone(&source)));
        source
    }

    /// Frees the text of a file on disk that nothing refers to; it is read again if it is loaded again.
    pub fn forget(&self, source: &Source) {
        let mut files = self.write();
        if files.given.contains(&source.path) {
            return;
        }
        files.by_path.remove(&source.path);
        if let Some(place) = files.by_id.get_mut(source.id.0 as usize) {
            *place = None;
        }
    }

    /// Sets the text or error for `path`, instead of what is on disk.
    pub fn set(&self, path: &Path, text: Result<String, SourceError>) {
        match text {
            Ok(text) => drop(self.add(path, text)),
            Err(error) => drop(self.write().by_path.insert(normalise(path), Err(error))),
        }
    }

    /// Masks the characters of `spans`: what is read of them later are stars of the same length.
    pub fn mask(&self, spans: &BTreeSet<Span>) {
        let files: BTreeSet<SourceId> = spans.iter().map(|span| span.source).collect();
        for source in files.into_iter().filter_map(|id| self.get(id)) {
            let mut text = source.text.clone();
            for span in spans.iter().filter(|span| span.source == source.id) {
                let stars: String = source.slice(*span).chars().map(star).collect();
                text.replace_range(span.range(), &stars);
            }
            let masked = Arc::new(Source::new(source.id, &source.path, text));
            let mut files = self.write();
            if let Some(place) = files.by_id.get_mut(source.id.0 as usize) {
                *place = Some(Arc::clone(&masked));
            }
            files.by_path.insert(source.path.clone(), Ok(masked));
        }
    }

    /// Returns the span of `site` in this map; adds its text if it is missing. None for a whole text.
    pub fn place(&self, site: &Site) -> Option<Span> {
        if site.range.is_empty() {
            return None;
        }
        let path = &named(&site.path);
        let known = self.read().by_path.get(&normalise(path)).and_then(|known| known.clone().ok());
        let known = known.filter(|known| *known.text == *site.text);
        let source = known.unwrap_or_else(|| self.add(path, site.text.to_string()));
        Some(Span::new(source.id, site.range.start, site.range.end))
    }

    /// Returns the number of `source`, a file of another map, in this map; adds it if it is missing.
    pub fn adopt(&self, source: &Source) -> SourceId {
        let known = self.read().by_path.get(&source.path).and_then(|known| known.clone().ok());
        let known = known.filter(|known| known.text == source.text);
        known.unwrap_or_else(|| self.add(&source.path, source.text.clone())).id
    }

    /// Returns the file with `id`, an id of this map.
    pub fn get(&self, id: SourceId) -> Option<Arc<Source>> {
        self.read().by_id.get(id.0 as usize).cloned().flatten()
    }

    /// Returns all files so far, in the order of their numbers.
    pub fn all(&self) -> Vec<Arc<Source>> {
        self.read().by_id.iter().flatten().cloned().collect()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Files> {
        self.files.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Files> {
        self.files.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the module that reads the disk")]
    fn read_text(&self, path: &Path) -> Result<String, SourceError> {
        let name = display_name(path);
        let unreadable = |error: &std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => SourceError::Missing(name.clone()),
            _ => SourceError::Unreadable { path: name.clone(), reason: reason(error) },
        };
        // Nothing is told about a path out of the workspace, not even whether it exists.
        let real = std::fs::canonicalize(path).map_err(|error| {
            if self.roots.is_empty() || self.would_allow(path) {
                unreadable(&error)
            } else {
                SourceError::Outside(name.clone())
            }
        })?;
        if !self.is_inside(&real) {
            return Err(SourceError::Outside(name));
        }
        let metadata = std::fs::metadata(&real).map_err(|error| unreadable(&error))?;
        if !metadata.is_file() {
            return Err(SourceError::Unreadable { path: name, reason: "it is not a file".into() });
        }
        let length = metadata.len().min(MAX_FILE_BYTES);
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
        std::fs::File::open(&real)
            .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| unreadable(&error))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            let legible = String::from_utf8_lossy(&bytes).into();
            return Err(SourceError::TooLarge { path: name, legible });
        }
        decode(&name, bytes)
    }
}

impl Files {
    fn push(&mut self, path: &Path, text: String, before: Option<&Arc<Source>>) -> Arc<Source> {
        // A path has two texts if a policy was read before it changed; the second text gets its own number.
        let before = before.filter(|one| matches!(self.by_id.get(one.id.0 as usize), Some(None)));
        let next = SourceId(u32::try_from(self.by_id.len()).unwrap_or(u32::MAX));
        let id = before.map_or(next, |one| one.id);
        let source = match before.filter(|one| one.text == text) {
            Some(same) => Arc::clone(same),
            None => Arc::new(Source::new(id, path, text)),
        };
        match self.by_id.get_mut(id.0 as usize) {
            Some(place) => *place = Some(Arc::clone(&source)),
            None => self.by_id.push(Some(Arc::clone(&source))),
        }
        source
    }
}

/// Returns the content of the file at `path`, which no author names: a file of git's own.
///
/// # Errors
/// If it cannot be read, is not a file, or has more than `most` bytes.
#[expect(clippy::disallowed_methods, reason = "this is the module that reads the disk")]
pub fn bytes(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(std::io::Error::other(format!("it is larger than {most} bytes")));
    }
    Ok(bytes)
}

/// Returns the first `length` bytes of the file at `path` as text; None if it cannot be read.
#[expect(clippy::disallowed_methods, reason = "this is the module that reads the disk")]
pub fn beginning(path: &Path, length: u64) -> Option<String> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).and_then(|file| file.take(length).read_to_end(&mut bytes)).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns a character of the same length in place of one that is not shown; line breaks stay.
fn star(character: char) -> char {
    match character.len_utf8() {
        1 if matches!(character, '\n' | '\r') => character,
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '🞄',
    }
}

/// Decodes the content `bytes` of the file shown as `path`.
///
/// # Errors
/// [`SourceError::NotText`].
pub fn decode(path: &str, bytes: Vec<u8>) -> Result<String, SourceError> {
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    // In UTF-16, half of the bytes of ASCII text are zero; no supported text contains zero bytes.
    let not_text = |text: &str, hint| SourceError::NotText {
        path: path.to_owned(),
        hint,
        legible: text.replace(['\0', '\u{fffd}'], ""),
    };
    let hint = if utf16 { ", but UTF-16: save it as UTF-8" } else { "" };
    match String::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => {
            Err(not_text(&text, ", but has zero bytes, as UTF-16 has: save it as UTF-8"))
        }
        Ok(text) => Ok(text),
        Err(error) => Err(not_text(&String::from_utf8_lossy(error.as_bytes()), hint)),
    }
}
