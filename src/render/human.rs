//! Output for people: each finding in its source text, why it matters, and what to do.

mod drawing;
mod excerpt;

use super::{Options, Style, concise, summary, text};
use crate::dialect::Defect;
use crate::finding::{Finding, Label, Problem, Report, Severity, Subject, Suppressed, Suppressor};
use crate::model::ResourceKind;
use crate::source::{SourceMap, Span};
use drawing::{Drawing, Head};
use hy_msg_lint_tree::quote::enumerated;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

/// Related places above this number are counted, not shown.
const MOST_RELATED: usize = 8;
/// Consequences above this number are counted, unless all are asked for.
const MOST_EXPLAINED: usize = 3;
/// Prose is never wrapped to fewer columns than this.
const NARROWEST: usize = 40;

/// Writes all of `report`: findings, problems, with `verbose` also unknown findings and skipped files, and the summary.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut printer = Printer::new(&report.sources, options, out);
    for finding in &report.findings {
        printer.finding(finding)?;
    }
    for unknown in report.unknown.iter().filter(|_| options.verbose) {
        printer.unknown(unknown)?;
    }
    for excepted in report.excepted.iter().filter(|_| options.verbose) {
        printer.excepted(excepted)?;
    }
    for suppressed in report.suppressed.iter().filter(|_| options.verbose) {
        printer.suppressed(suppressed)?;
    }
    for problem in &report.problems {
        printer.problem(problem)?;
    }
    if options.verbose && !report.skipped.is_empty() {
        writeln!(printer.out, "passed over:")?;
        for one in &report.skipped {
            writeln!(printer.out, "  {}: {}", text::line(&one.file), text::line(&one.reason))?;
        }
        writeln!(printer.out)?;
    }
    if !options.quiet {
        for note in &report.notes {
            writeln!(printer.out, "{}", text::line(note))?;
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
pub(super) struct Printer<'a> {
    sources: &'a SourceMap,
    theme: GraphicalTheme,
    hyperlinks: bool,
    width: usize,
    verbose: bool,
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
            verbose: options.verbose,
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
        if first {
            let command = format!("   see hy-msg-lint explain {}", text::line(&finding.rule));
            writeln!(self.out, "{}", self.theme.styles.linum.style(command))?;
        }
        writeln!(self.out)
    }

    /// Writes what suffers from the same cause elsewhere, and what follows from `finding`: all with `verbose`, else the
    /// gravest.
    fn consequences(&mut self, finding: &Finding) -> io::Result<()> {
        let elsewhere = finding.others.iter().filter(|other| other.primary != finding.primary);
        let places: Vec<_> =
            elsewhere.filter_map(|other| concise::position(self.sources, other.primary)).collect();
        if !places.is_empty() {
            self.note("    at: ", &text::line(&enumerated(&places, MOST_RELATED)))?;
        }
        let mut explained: Vec<&Finding> = finding.explained.iter().collect();
        explained.sort_by_key(|one| std::cmp::Reverse(one.severity));
        let shown = if self.verbose { explained.len() } else { MOST_EXPLAINED };
        for (number, one) in explained.iter().take(shown).enumerate() {
            let place = concise::position(self.sources, one.primary).unwrap_or_default();
            let label = if number == 0 { "    so: " } else { "        " };
            self.note(
                label,
                &format!("{} ({}, {place})", text::message(&one.message), text::line(&one.rule)),
            )?;
        }
        match explained.len().saturating_sub(shown) {
            0 => Ok(()),
            more => writeln!(
                self.out,
                "        and {}, which --verbose lists",
                text::counted(more, "more consequence")
            ),
        }
    }

    fn unknown(&mut self, unknown: &Finding) -> io::Result<()> {
        self.judgement(unknown, "unknown", Severity::Info)?;
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
            message: text::message(&finding.message).into_owned(),
            severity,
            url: (finding.url.as_deref()).filter(|_| self.hyperlinks).map(|url| text::line(url).into_owned()),
        };
        let subject = named(&finding.subject);
        self.diagnostic(head, Some((finding.primary, subject.as_str())), &finding.related)
    }

    pub(super) fn problem(&mut self, problem: &Problem) -> io::Result<()> {
        // A message that already names the file does not repeat it.
        let message = match problem.place {
            None if !problem.message.contains(&problem.file) => {
                format!("{}: {}", problem.file, problem.message)
            }
            _ => problem.message.clone(),
        };
        self.diagnostic(error(&message), problem.place.map(|place| (place, "")), &problem.related)?;
        writeln!(self.out)
    }

    fn defect(&mut self, defect: &Defect) -> io::Result<()> {
        self.diagnostic(error(&defect.message), Some((defect.at, "")), &defect.related)?;
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
        let message = text::message(message).into_owned();
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
        let mut excerpts = excerpt::excerpts(self.sources, primary.into_iter().chain(shown)).into_iter();
        let severity = head.severity;
        let rendered = self.draw(&Drawing { head: Some(head), severity, excerpt: excerpts.next() })?;
        // miette writes a blank line after the code.
        write!(self.out, "{}", rendered.replacen("\n\n", "\n", 1))?;
        for excerpt in excerpts {
            let rendered = self.draw(&Drawing { head: None, severity, excerpt: Some(excerpt) })?;
            // miette always begins with a message, which is empty here.
            write!(self.out, "{}", rendered.split_once('\n').map_or("", |(_, snippet)| snippet))?;
        }
        match related.len().saturating_sub(MOST_RELATED) {
            0 => Ok(()),
            more => writeln!(self.out, "        and {}", text::counted(more, "more place")),
        }
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
        match worst {
            _ if !report.problems.is_empty() => writeln!(self.out, "{}", styles.error.style(line)),
            Some(Severity::Error) => writeln!(self.out, "{}", styles.error.style(line)),
            Some(Severity::Warning) => writeln!(self.out, "{}", styles.warning.style(line)),
            _ => writeln!(self.out, "{line}"),
        }
    }
}

/// Returns the head of an error that does not come from a rule.
/// Returns the head of an error of our own, which is one sentence: a line break in it comes from a file.
fn error(message: &str) -> Head {
    let message = text::line(message).into_owned();
    Head { code: "error".to_owned(), message, severity: Severity::Error, url: None }
}

fn named(subject: &Subject) -> String {
    // Defects and documents are whole files, which the snippet already names.
    if [ResourceKind::Defect.name(), ResourceKind::Document.name()].contains(&subject.kind) {
        return "here".to_owned();
    }
    let kind = subject.kind.replace('_', " ");
    if subject.name.is_empty() { kind } else { format!("{kind} `{}`", subject.name) }
}

#[cfg(test)]
mod tests;
