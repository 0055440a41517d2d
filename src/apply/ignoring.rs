//! Comments that suppress what is left.

use super::candidate::{Id, Key};
use super::locked::Locked;
use super::outcome::NotIgnored;
use super::reading::Reading;
use crate::finding::{Edit, Finding, Report};
use crate::fix::edited;
use crate::source::{Source, SourceId, Span};
use crate::suppress::{self, MetaRule, Wanted};
use crate::workspace::Files;
use std::collections::{BTreeMap, BTreeSet};

/// The reason in a comment that nobody has given one yet.
const REASON: &str = "TODO: say why";

/// Suppresses findings, and knows which comments did not.
#[derive(Debug, Default)]
pub(super) struct Ignoring {
    /// How many places for a comment on a finding are passed over.
    without: BTreeMap<Key, usize>,
    /// What gets no comment in this round: one of several comments does harm, and the others show which one.
    held: BTreeSet<Key>,
}

/// Comments to add.
#[derive(Debug, Default)]
pub(super) struct Comments {
    pub(super) edits: Vec<Edit>,
    /// What gets one: the finding, the number of its place for a comment, and the file as shown.
    placed: Vec<(Key, usize, String)>,
    /// What gets none.
    pub(super) left: Vec<NotIgnored>,
}

impl Ignoring {
    /// Returns comments on all findings of `report`, but for those in files that are `locked`.
    pub(super) fn comments(&self, report: &Report, locked: &Locked<'_>) -> Comments {
        let sources = &report.sources;
        let mut by_file: BTreeMap<SourceId, Vec<(Key, &str, usize)>> = BTreeMap::new();
        let mut comments = Comments::default();
        for finding in &report.findings {
            if MetaRule::of(&finding.rule).is_some() {
                let why = "it is about suppressions themselves";
                comments.left.extend(
                    sources
                        .get(finding.primary.source)
                        .map(|source| not(&source, finding.primary.start, &finding.rule, why)),
                );
                continue;
            }
            for (key, span) in places(finding, report).filter(|(key, _)| !self.held.contains(key)) {
                by_file.entry(span.source).or_default().push((key, &*finding.rule, span.start as usize));
            }
        }
        let files = Files::over(sources);
        for (id, wanted) in by_file {
            let Some(source) = sources.get(id) else { continue };
            let file = files.parse(&source.path);
            let refusal = match &file {
                Ok(file) => suppress::refusal(file).map(str::to_owned).or_else(|| locked.refuses(&source)),
                Err(_) => Some("the file cannot be read".to_owned()),
            };
            let (Ok(file), None) = (file, &refusal) else {
                let why = refusal.unwrap_or_default();
                let left = wanted
                    .iter()
                    .map(|(_, rule, at)| not(&source, u32::try_from(*at).unwrap_or_default(), rule, &why));
                comments.left.extend(left);
                continue;
            };
            let asked: Vec<Wanted<'_>> = wanted
                .iter()
                .map(|(key, rule, offset)| Wanted {
                    rule,
                    offset: *offset,
                    without: self.without.get(key).copied().unwrap_or_default(),
                })
                .collect();
            let written = suppress::comments(&file, &asked, REASON);
            comments.edits.extend(written.edits);
            for ((key, rule, at), place) in wanted.into_iter().zip(written.places) {
                if let Some(place) = place {
                    comments.placed.push((key, place, source.name.clone()));
                } else {
                    let why = "no comment near it is read as one, and about it";
                    comments.left.push(not(&source, u32::try_from(at).unwrap_or_default(), rule, why));
                }
            }
        }
        comments.left.sort();
        comments.left.dedup();
        comments
    }

    /// Lets everything have a comment again; returns true if something had to wait.
    pub(super) fn releases(&mut self) -> bool {
        !std::mem::take(&mut self.held).is_empty()
    }

