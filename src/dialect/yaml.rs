//! Dialects of YAML: which files are theirs, what syntax errors and defects come to. A dialect gives what is its own.

use super::{Declared, Dialect};
use crate::source::SourceMap;
use crate::tree::Node;
use crate::workspace::{File, Files, Layout};
use std::sync::Arc;

/// A dialect whose declarations are documents of YAML, or of JSON, which is YAML.
pub(super) trait YamlDialect {
    /// What its files are called in messages: `Strimzi resource`.
    const NAME: &'static str;
    /// A file without any of these words is none of its.
    const NEEDLES: &'static [&'static str];
    /// Text with syntax errors and one of these is a template: it is no YAML before it is filled in.
    const TEMPLATE_MARKS: &'static [&'static str] = &[];
    /// True where a file with syntax errors is told by its text also if some of its documents could be read.
    const BROKEN_IS_TOLD_BY_TEXT: bool = false;

    /// True for a file with syntax errors that is meant to be of this dialect. It is asked where no document could be read.
    fn looks_like(_file: &File) -> bool {
        false
    }

    /// True for a document of `file` that makes the file one of this dialect.
    fn owns(document: &Node, file: &File) -> bool;

    /// Adds to `found` what the claimed files declare.
    fn declare(claimed: &Claimed, found: &mut Declared);
}

/// The files that a dialect claimed.
pub(super) struct Claimed<'a> {
    /// The files, in the order of their paths.
    pub(super) files: &'a [Arc<File>],
    /// The texts of all files.
    pub(super) sources: &'a SourceMap,
}

impl<'a> Claimed<'a> {
    /// Every document of the files, whether or not it is of the dialect, with its file.
    pub(super) fn documents(&self) -> impl Iterator<Item = (&'a Node, &'a File)> + use<'a> {
        self.files.iter().flat_map(|file| file.documents.iter().map(|document| (document, &**file)))
    }
}

/// `D` as a line of [`ALL`](super::ALL).
pub(super) const fn dialect<D: YamlDialect>() -> Dialect {
    Dialect { name: D::NAME, needles: D::NEEDLES, claims: claims::<D>, declares: declares::<D> }
}

fn claims<D: YamlDialect>(file: &File) -> bool {
    if !file.format.is_yaml() {
        return false;
    }
    if !file.errors.is_empty() {
        if D::TEMPLATE_MARKS.iter().any(|mark| file.source.text.contains(mark)) {
            return false;
        }
        if D::BROKEN_IS_TOLD_BY_TEXT || file.documents.is_empty() {
            return D::looks_like(file);
        }
    }
    file.documents.iter().any(|document| D::owns(document, file))
}

fn declares<D: YamlDialect>(files: &[Arc<File>], all: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    for file in files {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
    }
    D::declare(&Claimed { files, sources: all.sources }, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Documents with `mine`; broken, files with a line `mine:`.
    struct Plain;

    impl YamlDialect for Plain {
        const NAME: &'static str = "plain file";
        const NEEDLES: &'static [&'static str] = &["mine"];

        fn looks_like(file: &File) -> bool {
            file.source.text.lines().any(|line| line.starts_with("mine:"))
        }

        fn owns(document: &Node, _file: &File) -> bool {
            document.get("mine").is_some()
        }

        fn declare(_claimed: &Claimed, _found: &mut Declared) {}
    }

    /// The same, of files that a template engine may write.
    struct Templated;

    impl YamlDialect for Templated {
        const NAME: &'static str = "templated file";
        const NEEDLES: &'static [&'static str] = Plain::NEEDLES;
        const TEMPLATE_MARKS: &'static [&'static str] = &["{{"];
        const BROKEN_IS_TOLD_BY_TEXT: bool = true;

        fn looks_like(file: &File) -> bool {
            Plain::looks_like(file)
        }

        fn owns(document: &Node, file: &File) -> bool {
            Plain::owns(document, file)
        }

        fn declare(_claimed: &Claimed, _found: &mut Declared) {}
    }

    #[test]
    fn broken_files_are_told_by_their_text() {
        for (name, text, plain, templated) in [
            ("a.yml", "mine: 1", true, true),
            ("a.json", "{\"mine\": 1}", true, true),
            ("a.properties", "mine: 1", false, false),
            ("a.yml", "yours: mine", false, false),
            ("a.yml", "yours: 1\n---\nmine: '{{ a }}'", true, true),
            ("a.yml", "mine: [", true, true),
            ("a.yml", "mine: [ {{- a }}", true, false),
            ("a.yml", "- mine: [", false, false),
            // One document could be read, and tells unless the text does.
            ("a.yml", "yours: 1\n---\nmine: [", false, true),
            ("a.yml", "{mine: 1}\n---\nyours: [", true, false),
            ("a.yml", "mine: 1\n---\nyours: [ {{- a }}", true, false),
        ] {
            let sources = SourceMap::default();
            sources.add(Path::new(name), text.to_owned());
            let file = Files::over(&sources).parse(Path::new(name)).unwrap();
            let claimed = (claims::<Plain>(&file), claims::<Templated>(&file));
            assert_eq!(claimed, (plain, templated), "{name}: {text:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_of_its_file() {
        let sources = SourceMap::default();
        sources.add(Path::new("a.yml"), "mine: [".to_owned());
        let files = Files::over(&sources);
        let file = files.parse(Path::new("a.yml")).unwrap();
        let declared = declares::<Plain>(&[file], &files, &Layout::default());
        let named: Vec<_> = declared.problems.iter().map(|problem| &*problem.file).collect();
        assert_eq!(named, ["a.yml"]);
    }
}
