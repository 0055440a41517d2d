//! Parsed files, each parsed once, whoever asks.

use crate::format::Format;
use crate::source::{Source, SourceError, SourceMap};
use crate::syntax::yaml::{self, SyntaxError};
use crate::tree::Node;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A file, parsed.
#[derive(Debug)]
pub struct File {
    /// Its text.
    pub source: Arc<Source>,
    /// What its text is.
    pub format: Format,
    /// The documents that could be read; none of a script, which is read where it is used.
    pub documents: Vec<Node>,
    /// What could not.
    pub errors: Vec<SyntaxError>,
}

/// Parsed files, each parsed once, whoever asks.
#[derive(Debug)]
pub struct Files<'a> {
    /// Their texts.
    pub sources: &'a SourceMap,
    /// What was parsed in the run before.
    before: Parsed,
    parsed: Mutex<Parsed>,
}

/// Files as one run parsed them, for the next.
#[derive(Debug, Default)]
pub struct Parsed(HashMap<PathBuf, Arc<File>>);

impl Parsed {
    /// The texts of the files, which the next run is to have its own [after](SourceMap::after).
    pub fn sources(&self) -> impl Iterator<Item = Arc<Source>> {
        self.0.values().map(|file| Arc::clone(&file.source))
    }
}

impl<'a> Files<'a> {
    /// No files yet, over `sources`.
    pub fn over(sources: &'a SourceMap) -> Self {
        Self::after(Parsed::default(), sources)
    }

    /// No files yet, over `sources`; one that has the text there that it had in `before` is not parsed again.
    pub fn after(before: Parsed, sources: &'a SourceMap) -> Self {
        Self { sources, before, parsed: Mutex::default() }
    }

    /// What was parsed.
    pub fn parsed(self) -> Parsed {
        self.parsed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The file at `path`.
    ///
    /// # Errors
    /// When it cannot be read; what of it cannot be parsed is in [`File::errors`].
    pub fn parse(&self, path: &Path) -> Result<Arc<File>, SourceError> {
        let source = self.sources.load(path)?;
        let lock = || self.parsed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = lock().0.get(&source.path) {
            return Ok(Arc::clone(known));
        }
        if let Some(same) = self.before.0.get(&source.path).filter(|one| Arc::ptr_eq(&one.source, &source)) {
            return Ok(Arc::clone(lock().0.entry(source.path.clone()).or_insert_with(|| Arc::clone(same))));
        }
        let format = Format::of(&source);
        let yaml::Parsed { documents, errors } = format.parse(&source);
        let file = Arc::new(File { source, format, documents, errors });
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
        // Files come in any order.
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
        // A second text under one path is another file.
        let second = sources.add(same, "a: 1".to_owned());
        assert_ne!(second.id, before.source.id);
    }
}
