//! Whole documents as resources, for policies that follow Conftest's contract.

use super::declare::Declared;
use super::file_room::FileRoom;
use crate::model::{Resource, ResourceKind};
use crate::source::Span;
use crate::tree::{self, Entry, Node, Origin, Provenance};
use crate::workspace::{self, Candidate, File, Files};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::sync::Arc;

/// Files that are read at once: they take memory until it is known whether there is room for them.
const AT_ONCE: usize = 4;

/// Adds the documents of the `candidates` to `declared`: one resource each, or all in one resource if `combined`. The
/// caller reports files that cannot be parsed, and those for which there is no `room`.
pub(super) fn add(
    declared: &mut Declared,
    candidates: &[Candidate],
    files: &Files,
    room: &mut FileRoom,
    combined: bool,
) {
    let read = |candidate: &Candidate| {
        let file = files.parse(candidate.file.shown()).ok()?;
        let documents = workspace::inputs(&file);
        (!documents.is_empty()).then(|| (file.size(), file, documents))
    };
    let mut found = Vec::new();
    for candidates in candidates.chunks(AT_ONCE) {
        let mut has_room = |candidate: &&Candidate| {
            files.sources.load(candidate.file.shown()).is_ok_and(|source| room.takes(&source))
        };
        let taken: Vec<_> = candidates.iter().filter(|candidate| has_room(candidate)).collect();
        let read: Vec<_> = taken.into_par_iter().filter_map(read).collect();
        let kept = read.into_iter().filter(|(size, file, _)| room.keeps(file, *size, true));
        found.extend(kept.map(|(_, file, documents)| (file, documents)));
    }
    declared.files.extend(found.iter().map(|(file, _)| file.source.file().clone()));
    declared.resources.extend(if combined { together(&found) } else { single(&found) });
}

/// Returns a resource for each document.
fn single(documents: &[(Arc<File>, Vec<Node>)]) -> Vec<Resource> {
    let of = |(file, documents): &(Arc<File>, Vec<Node>)| {
        let name: Arc<str> = file.source.name.as_str().into();
        let one = move |node: &Node| {
            Resource::new(ResourceKind::Document, Arc::clone(&name), start(node), node.clone())
        };
        documents.iter().map(one).collect::<Vec<_>>()
    };
    documents.iter().flat_map(of).collect()
}

/// Returns one resource with all documents: a list of `{"path": "…", "contents": …}`, like Conftest's `--combine`.
fn together(documents: &[(Arc<File>, Vec<Node>)]) -> Vec<Resource> {
    let entry = |key: &str, node: Node| Entry { key: key.into(), key_span: node.origin.span, node };
    let item = |file: &File, node: &Node| {
        let origin = Origin { span: start(node), via: Provenance::default() };
        let path = Node::derived(file.source.name.as_str(), tree::ScalarKind::Text, origin.clone());
        let entries = [entry("path", path), entry("contents", node.clone())];
        Node::map(entries.into_iter().collect(), origin)
    };
    let items: Vec<_> =
        documents.iter().flat_map(|(file, nodes)| nodes.iter().map(|node| item(file, node))).collect();
    let Some(span) = items.first().map(|first| first.origin.span) else { return Vec::new() };
    let fields = Node::list(items, Origin { span, via: Provenance::default() });
    vec![Resource::new(ResourceKind::Document, "Combined", span, fields)]
}

/// Returns the place for a finding about a whole document: its first line.
fn start(node: &Node) -> Span {
    let mut first = node;
    while let Some(next) = first.as_list().and_then(<[Node]>::first) {
        first = next;
    }
    first.as_map().and_then(|map| map.entries().next()).map_or(first.origin.span, |entry| entry.key_span)
}
