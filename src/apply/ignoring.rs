//! Comments that suppress what is left.

use super::candidate::{Id, Key};
use super::reading::Reading;
use crate::finding::{Edit, Finding, Report};
use crate::fix::edited;
use crate::source::{Source, SourceId, Span};
use crate::suppress::{MetaRule, comment};
use crate::tree::{Node, Value};
use crate::workspace::{File, Files};
use std::collections::{BTreeMap, BTreeSet};

/// The reason in a comment that nobody has given one yet.
const REASON: &str = "TODO: say why";

/// A line of a file that is not to get a comment: the file's name as shown, and the text of the line.
pub(super) type Line = (String, String);

/// Returns the edits that suppress the findings of `report` with comments, and how many findings there are for which a file has
/// no place for one, or one that was `refused`.
pub(super) fn edits(report: &Report, refused: &BTreeSet<Line>) -> (Vec<Edit>, usize) {
    let mut lines: BTreeMap<(SourceId, usize), (usize, BTreeSet<&str>)> = BTreeMap::new();
    let mut add = |rule, span: Span| {
        let Some(source) = report.sources.get(span.source) else { return };
        let line = source.line_of(span.start as usize);
        let (_, rules) = lines.entry((span.source, line)).or_insert((span.start as usize, BTreeSet::new()));
        rules.insert(rule);
    };
    let can_be = |finding: &&Finding| MetaRule::of(&finding.rule).is_none();
    for finding in report.findings.iter().filter(can_be) {
        places(finding).for_each(|span| add(&*finding.rule, span));
    }
    let files = Files::over(&report.sources);
    let (mut edits, mut left) = (Vec::new(), 0);
    for ((source, _), (offset, rules)) in lines {
        let rules: Vec<&str> = rules.into_iter().collect();
        let Some(source) = report.sources.get(source) else { continue };
        let is_refused = refused.contains(&line_of(&source, offset));
        let file = files.parse(&source.path).ok().filter(|_| !is_refused);
        // Whatever is added to a file that cannot be parsed may be a part of something.
        let edit = file.filter(|file| file.errors.is_empty()).and_then(|file| {
            let edit = comment(&file, offset, &rules, Some(REASON))?;
            let start = edit.span.start;
            // The comment on a value of several lines is at its key.
            let is_refused = refused.contains(&line_of(&source, start as usize));
            (!is_refused && !is_in_text(&file, start)).then_some(edit)
        });
        match edit {
            Some(edit) => edits.push(edit),
            None => left += rules.len(),
        }
    }
    (edits, left)
}

/// Returns the lines whose comments are wrong, of those that `edits` add between the readings `before` and `after`: all of a file
/// in which a value is another one, and those of lines that still have a finding.
pub(super) fn wrong(before: &Reading, after: &Reading, edits: &[Edit]) -> BTreeSet<Line> {
    let sources = &before.report().sources;
    let line =
        |edit: &Edit| sources.get(edit.span.source).map(|source| line_of(&source, edit.span.start as usize));
    let mut wrong = BTreeSet::new();
    let changed: BTreeSet<&Id> = before
        .values
        .keys()
        .chain(after.values.keys())
        .filter(|id| before.values.get(*id) != after.values.get(*id))
        .collect();
    let old = Files::after(before.parsed.clone(), sources);
    let new = Files::after(after.parsed.clone(), &after.report().sources);
    let mut by_file: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(edit.span.source).or_default().push(edit.clone());
    }
    for (id, own) in by_file {
        let Some(source) = sources.get(id) else { continue };
        let is_same = match (old.parse(&source.path), new.parse(&source.path)) {
            (Ok(old), Ok(new)) => new.errors.is_empty() && edited::is_same_elsewhere(&old, &new, &own, false),
            _ => false,
        };
        if !is_same || changed.iter().any(|id| id.file == source.name) {
            wrong.extend(own.iter().filter_map(line));
        }
    }
    let is_left = |finding: &Finding| {
        before.found.get(&Key::of(finding, sources)).map(|(count, _)| *count).unwrap_or_default()
            <= after.found.get(&Key::of(finding, sources)).map(|(count, _)| *count).unwrap_or_default()
    };
    let edited: BTreeSet<Line> = edits.iter().filter_map(line).collect();
    for finding in before.report().findings.iter().filter(|one| is_left(one)) {
        let lines = places(finding)
            .filter_map(|span| Some(line_of(&*sources.get(span.source)?, span.start as usize)));
        wrong.extend(lines.filter(|line| edited.contains(line)));
    }
    // Others become known only by the comments; none of them is kept then.
    if wrong.is_empty() && (after.found.len() > before.found.len() || !changed.is_empty()) {
        wrong.extend(edits.iter().filter_map(line));
    }
    wrong
}

/// Returns true if what is added at `offset` would be a part of a text.
fn is_in_text(file: &File, offset: u32) -> bool {
    fn is_in(node: &Node, offset: u32) -> bool {
        match &node.value {
            Value::Scalar(scalar) => {
                let span = node.origin.span;
                span.start < offset && (offset < span.end || scalar.is_block() && offset == span.end)
            }
            Value::List(items) => items.iter().any(|item| is_in(item, offset)),
            Value::Map(map) => map.entries().any(|entry| is_in(&entry.node, offset)),
        }
    }
    let before = file.source.text.get(..offset as usize).unwrap_or_default();
    let continues = before.trim_end_matches(['\n', '\r']).ends_with('\\');
    continues && before.ends_with('\n') || file.documents.iter().any(|document| is_in(document, offset))
}

fn line_of(source: &Source, offset: usize) -> Line {
    let number = source.line_of(offset);
    let start = source.line_starts().get(number).map_or(0, |start| *start as usize);
    let text = source.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    (source.name.clone(), text.to_owned())
}

/// Returns where `finding` and all that has its cause are.
fn places(finding: &Finding) -> impl Iterator<Item = Span> {
    std::iter::once(finding.primary).chain(finding.others.iter().map(|other| other.primary))
}
