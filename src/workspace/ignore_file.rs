//! One ignore file: its patterns, and what they say of a path.

use crate::source::{SourceError, SourceMap, display_name};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::{Path, PathBuf};

/// An ignore file above this size is not used: its patterns would take more time than all else in a run. The largest
/// of GitHub's templates has 7 KiB.
pub const MAX_IGNORE_FILE_BYTES: usize = 64 * 1024;

/// An ignore file with more of these characters in its patterns is not used: `*`, `?` and `[`. Each path is compared
/// with all of them. The largest of GitHub's templates has 300.
pub const MAX_WILDCARDS: usize = 1000;

/// A `.gitignore` or `.ignore` with at least one pattern.
#[derive(Debug)]
pub(super) struct IgnoreFile {
    /// The path as shown.
    name: String,
    patterns: Gitignore,
}

/// Why an ignore file could not be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum IgnoreFileError {
    /// It cannot be read.
    #[error("{0}; what it ignores is judged")]
    Source(#[from] SourceError),
    /// It is larger than [`MAX_IGNORE_FILE_BYTES`].
    #[error("`{0}` is larger than 64 KiB, the limit for an ignore file; what it ignores is judged")]
    TooLarge(String),
    /// It has more than [`MAX_WILDCARDS`].
    #[error("`{0}` has more than 1000 wildcards, the limit for an ignore file; what it ignores is judged")]
    TooManyWildcards(String),
    /// The library refuses the patterns as a whole.
    #[error("the patterns in `{0}` cannot be used: {1}; what it ignores is judged")]
    Patterns(String, ignore::Error),
}

/// What an ignore file says of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict<'a> {
    /// It is ignored, by this pattern.
    Ignored(&'a str),
    /// It is not ignored, whatever files further away say.
    Kept,
}

impl IgnoreFile {
    /// Reads the ignore file at `path`, shown so too, whose patterns start from the canonical `folder`. None if it has
    /// no pattern.
    pub(super) fn read(path: &Path, folder: &Path, root: &Path) -> Result<Option<Self>, IgnoreFileError> {
        let source = SourceMap::within([root]).load(path)?;
        if source.text.len() > MAX_IGNORE_FILE_BYTES {
            return Err(IgnoreFileError::TooLarge(source.name.clone()));
        }
        let lines = source.text.lines().filter(|line| !line.starts_with('#'));
        let wildcards: usize = lines.map(|line| line.matches(['*', '?', '[']).count()).sum();
        if wildcards > MAX_WILDCARDS {
            return Err(IgnoreFileError::TooManyWildcards(source.name.clone()));
        }
        let patterns = patterns(folder, &source.text)
            .map_err(|error| IgnoreFileError::Patterns(source.name.clone(), error))?;
        Ok((!patterns.is_empty()).then(|| Self { name: display_name(path), patterns }))
    }

    /// Returns what it says of `path`, a canonical path below its folder; None if nothing.
    pub(super) fn verdict(&self, path: &Path, is_folder: bool) -> Option<Verdict<'_>> {
        match self.patterns.matched(path, is_folder) {
            Match::None => None,
            Match::Whitelist(_) => Some(Verdict::Kept),
            Match::Ignore(pattern) => Some(Verdict::Ignored(pattern.original())),
        }
    }

    /// Returns why a path is skipped that `pattern` ignores.
    pub(super) fn reason(&self, pattern: &str) -> String {
        format!("`{pattern}` in {} ignores it", self.name)
    }
}

/// Returns the patterns in `text` (git's documentation, "gitignore", "Pattern format").
fn patterns(folder: &Path, text: &str) -> Result<Gitignore, ignore::Error> {
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.trim_start_matches('\u{feff}').lines() {
        // As in git, a pattern that cannot be understood matches nothing.
        let _ = builder.add_line(None::<PathBuf>, &without_alternatives(line));
    }
    builder.build()
}

/// Returns `line` with its braces escaped: they are characters like others in git, and alternatives in the library.
fn without_alternatives(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut characters = line.chars().peekable();
    let mut is_in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' if !is_in_class => {
                escaped.push(character);
                escaped.extend(characters.next());
                continue;
            }
            '[' if !is_in_class => {
                is_in_class = true;
                escaped.push(character);
                // `]` is one of the characters where it is the first.
                escaped.extend(characters.next_if(|next| matches!(next, '!' | '^')));
                escaped.extend(characters.next_if_eq(&']'));
                continue;
            }
            ']' => is_in_class = false,
            '{' | '}' if !is_in_class => escaped.push('\\'),
            _ => {}
        }
        escaped.push(character);
    }
    escaped
}
