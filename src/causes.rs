//! One cause, one finding: the last step before a report is shown.
//!
//! What a finding explains is moved into it, and findings of one rule with the same cause become one.

mod explained;
mod merged;
mod shared;
mod wording;

pub use wording::alone;

use crate::finding::{Report, Severity};
use crate::source::Span;
use std::collections::HashSet;

/// How far findings of one cause are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// Wherever they are: a report is read as a whole.
    ByCause,
    /// At the same characters: an editor shows a file, and each place in it.
    ByPlace,
}

/// Moves the findings that others explain into these, drops unknown results about what is an error already, and makes
/// findings with the same cause one. What looks at findings one by one comes before: whether they are suppressed, known,
/// or in a changed line.
pub fn settle(report: &mut Report, grouping: Grouping) {
    let errors = report.findings.iter().filter(|one| one.severity == Severity::Error && !one.at.is_empty());
    let errors: HashSet<(Span, &str)> = errors.map(|one| (one.declared, one.at.as_str())).collect();
    report.unknown.retain(|one| !errors.contains(&(one.declared, one.at.as_str())));
    explained::nest(report);
    shared::choose(&mut report.findings);
    report.findings.iter_mut().for_each(|one| shared::choose(&mut one.explained));
    merged::merge(&mut report.findings, grouping);
    let explained = report.findings.iter_mut().map(|one| &mut one.explained);
    explained.for_each(|list| merged::merge(list, grouping));
    merged::merge(&mut report.unknown, grouping);
}
