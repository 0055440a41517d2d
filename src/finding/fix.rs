//! What would fix a finding.

use super::{Severity, Subject};
use crate::source::Span;
use std::sync::Arc;

/// The edits that fix a finding and all [others](super::Finding::others) with its cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What they do, in a few words: an imperative without a full stop.
    pub title: String,
    /// True if the rule wants nothing else; false if somebody has to look at them.
    pub is_wanted: bool,
    /// The edits, by file and place; none overlaps another.
    pub edits: Vec<Edit>,
    /// True if something is read under another name then: what it says is judged for the first time.
    pub reveals: bool,
    /// Other resources that get another value by them.
    pub touches: Vec<Touched>,
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
    /// The file with the finding, as shown.
    pub file: String,
    /// The line of the finding, from 1, in the text that the fix was applied to.
    pub line: usize,
}

/// A resource that gets another value by a fix of something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The resource.
    pub subject: Subject,
    /// Where it is declared.
    pub declared: Span,
}

/// A replacement of characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// The characters to replace; empty to add some.
    pub span: Span,
    /// What takes their place.
    pub text: String,
}

impl Fix {
    /// Returns this fix and `other`, of findings with the same cause, as one; None if their edits get in each other's way.
    #[must_use]
    pub fn and(mut self, other: Self) -> Option<Self> {
        self.edits.extend(other.edits);
        self.edits.sort();
        self.edits.dedup();
        self.is_wanted &= other.is_wanted;
        self.reveals |= other.reveals;
        self.touches
            .extend(other.touches.into_iter().filter(|one| !self.touches.contains(one)).collect::<Vec<_>>());
        (!overlap(&self.edits)).then_some(self)
    }

    /// True if it may be applied unasked: it does what its rule wants, and changes nothing else.
    pub fn is_safe(&self) -> bool {
        self.is_wanted && self.touches.is_empty()
    }

    /// Takes the resource that is declared at `place` off those that are touched: it has the finding, too.
    pub fn is_for(&mut self, place: Span) {
        self.touches.retain(|one| one.declared != place);
    }

    /// Applies `change` to every place in it.
    pub(super) fn for_each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.edits.iter_mut().for_each(|edit| change(&mut edit.span));
        self.touches.iter_mut().for_each(|one| change(&mut one.declared));
    }
}

/// Returns true if two of `edits`, which are sorted, get in each other's way.
pub fn overlap(edits: &[Edit]) -> bool {
    edits.windows(2).any(|pair| matches!(pair, [a, b] if a.clashes_with(b)))
}

/// Returns those of `fixes` that can be carried out together, the first ones first, each with what comes with it.
pub fn compatible<'a, T>(fixes: impl Iterator<Item = (&'a Fix, T)>) -> Vec<(&'a Fix, T)> {
    let mut edits: Vec<&Edit> = Vec::new();
    let mut chosen = Vec::new();
    for (fix, about) in fixes {
        let new: Vec<&Edit> = fix.edits.iter().filter(|edit| !edits.contains(edit)).collect();
        if !new.iter().any(|edit| edits.iter().any(|other| edit.clashes_with(other))) {
            edits.extend(new);
            chosen.push((fix, about));
        }
    }
    chosen
}

impl Edit {
    /// Returns true if both change the same characters, or add the same key at the same place.
    fn clashes_with(&self, other: &Self) -> bool {
        if self.span.source != other.span.source {
            return false;
        }
        if self.span.range().is_empty() && other.span.range().is_empty() {
            return self.span == other.span && first_key(&self.text) == first_key(&other.text);
        }
        self.span.start <= other.span.end && other.span.start <= self.span.end
    }
}

/// Returns what an added text begins with: its key.
fn first_key(text: &str) -> &str {
    let text = text.trim_start_matches([',', '-', ' ', '\n', '\r', '"', '\'']);
    text.split([':', '=', '"']).next().unwrap_or_default()
}
