//! Results of policy tests: for people here, for programs in the files beside it.

pub mod json;
pub mod junit;
pub mod lcov;

use super::Options;
use super::human::Printer;
use super::text::{counted, line, message};
use crate::finding::{Label, Severity};
use crate::policy::{Coverage, Covered, Unit, UnitFailure};
use crate::source::Span;
use crate::test_run::{Fixture, Group, TestRun};
use std::io::{self, Write};

/// Writes the failed tests, with `verbose` also the passed ones, and the summary.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(run: &TestRun, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if options.verbose {
        let units = run.units.tests.iter().map(|unit| (unit.failure.is_none(), &unit.name));
        let fixtures = run.fixtures.iter().map(|fixture| (fixture.holds(), &fixture.path));
        for (holds, name) in units.chain(fixtures) {
            writeln!(out, "{}  {}", if holds { "holds" } else { "fails" }, line(name))?;
        }
        writeln!(out)?;
    }
    let mut printer = Printer::new(&run.sources, options, out);
    for unit in &run.units.tests {
        if let Some(failure) = &unit.failure {
            unit_failure(unit, failure, run, &mut printer)?;
        }
    }
    for fixture in run.fixtures.iter().filter(|fixture| !fixture.holds()) {
        fixture_failure(fixture, &mut printer)?;
    }
    for problem in &run.problems {
        printer.problem(problem)?;
    }
    if let Some(coverage) = &run.units.coverage {
        for file in coverage.files.iter().filter(|file| !file.never.is_empty()) {
            never(file, run, &mut printer)?;
        }
    }
    if options.quiet {
        return Ok(());
    }
    if run.fixtures.iter().any(Fixture::can_be_updated) {
        writeln!(printer.out, "if the findings are right: hy-msg-lint test --update\n")?;
    }
    for path in &run.written {
        writeln!(printer.out, "{}: written", line(path))?;
    }
    if let Some(coverage) = &run.units.coverage {
        writeln!(printer.out, "{}", reached(coverage))?;
    }
    printer.verdict(&summary(run), run.holds() && run.problems.is_empty())
}

/// Returns `12 unit tests, 4 fixtures: all passed`.
pub fn summary(run: &TestRun) -> String {
    let (units, fixtures) = (run.units.tests.len(), run.fixtures.len());
    let failing = (
        run.units.tests.iter().filter(|unit| unit.failure.is_some()).count(),
        run.fixtures.iter().filter(|fixture| !fixture.holds()).count(),
    );
    let all = format!("{}, {}", counted(units, "unit test"), counted(fixtures, "fixture"));
    let fails: Vec<_> = [(failing.0, "unit test"), (failing.1, "fixture")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| counted(count, noun))
        .collect();
    let mut summary = match fails.is_empty() {
        true if units + fixtures == 0 => "there are no tests".to_owned(),
        true => format!("{all}: all passed"),
        false => format!("{all}: {} failed", fails.join(" and ")),
    };
    if !run.problems.is_empty() {
        summary.push_str("; not complete: ");
        summary.push_str(&counted(run.problems.len(), "problem"));
    }
    summary
}

fn reached(coverage: &Coverage) -> String {
    let (reached, all) = coverage.lines();
    if all == 0 {
        return "no unit test was run".to_owned();
    }
    let percent = reached * 100 / all;
    format!("unit tests reach {reached} of {} of policies ({percent} %)", counted(all, "line"))
}

fn unit_failure(unit: &Unit, failure: &UnitFailure, run: &TestRun, printer: &mut Printer) -> io::Result<()> {
    let name = unit.name.rsplit('.').next().unwrap_or_default();
    let head = format!("`{name}` fails");
    let primary = run.sources.place(&failure.site).map(|span| (span, failure.message.as_str()));
    printer.told("test", &head, Severity::Error, primary, &[])?;
    for (site, value) in &failure.values {
        let text = site.text.get(site.range.clone()).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(printer.out, "   {} is {}", line(&text), line(value))?;
    }
    for print in &failure.prints {
        writeln!(printer.out, "   printed: {}", message(print))?;
    }
    writeln!(printer.out)
}

fn fixture_failure(fixture: &Fixture, printer: &mut Printer) -> io::Result<()> {
    let head = format!("{}: {}", fixture.path, verdict(fixture));
    printer.told("fixture", &head, Severity::Error, None, &[])?;
    let lists = [
        ("expected, and not found", &fixture.missing),
        ("found, and not expected", &fixture.unexpected),
        ("prevented by", &fixture.trouble),
    ];
    for (what, lines) in lists.iter().filter(|(_, lines)| !lines.is_empty()) {
        writeln!(printer.out, "  {what}:")?;
        for one in *lines {
            writeln!(printer.out, "    {}", line(one))?;
        }
    }
    writeln!(printer.out)
}

/// Describes in a few words what is wrong with a fixture.
fn verdict(fixture: &Fixture) -> String {
    let rule = &fixture.rule;
    match fixture.group {
        _ if !fixture.trouble.is_empty() => "it cannot be judged".to_owned(),
        Group::Bad if fixture.found.is_empty() => {
            format!("`{rule}` should find something in it, and finds nothing")
        }
        Group::Good if !fixture.found.is_empty() => {
            format!("`{rule}` should find nothing in it, and finds something")
        }
        _ => format!("`{rule}` does not find what `expected.txt` or the markers say"),
    }
}

/// Writes the lines of a file that no test reaches, consecutive lines as one place.
fn never(file: &Covered, run: &TestRun, printer: &mut Printer) -> io::Result<()> {
    let starts: Vec<u32> =
        file.never.iter().copied().filter(|line| *line == 1 || !file.never.contains(&(line - 1))).collect();
    let span = |number: u32| -> Option<Span> {
        let text = &file.module.rego;
        let start: usize = text.split_inclusive('\n').take(number as usize - 1).map(str::len).sum();
        let line = text.get(start..)?.lines().next()?;
        let indent = line.len() - line.trim_start().len();
        run.sources.place(&file.module.site(start + indent..start + line.trim_end().len()))
    };
    let labels = starts.into_iter().filter_map(|start| {
        let count = (start..=u32::MAX).take_while(|line| file.never.contains(line)).count();
        let message = if count > 1 { format!("these {count} lines") } else { String::new() };
        Some(Label { span: span(start)?, message })
    });
    let labels: Vec<_> = labels.collect();
    let Some((first, rest)) = labels.split_first() else { return Ok(()) };
    let head = format!("no unit test reaches {}", counted(file.never.len(), "line"));
    printer.told("coverage", &head, Severity::Warning, Some((first.span, &first.message)), rest)?;
    writeln!(printer.out)
}