    /// Returns true if `comments`, between the readings `before` and `after`, suppress what they are for and change nothing
    /// else. Otherwise those to blame get other places; of several that may be to blame, half have to wait.
    pub(super) fn accepts(&mut self, before: &Reading, after: &Reading, comments: &Comments) -> bool {
        let is_left = |key: &Key| count(after, key) >= count(before, key);
        let mut wrong: Vec<&(Key, usize, String)> =
            comments.placed.iter().filter(|(key, ..)| is_left(key)).collect();
        if wrong.is_empty() {
            wrong = suspects(before, after, comments);
            if wrong.len() > 1 {
                let waiting = wrong.split_off(wrong.len() / 2);
                self.held.extend(waiting.into_iter().map(|(key, ..)| key.clone()));
                return false;
            }
        }
        for (key, place, _) in &wrong {
            self.without.insert(key.clone(), place + 1);
        }
        if wrong.is_empty() {
            self.held.clear();
        }
        wrong.is_empty()
    }
}

fn count(reading: &Reading, key: &Key) -> usize {
    reading.found.get(key).map_or(0, |(count, _)| *count)
}

/// Returns those of `comments` that may be to blame for another value or finding in `after`; none if all is as it was.
fn suspects<'c>(before: &Reading, after: &Reading, comments: &'c Comments) -> Vec<&'c (Key, usize, String)> {
    let all = before.values.keys().chain(after.values.keys());
    let changed: BTreeSet<&Id> = all.filter(|id| before.values.get(*id) != after.values.get(*id)).collect();
    // What a suppressed finding explained is a finding of its own now.
    let sources = &before.report().sources;
    let explained: BTreeSet<Key> =
        before.report().explained().map(|(one, _)| Key::of(one, sources)).collect();
    let is_new = |key: &&Key| count(after, key) > count(before, key) && !explained.contains(key);
    let damaged = damaged(before, after, &comments.edits);
    let files: BTreeSet<&str> = changed
        .iter()
        .map(|id| &*id.file)
        .chain(after.found.keys().filter(is_new).map(|key| &*key.resource.file))
        .chain(damaged.iter().map(|name| &**name))
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    let here: Vec<_> = comments.placed.iter().filter(|(_, _, file)| files.contains(&**file)).collect();
    // What changed may be in one file by a comment in another.
    if here.is_empty() { comments.placed.iter().collect() } else { here }
}

/// Returns the files, as shown, in which a comment of `edits` changed a value.
fn damaged(before: &Reading, after: &Reading, edits: &[Edit]) -> BTreeSet<String> {
    let sources = &before.report().sources;
    let old = Files::after(before.parsed.clone(), sources);
    let new = Files::after(after.parsed.clone(), &after.report().sources);
    let mut by_file: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(edit.span.source).or_default().push(edit.clone());
    }
    let is_damaged = |(id, mut own): (SourceId, Vec<Edit>)| {
        own.sort();
        let source = sources.get(id)?;
        let is_same = match (old.parse(&source.path), new.parse(&source.path)) {
            (Ok(old), Ok(new)) => new.errors.is_empty() && edited::is_same_elsewhere(&old, &new, &own, false),
            _ => false,
        };
        (!is_same).then(|| source.name.clone())
    };
    by_file.into_iter().filter_map(is_damaged).collect()
}

fn not(source: &Source, at: u32, rule: &str, why: &str) -> NotIgnored {
    let line = source.place(at as usize).line;
    NotIgnored { file: source.name.clone(), line, rule: rule.into(), why: why.to_owned() }
}

/// Returns where `finding` and all that has its cause are, each with its key.
fn places<'a>(finding: &'a Finding, report: &'a Report) -> impl Iterator<Item = (Key, Span)> {
    let others = finding.others.iter();
    let others = others.map(|other| (Key::of_other(&finding.rule, other, &report.sources), other.primary));
    std::iter::once((Key::of(finding, &report.sources), finding.primary)).chain(others)
}
