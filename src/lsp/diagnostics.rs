//! Converts a report to diagnostics per file.

use super::lines::Lines;
use super::settings::Settings;
use super::uri::uri_of;
use crate::finding::{Finding, Label, Problem, Report, Severity};
use crate::source::{SourceMap, Span};
use crate::workspace::FilePath;
use gen_lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Range, Uri,
};
use hy_msg_lint_tree::path::named;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The source of every diagnostic.
pub(super) const SOURCE: &str = "hy-msg-lint";

/// Diagnostics by file; paths are absolute and normalised.
pub(super) type ByFile = BTreeMap<PathBuf, Vec<Diagnostic>>;

/// Adds the diagnostics of `report` to `into`. Returns the messages that belong to no file.
pub(super) fn collect(report: &Report, settings: Settings, into: &mut ByFile) -> Vec<String> {
    let files = report.sources.all();
    let places = Places {
        sources: &report.sources,
        files: files.iter().map(|file| (file.id, Lines::of(&file.text, settings.encoding))).collect(),
    };
    let mut add = |path: PathBuf, diagnostic: Diagnostic| {
        let known = into.entry(path).or_default();
        // Nested folders report the same for the same file.
        if !known.contains(&diagnostic) {
            known.push(diagnostic);
        }
    };
    for finding in &report.findings {
        if let Some((path, one)) = places.finding(finding, severity(finding.severity)) {
            add(path, one);
        }
    }
    for finding in report.unknown.iter().filter(|_| settings.unknown) {
        if let Some((path, one)) = places.finding(finding, DiagnosticSeverity::Hint) {
            add(path, one);
        }
    }
    let mut nowhere = Vec::new();
    for problem in &report.problems {
        match places.problem(problem) {
            Some((path, one)) => add(path, one),
            None => nowhere.push(problem.message.clone()),
        }
    }
    nowhere
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}

/// Returns what suffers from the cause of `finding` as well, and what follows from it.
fn consequences(finding: &Finding) -> Vec<Label> {
    let others = finding.others.iter().map(|other| (other.declared, &other.message));
    let explained = finding.explained.iter().map(|one| (one.primary, &one.message));
    others.chain(explained).map(|(span, message)| Label { span, message: message.clone() }).collect()
}

struct Places<'a> {
    sources: &'a SourceMap,
    files: BTreeMap<crate::source::SourceId, Lines<'a>>,
}

impl Places<'_> {
    fn location(&self, span: Span) -> Option<(PathBuf, Range)> {
        let file = self.sources.get(span.source)?;
        Some((file.file().absolute().to_owned(), self.files.get(&span.source)?.range(span.range())))
    }

    fn related(&self, labels: &[Label]) -> Option<Vec<DiagnosticRelatedInformation>> {
        let one = |label: &Label| {
            let (path, range) = self.location(label.span)?;
            let location = Location { uri: uri_of(&path)?, range };
            Some(DiagnosticRelatedInformation { location, message: label.message.clone() })
        };
        let all: Vec<_> = labels.iter().filter_map(one).collect();
        (!all.is_empty()).then_some(all)
    }

    fn finding(&self, finding: &Finding, severity: DiagnosticSeverity) -> Option<(PathBuf, Diagnostic)> {
        let (path, range) = self.location(finding.primary)?;
        let message = match &finding.help {
            Some(help) => format!("{}\n{help}", finding.message),
            None => finding.message.clone(),
        };
        let href = finding.url.as_ref().map(|url| CodeDescription { href: Uri(url.to_string()) });
        let diagnostic = Diagnostic {
            range,
            severity: Some(severity),
            code: Some(finding.rule.to_string().into()),
            code_description: href,
            source: Some(SOURCE.to_owned()),
            message: message.into(),
            related_information: self.related(&[finding.related.clone(), consequences(finding)].concat()),
            ..Diagnostic::default()
        };
        Some((path, diagnostic))
    }

    fn problem(&self, problem: &Problem) -> Option<(PathBuf, Diagnostic)> {
        let somewhere = || {
            let named = (!problem.file.is_empty()).then(|| FilePath::as_written(&named(&problem.file)))?;
            Some((named.absolute().to_owned(), Range::default()))
        };
        let (path, range) = problem.place.and_then(|place| self.location(place)).or_else(somewhere)?;
        let diagnostic = Diagnostic {
            range,
            severity: Some(DiagnosticSeverity::Error),
            source: Some(SOURCE.to_owned()),
            message: problem.message.clone().into(),
            related_information: self.related(&problem.related),
            ..Diagnostic::default()
        };
        Some((path, diagnostic))
    }
}
