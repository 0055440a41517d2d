//! Whole documents as resources, for policies that follow Conftest's contract.

use super::declare::Declared;
use super::file_room::FileRoom;
use crate::dialect;
use crate::finding::{Problem, Report, Skipped, SkippedKind};
use crate::model::{Resource, ResourceKind};
use crate::source::Span;
use crate::tree::{self, Entry, Node, Origin, Provenance};
use crate::workspace::{self, Candidate, CandidateOrigin, Division, File, Files, Format};
use hy_msg_lint_tree::syntax::json;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::path::Path;
use std::sync::Arc;

/// Files that are read at once: they take memory until it is known whether there is room for them.
const AT_ONCE: usize = 4;

/// The name of standard input if none is given.
pub const STDIN: &str = "<stdin>";

/// The reason why a script is no input of such policies.
const NO_DOCUMENT: &str = "not read: a script is no document for policies";

/// A candidate without documents.
pub(super) struct Left {
    file: String,
    is_named: bool,
    why: Why,
}

enum Why {
    /// It has no format, or one without documents.
    /// With true if its text has a line of something that a dialect reads.
    NotRead(String, bool),
    /// It is not of its format.
    Broken(Vec<Problem>),
    /// It is of its format, and has no document.
    Empty,
    /// There is a report on it already, or a dialect reads it.
    Known,
}

/// Adds the documents of the `candidates` to `declared`: one resource each, or all in one resource if `combined`. Returns the
/// candidates without documents. The caller reports those for which there is no `room`.
pub(super) fn add(
    declared: &mut Declared,
    candidates: &[Candidate],
    files: &Files,
    room: &mut FileRoom,
    combined: bool,
) -> Vec<Left> {
    let is_claimed = |candidate: &Candidate| declared.files.contains(&candidate.file);
    let mut found = Vec::new();
    let mut left = Vec::new();
    for candidates in candidates.chunks(AT_ONCE) {
        let mut has_room = |candidate: &&Candidate| {
            files.sources.load(candidate.file.shown()).is_ok_and(|source| room.takes(&source))
        };
        let taken: Vec<_> = candidates.iter().filter(|candidate| has_room(candidate)).collect();
        let read: Vec<_> = taken
            .into_par_iter()
            .map(|candidate| read(candidate, files, is_claimed(candidate)).map_err(|why| (candidate, why)))
            .collect();
        for read in read {
            match read {
                Ok((file, documents)) if room.keeps(&file, file.size(), true) => {
                    found.push((file, documents));
                }
                Ok(_) => {}
                Err((candidate, why)) => left.push(Left {
                    file: candidate.file.name(),
                    is_named: candidate.origin == CandidateOrigin::Argument,
                    why,
                }),
            }
        }
    }
    declared.with_documents.extend(found.iter().map(|(file, _)| file.source.file().clone()));
    declared.resources.extend(if combined { together(&found) } else { single(&found) });
    left
}

/// Returns the documents of `candidate`, or why it has none. A dialect tells the format of a file that it has claimed.
fn read(candidate: &Candidate, files: &Files, is_claimed: bool) -> Result<(Arc<File>, Vec<Node>), Why> {
    let path = candidate.file.shown();
    let named = files.forced(&candidate.file).or_else(|| Format::by_name(path));
    // What comes through a pipe is YAML unless it is called otherwise, as in Conftest.
    let is_piped = path == Path::new(STDIN);
    if named.is_none() && !is_claimed && !is_piped {
        let source = files.sources.load(path);
        let is_script = source.as_ref().is_ok_and(|source| Format::by_first_line(&source.text).is_some());
        let is_ours = source.is_ok_and(|source| dialect::looks_like(&source.text));
        let reason = match Format::unread(path) {
            Some(format) => workspace::no_reader(format),
            None if is_script => NO_DOCUMENT.to_owned(),
            None => "not read: its name says no format; `--parser` does".to_owned(),
        };
        return Err(Why::NotRead(reason, is_ours));
    }
    let file = files.parse(path).map_err(|_| Why::Known)?;
    if file.format.division() == Division::None {
        return Err(if is_claimed { Why::Known } else { Why::NotRead(NO_DOCUMENT.to_owned(), false) });
    }
    let strict = || (file.format == Format::Json).then(|| json::refusal(&file.source)).flatten();
    let problem = |error: &_| dialect::syntax_problem(&file, error);
    let errors: Vec<_> = if file.errors.is_empty() {
        strict().iter().map(problem).collect()
    } else {
        file.errors.iter().map(problem).collect()
    };
    if !errors.is_empty() {
        return Err(Why::Broken(errors));
    }
    let documents = workspace::inputs(&file);
    if documents.is_empty() { Err(Why::Empty) } else { Ok((file, documents)) }
}

/// Adds to `report` what is `left`: problems of files that the caller names, if these `must_be_known`, and reasons of others.
pub(super) fn tell(left: Vec<Left>, report: &mut Report, must_be_known: bool) {
    for Left { file, is_named, why } in left {
        let is_told = report.problems.iter().any(|problem| problem.file == file);
        let (reason, problems) = match why {
            Why::Known => continue,
            Why::Empty | Why::Broken(_) | Why::NotRead(_, true) if is_told => continue,
            Why::Empty => ("an empty list, so there is no document in it".to_owned(), Vec::new()),
            Why::NotRead(reason, _) => {
                // What a reader of YAML says of it is beside the point.
                report.problems.retain(|problem| problem.file != file);
                let problem =
                    Problem { file: file.clone(), place: None, message: reason.clone(), related: Vec::new() };
                (reason, vec![problem])
            }
            Why::Broken(problems) => {
                let message = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
                (format!("not read: {message}"), problems)
            }
        };
        report.skipped.retain(|skipped| skipped.file != file);
        if is_named && must_be_known && !problems.is_empty() {
            report.problems.extend(problems);
        } else {
            report.skipped.push(Skipped { file, reason, kind: SkippedKind::NotRead });
        }
    }
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
