//! `--diff-base`: finds the new lines with git, which only hands out what was there before.

use super::CliError;
use crate::finding::{Finding, Report};
use crate::source::{Source, Span};
use crate::workspace::FilePath;
use hy_msg_lint_tree::path::of_bytes;
use imara_diff::{Algorithm, Diff, InternedInput};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;

/// What a revision had.
#[derive(Debug)]
pub(super) struct Changes {
    /// The files of the revision, each with git's name for its content; in all others every line is new.
    before: BTreeMap<FilePath, String>,
}

impl Changes {
    /// Returns what `revision` had in the repository of the working directory.
    pub(super) fn since(revision: &str) -> Result<Self, CliError> {
        let up = text(git(["rev-parse", "--show-cdup"])?);
        let root = PathBuf::from(up.trim_end_matches(['\n', '\r']));
        let commit = format!("{revision}^{{commit}}");
        let commit = git(["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
            .map_err(|_| CliError::NoRevision(revision.to_owned()))?;
        let files = git(["ls-tree", "-r", "-z", "--full-tree", text(commit).trim_end()])?;
        let file = |entry: &[u8]| {
            let tab = entry.iter().position(|byte| *byte == b'\t')?;
            let (about, path) = (text(entry.get(..tab)?.to_vec()), of_bytes(entry.get(tab + 1..)?.to_vec()));
            let mut about = about.split(' ').skip(1);
            let (kind, name) = (about.next()?, about.next()?);
            (kind == "blob").then(|| (FilePath::in_repository(&root.join(path)), name.to_owned()))
        };
        Ok(Self { before: files.split(|byte| *byte == 0).filter_map(file).collect() })
    }

    /// Keeps only the findings of `report` of which a place, or a related one, is on a line that is new or changed.
    pub(super) fn narrow(&self, report: &mut Report) {
        let sources = &report.sources;
        let mut known: BTreeMap<FilePath, Option<Vec<Range<u32>>>> = BTreeMap::new();
        let mut is_new_place = |span: Span| {
            let Some(source) = sources.get(span.source) else { return false };
            let line = u32::try_from(source.line_of(span.start as usize)).unwrap_or(u32::MAX);
            let file = FilePath::in_repository(&source.path);
            let lines = known.entry(file.clone()).or_insert_with(|| self.new_lines(&file, &source));
            lines.as_ref().is_none_or(|lines| lines.iter().any(|range| range.contains(&line)))
        };
        let mut is_new = |finding: &Finding| {
            let related = finding.related.iter().map(|label| label.span);
            std::iter::once(finding.primary).chain(related).any(&mut is_new_place)
        };
        for list in [&mut report.findings, &mut report.unknown, &mut report.excepted] {
            list.retain(&mut is_new);
        }
        report.suppressed.retain(|one| is_new(&one.finding));
    }

    /// Returns the new or changed lines of `file`, from 0; `None` where all are new.
    fn new_lines(&self, file: &FilePath, source: &Source) -> Option<Vec<Range<u32>>> {
        let before = text(git(["cat-file", "blob", self.before.get(file)?]).ok()?);
        // A checkout may have written other line endings.
        let mut input = InternedInput::default();
        input.update_before(before.lines());
        input.update_after(source.text.lines());
        let diff = Diff::compute(Algorithm::Histogram, &input);
        Some(diff.hunks().map(|hunk| hunk.after).filter(|lines| !lines.is_empty()).collect())
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Runs git and returns its output. It reads objects alone: no attribute or filter of a file applies, and a bare
/// repository within the working directory, whose settings its author chose, is none.
fn git<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Result<Vec<u8>, CliError> {
    let output = Command::new("git")
        .args([
            "-c",
            "core.fsmonitor=false",
            "-c",
            "safe.bareRepository=explicit",
            "-c",
            "protocol.allow=never",
        ])
        .args(arguments)
        .output()
        .map_err(CliError::NoGit)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(CliError::Git(said.lines().next().unwrap_or("it says nothing").to_owned()))
}
