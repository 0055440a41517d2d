//! Output for people: each finding in its source text, why it matters, and what to do.

mod consequences;
mod drawing;
mod excerpt;
mod label;
mod left_out;
mod order;
mod shown;
mod unknowns;
mod window;

use super::{Limit, Options, Style, concise, summary, text};
use crate::dialect::Defect;
use crate::finding::{Finding, Label, Problem, Report, Severity, Suppressed, Suppressor};
use crate::source::{SourceMap, Span};
use drawing::{Drawing, Head};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

/// Related places above this number are counted, not shown.
const MOST_RELATED: usize = 8;
/// Prose is never wrapped to fewer columns than this.
const NARROWEST: usize = 40;

/// Snippets behind the first, where lines are few.
const MOST_FRAMES: usize = 1;
/// Problems that are shown, where lines are few.
const MOST_PROBLEMS: usize = 2;
/// Columns that miette puts before a message, or leaves free behind it.
const BESIDE_MESSAGE: usize = 6;

/// Writes all of `report`: findings, problems, with `verbose` also unknown findings and skipped files, and the summary.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut printer = Printer::new(&report.sources, options, out);
    let shown = shown::findings(&mut printer, report, options)?;
    if options.verbose {
        printer.unknowns(&report.unknown)?;
    }
    for excepted in report.excepted.iter().filter(|_| options.verbose) {
        printer.excepted(excepted)?;
    }
    for suppressed in report.suppressed.iter().filter(|_| options.verbose) {
        printer.suppressed(suppressed)?;
    }
    let problems = if printer.is_brief { MOST_PROBLEMS } else { report.problems.len() };
    for problem in report.problems.iter().take(problems) {
        printer.problem(problem)?;
    }
    if let Some(more @ 1..) = report.problems.len().checked_sub(problems) {
        writeln!(printer.out, "and {} (--limit all shows them)\n", text::counted(more, "more problem"))?;
    }
    if options.verbose && !report.skipped.is_empty() {
        writeln!(printer.out, "skipped:")?;
        for one in &report.skipped {
            writeln!(printer.out, "  {}: {}", text::line(&one.file), text::line(&one.reason))?;
        }
        writeln!(printer.out)?;
    }
    if !options.quiet {
        for note in &report.notes {
            writeln!(printer.out, "{}", text::line(note))?;
        }
        if let Some(line) = left_out::left_out(report, &shown) {
            printer.note("", &line)?;
            writeln!(printer.out)?;
        }
        if shown.len() < report.findings.len() {
            left_out::rules(report, printer.out)?;
        }
        printer.summary(report)?;
    }
    Ok(())
}

/// Returns what suppressed a finding, and why.
fn decided(suppressed: &Suppressed, sources: &SourceMap) -> String {
    let who = match suppressed.by {
        Suppressor::Comment(span) => match concise::position(sources, span) {
            Some(place) => format!("a comment at {place}"),
            None => "a comment".to_owned(),
        },
        Suppressor::Configuration => "the configuration".to_owned(),
        Suppressor::Baseline => "the baseline".to_owned(),
    };
    suppressed.reason.as_ref().map_or_else(|| who.clone(), |reason| format!("{who}: {reason}"))
}

/// Writes why a document is not readable: the problems of `report`, and the messages of the reader that rejected it.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn refused(
    report: &Report,
    defects: &[Defect],
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut printer = Printer::new(&report.sources, options, out);
    for problem in &report.problems {
        printer.problem(problem)?;
    }
    let name = |defect: &Defect| report.sources.get(defect.at.source).map(|source| source.name.clone());
    let mut defects: Vec<_> = defects.iter().collect();
    defects.sort_by_cached_key(|defect| (name(defect), defect.at.start, defect.message.clone()));
    defects.dedup();
    for defect in &defects {
        printer.defect(defect)?;
    }
    let count = text::counted(report.problems.len() + defects.len(), "problem");
    writeln!(printer.out, "{}", printer.theme.styles.error.style(count))
}

/// Draws diagnostics one after another.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub(super) struct Printer<'a> {
    sources: &'a SourceMap,
    theme: GraphicalTheme,
    hyperlinks: bool,
    width: usize,
    columns: usize,
    verbose: bool,
    /// Whether lines are few.
    is_brief: bool,
    /// Whether the last line is wrapped: programs that read a log look for it.
    wraps_summary: bool,
    /// Rules whose explanation was already printed.
    explained: HashSet<Arc<str>>,
    pub(super) out: &'a mut dyn Write,
}

