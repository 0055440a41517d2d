//! Suppression comments: their scope, their use, and their errors.

use super::directive::{self, Directive, EXAMPLE, Malformed};
use super::meta_rules::{MALFORMED, MetaRule, UNEXPLAINED, UNKNOWN, UNUSED, is_meta, meta_advice};
use super::selection::{RuleSelection, advice, exists};
use crate::finding::{Edit, Finding, Fix, Report, Suppressor, Unused};
use crate::run_scope::RunScope;
use crate::source::{Source, SourceId, SourceMap, Span};
use crate::syntax::Comment;
use crate::workspace::{FilePath, Format};
use hy_msg_lint_tree::quote::quoted;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// The maximum number of rules and areas that the comments of a file name together: each is asked of each finding there.
const MAX_NAMES: usize = 5_000;

/// The suppression comments of a run.
pub(super) struct Comments {
    /// The files that were judged.
    judged: BTreeMap<SourceId, Judged>,
    /// The suppressions by file, in the order of their places.
    by_file: BTreeMap<SourceId, Vec<Suppression>>,
    /// The comments that cannot be parsed: place, text and error.
    malformed: Vec<(Span, String, String)>,
}

/// A suppression in a comment.
struct Suppression {
    comment: Span,
    /// Where it begins in the file: the words of a comment before it are about something else.
    start: usize,
    /// The characters it applies to; `None` for the whole file.
    scope: Option<Range<usize>>,
    names: Vec<Name>,
    reason: Option<String>,
}

/// A rule or an area that a comment names.
struct Name {
    text: String,
    span: Span,
    /// Whether it suppresses a finding.
    used: bool,
}

/// A file that was judged.
struct Judged {
    /// Its absolute path.
    file: PathBuf,
    /// Whether everything a comment in it can suppress was analysed.
    is_whole: bool,
}

/// Returns the rule of the gravest of `findings` in the file, or `there` in it.
fn found<'a>(findings: &'a [Finding], file: SourceId, there: Option<&Range<usize>>) -> Option<&'a str> {
    let is_there = |finding: &&Finding| {
        let at = finding.primary.start as usize;
        finding.primary.source == file && there.is_none_or(|there| (there.start..=there.end).contains(&at))
    };
    let first = findings.iter().filter(is_there).min_by_key(|finding| std::cmp::Reverse(finding.severity));
    first.map(|finding| &*finding.rule)
}

impl Comments {
    /// Reads the comments in files that were judged or contain a place of a finding.
    pub(super) fn read(report: &Report, judged: &BTreeSet<FilePath>, scope: &RunScope) -> Self {
        let spans = report.findings.iter().chain(&report.unknown);
        let spans = spans
            .flat_map(|one| std::iter::once(one.primary).chain(one.related.iter().map(|label| label.span)));
        let found: BTreeSet<SourceId> = spans.map(|span| span.source).collect();
        let mut comments = Self { judged: BTreeMap::new(), by_file: BTreeMap::new(), malformed: Vec::new() };
        for source in report.sources.all() {
            // The word is rare, so few files are read a second time.
            if !source.text.contains(directive::WORD) {
                continue;
            }
            // A related place may be in a Dockerfile, which has no known format.
            let has_comments = Format::by_name(&source.path).is_some() || Format::is_variables(&source.path);
            let is_judged = judged.contains(source.file());
            if is_judged {
                let file = source.file().absolute().to_owned();
                let is_whole = scope.looked_through(source.file());
                comments.judged.insert(source.id, Judged { file, is_whole });
            }
            if is_judged || found.contains(&source.id) && has_comments {
                comments.file(&source, &report.findings);
            }
        }
        comments
    }

    fn file(&mut self, source: &Arc<Source>, findings: &[Finding]) {
        let span = |range: Range<usize>| Span::new(source.id, range.start, range.end);
        let mut count = 0;
        for Comment { range, about } in Format::comments_of(source) {
            let start = range.start;
            let text = source.text.get(range.clone()).unwrap_or_default();
            match directive::read(text) {
                None => {}
                Some(Err(Malformed { at, message, names_none })) => {
                    let there = about.filter(|_| names_none && !message.contains("ignore-file"));
                    let found = found(findings, source.id, there.as_ref()).filter(|_| names_none);
                    let message = match found {
                        Some(rule) => message.replacen(EXAMPLE, rule, 1),
                        None => message,
                    };
                    let said = text.trim_start_matches(['#', '!']).trim().to_owned();
                    self.malformed.push((span(start + at.start..start + at.end), said, message));
                }
                Some(Ok(Directive { names, .. })) if count + names.len() > MAX_NAMES => {
                    let message = format!(
                        "the comments of this file name more than {MAX_NAMES} rules, and suppress nothing from here on"
                    );
                    self.malformed.push((span(range), "ignore".to_owned(), message));
                    break;
                }
                Some(Ok(Directive { start: begin, whole_file, names, reason })) => {
                    count += names.len();
                    let name = |(text, at): (&str, Range<usize>)| Name {
                        text: text.to_owned(),
                        span: span(start + at.start..start + at.end),
                        used: false,
                    };
                    self.by_file.entry(source.id).or_default().push(Suppression {
                        comment: span(range),
                        start: start + begin,
                        // A comment that belongs to no element suppresses nothing.
                        scope: if whole_file { None } else { Some(about.unwrap_or(start..start)) },
                        names: names.into_iter().map(name).collect(),
                        reason: reason.map(str::to_owned),
                    });
                }
            }
        }
    }

