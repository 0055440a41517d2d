//! Texts with edits, and what has to be the same in both.

use crate::finding::Edit;
use crate::source::Span;
use crate::tree::{Node, StepKind, Value};
use crate::workspace::File;
use std::collections::HashMap;
use std::ops::Range;

/// Returns `text` with `edits`, which are in order.
pub(super) fn apply(text: &str, edits: &[Edit]) -> String {
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

/// Returns true if every value of `before` that `edits` leave alone is the same in `after`, under the same keys, and `after`
/// has no other value but, where they may `add` some, in what `edits` add. `edits` are in order.
pub(super) fn is_same_elsewhere(before: &File, after: &File, edits: &[Edit], add: bool) -> bool {
    let moved = |offset: usize| {
        let mut by = 0i64;
        for edit in edits.iter().take_while(|edit| edit.span.start as usize <= offset) {
            if offset < edit.span.end as usize {
                // A key that is renamed begins where it began.
                return shifted(edit.span.start as usize, by);
            }
            by += signed(edit.text.len()) - signed(edit.span.range().len());
        }
        shifted(offset, by)
    };
    // A value that an edit touches, or removes with its key.
    let is_edited = |span: Span| {
        edits.iter().any(|edit| edit.span.start < span.end.max(span.start + 1) && span.start < edit.span.end)
    };
    let mut wanted: HashMap<usize, Leaf> = HashMap::new();
    leaves(before, &mut |span, text, path| {
        if !is_edited(span) {
            let path = path.iter().map(|offset| moved(*offset)).collect();
            wanted.insert(moved(span.start as usize), Leaf { text: text.to_owned(), path });
        }
    });
    let mut added = Vec::new();
    let mut by = 0i64;
    for edit in edits {
        let start = shifted(edit.span.start as usize, by);
        added.push(start..start + edit.text.len());
        by += signed(edit.text.len()) - signed(edit.span.range().len());
    }
    let mut is_same = true;
    leaves(after, &mut |span, text, path| {
        if let Some(leaf) = wanted.remove(&(span.start as usize)) {
            is_same &= leaf.text == text && leaf.path == path;
        } else {
            let is_in =
                |range: &Range<usize>| range.start <= span.end as usize && span.start as usize <= range.end;
            is_same &= add && added.iter().any(is_in);
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
