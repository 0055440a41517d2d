//! The order in which people are shown findings: the gravest and most pressing first, folder by folder and file by file.

use crate::finding::{Concern, Finding, Severity};
use crate::source::{SourceId, SourceMap};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// What comes first is less; the number is the finding's place in the report.
type Rank = (Reverse<Severity>, Concern, bool, usize);

/// The rule whose findings come first among those of their concern: nothing of the project starts.
const FIRST: &str = "invalid-compose";

/// A finding and its rank.
#[derive(Clone, Copy)]
pub(super) struct Ranked<'a> {
    pub(super) finding: &'a Finding,
    rank: Rank,
}

/// Returns `findings` as far as they differ in what they tell: the gravest first, then the most pressing; of equals the
/// first of each rule, then the second of each.
pub(super) fn most_telling(findings: &[Finding]) -> Vec<Ranked<'_>> {
    let mut seen: HashMap<(&Arc<str>, Severity), usize> = HashMap::new();
    let mut ranked: Vec<_> = findings
        .iter()
        .enumerate()
        .map(|(number, finding)| {
            let before = seen.entry((&finding.rule, finding.severity)).or_default();
            *before += 1;
            (*before, Ranked { finding, rank: (Reverse(finding.severity), finding.concern, *finding.rule != *FIRST, number) })
        })
        .collect();
    ranked.sort_by_key(|(before, Ranked { rank: (severity, concern, other, number), .. })| {
        (*severity, *concern, *before, *other, *number)
    });
    ranked.into_iter().map(|(_, one)| one).collect()
}

/// Returns `findings` by file: those with graver and more pressing findings first, of equals those of a folder together. A folder
/// and a file have the rank of the first in them.
pub(super) fn by_file<'a>(findings: &[Ranked<'a>], sources: &SourceMap) -> Vec<Ranked<'a>> {
    let mut folders: HashMap<SourceId, String> = HashMap::new();
    let mut first_in_folder: HashMap<String, Rank> = HashMap::new();
    let mut first_in_file: HashMap<SourceId, Rank> = HashMap::new();
    for Ranked { finding, rank } in findings {
        let file = finding.primary.source;
        let name = || sources.get(file).map(|source| source.folder().to_owned()).unwrap_or_default();
        let folder = folders.entry(file).or_insert_with(name);
        let earlier = |known: &mut Rank| *known = (*known).min(*rank);
        first_in_folder.entry(folder.clone()).and_modify(earlier).or_insert(*rank);
        first_in_file.entry(file).and_modify(earlier).or_insert(*rank);
    }
    let mut sorted = findings.to_vec();
    sorted.sort_by_key(|Ranked { finding, rank }| {
        let file = finding.primary.source;
        let folder = folders.get(&file).and_then(|folder| first_in_folder.get(folder));
        let first = first_in_file.get(&file).copied();
        (first.map(|(severity, concern, ..)| (severity, concern)), folder.copied(), first, *rank)
    });
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Subject;
    use crate::source::Span;
    use std::path::Path;

    fn shown(found: &[(&str, &str, Severity, Concern)]) -> (Vec<String>, Vec<String>) {
        let sources = SourceMap::default();
        let findings: Vec<_> = (found.iter().enumerate())
            .map(|(number, (file, rule, severity, concern))| {
                let source = match sources.all().into_iter().find(|source| source.name == *file) {
                    Some(source) => source.id,
                    None => sources.add(Path::new(file), "text".into()).id,
                };
                let subject = Subject { kind: "topic", name: String::new() };
                let one = Finding::new(rule, *severity, number.to_string(), Span::new(source, 0, 1), subject);
                Finding { concern: *concern, ..one }
            })
            .collect();
        let telling = most_telling(&findings);
        let words = |all: &[Ranked]| all.iter().map(|one| one.finding.message.clone()).collect();
        (words(&telling), words(&by_file(&telling, &sources)))
    }

    #[test]
    fn graver_first_then_more_pressing_then_other_rules() {
        use Concern::{Hygiene, Start};
        use Severity::{Error, Warning};
        let (telling, by_file) = shown(&[
            ("a/x.yml", "names", Error, Hygiene),
            ("a/x.yml", "names", Error, Hygiene),
            ("a/x.yml", "limits", Error, Hygiene),
            ("a/y.yml", "limits", Warning, Start),
            ("b/x.yml", "starts", Error, Start),
            ("b/x.yml", "starts", Warning, Start),
        ]);
        assert_eq!(telling, ["4", "0", "2", "1", "3", "5"]);
        assert_eq!(by_file, ["4", "5", "0", "1", "2", "3"]);
    }

    #[test]
    fn what_keeps_something_from_starting_comes_before_secrets_of_other_files() {
        use Concern::{Exposure, Start};
        let (telling, by_file) = shown(&[
            ("a/x.yml", "secret", Severity::Error, Exposure),
            ("a/y.yml", "heap", Severity::Error, Start),
            ("b/x.yml", "quorum", Severity::Error, Start),
            ("b/x.yml", "invalid-compose", Severity::Error, Start),
        ]);
        assert_eq!(telling, ["3", "1", "2", "0"]);
        assert_eq!(by_file, ["3", "2", "1", "0"]);
    }
}