    /// Returns the source and reason of the first suppression of `finding`; `None` if it is not suppressed. Marks all
    /// that match as used.
    pub(super) fn suppress(
        &mut self,
        finding: &Finding,
        selection: &RuleSelection,
    ) -> Option<(Suppressor, Option<String>)> {
        let mut first = None;
        let area = selection.area_of(&finding.rule);
        for place in std::iter::once(finding.primary).chain(finding.related.iter().map(|label| label.span)) {
            for suppression in self.by_file.get_mut(&place.source).into_iter().flatten() {
                let at = place.start as usize;
                // The end is inclusive: an empty value is after the last character of its line.
                if suppression
                    .scope
                    .as_ref()
                    .is_some_and(|scope| scope.is_empty() || at < scope.start || at > scope.end)
                {
                    continue;
                }
                let mut holds = false;
                for name in &mut suppression.names {
                    let is_meant = *finding.rule == *name.text || area == Some(&*name.text);
                    name.used |= is_meant;
                    holds |= is_meant;
                }
                if holds && first.is_none() {
                    first = Some((Suppressor::Comment(suppression.comment), suppression.reason.clone()));
                }
            }
        }
        first
    }

    /// Returns the findings of the selected meta rules about the comments. Reports unused ones only if the run is
    /// `complete`, and of general rules only outside of the files that are `left_out`.
    pub(super) fn diagnostics(
        self,
        selection: &RuleSelection,
        complete: bool,
        left_out: &BTreeSet<PathBuf>,
        sources: &SourceMap,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut add = |rule: &MetaRule, at: Span, name: &str, message: String, fix: Option<Fix>| {
            if selection.judges_suppressions_by(rule) {
                let suppression = (rule == UNUSED).then_some(Unused::Comment);
                found.push(Finding { fix, suppression, ..rule.finding(at, name, message) });
            }
        };
        let is_judged = |at: Span| self.judged.contains_key(&at.source);
        for (at, text, message) in self.malformed.into_iter().filter(|(at, ..)| is_judged(*at)) {
            add(MALFORMED, at, &text, message, None);
        }
        let suppressions = self.by_file.into_values().flatten();
        for suppression in suppressions.filter(|one| is_judged(one.comment)) {
            let listed =
                suppression.names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ");
            if selection.config().choice.require_reason == Some(true) && suppression.reason.is_none() {
                let message = format!("the suppression of {} has no reason", quoted(&listed));
                add(UNEXPLAINED, suppression.comment, &listed, message, None);
            }
            let judged = self.judged.get(&suppression.comment.source);
            let whole = judged.is_some_and(|judged| judged.is_whole);
            let left_out = judged.is_some_and(|judged| left_out.contains(&judged.file));
            for Name { text, span, used } in &suppression.names {
                if !exists(selection.set(), text) {
                    if !selection.is_complete() {
                        continue;
                    }
                    let message = format!(
                        "there is no rule or area {}; {}",
                        quoted(text),
                        advice(selection.set(), text)
                    );
                    add(UNKNOWN, *span, text, message, None);
                } else if is_meta(text) {
                    add(UNKNOWN, *span, text, meta_advice(text), None);
                } else if !used && complete && whole && selection.judges_by_all(text, left_out) {
                    let place = if suppression.scope.is_none() { "in this file" } else { "here" };
                    let fix = sources.get(span.source).map(|source| removal(&suppression, *span, &source));
                    add(UNUSED, *span, text, format!("`{text}` finds nothing {place} to suppress"), fix);
                }
            }
        }
        found
    }
}

/// Returns the fix that takes the name at `span` off the comment `suppression`, or the suppression, if it names nothing else:
/// what the comment says before it stays.
fn removal(suppression: &Suppression, span: Span, source: &Source) -> Fix {
    let text = &*source.text;
    let range = if let [_] = suppression.names.as_slice() {
        let comment = suppression.comment.range();
        let before = text.get(..suppression.start).unwrap_or_default();
        let start = before.trim_end_matches([' ', '\t']).len();
        let rest = text.get(comment.end..).unwrap_or_default();
        let line_break = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
        let is_alone =
            start == 0 || before.get(..start).is_some_and(|before| before.ends_with(['\n', '\u{feff}']));
        start..comment.end + if is_alone { line_break } else { 0 }
    } else {
        let rest = text.get(span.end as usize..).unwrap_or_default();
        let own = span.range();
        match rest.strip_prefix(',') {
            Some(rest) => own.start..own.end + 1 + (rest.len() - rest.trim_start_matches(' ').len()),
            None => text.get(..own.start).unwrap_or_default().trim_end_matches([' ', ',']).len()..own.end,
        }
    };
    let span = Span::new(span.source, range.start, range.end);
    let edits = vec![Edit { span, text: String::new() }];
    Fix { title: "remove the suppression".to_owned(), is_wanted: true, edits, ..Fix::default() }
}
