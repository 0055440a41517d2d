//! The attribute `version`, which Compose ignores.

use crate::tree::{Entry, Map, Node, Origin, ScalarKind};
use crate::workspace::Files;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The attribute, at the top of a file.
const VERSION: &str = "version";

/// Returns the `version` of each of the files at `paths` that has one, by the file, at its key; None if none has one.
pub(super) fn versions(paths: &BTreeSet<PathBuf>, files: &Files, origin: &Origin) -> Option<Node> {
    let is_yaml = |path: &&PathBuf| path.extension().is_some_and(|one| one == "yml" || one == "yaml");
    let of_file = |path: &PathBuf| {
        let source = files.sources.load(path).ok()?;
        // Few files have one, and the others are not parsed for it.
        source
            .text
            .lines()
            .any(|line| line.trim_matches(['"', '\'', '\u{feff}']).starts_with(VERSION))
            .then_some(())?;
        let file = files.parse(path).ok()?;
        let entry = file.documents.first()?.entries().find(|entry| &*entry.key == VERSION)?;
        // Another type is refused, and told as that.
        entry.node.as_scalar().filter(|scalar| scalar.kind == ScalarKind::Text)?;
        Some(Entry { key: source.name.as_str().into(), ..entry })
    };
    let found: Map = paths.iter().filter(is_yaml).filter_map(of_file).collect();
    (!found.is_empty()).then(|| Node::map(found, origin.clone()))
}
