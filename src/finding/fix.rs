//! What would fix a finding.

use super::{Severity, Subject};
use crate::source::{SourceId, Span};
use hy_msg_lint_tree::quote::{enumerated, quoted};
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// What else is changed above this number is counted.
const MOST_TOUCHED: usize = 8;

/// The edits that fix a finding and all [others](super::Finding::others) with its cause.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fix {
    /// What they do, in a few words: an imperative without a full stop.
    pub title: String,
    /// True if the rule wants nothing else; false if somebody has to look at them.
    pub is_wanted: bool,
    /// The edits, by file and place; none overlaps another.
    pub edits: Vec<Edit>,
    /// True if something is read under another name then: what it says is judged for the first time.
    pub reveals: bool,
    /// What else gets another value by them.
    pub touches: Vec<Touched>,
    /// The places that they are for, of those at which a value serves that is written once.
    pub serves: Vec<Span>,
    /// Those of the finding and its [others](super::Finding::others) that they do not fix: where each is declared, and the
    /// place in it.
    pub leaves: Vec<(Span, String)>,
    /// What fixes the same and touches less, if `touches` has something that is not to be changed.
    pub alone: Option<Box<Fix>>,
}

/// A finding that is fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The rule.
    pub rule: Arc<str>,
    /// The severity of the finding.
    pub severity: Severity,
    /// What was wrong.
    pub message: String,
    /// The resource.
    pub subject: Subject,
    /// What the fix did.
    pub title: String,
    /// What else it changed, in words.
    pub also: Option<String>,
    /// The file with the finding, as shown.
    pub file: String,
    /// The line of the finding, from 1, in the text that the fix was applied to.
    pub line: usize,
}

/// What gets another value by a fix of something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The resource, or a [`PLACE`] in a file.
    pub subject: Subject,
    /// Where it is declared; of a place, itself.
    pub declared: Span,
    /// Of a place in a resource, where that is declared.
    pub within: Option<Span>,
}

/// The kind of what is touched where no resource is: a place in a file, as `file:line`.
pub const PLACE: &str = "place";

/// A replacement of characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// The characters to replace; empty to add some.
    pub span: Span,
    /// What takes their place.
    pub text: String,
}

impl Fix {
    /// Returns this fix and `other`, of what is at the place `of` of a resource that is declared there, as one; without the
    /// other if their edits get in each other's way.
    #[must_use]
    pub fn with(mut self, other: Self, of: (Span, &str)) -> Self {
        let known = self.edits.len();
        self.edits.extend(other.edits);
        let mut edits = self.edits.clone();
        edits.sort();
        edits.dedup();
        if overlap(&edits) {
            self.edits.truncate(known);
            return self.leaving(of);
        }
        self.edits = edits;
        self.is_wanted &= other.is_wanted;
        self.reveals |= other.reveals;
        self.touches
            .extend(other.touches.into_iter().filter(|one| !self.touches.contains(one)).collect::<Vec<_>>());
        self.serves.extend(other.serves);
        self
    }

    /// Returns it as one of a finding with more than it fixes: what is at the place `of` of a resource that is declared there.
    #[must_use]
    pub fn leaving(mut self, (declared, at): (Span, &str)) -> Self {
        self.leaves.push((declared, at.to_owned()));
        self
    }

    /// True if it may be applied unasked: it does what its rule wants, and changes nothing else.
    pub fn is_safe(&self) -> bool {
        self.is_wanted && self.touches.is_empty()
    }

    /// True if it is for what is at the place `at` of the resource that is declared at `declared`.
    pub fn covers(&self, declared: Span, at: &str) -> bool {
        !self.leaves.iter().any(|(place, path)| *place == declared && path == at)
    }

    /// Takes the resource that is declared at `place` off those that are touched: it has the finding, too.
    pub fn is_for(&mut self, place: Span) {
        self.touches.retain(|one| one.declared != place);
    }

