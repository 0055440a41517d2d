//! What else a finding holds for, and what follows from it.

use super::{MOST_RELATED, Printer};
use crate::causes::alone;
use crate::finding::Finding;
use crate::render::{concise, text};
use crate::source::{SourceId, Span};
use hy_msg_lint_tree::quote::enumerated;
use std::io;

/// Consequences above this number are counted, unless all are asked for.
const MOST_EXPLAINED: usize = 3;
/// The same where lines are few.
const MOST_IN_BRIEF: usize = 2;

impl Printer<'_> {
    /// Writes where else `finding` holds, and what follows from it: all with `verbose`, else the gravest.
    pub(super) fn consequences(&mut self, finding: &Finding) -> io::Result<()> {
        let home = finding.primary.source;
        self.also(finding.others.iter().map(|other| other.primary), finding.primary)?;
        let mut explained: Vec<&Finding> = finding.explained.iter().collect();
        explained.sort_by_key(|one| (std::cmp::Reverse(one.severity), one.concern));
        let shown = match (self.verbose, self.is_brief) {
            (true, _) => explained.len(),
            (false, true) => MOST_IN_BRIEF,
            (false, false) => MOST_EXPLAINED,
        };
        for (number, one) in explained.iter().take(shown).enumerate() {
            let label = if number == 0 { "    so: " } else { "        " };
            let place = self.places(std::iter::once(one.primary), home);
            let message = text::message(&one.message);
            // What else it holds for is in parentheses already.
            let (message, opens) = match message.strip_suffix(')') {
                Some(open) if alone(&message) != message => (open, "; "),
                _ => (&*message, " ("),
            };
            self.note(label, &format!("{message}{opens}{}, {place})", text::line(&one.rule)))?;
        }
        match explained.len().saturating_sub(shown) {
            0 => Ok(()),
            more => writeln!(self.out, "        and {more} more (--verbose lists them)"),
        }
    }

    /// Writes the `places` that are not `primary`.
    pub(super) fn also(&mut self, places: impl Iterator<Item = Span>, primary: Span) -> io::Result<()> {
        let places = self.places(places.filter(|place| *place != primary), primary.source);
        if places.is_empty() { Ok(()) } else { self.note("  also: ", &places) }
    }

    /// Returns `places` in words: `lines 3, 7 and 9`, and for those in other files than `home` also the file.
    fn places(&self, places: impl Iterator<Item = Span>, home: SourceId) -> String {
        let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
        for place in places {
            match self.sources.get(place.source) {
                Some(source) if place.source == home => {
                    here.push(source.place(place.range().start).line.to_string());
                }
                _ => elsewhere.extend(concise::position(self.sources, place)),
            }
        }
        here.dedup();
        let word = if here.len() == 1 { "line" } else { "lines" };
        let here = (!here.is_empty()).then(|| format!("{word} {}", enumerated(&here, MOST_RELATED)));
        let elsewhere = (!elsewhere.is_empty()).then(|| enumerated(&elsewhere, MOST_RELATED));
        text::line(&here.into_iter().chain(elsewhere).collect::<Vec<_>>().join("; ")).into_owned()
    }
}