impl<'a> Printer<'a> {
    pub(super) fn new(sources: &'a SourceMap, options: &Options, out: &'a mut dyn Write) -> Self {
        // All other constructors of a theme read the environment.
        let mut theme = match options.style {
            Style::Plain => GraphicalTheme::unicode_nocolor(),
            Style::Color | Style::ColorAndLinks => GraphicalTheme::unicode(),
        };
        if options.style != Style::Plain {
            theme.styles.error = theme.styles.error.bold();
            theme.styles.warning = theme.styles.warning.bold();
        }
        Self {
            sources,
            theme,
            hyperlinks: options.style == Style::ColorAndLinks,
            width: options.width.max(NARROWEST),
            columns: options.columns,
            verbose: options.verbose,
            is_brief: matches!(options.limit, Limit::Lines(_)),
            wraps_summary: options.is_terminal,
            explained: HashSet::new(),
            out,
        }
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let word = finding.severity.to_string();
        self.judgement(finding, &word, finding.severity)?;
        self.consequences(finding)?;
        let first = self.explained.insert(Arc::clone(&finding.rule));
        if let Some(why) = finding.why.as_deref().filter(|_| first) {
            self.note("   why: ", why)?;
        }
        if let Some(help) = &finding.help {
            self.note("  help: ", help)?;
        }
        if let Some(fix) = &finding.fix {
            let option = if fix.is_safe() { "--fix" } else { "--fix --unsafe-fixes" };
            self.note("   fix: ", &format!("{} ({option})", text::line(&fix.title)))?;
            if let Some(also) = fix.also() {
                self.note("        ", &text::line(&also))?;
            }
        }
        if first {
            let command = format!("   see hy-msg-lint explain {}", text::line(&finding.rule));
            writeln!(self.out, "{}", self.theme.styles.linum.style(command))?;
        }
        writeln!(self.out)
    }

    fn excepted(&mut self, excepted: &Finding) -> io::Result<()> {
        self.judgement(excepted, "excepted", Severity::Info)?;
        writeln!(self.out)
    }

    fn suppressed(&mut self, suppressed: &Suppressed) -> io::Result<()> {
        self.judgement(&suppressed.finding, "suppressed", Severity::Info)?;
        self.note("    by: ", &decided(suppressed, self.sources))?;
        writeln!(self.out)
    }

    fn judgement(&mut self, finding: &Finding, word: &str, severity: Severity) -> io::Result<()> {
        let head = Head {
            code: format!("{word}[{}]", text::line(&finding.rule)),
            message: self.wrapped(&text::message(&finding.message)),
            severity,
            url: (finding.url.as_deref()).filter(|_| self.hyperlinks).map(|url| text::line(url).into_owned()),
        };
        let label = label::label(finding);
        self.diagnostic(head, Some((finding.primary, label.as_str())), &finding.related)
    }

    pub(super) fn problem(&mut self, problem: &Problem) -> io::Result<()> {
        // A message that already names the file does not repeat it.
        let message = match problem.place {
            None if !problem.message.contains(&problem.file) => {
                format!("{}: {}", problem.file, problem.message)
            }
            _ => problem.message.clone(),
        };
        self.diagnostic(self.error(&message), problem.place.map(|place| (place, "")), &problem.related)?;
        writeln!(self.out)
    }

    fn defect(&mut self, defect: &Defect) -> io::Result<()> {
        self.diagnostic(self.error(&defect.message), Some((defect.at, "")), &defect.related)?;
        if let Some(help) = &defect.help {
            self.note("  help: ", help)?;
        }
        writeln!(self.out)
    }

    /// Writes a diagnostic with its own head: `code` and a message.
    pub(super) fn told(
        &mut self,
        code: &str,
        message: &str,
        severity: Severity,
        primary: Option<(Span, &str)>,
        related: &[Label],
    ) -> io::Result<()> {
        let message = self.wrapped(&text::message(message));
        let head = Head { code: code.to_owned(), message, severity, url: None };
        self.diagnostic(head, primary, related)
    }

    /// Writes the last line.
    pub(super) fn verdict(&mut self, line: &str, good: bool) -> io::Result<()> {
        if good {
            writeln!(self.out, "{line}")
        } else {
            writeln!(self.out, "{}", self.theme.styles.error.style(line))
        }
    }

