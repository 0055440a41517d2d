//! `--fix` and `--diff`: carries out fixes, or shows them.

use super::CliError;
use super::changes::Changes;
use crate::apply::{self, Applied, ChangedFile, Fixed, Refused, Which};
use crate::check::{CheckError, Request, Session};
use crate::finding::{Problem, Report};
use crate::render::text::{self, counted};
use crate::source::{SourceMap, display_name};
use crate::workspace;
use hy_msg_lint_tree::quote::enumerated;
use imara_diff::{Algorithm, BasicLineDiffPrinter, Diff, InternedInput, UnifiedDiffConfig};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Heading over the options.
const HEADING: &str = "What to fix";

/// How the note on a baseline ends that has findings which are gone.
const PRUNE_ADVICE: &str = " away";

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
    #[arg(long, help_heading = HEADING, conflicts_with_all = ["fix", "write_baseline", "statistics"])]
    diff: bool,
    /// Suppress what is left with comments, and a reason to fill in
    #[arg(long, help_heading = HEADING, hide_short_help = true, conflicts_with_all = ["write_baseline", "statistics"])]
    add_ignore: bool,
    /// Remove suppression comments and baseline entries that match nothing
    #[arg(long, help_heading = HEADING, hide_short_help = true, conflicts_with_all = ["write_baseline", "statistics", "fix"])]
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
    not_ignored: usize,
}

impl Asked {
    /// Returns true if files are to be written.
    fn writes(self) -> bool {
        !self.diff && (self.fix || self.add_ignore || self.prune)
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
        let (files, fixed, refused) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { arguments, files, fixed, refused, ignored: 0, not_ignored: 0 })
    }

    /// Returns true if a diff takes the place of findings.
    pub(super) fn is_diff(&self) -> bool {
        self.arguments.diff
    }

    /// Checks the files in `request`, and applies in memory what is asked for, on lines in `changes` alone.
    pub(super) fn check(
        &mut self,
        session: &mut Session,
        request: &Request,
        changes: Option<&Changes>,
    ) -> Result<Report, CheckError> {
        let Asked { fix, diff, unsafe_fixes, add_ignore, prune } = self.arguments;
        let fixes = match (fix || diff && !add_ignore && !prune, unsafe_fixes) {
            (true, true) => Some(Which::All),
            (true, false) => Some(Which::Safe),
            (false, _) => prune.then_some(Which::Suppressions),
        };
        let asked = apply::Asked { fixes, ignores: add_ignore };
        if fixes.is_none() && !add_ignore {
            return session.check(request);
        }
        let narrow = |report: &mut Report| {
            if let Some(changes) = changes {
                changes.narrow(report);
            }
        };
        let Applied { report, files, fixed, refused, ignored, not_ignored } =
            apply::apply(session, request, asked, &narrow)?;
        self.files.extend(files);
        self.fixed.extend(fixed);
        self.refused.extend(refused);
        self.ignored += ignored;
        self.not_ignored += not_ignored;
        if prune { self.prune(session, request, report) } else { Ok(report) }
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
        let before = source.text.clone();
        let after = left.to_string();
        if before != after {
            let name = display_name(&file);
            report.notes.retain(|note| !note.ends_with(PRUNE_ADVICE));
            report.notes.push(format!("{} left in {name}", counted(left.count(), "finding")));
            self.files.push(ChangedFile { path: file, name, before, after });
        }
        Ok(report)
    }

    /// Writes the files that are changed, if the caller asks for it, and tells what was done. A file that cannot be written
    /// is a problem of `report`.
    pub(super) fn settle(&mut self, report: &mut Report) {
        if self.arguments.writes() {
            let mut written = true;
            for file in &self.files {
                if let Err(error) = workspace::replace(&file.path, &file.before, &file.after) {
                    written = false;
                    let message = format!("its fixes are not written: {error}");
                    report.problems.push(Problem {
                        file: file.name.clone(),
                        place: None,
                        message,
                        related: Vec::new(),
                    });
                }
            }
            if !written {
                // What is said of findings would hold for texts that no file has.
                let all = "not every file could be written: run it again to see what is left".to_owned();
                report.notes.push(all);
                return;
            }
        }
        if !self.fixed.is_empty() {
            let verb = if self.arguments.writes() { "fixed" } else { "would fix" };
            let (findings, files) = (counted(self.fixed.len(), "finding"), counted(self.files.len(), "file"));
            report.notes.push(format!("{verb} {findings} in {files}: {}", self.by_rule()));
        }
        if self.ignored > 0 {
            let verb = if self.arguments.writes() { "suppressed" } else { "would suppress" };
            let findings = counted(self.ignored, "finding");
            report
                .notes
                .push(format!("{verb} {findings}: replace `TODO: say why` in each comment by the reason"));
        }
        if self.not_ignored > 0 {
            let findings = counted(self.not_ignored, "finding");
            report.notes.push(format!("no comment can suppress {findings}: --write-baseline records them"));
        }
        let told = self.refused.iter().map(|one| {
            let Refused { rule, title, place, why } = one;
            format!(
                "{place}: the fix `{title}` of {rule} is not applied, as {why}: this is a defect of the rule"
            )
        });
        report.notes.extend(told);
    }

    /// Returns the rules, each with how often it is fixed.
    fn by_rule(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &self.fixed {
            *counts.entry(&one.rule).or_default() += 1;
        }
        let rules: Vec<String> = counts.iter().map(|(rule, count)| format!("{rule} ({count})")).collect();
        enumerated(&rules, rules.len())
    }

    /// Returns true if a file is changed.
    pub(super) fn has_changes(&self) -> bool {
        !self.files.is_empty()
    }

    /// Writes the changes as a unified diff, which `git apply` and `patch -p1` take.
    pub(super) fn render(&self, out: &mut dyn Write) -> io::Result<()> {
        self.files.iter().try_for_each(|file| diff(file, out))
    }
}

