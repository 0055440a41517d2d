//! Suppression comments that the program writes.
//!
//! A place for a comment is tried on a copy of the text: it is one if the comment is read there, is about what is to be
//! suppressed, and leaves every value as it is.

mod places;

use super::directive::{self, WORD};
use crate::finding::Edit;
use crate::source::{Source, SourceMap, Span};
use crate::syntax::{Comment, shell};
use crate::tree::{Node, Value};
use crate::workspace::{CommentPlace, File, Format};
use places::{Place, places};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

/// What a comment is to suppress.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The rule.
    pub rule: &'a str,
    /// The offset of the place of its finding.
    pub offset: usize,
    /// How many places for the comment are passed over.
    pub without: usize,
}

/// Comments to write.
#[derive(Debug, Default)]
pub struct Written {
    /// The edits, in order.
    pub edits: Vec<Edit>,
    /// For each that is wanted, the number of the place that its comment has; None if there is no place.
    pub places: Vec<Option<usize>>,
}

/// Returns the edit that suppresses `rule` where it finds something at `offset`; None if there is no place for it.
pub fn comment(file: &File, offset: usize, rule: &str) -> Option<Edit> {
    comments(file, &[Wanted { rule, offset, without: 0 }], "").edits.into_iter().next()
}

/// Returns why no comment can be written in `file`, as a sentence; None if one can.
pub fn refusal(file: &File) -> Option<&'static str> {
    let is_variables = Format::is_variables(&file.source.path);
    match file.format {
        _ if is_variables => None,
        Format::Json => Some("JSON has no comments"),
        Format::Toml => Some("comments of TOML are not read"),
        _ if !file.errors.is_empty() => Some("the file has a syntax error"),
        _ => None,
    }
}

/// Returns the comments that suppress what is `wanted` in `file`: each in a comment that is there already, at the end of its
/// line, or on a line of its own above it or above what is around it. `reason` is written behind each new one, if it is not
/// empty.
pub fn comments(file: &File, wanted: &[Wanted<'_>], reason: &str) -> Written {
    let none = || Written { edits: Vec::new(), places: vec![None; wanted.len()] };
    if refusal(file).is_some() {
        return none();
    }
    let is_variables = Format::is_variables(&file.source.path);
    let manner = if is_variables {
        Some(CommentPlace::EndOfCommand)
    } else {
        file.format.comments().map(|one| one.place)
    };
    let Some(manner) = manner else { return none() };
    let known = Format::comments_of(&file.source);
    let mut tries: Vec<Try<'_>> = wanted
        .iter()
        .map(|one| Try {
            wanted: *one,
            places: places(&file.source, manner, &known, one),
            number: one.without,
        })
        .collect();
    let values = shape(file.format, &file.source, &file.documents);
    loop {
        let edits = edits(&file.source, &tries, reason);
        let text = Edited::of(file, &edits);
        let failed: Vec<usize> = (0..tries.len())
            .filter(|number| {
                tries.get(*number).is_some_and(|one| one.place().is_some() && !text.suppresses(one))
            })
            .collect();
        let failed = if failed.is_empty() && !is_variables && !text.has(values) {
            let all: Vec<usize> = (0..tries.len())
                .filter(|one| tries.get(*one).is_some_and(|one| one.place().is_some()))
                .collect();
            to_blame(file, values, &tries, &all)
        } else {
            failed
        };
        if failed.is_empty() {
            let edits = edits.into_iter().map(|(_, edit)| edit).collect();
            return Written {
                edits,
                places: tries.iter().map(|one| one.place().map(|_| one.number)).collect(),
            };
        }
        for number in failed {
            tries.get_mut(number).into_iter().for_each(|one| one.number += 1);
        }
    }
}

/// What is wanted, with the places that its comment may have.
#[derive(Debug, Clone)]
struct Try<'a> {
    wanted: Wanted<'a>,
    places: Vec<Place>,
    /// The number of the place that is tried; behind the last one if none is left.
    number: usize,
}

impl Try<'_> {
    fn place(&self) -> Option<Place> {
        self.places.get(self.number).copied()
    }
}

