//! Texts with edits, and what has to be the same in both.

use crate::finding::Edit;
use crate::source::Span;
use crate::tree::{Node, StepKind, Value};
use crate::workspace::File;
use std::collections::HashMap;
use std::ops::Range;

/// Returns `text` with `edits`, which are in order.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut result =
        String::with_capacity(text.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut done = 0;
    for edit in edits {
        result.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
        result.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    result.push_str(text.get(done..).unwrap_or_default());
    result
}

/// A scalar as it is written.
struct Leaf {
    /// Its text; only that of values outside of edits is compared.
    text: String,
    /// Where the keys on the way to it begin, as offsets in the text after the edits.
    path: Vec<usize>,
}

/// Edits in order, to ask where offsets are behind them.
struct Moves<'a> {
    edits: &'a [Edit],
    /// By how much the text behind each edit moves.
    by: Vec<i64>,
}

impl<'a> Moves<'a> {
    fn of(edits: &'a [Edit]) -> Self {
        let grown = edits.iter().scan(0i64, |by, edit| {
            *by += signed(edit.text.len()) - signed(edit.span.range().len());
            Some(*by)
        });
        Self { edits, by: grown.collect() }
    }

    /// Returns by how much the first `count` edits move what is behind them.
    fn by(&self, count: usize) -> i64 {
        count.checked_sub(1).and_then(|last| self.by.get(last)).copied().unwrap_or_default()
    }

    /// Returns where what was at `offset` is.
    fn moved(&self, offset: usize) -> usize {
        let count = self.edits.partition_point(|edit| edit.span.start as usize <= offset);
        let last = count.checked_sub(1).and_then(|last| self.edits.get(last));
        match last.filter(|edit| offset < edit.span.end as usize) {
            // A key that is renamed begins where it began.
            Some(edit) => shifted(edit.span.start as usize, self.by(count - 1)),
            None => shifted(offset, self.by(count)),
        }
    }

    /// Returns true for a value that an edit touches, or removes with its key.
    fn touch(&self, span: Span) -> bool {
        let end = span.end.max(span.start + 1);
        let before = self.edits.partition_point(|edit| edit.span.start < end);
        // Edits do not overlap, so the last one reaches furthest.
        let last = before.checked_sub(1).and_then(|last| self.edits.get(last));
        last.is_some_and(|edit| span.start < edit.span.end)
    }

    /// Returns the characters that each edit added.
    fn added(&self) -> Vec<Range<usize>> {
        let range = |(number, edit): (usize, &Edit)| {
            let start = shifted(edit.span.start as usize, self.by(number));
            start..start + edit.text.len()
        };
        self.edits.iter().enumerate().map(range).collect()
    }
}

/// Returns true if every value of `before` that `edits` leave alone is the same in `after`, under the same keys, and `after`
/// has no other value but, where they may `add` some, in what `edits` add. `edits` are in order.
pub fn is_same_elsewhere(before: &File, after: &File, edits: &[Edit], add: bool) -> bool {
    let moves = Moves::of(edits);
    let mut wanted: HashMap<usize, Leaf> = HashMap::new();
    leaves(before, &mut |span, text, path| {
        if !moves.touch(span) {
            let path = path.iter().map(|offset| moves.moved(*offset)).collect();
            wanted.insert(moves.moved(span.start as usize), Leaf { text: text.to_owned(), path });
        }
    });
    let added = moves.added();
    let mut is_same = true;
    leaves(after, &mut |span, text, path| {
        if let Some(leaf) = wanted.remove(&(span.start as usize)) {
            is_same &= leaf.text == text && leaf.path == path;
        } else {
            let first = added.partition_point(|range| range.end < span.start as usize);
            is_same &= add && added.get(first).is_some_and(|range| range.start <= span.end as usize);
        }
    });
    is_same && wanted.is_empty()
}

fn signed(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn shifted(offset: usize, by: i64) -> usize {
    usize::try_from(signed(offset) + by).unwrap_or_default()
}

/// Calls `each` with every scalar that is written in `file`: its characters, its text, and where the keys on the way begin.
fn leaves(file: &File, each: &mut dyn FnMut(Span, &str, &[usize])) {
    for document in &file.documents {
        walk(document, document.origin.span, &mut Vec::new(), each);
    }
}

fn walk(node: &Node, around: Span, path: &mut Vec<usize>, each: &mut dyn FnMut(Span, &str, &[usize])) {
    let is_alias = node
        .origin
        .via
        .steps()
        .any(|step| matches!(step.how, StepKind::Alias { .. } | StepKind::Merged { .. }));
    if is_alias || !around.contains(node.origin.span) {
        return;
    }
    match &node.value {
        // Where nothing is written, there is nothing to compare.
        Value::Scalar(_) if node.origin.span.range().is_empty() => {}
        Value::Scalar(scalar) => each(node.origin.span, &scalar.text, path),
        Value::List(items) => items.iter().for_each(|item| walk(item, around, path, each)),
        Value::Map(map) => {
            for entry in map.entries() {
                path.push(entry.key_span.start as usize);
                walk(&entry.node, around, path, each);
                path.pop();
            }
        }
    }
}
