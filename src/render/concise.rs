//! One line per finding, for `grep`, editors and quick reading.

use super::entries::file;
use super::{Options, text};
use crate::finding::{Finding, Report};
use crate::source::{SourceMap, Span};
use std::io::{self, Write};

/// Writes `path:line:column: error[static-ip] message` for each finding, and `path:line:column: error: message` for
/// each problem. The only option with an effect is `verbose`, which adds `path:line:column: unknown[rule] message (what to do)`, and
/// the same for explained, excepted and suppressed findings.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        judgement(&report.sources, &finding.severity.to_string(), finding, "", out)?;
    }
    for (explained, _) in report.explained().filter(|_| options.verbose) {
        judgement(&report.sources, "explained", explained, "", out)?;
    }
    for unknown in report.unknown.iter().filter(|_| options.verbose) {
        let help = unknown.help.as_deref().map(|help| format!(" ({})", text::line(help)));
        judgement(&report.sources, "unknown", unknown, &help.unwrap_or_default(), out)?;
    }
    for excepted in report.excepted.iter().filter(|_| options.verbose) {
        judgement(&report.sources, "excepted", excepted, "", out)?;
    }
    for suppressed in report.suppressed.iter().filter(|_| options.verbose) {
        judgement(&report.sources, "suppressed", &suppressed.finding, "", out)?;
    }
    problems(report).try_for_each(|line| writeln!(out, "{line}"))
}

/// Returns `path:line:column: error: message` for each problem of `report`.
pub fn problems(report: &Report) -> impl Iterator<Item = String> {
    report.problems.iter().map(|problem| {
        let place = problem.place.and_then(|span| position(&report.sources, span));
        let place = place.unwrap_or_else(|| file(&problem.file).into_owned());
        format!("{place}: error: {}", text::line(&problem.message))
    })
}

fn judgement(
    sources: &SourceMap,
    word: &str,
    finding: &Finding,
    help: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = position(sources, finding.primary).unwrap_or_else(|| "-".to_owned());
    writeln!(out, "{place}: {word}[{}] {}{help}", text::line(&finding.rule), text::line(&finding.message))
}

/// Returns `path:line:column` of the first character of `span`.
pub(super) fn position(sources: &SourceMap, span: Span) -> Option<String> {
    let source = sources.get(span.source)?;
    let place = source.place(span.range().start);
    Some(format!("{}:{}:{}", text::line(&source.name), place.line, place.column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{self, rendered};

    #[test]
    fn one_line_each() {
        let report = samples::mixed();
        let plain = "\
compose.yaml:5:23: error[static-ip] service `kafka` pins 172.20.0.5 on network `default`
wide.yaml:1:8: warning[odd-name] the name `漢字\\u{1b}[2J` is odd\\nin two lines
wide.yaml:2:4: info[odd-name] no name
broken.yaml:2:3: error: expected `:`
gone.yaml: error: it cannot be read
";
        assert_eq!(rendered(render, &report, &Options::default()), plain);
        let verbose = rendered(render, &report, &Options { verbose: true, ..Options::default() });
        assert!(
            verbose.contains("\ncompose.yaml:4:7: unknown[static-ip] `${IP}` is not known (let Docker assign the address)\n"),
            "{verbose}"
        );
        assert_eq!(verbose.lines().count(), plain.lines().count() + 1);
    }

    #[test]
    fn nothing_for_a_clean_report() {
        assert_eq!(rendered(render, &samples::clean(), &Options::default()), "");
    }
}
