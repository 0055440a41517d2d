//! YAML dialects: claim files and report their syntax errors; each dialect supplies its specifics.

use super::{Declared, Defect, Dialect};
use crate::source::SourceMap;
use crate::syntax::yaml::Duplicate;
use crate::tree::Node;
use crate::workspace::{File, Files, Layout};
use std::sync::Arc;

/// A dialect whose declarations are YAML documents, or JSON, which is YAML.
pub(super) trait YamlDialect {
    /// The name of its files in messages: `Strimzi resource`.
    const NAME: &'static str;
    /// A file that contains none of these strings is not of this dialect.
    const NEEDLES: &'static [&'static str];
    /// A file with syntax errors and one of these strings is a template: it is not YAML before rendering.
    const TEMPLATE_MARKS: &'static [&'static str] = &[];
    /// The form of its defects, for the rules that judge them.
    const DEFECTS: &'static str = "topic";
    /// True if a file with syntax errors is recognised by its text even if some of its documents could be parsed.
    const BROKEN_IS_TOLD_BY_TEXT: bool = false;

    /// Returns true for a file with syntax errors that looks like this dialect. Called if no document could be
    /// parsed, or if `BROKEN_IS_TOLD_BY_TEXT` is set.
    fn looks_like(_file: &File) -> bool {
        false
    }

    /// Returns true if `document` makes `file` a file of this dialect.
    fn owns(document: &Node, file: &File) -> bool;

    /// Lowers the claimed files into `found`.
    fn declare(claimed: &Claimed, found: &mut Declared);
}

/// The files that a dialect claimed.
pub(super) struct Claimed<'a> {
    /// The files, in path order.
    pub(super) files: &'a [Arc<File>],
    /// The texts of all files.
    pub(super) sources: &'a SourceMap,
}

impl<'a> Claimed<'a> {
    /// Returns every document of the files, whether or not it is of the dialect, with its file.
    pub(super) fn documents(&self) -> impl Iterator<Item = (&'a Node, &'a File)> + use<'a> {
        self.files.iter().flat_map(|file| file.documents.iter().map(|document| (document, &**file)))
    }
}

/// Returns the dialect `D` as an item of [`ALL`](super::ALL).
pub(super) const fn dialect<D: YamlDialect>() -> Dialect {
    Dialect {
        name: D::NAME,
        needles: D::NEEDLES,
        claims_name: |_| false,
        disclaims: |_| None,
        claims: claims::<D>,
        declares: declares::<D>,
    }
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
    let mut found = Declared::within(&all.budget);
    for file in files {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
    }
    found.defects(D::DEFECTS, files.iter().flat_map(|file| lost_values(file)));
    let claimed = Claimed { files, sources: all.sources };
    D::declare(&claimed, &mut found);
    // A ConfigMap may stand beside documents of any form.
    super::config_map::declare(&claimed, &mut found);
    found
}

/// Returns the keys of JSON whose value is lost because the same key follows with another one.
fn lost_values(file: &File) -> impl Iterator<Item = Defect> {
    file.duplicates.iter().filter_map(lost_value)
}

/// Returns what says that a value is lost because the same key follows with another one. A key that is a comment, such
/// as `_comment`, loses nothing.
pub(super) fn lost_value(one: &Duplicate) -> Option<Defect> {
    let is_comment = one.key.starts_with(['_', '#']) || one.key.starts_with("//");
    if !one.differ || is_comment {
        return None;
    }
    let message =
        format!("`{}` is written twice with different values, and only the last value counts", one.key);
    let defect = Defect::warning(one.again, message).help("keep one of them");
    Some(defect.related(one.first, "this value is lost"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Claims documents with `mine`, and broken files with a line `mine:`.
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

    /// The same dialect, but for files that may be templates.
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
            // One document could be parsed; it decides unless the text does.
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
