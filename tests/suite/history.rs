//! A stack as somebody writes it for the first time, and what following the findings makes of it.
//!
//! The projects `from_scratch_0_written`, `from_scratch_1_first_round` and `from_scratch_2_clean` under `fixtures/projects/` are
//! the same stack; what is said of each is in its `expected.txt`.

use crate::expected::{files_under, root};
use imara_diff::{Algorithm, Diff, InternedInput};
use std::fs;
use std::path::{Path, PathBuf};

fn stage(name: &str) -> PathBuf {
    root().join("fixtures/projects").join(format!("from_scratch_{name}"))
}

/// Returns the number of findings in what is said of a stage.
fn findings(folder: &Path) -> usize {
    let said = fs::read_to_string(folder.join("expected.txt")).expect("it is there");
    let is_finding =
        |line: &&str| [": error[", ": warning[", ": info["].iter().any(|severity| line.contains(severity));
    said.lines().filter(is_finding).count()
}

/// Returns the number of lines that are changed, added or removed to make `after` of `before`.
fn changed_lines(before: &Path, after: &Path) -> usize {
    let count = |path: &PathBuf| {
        let name = path.strip_prefix(before).expect("it is below");
        if name == Path::new("expected.txt") {
            return 0;
        }
        let texts =
            [path.clone(), after.join(name)].map(|path| fs::read_to_string(path).expect("it is there"));
        let mut input = InternedInput::default();
        input.update_before(texts[0].lines());
        input.update_after(texts[1].lines());
        let lines = |hunk: imara_diff::Hunk| hunk.before.len().max(hunk.after.len());
        Diff::compute(Algorithm::Histogram, &input).hunks().map(lines).sum()
    };
    files_under(before).iter().map(count).sum()
}

#[test]
fn there_are_fewer_findings_than_lines_to_change() {
    let (written, clean) = (stage("0_written"), stage("2_clean"));
    let (findings, lines) = (findings(&written), changed_lines(&written, &clean));
    assert!(findings >= 15, "{findings} findings");
    assert!(findings < lines, "{findings} findings, and {lines} lines to change");
}

#[test]
fn following_what_is_said_ends() {
    let stages = ["0_written", "1_first_round", "2_clean"].map(|name| findings(&stage(name)));
    assert!(stages[0] > stages[1] && stages[1] > stages[2] && stages[2] == 0, "{stages:?}");
}
