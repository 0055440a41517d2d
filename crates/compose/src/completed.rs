//! What may complete a file that lacks names: a Compose file beside it that declares one, a Compose file above it that
//! includes or extends it, or a text that combines it with other files, such as a script, a README or a workflow.

mod combined;

use crate::consistency::Undefined;
use crate::default_files::is_default;
use crate::files::Files;
use crate::path::identity;
use crate::recognise::claims;
use crate::source::normalise;
use combined::{combined, is_variable};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders whose texts tell how the files around them are used.
const TELLING: &[&str] =
    &["scripts", "script", "bin", "ci", "hack", "docs", ".devcontainer", ".github/workflows"];

/// Extensions of such texts; a Makefile and many a script have none.
const TEXTS: &[&str] =
    &["md", "markdown", "rst", "adoc", "txt", "sh", "bash", "zsh", "ps1", "bat", "cmd", "mk", "json", "env"];

/// Whether something in the workspace completes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Completion {
    /// Nothing does.
    Nothing,
    /// It is combined with a file that is not here, or includes others: whether that completes it is not known.
    NotHere,
    /// Another file does, or uses this one.
    Completed,
}

/// Returns whether something in the workspace completes the Compose file at `path`, which lacks `undefined`.
pub(crate) fn completion(path: &Path, undefined: &[Undefined], files: &Files) -> Completion {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Completion::Nothing };
    let home = path.parent().unwrap_or(Path::new(""));
    let declares = |other: &PathBuf| other != path && declares_one(other, undefined, files);
    if files.sources.files_in(home).iter().any(declares) {
        return Completion::Completed;
    }
    let folders = around(home, files);
    let part = Part { path, name, folders: &folders, undefined };
    let uses = part.texts(files).map(|(text, needed)| part.used_by(&text, needed.as_deref(), files));
    uses.max().unwrap_or(Completion::Nothing)
}

/// Returns the Compose files here that a text combines with the one at `path`.
pub(crate) fn combined_files(path: &Path, files: &Files) -> BTreeSet<PathBuf> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return BTreeSet::new() };
    let folders = around(path.parent().unwrap_or(Path::new("")), files);
    let part = Part { path, name, folders: &folders, undefined: &[] };
    let mut found = BTreeSet::new();
    for (text, needed) in part.texts(files).filter(|(text, _)| !is_yaml(text)) {
        let Some(joined) = part.naming(&text, needed.as_deref(), files) else { continue };
        for word in part.combinations(&joined, &text, needed.as_deref()).into_iter().flatten() {
            found.extend(part.places(word, &text).find(|place| files.parse(place).is_ok()));
        }
    }
    found
}

/// Returns true if a Compose file above `path` includes others, or declares one of `undefined`: it may be run with the
/// file at `path`, although nothing says so.
pub(crate) fn is_below_a_root(path: &Path, undefined: &[Undefined], files: &Files) -> bool {
    let home = path.parent().unwrap_or(Path::new(""));
    let includes = |path: &PathBuf| {
        is_default(path)
            && files
                .parse(path)
                .is_ok_and(|file| file.documents.iter().any(|document| document.get("include").is_some()))
    };
    let above = around(home, files);
    let mut found = above.iter().skip(1).flat_map(|folder| files.sources.files_in(folder));
    found.any(|other| includes(&other) || declares_one(&other, undefined, files))
}

/// Returns `folder` and the folders above it that may be read, from the inside out.
fn around(folder: &Path, files: &Files) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    for _ in 1..identity(folder).components().count() {
        let above = normalise(&found.last().map_or(folder, |last| last).join(".."));
        if !files.sources.allows(if above.as_os_str().is_empty() { Path::new(".") } else { &above }) {
            break;
        }
        found.push(above);
    }
    found
}

/// Returns true for a Compose file that declares one of the names `undefined`.
fn declares_one(path: &Path, undefined: &[Undefined], files: &Files) -> bool {
    is_yaml(path) && has_one(path, undefined, files) && files.parse(path).is_ok_and(|file| claims(&file))
}

/// Returns true for a file that would declare one of the names `undefined`, if it is a Compose file.
fn has_one(path: &Path, undefined: &[Undefined], files: &Files) -> bool {
    let Ok(source) = files.sources.load(path) else { return false };
    let named = |one: &&Undefined| source.text.contains(&one.name);
    let named: Vec<_> = undefined.iter().filter(named).collect();
    if named.is_empty() {
        return false;
    }
    let Ok(file) = files.parse(path) else { return false };
    let has = |one: &&Undefined| {
        file.documents.iter().any(|document| document.at(&[one.section, &one.name]).is_some())
    };
    named.into_iter().any(|one| has(&one))
}

/// A file that lacks names.
struct Part<'a> {
    path: &'a Path,
    name: &'a str,
    /// Its folder and those above.
    folders: &'a [PathBuf],
    undefined: &'a [Undefined],
}