    /// Writes the head and all snippets, the one with `primary` first.
    fn diagnostic(&mut self, head: Head, primary: Option<(Span, &str)>, related: &[Label]) -> io::Result<()> {
        let shown = related.iter().take(MOST_RELATED).map(|label| (label.span, label.message.as_str()));
        let mut excerpts =
            excerpt::excerpts(self.sources, primary.into_iter().chain(shown), self.columns).into_iter();
        let severity = head.severity;
        let code = head.code.clone();
        let rendered = self.draw(&Drawing { head: Some(head), severity, excerpt: excerpts.next() })?;
        // miette writes a blank line after the code.
        let rendered = rendered.replacen("\n\n", "\n", 1);
        // and a space before a link, whose text is empty here.
        write!(self.out, "{}", rendered.replacen(&format!("{code} "), &code, 1))?;
        let mut hidden = 0;
        for (number, excerpt) in excerpts.enumerate() {
            if self.is_brief && number >= MOST_FRAMES {
                hidden += excerpt.labels().count();
                continue;
            }
            let rendered = self.draw(&Drawing { head: None, severity, excerpt: Some(excerpt) })?;
            // miette always begins with a message, which is empty here.
            write!(self.out, "{}", rendered.split_once('\n').map_or("", |(_, snippet)| snippet))?;
        }
        match related.len().saturating_sub(MOST_RELATED) + hidden {
            0 => Ok(()),
            more => writeln!(self.out, "        and {}", text::counted(more, "more place")),
        }
    }

    /// Returns the head of an error of our own, which is one sentence: a line break in it comes from a file.
    fn error(&self, message: &str) -> Head {
        let message = self.wrapped(&text::line(message));
        Head { code: "error".to_owned(), message, severity: Severity::Error, url: None }
    }

    /// Returns `message` in lines that fit. miette would break words at their hyphens.
    fn wrapped(&self, message: &str) -> String {
        let width = self.width.saturating_sub(BESIDE_MESSAGE);
        message.lines().flat_map(|line| text::wrap(line, width)).collect::<Vec<_>>().join("\n")
    }

    fn draw(&self, drawing: &Drawing) -> io::Result<String> {
        let mut theme = self.theme.clone();
        if let (Some(excerpt), [_, _, ..]) = (&drawing.excerpt, theme.styles.highlights.as_slice()) {
            let styles = &theme.styles;
            let leading = match drawing.severity {
                Severity::Error => styles.error,
                Severity::Warning => styles.warning,
                Severity::Info => styles.advice,
            };
            let leads = |label: LabeledSpan| label.primary() && drawing.head.is_some();
            let others = styles.help;
            let highlights = excerpt.labels().map(|label| if leads(label) { leading } else { others });
            theme.styles.highlights = highlights.collect();
        }
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_links(self.hyperlinks)
            .with_link_display_text("")
            .with_context_lines(1)
            .without_cause_chain()
            .without_syntax_highlighting();
        let mut rendered = String::new();
        handler.render_report(&mut rendered, drawing).map_err(io::Error::other)?;
        Ok(rendered)
    }

    fn note(&mut self, label: &str, prose: &str) -> io::Result<()> {
        let width = self.width - label.len();
        for (number, line) in text::wrap(prose, width).iter().enumerate() {
            match (number, line.as_str()) {
                (0, line) => writeln!(self.out, "{}{line}", self.theme.styles.help.style(label))?,
                (_, "") => writeln!(self.out)?,
                (_, line) => writeln!(self.out, "{:indent$}{line}", "", indent = label.len())?,
            }
        }
        Ok(())
    }

    fn summary(&mut self, report: &Report) -> io::Result<()> {
        let line = summary::summary(report, self.verbose);
        let styles = &self.theme.styles;
        let worst = report.findings.iter().map(|finding| finding.severity).max();
        let style = match worst {
            _ if !report.problems.is_empty() => Some(styles.error),
            Some(Severity::Error) => Some(styles.error),
            Some(Severity::Warning) => Some(styles.warning),
            _ => None,
        };
        let lines = if self.wraps_summary { text::wrap(&line, self.width) } else { vec![line] };
        lines.iter().try_for_each(|line| match style {
            Some(style) => writeln!(self.out, "{}", style.style(line)),
            None => writeln!(self.out, "{line}"),
        })
    }
}

#[cfg(test)]
mod tests;
