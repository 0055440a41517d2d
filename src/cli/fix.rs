//! `--fix` and `--diff`: carries out fixes, or shows them.

use super::CliError;
use super::changes::Changes;
use crate::apply::{self, Applied, ChangedFile, Fixed, NotIgnored, Refused, Which};
use crate::check::{CheckError, Request, Session};
use crate::finding::{self, Problem, Report};
use crate::render::text::{self, counted};
use crate::render::{Options, Style, change, unified};
use crate::source::{SourceMap, display_name};
use crate::workspace;
use hy_msg_lint_tree::quote::enumerated;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Heading over the options.
const HEADING: &str = "What to fix";

#[derive(Debug, Clone, Copy, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option that is given or not")]
pub(super) struct Asked {
    /// Fix what can be fixed safely, and show what is left
    #[arg(long, help_heading = HEADING, conflicts_with_all = ["write_baseline", "statistics"])]
    fix: bool,
    /// With --fix or --diff, also apply fixes that need a look
    #[arg(long, help_heading = HEADING, hide_short_help = true)]
    unsafe_fixes: bool,
    /// Print what --fix would change as a unified diff, and change nothing
    #[arg(long, help_heading = HEADING, conflicts_with_all = ["write_baseline", "statistics"])]
    diff: bool,
    /// Suppress what is left with comments, and a reason to fill in
    #[arg(long, help_heading = HEADING, hide_short_help = true, conflicts_with_all = ["write_baseline", "statistics"])]
    add_ignore: bool,
    /// Remove suppression comments and baseline entries that match nothing
    #[arg(long, help_heading = HEADING, hide_short_help = true, conflicts_with_all = ["write_baseline", "statistics"])]
    prune: bool,
}

/// The fixes of a run.
#[derive(Debug)]
pub(super) struct Fixes {
    arguments: Asked,
    files: Vec<ChangedFile>,
    fixed: Vec<Fixed>,
    refused: Vec<Refused>,
    ignored: usize,
    not_ignored: Vec<NotIgnored>,
    /// The baselines that are pruned: each name as shown, and the number of findings that are left in it.
    pruned: Vec<(String, usize)>,
}

impl Asked {
    /// Returns true if a diff takes the place of findings.
    pub(super) fn is_diff(self) -> bool {
        self.diff
    }

    /// Returns true if suppressions are to be removed.
    pub(super) fn is_prune(self) -> bool {
        self.prune
    }

    /// Returns true if files are to be written.
    fn writes(self) -> bool {
        !self.diff && (self.fix || self.add_ignore || self.prune)
    }

    /// Returns which fixes are applied; None for none.
    fn which(self) -> Option<Which> {
        let Self { fix, unsafe_fixes, diff, add_ignore, prune } = self;
        match (fix || unsafe_fixes || diff && !add_ignore && !prune, unsafe_fixes) {
            (true, true) => Some(Which::All),
            (true, false) => Some(Which::Safe),
            (false, _) => prune.then_some(Which::Suppressions),
        }
    }
}

impl Fixes {
    /// Returns the fixes that the caller asks for; none are found yet.
    ///
    /// # Errors
    /// If fixes are asked for that have nowhere to go.
    pub(super) fn asked(arguments: Asked, has_stdin: bool) -> Result<Self, CliError> {
        if arguments.writes() && has_stdin {
            return Err(CliError::FixOfStdin);
        }
        if arguments.unsafe_fixes && !arguments.fix && !arguments.diff {
            return Err(CliError::UnsafeFixesAlone);
        }
        Ok(Self {
            arguments,
            files: Vec::new(),
            fixed: Vec::new(),
            refused: Vec::new(),
            ignored: 0,
            not_ignored: Vec::new(),
            pruned: Vec::new(),
        })
    }

    /// Returns true if a diff takes the place of findings.
    pub(super) fn is_diff(&self) -> bool {
        self.arguments.diff
    }