    /// Returns what else it changes, in words: `app` and `old`, and line 7 of compose.yml; None if nothing.
    pub fn also(&self) -> Option<String> {
        let name = |one: &Touched| {
            if one.subject.kind == PLACE { one.subject.name.clone() } else { quoted(&one.subject.name) }
        };
        let mut names: Vec<String> = Vec::new();
        for name in self.touches.iter().map(name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (!names.is_empty()).then(|| format!("also changes {}", enumerated(&names, MOST_TOUCHED)))
    }

    /// Applies `change` to every place in it.
    pub(super) fn for_each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.edits.iter_mut().for_each(|edit| change(&mut edit.span));
        self.touches.iter_mut().for_each(|one| change(&mut one.declared));
        self.touches.iter_mut().filter_map(|one| one.within.as_mut()).for_each(&mut *change);
        self.serves.iter_mut().for_each(&mut *change);
        self.leaves.iter_mut().for_each(|(declared, _)| change(declared));
        self.alone.iter_mut().for_each(|fix| fix.for_each_span(change));
    }
}

impl Edit {
    /// Edits by file and place; at the same place, what is indented further comes first, as it belongs to what is before it.
    fn order(&self) -> (Span, Reverse<usize>, &str) {
        (self.span, Reverse(self.column()), &self.text)
    }

    /// Returns how far an added line is indented; 0 for what is added to a line.
    fn column(&self) -> usize {
        let line = self.text.trim_start_matches(['\r', '\n']);
        if line.len() < self.text.len() { line.len() - line.trim_start_matches(' ').len() } else { 0 }
    }

    /// Returns what an added text begins with: its column and its key.
    fn first_key(&self) -> (usize, &str) {
        let text = self.text.trim_start_matches([',', '-', ' ', '\n', '\r', '"', '\'']);
        (self.column(), text.split([':', '=', '"']).next().unwrap_or_default())
    }
}

impl PartialOrd for Edit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Edit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

/// Edits that do not get in each other's way: no two change the same characters, or characters side by side, or add the
/// same key at the same place.
#[derive(Debug, Default)]
struct Compatible<'a> {
    /// Where characters are replaced: by the file and the first of them, the end.
    replaced: BTreeMap<(SourceId, u32), u32>,
    /// Where something is added, with the columns and keys of that.
    added: BTreeMap<(SourceId, u32), HashSet<(usize, &'a str)>>,
}

impl<'a> Compatible<'a> {
    /// Adds `edit`. Returns false, and adds nothing, if it gets in the way of one before.
    fn add(&mut self, edit: &'a Edit) -> bool {
        let is_free = self.has_room(edit);
        let Span { source, start, end } = edit.span;
        if is_free && start == end {
            self.added.entry((source, start)).or_default().insert(edit.first_key());
        } else if is_free {
            self.replaced.insert((source, start), end);
        }
        is_free
    }

    fn has_room(&self, edit: &Edit) -> bool {
        let Span { source, start, end } = edit.span;
        let before = self.replaced.range((source, 0)..=(source, end)).next_back();
        if before.is_some_and(|(_, reach)| *reach >= start) {
            return false;
        }
        if start == end {
            return !self.added.get(&(source, start)).is_some_and(|keys| keys.contains(&edit.first_key()));
        }
        self.added.range((source, start)..=(source, end)).next().is_none()
    }
}

/// Returns true if two of `edits` get in each other's way.
pub fn overlap(edits: &[Edit]) -> bool {
    let mut all = Compatible::default();
    !edits.iter().all(|edit| all.add(edit))
}

/// Returns those of `fixes` that can be carried out together, the first ones first, each with what comes with it.
pub fn compatible<'a, T>(fixes: impl Iterator<Item = (&'a Fix, T)>) -> Vec<(&'a Fix, T)> {
    let (mut all, mut known) = (Compatible::default(), HashSet::new());
    let mut chosen = Vec::new();
    for (fix, about) in fixes {
        // The edits of one fix do not get in each other's way.
        let new: Vec<&Edit> = fix.edits.iter().filter(|edit| !known.contains(edit)).collect();
        if new.iter().all(|edit| all.has_room(edit)) {
            for edit in new {
                all.add(edit);
                known.insert(edit);
            }
            chosen.push((fix, about));
        }
    }
    chosen
}