impl Part<'_> {
    /// Returns whether the text at `path`, or what it combines with this file, completes it; `folder` is the name of its
    /// folder where the text has to name it.
    fn used_by(&self, path: &Path, folder: Option<&str>, files: &Files) -> Completion {
        let Some(joined) = self.naming(path, folder, files) else { return Completion::Nothing };
        let name = self.name;
        let whole = folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"));
        let names_it =
            |line: &str| words(line).any(|word| format!("/{word}").ends_with(&format!("/{whole}")));
        if is_yaml(path) && joined.lines().any(names_it) && files.parse(path).is_ok_and(|file| claims(&file))
        {
            return Completion::Completed;
        }
        let with_this = self.combinations(&joined, path, folder).into_iter();
        with_this.map(|all| self.combined_with(&all, path, files)).max().unwrap_or(Completion::Nothing)
    }

    /// Returns the text at `path`, each command in one line, if it may name this file, and its `folder` where it has to.
    fn naming(&self, path: &Path, folder: Option<&str>, files: &Files) -> Option<String> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        if !is_yaml(path) && extension.is_some_and(|extension| !TEXTS.contains(&extension)) {
            return None;
        }
        let text = &files.sources.load(path).ok()?.text;
        if !text.contains(self.name) || folder.is_some_and(|folder| !text.contains(folder)) {
            return None;
        }
        Some(if extension == Some("json") {
            text.replace(['\n', '\r'], " ")
        } else {
            text.replace("\\\r\n", " ").replace("\\\n", " ")
        })
    }

    /// Returns the lists of files that the text at `path`, which is `joined`, uses together with this one.
    fn combinations<'t>(&self, joined: &'t str, path: &Path, folder: Option<&str>) -> Vec<Vec<&'t str>> {
        // From above its folder, a bare name means this file only where the text goes to the folder.
        let goes_there = folder.is_none_or(|folder| {
            let is_on_the_way = |word: &str| word.contains('/') && word.split('/').any(|part| part == folder);
            let enters = |pair: &[&str]| pair == ["cd", folder];
            let all: Vec<_> = words(joined).collect();
            all.iter().any(|word| is_on_the_way(word)) || all.windows(2).any(enters)
        });
        let is_this = |word: &&str| {
            file_name(word) == self.name
                && (self.is_at(word, path)
                    || goes_there && (is_variable(word) || word.trim_start_matches("./") == self.name))
        };
        joined.lines().flat_map(combined).filter(|all| all.iter().any(&is_this)).collect()
    }

    /// Returns the texts that may tell how this file is used, with the name of its folder where the text has to name it: above the folder.
    fn texts(&self, files: &Files) -> impl Iterator<Item = (PathBuf, Option<String>)> {
        let own = self
            .folders
            .first()
            .and_then(|home| identity(home).file_name().map(|name| name.to_string_lossy().into_owned()));
        let mut found = Vec::new();
        for (depth, folder) in self.folders.iter().enumerate() {
            let needed = own.clone().filter(|_| depth > 0);
            let places = std::iter::once(folder.clone()).chain(TELLING.iter().map(|name| folder.join(name)));
            let texts = places.flat_map(|place| files.sources.files_in(&place));
            found.extend(texts.filter(|text| text != self.path).map(|text| (text, needed.clone())));
        }
        found.into_iter()
    }

    /// Returns where the file may be that the text at `path` calls `word`.
    fn places(&self, word: &str, path: &Path) -> impl Iterator<Item = PathBuf> {
        let beside = path.parent().unwrap_or(Path::new(""));
        let folders = std::iter::once(beside).chain(self.folders.iter().map(PathBuf::as_path));
        folders.map(|folder| normalise(&folder.join(word))).collect::<Vec<_>>().into_iter()
    }

    /// Returns true if `word`, in the text at `path`, is the path of this file.
    fn is_at(&self, word: &str, path: &Path) -> bool {
        let beside = path.parent().unwrap_or(Path::new(""));
        // A bare name is in its folder whoever says it.
        let above = self.folders.iter().skip(1).map(PathBuf::as_path);
        let mut folders = std::iter::once(beside).chain(above);
        folders.any(|folder| normalise(&folder.join(word)) == normalise(self.path))
    }

    /// Returns whether one of `all`, which the text at `path` combines with this file, completes it.
    fn combined_with(&self, all: &[&str], path: &Path, files: &Files) -> Completion {
        let mut this = all.iter().position(|word| file_name(word) == self.name);
        let others =
            all.iter().enumerate().filter(|(number, _)| this.take_if(|this| this == number).is_none());
        let completion = |word: &str| {
            let here = self.places(word, path).find_map(|place| Some((files.parse(&place).ok()?, place)));
            match here {
                _ if is_variable(word) => Completion::NotHere,
                None => Completion::NotHere,
                Some((_, place)) if place != self.path && has_one(&place, self.undefined, files) => {
                    Completion::Completed
                }
                Some((file, _)) if !file.errors.is_empty() => Completion::NotHere,
                Some((file, _)) if file.documents.iter().any(|one| one.get("include").is_some()) => {
                    Completion::NotHere
                }
                Some(_) => Completion::Nothing,
            }
        };
        others.map(|(_, word)| completion(word)).max().unwrap_or(Completion::Nothing)
    }
}

/// Returns the parts of a line that may be paths.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|one: char| one.is_whitespace() || "\"'`=:;,[]{}()".contains(one))
        .filter(|word| !word.is_empty())
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml")
}