    /// Checks the files in `request`, and does what is asked for, on lines in `changes` alone. The report is on the files as they
    /// are on disk then. What cannot be written is a problem of it.
    pub(super) fn check(
        &mut self,
        session: &mut Session,
        request: &Request,
        changes: Option<&Changes>,
    ) -> Result<Report, CheckError> {
        let (fixes, ignores) = (self.arguments.which(), self.arguments.add_ignore);
        if fixes.is_none() && !ignores {
            return session.check(request);
        }
        let narrow = |report: &mut Report| {
            if let Some(changes) = changes {
                changes.narrow(report);
            }
        };
        let writes = self.arguments.writes();
        let refusal = |path: &Path| {
            let refused = if writes { workspace::may_replace(path).err() } else { None };
            refused.map(|error| error.to_string())
        };
        let asked = apply::Asked { fixes, ignores, narrow: &narrow, refusal: &refusal };
        let applied = apply::apply(session, request, asked)?;
        let Applied { mut report, files, fixed, refused, mut ignored, not_ignored, locked } = applied;
        let mut problems: Vec<_> = locked.iter().map(|(name, why)| not_written(name, why)).collect();
        let count = files.len();
        let written = if writes { write(files, &mut problems) } else { files };
        let is_whole = written.len() == count;
        if !is_whole || !writes && count > 0 {
            // The files are not as the report says.
            report = session.check(request)?;
            ignored = if is_whole { ignored } else { 0 };
        }
        report.problems.extend(problems);
        let is_written = |path: &PathBuf| written.iter().any(|file| file.path == *path);
        self.fixed.extend(fixed.into_iter().filter(|one| one.files.iter().all(is_written)));
        self.refused.extend(refused);
        self.ignored += ignored;
        self.not_ignored.extend(not_ignored);
        for file in written {
            // What configurations share may be shown with several of them.
            if !writes && self.files.iter().any(|known| known.path == file.path) {
                continue;
            }
            self.files.push(file);
        }
        if self.arguments.prune { self.prune(session, request, report) } else { Ok(report) }
    }

    /// Takes what is gone off the baseline that `session` reads.
    fn prune(
        &mut self,
        session: &mut Session,
        request: &Request,
        mut report: Report,
    ) -> Result<Report, CheckError> {
        let Some(file) = session.config().baseline.clone() else { return Ok(report) };
        let Some(left) = session.pruned_baseline(request)? else { return Ok(report) };
        let sources = SourceMap::within([&*workspace::root_of(&file, false)]);
        let Ok(source) = sources.load(&file) else { return Ok(report) };
        let (before, after, name) = (source.text.clone(), left.to_string(), display_name(&file));
        if before == after || report.gone.iter().all(|gone| gone.file != name) {
            return Ok(report);
        }
        let changed = ChangedFile { path: file, name: name.clone(), before, after };
        let written =
            if self.arguments.writes() { write(vec![changed], &mut report.problems) } else { vec![changed] };
        if !written.is_empty() {
            if self.arguments.writes() {
                report.gone.retain(|gone| gone.file != name);
            }
            self.pruned.push((name, left.count()));
        }
        self.files.extend(written);
        Ok(report)
    }

    /// Tells in `report` what was done, or would be.
    pub(super) fn settle(&mut self, report: &mut Report) {
        let verb = |done, would| if self.arguments.writes() { done } else { would };
        if !self.fixed.is_empty() {
            let edited: BTreeSet<_> = self.fixed.iter().flat_map(|one| &one.files).collect();
            let (findings, files) = (counted(self.fixed.len(), "finding"), counted(edited.len(), "file"));
            let verb = verb("fixed", "would fix");
            report.notes.push(format!("{verb} {findings} in {files}: {}", self.by_rule()));
        }
        report.notes.extend(self.also());
        for (name, left) in &self.pruned {
            let left = counted(*left, "finding");
            report.notes.push(format!("{} {left} in {name}", verb("left", "would leave")));
        }
        if self.ignored > 0 {
            let verb = verb("suppressed", "would suppress");
            let findings = counted(self.ignored, "finding");
            report
                .notes
                .push(format!("{verb} {findings}: replace `TODO: say why` in each comment by the reason"));
        }
        if !self.not_ignored.is_empty() {
            let findings = counted(self.not_ignored.len(), "finding");
            report.notes.push(format!(
                "no comment can suppress {findings}: fix them, record them with --write-baseline, or name them under \
                 `suppressions` in hy-msg-lint.yaml"
            ));
            let told = |one: &NotIgnored| format!("{}:{}: {}: {}", one.file, one.line, one.rule, one.why);
            report.notes.extend(self.not_ignored.iter().map(told));
        }
        let told = self.refused.iter().map(|one| {
            let Refused { rule, title, place, why } = one;
            format!(
                "{place}: the fix `{title}` of {rule} is not applied, as {why}: this is a defect of the rule"
            )
        });
        report.notes.extend(told);
        if self.arguments.writes() {
            report.fixed.extend(self.fixed.iter().map(|one| one.told.clone()));
        }
    }