fn diff(file: &ChangedFile, out: &mut dyn Write) -> io::Result<()> {
    let input = InternedInput::new(&*file.before, &*file.after);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let printer = BasicLineDiffPrinter(&input.interner);
    let name = text::line(&file.name);
    writeln!(out, "--- a/{name}\n+++ b/{name}")?;
    let text = diff.unified_diff(&printer, UnifiedDiffConfig::default(), &input).to_string();
    write!(out, "{}", with_missing_breaks(&text, file))
}

/// Returns a diff in which a last line without a line break says so, as `git` and `patch` expect.
fn with_missing_breaks(diff: &str, file: &ChangedFile) -> String {
    let last = |text: &str| text.rsplit('\n').next().filter(|line| !line.is_empty()).map(str::to_owned);
    let (before, after) = (last(&file.before), last(&file.after));
    if (before.is_none() && after.is_none()) || !reaches_end(diff, &file.before) {
        return diff.to_owned();
    }
    let lines: Vec<&str> = diff.split_inclusive('\n').collect();
    let find = |signs: &[char], last: &Option<String>| {
        let last = last.as_ref()?;
        lines.iter().rposition(|line| {
            line.starts_with(signs) && line.get(1..).is_some_and(|rest| rest.trim_end_matches('\n') == last)
        })
    };
    // A line of the context is the last one of both.
    let marked = [find(&['-', ' '], &before), find(&['+', ' '], &after)];
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        text.push_str(line);
        if marked.contains(&Some(number)) {
            let line_break = if line.ends_with('\n') { "" } else { "\n" };
            text.push_str(line_break);
            text.push_str("\\ No newline at end of file\n");
        }
    }
    text
}

/// Returns true if the last hunk of `diff` has the last line of the text `before`.
fn reaches_end(diff: &str, before: &str) -> bool {
    let header = diff.lines().rfind(|line| line.starts_with("@@ -"));
    let range = header.and_then(|line| line.get(4..)?.split(' ').next());
    let mut numbers = range.into_iter().flat_map(|range| range.split(',')).map(str::parse::<usize>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(start)), Some(Ok(count))) => start + count > before.split_inclusive('\n').count(),
        _ => false,
    }
}
