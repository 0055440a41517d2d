//! `--fix` and `--diff`: carries out fixes, or shows them.

use super::CliError;
use super::changes::Changes;
use crate::apply::{self, Applied, ChangedFile, Fixed, Refused, Which};
use crate::check::{CheckError, Request, Session};
use crate::finding::{Problem, Report};
use crate::render::text::{self, counted};
use crate::workspace;
use hy_msg_lint_tree::quote::enumerated;
use imara_diff::{Algorithm, BasicLineDiffPrinter, Diff, InternedInput, UnifiedDiffConfig};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Heading over the options.
const HEADING: &str = "What to fix";

/// The most rules that a note names.
const MOST_RULES: usize = 8;

#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Asked {
    /// Fix what can be fixed safely, and show what is left
    #[arg(long, help_heading = HEADING, conflicts_with_all = ["write_baseline", "statistics"])]
    fix: bool,
    /// With --fix or --diff, also apply fixes that need a look
    #[arg(long, help_heading = HEADING)]
    unsafe_fixes: bool,
    /// Print what --fix would change as a unified diff, and change nothing
    #[arg(long, help_heading = HEADING, conflicts_with_all = ["fix", "write_baseline", "statistics"])]
    diff: bool,
}

/// The fixes of a run.
#[derive(Debug)]
pub(super) struct Fixes {
    arguments: Asked,
    files: Vec<ChangedFile>,
    fixed: Vec<Fixed>,
    refused: Vec<Refused>,
}

impl Fixes {
    /// Returns the fixes that the caller asks for; none are found yet.
    ///
    /// # Errors
    /// If fixes are asked for that have nowhere to go.
    pub(super) fn asked(arguments: Asked, has_stdin: bool) -> Result<Self, CliError> {
        if arguments.fix && has_stdin {
            return Err(CliError::FixOfStdin);
        }
        if arguments.unsafe_fixes && !arguments.fix && !arguments.diff {
            return Err(CliError::UnsafeFixesAlone);
        }
        Ok(Self { arguments, files: Vec::new(), fixed: Vec::new(), refused: Vec::new() })
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
        let Asked { fix, diff, unsafe_fixes } = self.arguments;
        if !fix && !diff {
            return session.check(request);
        }
        let which = if unsafe_fixes { Which::All } else { Which::Safe };
        let narrow = |report: &mut Report| {
            if let Some(changes) = changes {
                changes.narrow(report);
            }
        };
        let Applied { report, files, fixed, refused } = apply::apply(session, request, which, &narrow)?;
        self.files.extend(files);
        self.fixed.extend(fixed);
        self.refused.extend(refused);
        Ok(report)
    }

    /// Writes the files that are changed, if the caller asks for it, and tells what was done. A file that cannot be written
    /// is a problem of `report`.
    pub(super) fn settle(&mut self, report: &mut Report) {
        if self.arguments.fix {
            let problem = |file: &ChangedFile| {
                let written = workspace::replace(&file.path, &file.before, &file.after);
                let message = format!("its fixes are not written: {}", written.err()?);
                Some(Problem { file: file.name.clone(), place: None, message, related: Vec::new() })
            };
            report.problems.extend(self.files.iter().filter_map(problem));
        }
        if !self.fixed.is_empty() {
            let verb = if self.arguments.fix { "fixed" } else { "can be fixed" };
            let files = counted(self.files.len(), "file");
            let count = counted(self.fixed.len(), "finding");
            let be = if self.arguments.fix { if self.fixed.len() == 1 { " is" } else { " are" } } else { "" };
            report.notes.push(format!("{count}{be} {verb} in {files}: {}", self.by_rule()));
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
        enumerated(&rules, MOST_RULES)
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
    write!(out, "{}", diff.unified_diff(&printer, UnifiedDiffConfig::default(), &input))
}