/// Returns those of `tries` whose comments change the values of `file`, of those with the numbers `among`.
fn to_blame(file: &File, values: u64, tries: &[Try<'_>], among: &[usize]) -> Vec<usize> {
    let part: Vec<Try<'_>> = among.iter().filter_map(|number| tries.get(*number).cloned()).collect();
    if part.is_empty() || Edited::of(file, &edits(&file.source, &part, "")).has(values) {
        return Vec::new();
    }
    let first = part.first().and_then(Try::place);
    if part.iter().all(|one| one.place() == first) {
        return among.to_vec();
    }
    // Those with one place share a comment.
    let mut ordered = among.to_vec();
    ordered.sort_by_key(|number| tries.get(*number).and_then(Try::place));
    let half = ordered.len() / 2;
    let pivot = ordered.get(half).and_then(|number| tries.get(*number)?.place());
    let (left, right): (Vec<usize>, Vec<usize>) =
        ordered.iter().partition(|number| tries.get(**number).and_then(Try::place) < pivot);
    let (left, right) = if left.is_empty() {
        ordered.iter().partition(|number| tries.get(**number).and_then(Try::place) <= pivot)
    } else {
        (left, right)
    };
    let mut found = to_blame(file, values, tries, &left);
    found.extend(to_blame(file, values, tries, &right));
    // Each half alone is harmless.
    if found.is_empty() { among.to_vec() } else { found }
}

/// Returns an edit for each place of `tries`, in the order of the text.
fn edits(source: &Source, tries: &[Try<'_>], reason: &str) -> Vec<(Place, Edit)> {
    let mut rules: BTreeMap<Place, BTreeSet<&str>> = BTreeMap::new();
    for one in tries {
        if let Some(place) = one.place() {
            rules.entry(place).or_default().insert(one.wanted.rule);
        }
    }
    let edit = |(place, rules): (Place, BTreeSet<&str>)| {
        let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
        let reason = if reason.is_empty() { String::new() } else { format!(" {reason}") };
        let comment = format!("# {WORD}: ignore[{rules}]{reason}");
        let text = match place {
            Place::In(_) => format!(", {rules}"),
            Place::Behind(_) => format!(" {comment}"),
            Place::Above(at) => places::line_above(source, at, &comment),
        };
        let at = place.offset();
        (place, Edit { span: Span::new(source.id, at, at), text })
    };
    let mut edits: Vec<_> = rules.into_iter().map(edit).collect();
    edits.sort_by_key(|(_, edit)| edit.span.start);
    edits
}

/// A text with comments, and what is read in it.
struct Edited<'a> {
    edits: &'a [(Place, Edit)],
    source: Arc<Source>,
    comments: Vec<Comment>,
    format: Format,
}

impl<'a> Edited<'a> {
    fn of(file: &File, edits: &'a [(Place, Edit)]) -> Self {
        let old = &file.source.text;
        let mut text =
            String::with_capacity(old.len() + edits.iter().map(|(_, edit)| edit.text.len()).sum::<usize>());
        let mut done = 0;
        for (_, edit) in edits {
            let start = edit.span.start as usize;
            text.push_str(old.get(done..start).unwrap_or_default());
            text.push_str(&edit.text);
            done = start;
        }
        text.push_str(old.get(done..).unwrap_or_default());
        let source = SourceMap::default().add(&file.source.path, text);
        let comments = Format::comments_of(&source);
        Self { edits, source, comments, format: file.format }
    }

    /// Returns true if it has the same values as a text of the shape `values`.
    fn has(&self, values: u64) -> bool {
        let parsed = self.format.parse(&self.source);
        parsed.errors.is_empty() && shape(self.format, &self.source, &parsed.documents) == values
    }

    /// Returns true if a comment at the place of `one` suppresses what it is for.
    fn suppresses(&self, one: &Try<'_>) -> bool {
        let Some(place) = one.place() else { return false };
        let mut moved = 0;
        let (mut at, mut offset) = (None, one.wanted.offset);
        for (other, edit) in self.edits {
            if *other == place {
                let sign = edit.text.find(['#', ',']).unwrap_or_default();
                at = Some(edit.span.start as usize + moved + sign);
            }
            moved += edit.text.len();
            let start = edit.span.start as usize;
            let is_before =
                start < one.wanted.offset || matches!(other, Place::Above(_)) && start == one.wanted.offset;
            offset += if is_before { edit.text.len() } else { 0 };
        }
        let Some(at) = at else { return false };
        self.comments.iter().filter(|comment| comment.range.contains(&at)).any(|comment| {
            let text = self.source.text.get(comment.range.clone()).unwrap_or_default();
            let names = |directive: &directive::Directive<'_>| {
                !directive.whole_file && directive.names.iter().any(|(name, _)| *name == one.wanted.rule)
            };
            let is_about = comment
                .about
                .as_ref()
                .is_some_and(|about| !about.is_empty() && (about.start..=about.end).contains(&offset));
            is_about && matches!(directive::read(text), Some(Ok(directive)) if names(&directive))
        })
    }
}

/// Returns a number for what a file says, in its `documents` or, for a script, its commands; wherever it is written.
fn shape(format: Format, source: &Source, documents: &[Node]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for document in documents {
        add(document, &mut hasher);
    }
    if matches!(format, Format::Script | Format::Makefile) {
        for command in shell::commands(&source.text) {
            command.words.iter().for_each(|word| word.text.hash(&mut hasher));
            command.words.len().hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn add(node: &Node, hasher: &mut DefaultHasher) {
    match &node.value {
        Value::Scalar(scalar) => (0, &scalar.text, scalar.kind as u8).hash(hasher),
        Value::List(items) => {
            (1, items.len()).hash(hasher);
            items.iter().for_each(|item| add(item, hasher));
        }
        Value::Map(map) => {
            (2, map.entries().count()).hash(hasher);
            for entry in map.entries() {
                entry.key.hash(hasher);
                add(&entry.node, hasher);
            }
        }
    }
}
