//! Projects with one mistake in them: the exit code says what the report says, and no file is dropped in silence.

use crate::expected::{copied, files_under};
use crate::projects::{folders, run};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One change of a text, at a part of its length in thousandths.
#[derive(Debug, Clone)]
pub(crate) enum Mutation {
    Cut(usize),
    DropLine(usize),
    RepeatLine(usize),
    Indent(usize),
    Insert(usize, &'static str),
}

pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
    let at = || 0..1000_usize;
    let noise = proptest::sample::select(vec![
        ":", "\"", "'", "{", "]", "${X}", "${", "\t", "\u{feff}", "- ", "&a ", "*a", "!x ", "\n", "0", "_",
        "#", "\r",
    ]);
    prop_oneof![
        at().prop_map(Mutation::Cut),
        at().prop_map(Mutation::DropLine),
        at().prop_map(Mutation::RepeatLine),
        at().prop_map(Mutation::Indent),
        (at(), noise).prop_map(|(at, text)| Mutation::Insert(at, text)),
    ]
}

impl Mutation {
    pub(crate) fn of(&self, text: &str) -> String {
        let mut lines: Vec<_> = text.split_inclusive('\n').map(str::to_owned).collect();
        let byte = |at: usize| text.floor_char_boundary(text.len() * at / 1000);
        let line = |at: usize| (lines.len() * at / 1000).min(lines.len().saturating_sub(1));
        match *self {
            Self::Cut(at) => return text[..byte(at)].to_owned(),
            Self::Insert(at, noise) => {
                let (before, after) = text.split_at(byte(at));
                return [before, noise, after].concat();
            }
            _ if lines.is_empty() => {}
            Self::DropLine(at) => drop(lines.remove(line(at))),
            Self::RepeatLine(at) => {
                let at = line(at);
                lines.insert(at, lines[at].clone());
            }
            Self::Indent(at) => {
                let at = line(at);
                lines[at].insert(0, ' ');
            }
        }
        lines.concat()
    }
}

/// Checks the project in `folder`, and returns its report. None where the configuration
/// cannot be used, so that nothing is judged.
fn judged(folder: &Path) -> Option<Value> {
    let output = run(folder, &["--format", "json", "."]);
    if output.stdout.is_empty() {
        assert!(output.status.code() == Some(2) && !output.stderr.is_empty(), "{output:?}");
        return None;
    }
    let report: Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
    let list = |name: &str| report[name].as_array().expect("a report has its lists");
    let fails = list("findings").iter().any(|finding| finding["severity"] == "error");
    let expected = match (list("errors").is_empty(), fails) {
        (false, _) => 2,
        (true, fails) => i32::from(fails),
    };
    assert_eq!(output.status.code(), Some(expected), "{report:#}");
    Some(report)
}

/// Counts the files that were judged, and those that `lists` name.
fn files_of(report: &Value, lists: &[&str]) -> usize {
    let judged = report["summary"]["files"].as_u64().expect("a summary counts the files");
    let named = lists.iter().flat_map(|list| report[list].as_array().expect("a report has its lists"));
    // What general rules do not judge is a file that other rules do.
    let is_out_of_scope = |one: &&Value| {
        one["reason"].as_str().is_some_and(|reason| reason.starts_with("no messaging service"))
    };
    let named = named.filter(|one| !is_out_of_scope(one));
    let named: BTreeSet<_> = named.map(|one| one["file"].as_str()).collect();
    usize::try_from(judged).expect("a number of files") + named.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_exit_code_says_what_could_be_judged(
        project in any::<prop::sample::Index>(),
        file in any::<prop::sample::Index>(),
        mutation in mutation(),
    ) {
        let projects = folders();
        let project = project.get(&projects);
        let folder = copied(project, "mutated");
        let before = judged(&folder);
        let texts: Vec<_> = files_under(&folder)
            .into_iter()
            // Nothing is judged by a configuration that is wrong.
            .filter(|path| path.file_stem().is_some_and(|stem| stem != "hy-msg-lint"))
            // A script without an extension is one by its first line.
            .filter(|path| path.extension().is_some() || path.ends_with("Makefile") || path.ends_with("Dockerfile"))
            .filter_map(|path| Some((fs::read_to_string(&path).ok()?, path)))
            .collect();
        let (text, path) = file.get(&texts);
        fs::write(path, mutation.of(text)).expect("the file can be written");
        if let (Some(before), Some(after)) = (before, judged(&folder)) {
            // A file that is broken may count as judged too.
            let (files, still) = (files_of(&before, &["skipped"]), files_of(&after, &["skipped", "errors"]));
            // A Dockerfile is read through the service that is built from it, which may be in the broken file, or name
            // another folder now.
            let is_refused = |finding: &Value| finding["rule"] == "invalid-compose";
            let is_broken = after["errors"].as_array().is_some_and(|errors| !errors.is_empty())
                || after["findings"].as_array().is_some_and(|findings| findings.iter().any(is_refused))
                || text.contains("build");
            let images = files_under(&folder).iter().filter(|path| path.to_string_lossy().contains("Dockerfile")).count();
            let still = still + if is_broken { images } else { 0 };
            prop_assert!(still >= files, "{}: {files} files, now {still}: {after:#}", project.display());
        }
    }
}
