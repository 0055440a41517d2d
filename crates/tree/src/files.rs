//! Parsed files; each file is parsed once per run.

use crate::budget::Budget;
use crate::format::Format;
use crate::path::FilePath;
use crate::source::{Source, SourceError, SourceMap};
use crate::syntax::yaml::{self, Duplicate, SyntaxError};
use crate::tree::Node;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A parsed file.
#[derive(Debug)]
pub struct File {
    /// Its text.
    pub source: Arc<Source>,
    /// Its format.
    pub format: Format,
    /// The documents that could be parsed; empty for a script, which is parsed where it is used.
    pub documents: Vec<Node>,
    /// The syntax errors.
    pub errors: Vec<SyntaxError>,
    /// The duplicate keys of JSON, of which the last one counts.
    pub duplicates: Vec<Duplicate>,
}

/// Knows which files git does not keep.
pub trait IgnoreRules: std::fmt::Debug + Sync {
    /// Returns true if git ignores the file at `path` and does not track it.
    fn is_ignored(&self, path: &Path) -> bool;
}

/// Parsed files; each file is parsed once.
#[derive(Debug)]
pub struct Files<'a> {
    /// The texts of the files.
    pub sources: &'a SourceMap,
    /// The files parsed in the previous run.
    before: Parsed,
    parsed: Mutex<Parsed>,
    ignore_rules: Option<&'a dyn IgnoreRules>,
    /// The format in which these files are read, whatever their names.
    forced: Option<(Format, HashSet<FilePath>)>,
    /// What is left of what the run may take.
    pub budget: Budget,
}

/// The parsed files of a run, for reuse in the next.
#[derive(Debug, Default, Clone)]
pub struct Parsed(HashMap<PathBuf, Arc<File>>);

impl Parsed {
    /// Returns the texts of the files, which the next run passes to [`SourceMap::after`].
    pub fn sources(&self) -> impl Iterator<Item = Arc<Source>> {
        self.0.values().map(|file| Arc::clone(&file.source))
    }
}

impl File {
    /// Returns the number of values in its documents.
    pub fn size(&self) -> usize {
        self.documents.iter().map(Node::size).sum()
    }
}

impl<'a> Files<'a> {
    /// Creates an empty collection over `sources`.
    pub fn over(sources: &'a SourceMap) -> Self {
        Self::after(Parsed::default(), sources)
    }

    /// Creates an empty collection over `sources`; a file whose text is the same as in `before` is not parsed again.
    pub fn after(before: Parsed, sources: &'a SourceMap) -> Self {
        Self {
            sources,
            before,
            parsed: Mutex::default(),
            ignore_rules: None,
            forced: None,
            budget: Budget::default(),
        }
    }

    /// Adds what is known of files that git does not keep.
    #[must_use]
    pub fn with_ignore_rules(self, rules: &'a dyn IgnoreRules) -> Self {
        Self { ignore_rules: Some(rules), ..self }
    }

    /// Reads `paths` in `format`, whatever their names.
    #[must_use]
    pub fn reading_as(self, format: Format, paths: HashSet<FilePath>) -> Self {
        Self { forced: Some((format, paths)), ..self }
    }

    /// Returns the format in which the file at `path` is read whatever its name.
    pub fn forced(&self, path: &FilePath) -> Option<Format> {
        self.forced.as_ref().filter(|(_, paths)| paths.contains(path)).map(|(format, _)| *format)
    }

    /// Sets what is left of what the run may take.
    #[must_use]
    pub fn within(self, budget: &Budget) -> Self {
        Self { budget: budget.clone(), ..self }
    }

    /// Returns true if git ignores the file at `path` and does not track it; false where no rules are known.
    pub fn is_ignored(&self, path: &Path) -> bool {
        self.ignore_rules.is_some_and(|rules| rules.is_ignored(path))
    }

    /// Returns the parsed files.
    pub fn parsed(self) -> Parsed {
        self.parsed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Frees the values of `file`, which nothing needs; it is parsed again if it is asked for again.
    pub fn forget(&self, file: &File) {
        self.parsed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).0.remove(&file.source.path);
    }

    /// Returns the file at `path`; parses it on the first call.
    ///
    /// # Errors
    /// If the file cannot be read; syntax errors are in [`File::errors`].
    pub fn parse(&self, path: &Path) -> Result<Arc<File>, SourceError> {
        let source = self.sources.load(path)?;
        let lock = || self.parsed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = lock().0.get(&source.path) {
            return Ok(Arc::clone(known));
        }
        if let Some(same) = self.before.0.get(&source.path).filter(|one| Arc::ptr_eq(&one.source, &source)) {
            return Ok(Arc::clone(lock().0.entry(source.path.clone()).or_insert_with(|| Arc::clone(same))));
        }
        let format = self.forced(source.file()).unwrap_or_else(|| Format::of(&source));
        let yaml::Parsed { documents, errors, duplicates } = format.parse(&source);
        let file = Arc::new(File { source, format, documents, errors, duplicates });
        Ok(Arc::clone(lock().0.entry(file.source.path.clone()).or_insert(file)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_same_text_is_not_parsed_again() {
        let [same, other, gone, new] = ["same.yml", "other.yml", "gone.yml", "new.yml"].map(Path::new);
        let sources = SourceMap::default();
        for path in [gone, same, other] {
            sources.add(path, "a: 1".to_owned());
        }
        let files = Files::over(&sources);
        let [before, changed, _] = [same, other, gone].map(|path| files.parse(path).unwrap());
        let parsed = files.parsed();
        let sources = SourceMap::default().after(parsed.sources());
        // The order of the files is arbitrary.
        for (path, text) in [(new, "c: 1"), (other, "b: 1"), (same, "a: 1")] {
            sources.add(path, text.to_owned());
        }
        let files = Files::after(parsed, &sources);
        let [again, other_again, new] = [same, other, new].map(|path| files.parse(path).unwrap());
        assert!(Arc::ptr_eq(&again, &before));
        assert_eq!((other_again.source.id, &*other_again.source.text), (changed.source.id, "b: 1"));
        assert!(other_again.documents[0].get("b").is_some());
        let known: Vec<_> = sources.all().iter().map(|source| source.name.clone()).collect();
        assert_eq!(known, ["same.yml", "other.yml", "new.yml"]);
        for file in [again, other_again, new] {
            assert!(Arc::ptr_eq(&sources.get(file.source.id).unwrap(), &file.source));
        }
        // A second text under the same path is a separate file.
        let second = sources.add(same, "a: 1".to_owned());
        assert_ne!(second.id, before.source.id);
    }
}
