//! What would fix a finding.

use super::Subject;
use crate::source::Span;

/// The edits that fix a finding and all [others](super::Finding::others) with its cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What they do, in a few words: an imperative without a full stop.
    pub title: String,
    /// True if the rule wants nothing else; false if somebody has to look at them.
    pub is_wanted: bool,
    /// The edits, by file and place; none overlaps another.
    pub edits: Vec<Edit>,
    /// Other resources that get another value by them.
    pub touches: Vec<Touched>,
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

/// Returns true if two of `edits`, which are sorted, change the same characters, or add text at the same place.
pub fn overlap(edits: &[Edit]) -> bool {
    edits.windows(2).any(|pair| match pair {
        [a, b] => {
            a.span.source == b.span.source && (b.span.start < a.span.end || b.span.start == a.span.start)
        }
        _ => false,
    })
}
