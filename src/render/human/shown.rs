//! The findings that a person is shown in full.

use super::order::{self, Ranked};
use super::{MOST_PROBLEMS, Printer, left_out};
use crate::finding::{Finding, Report};
use crate::render::summary::by_severity;
use crate::render::{Limit, Options, text};
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

/// Lines of the heading of a file.
const HEADING: usize = 2;
/// Lines of a problem, about.
const PROBLEM: usize = 9;
/// Lines behind the rules: what is not shown, a blank line, the summary, about, and the prompt.
const END: usize = 6;

/// Writes as many findings of `report` as `options` allow, file by file, and returns them.
pub(super) fn findings<'a>(
    printer: &mut Printer<'_>,
    report: &'a Report,
    options: &Options,
) -> io::Result<Vec<&'a Finding>> {
    let telling = order::most_telling(&report.findings);
    let kept = match options.limit {
        Limit::All => telling.len(),
        Limit::Count(count) => count,
        Limit::Lines(lines) => {
            let problems = report.problems.len().min(MOST_PROBLEMS) * PROBLEM;
            let end = if options.quiet { 1 } else { END + report.notes.len() + rules(report)? };
            fitting(&telling, report, options, lines.saturating_sub(problems + end))?
        }
    };
    let kept = telling.get(..kept).unwrap_or(&telling);
    let shown: Vec<_> = order::by_file(kept, &report.sources).iter().map(|one| one.finding).collect();
    let mut counts = HashMap::new();
    for finding in &report.findings {
        *counts.entry((finding.primary.source, finding.severity)).or_default() += 1;
    }
    let files: HashSet<_> = counts.keys().map(|(file, _)| *file).collect();
    let mut last = None;
    for finding in &shown {
        let file = finding.primary.source;
        if files.len() > 1 && last.replace(file) != Some(file) {
            let count = by_severity(|severity| counts.get(&(file, severity)).copied().unwrap_or_default());
            let name = report.sources.get(file).map(|source| text::line(&source.name).into_owned());
            let name = printer.theme.styles.link.style(name.unwrap_or_default()).to_string();
            writeln!(printer.out, "{name}: {}\n", count.join(", "))?;
        }
        printer.finding(finding)?;
    }
    Ok(shown)
}

/// Returns the lines of the table of rules.
fn rules(report: &Report) -> io::Result<usize> {
    let lines = Cell::new(0);
    left_out::rules(report, &mut Counter(&lines))?;
    Ok(lines.get())
}

/// Returns how many of `findings` fit into `most` lines, at least one.
fn fitting(findings: &[Ranked], report: &Report, options: &Options, most: usize) -> io::Result<usize> {
    let lines = Cell::new(0);
    let mut counter = Counter(&lines);
    let mut measured = Printer::new(&report.sources, options, &mut counter);
    let mut files = HashSet::new();
    for (number, one) in findings.iter().enumerate() {
        if files.insert(one.finding.primary.source) {
            lines.set(lines.get() + HEADING);
        }
        measured.finding(one.finding)?;
        if lines.get() > most {
            return Ok(number.max(1));
        }
    }
    Ok(findings.len())
}

/// Counts lines.
struct Counter<'a>(&'a Cell<usize>);

impl Write for Counter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Self(lines) = self;
        lines.set(lines.get() + memchr::memchr_iter(b'\n', bytes).count());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