    /// Returns what the fixes change besides, each as a note.
    fn also(&self) -> impl Iterator<Item = String> {
        self.fixed.iter().filter_map(|one| {
            let finding::Fixed { rule, file, line, also, .. } = &one.told;
            Some(format!("{file}:{line}: the fix of {rule} {}", also.as_ref()?))
        })
    }

    /// Returns the rules, each with how often it is fixed.
    fn by_rule(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &self.fixed {
            *counts.entry(&one.told.rule).or_default() += 1;
        }
        let rules: Vec<String> = counts.iter().map(|(rule, count)| format!("{rule} ({count})")).collect();
        enumerated(&rules, rules.len())
    }

    /// Returns true if a file is changed.
    pub(super) fn has_changes(&self) -> bool {
        !self.files.is_empty()
    }

    /// Writes the changes as a unified diff, which `git apply` and `patch -p1` take if no person reads it.
    pub(super) fn render(&self, options: &Options, out: &mut dyn Write) -> io::Result<()> {
        self.files.iter().try_for_each(|file| diff(file, options, out))
    }
}

/// Writes `files`, and returns those that are written; the others are `problems`.
fn write(files: Vec<ChangedFile>, problems: &mut Vec<Problem>) -> Vec<ChangedFile> {
    let is_written = |file: &ChangedFile| {
        let done = workspace::replace(&file.path, &file.before, &file.after);
        done.map_err(|error| problems.push(not_written(&file.name, &error.to_string()))).is_ok()
    };
    let mut files = files;
    files.retain(is_written);
    files
}

fn not_written(name: &str, why: &str) -> Problem {
    Problem {
        file: name.to_owned(),
        place: None,
        message: format!("it is not changed: {why}"),
        related: Vec::new(),
    }
}

fn diff(file: &ChangedFile, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let head = format!("--- {}\n+++ {}\n", header("a", &file.name), header("b", &file.name));
    let body = unified::hunks(&file.before, &file.after);
    let colors = options.style != Style::Plain;
    if !colors && !options.is_terminal {
        return write!(out, "{head}{body}");
    }
    let shown = |line: &str| if colors { change::colored(line) } else { text::line(line).into_owned() };
    head.lines().chain(body.lines()).try_for_each(|line| writeln!(out, "{}", shown(line)))
}

/// Returns the name of a file in the header of a diff, as git writes it: what has other characters than a line may have is in
/// quotes, and a tab ends a name with blanks.
fn header(side: &str, name: &str) -> String {
    let name = format!("{side}/{name}");
    let is_odd = |one: char| one.is_control() || matches!(one, '"' | '\\');
    if !name.contains(is_odd) {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{}{end}", text::line(&name));
    }
    let mut quoted = String::from("\"");
    for byte in name.bytes() {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', char::from(byte)]),
            b'\n' => quoted.push_str("\\n"),
            b'\t' => quoted.push_str("\\t"),
            b' '..=b'~' => quoted.push(char::from(byte)),
            _ => quoted.extend(['\\', octal(byte >> 6), octal(byte >> 3), octal(byte)]),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns the last octal digit of `byte`.
fn octal(byte: u8) -> char {
    char::from(b'0' + (byte & 7))
}
