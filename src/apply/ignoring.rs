//! Comments that suppress what is left.

use crate::finding::{Edit, Finding, Report};
use crate::source::{SourceId, Span};
use crate::suppress::comment;
use crate::workspace::Files;
use std::collections::{BTreeMap, BTreeSet};

/// The reason in a comment that nobody has given one yet.
const REASON: &str = "TODO: say why";

/// Returns the edits that suppress the findings of `report` with comments, and how many findings there are for which a file has
/// no place for one.
pub(super) fn edits(report: &Report) -> (Vec<Edit>, usize) {
    let mut lines: BTreeMap<(SourceId, usize), (usize, BTreeSet<&str>)> = BTreeMap::new();
    let mut add = |rule, span: Span| {
        let Some(source) = report.sources.get(span.source) else { return };
        let line = source.line_of(span.start as usize);
        let (_, rules) = lines.entry((span.source, line)).or_insert((span.start as usize, BTreeSet::new()));
        rules.insert(rule);
    };
    for finding in &report.findings {
        places(finding).for_each(|span| add(&*finding.rule, span));
    }
    let files = Files::over(&report.sources);
    let (mut edits, mut left) = (Vec::new(), 0);
    for ((source, _), (offset, rules)) in lines {
        let rules: Vec<&str> = rules.into_iter().collect();
        let file = report.sources.get(source).and_then(|source| files.parse(&source.path).ok());
        // Whatever is added to a file that cannot be parsed may be a part of something.
        let edit = file
            .filter(|file| file.errors.is_empty())
            .and_then(|file| comment(&file, offset, &rules, Some(REASON)));
        match edit {
            Some(edit) => edits.push(edit),
            None => left += rules.len(),
        }
    }
    (edits, left)
}

/// Returns where `finding` and all that has its cause are.
fn places(finding: &Finding) -> impl Iterator<Item = Span> {
    std::iter::once(finding.primary).chain(finding.others.iter().map(|other| other.primary))
}
