//! The contents of a report as a flat list, for list formats.

use super::text;
use crate::finding::{Finding, Fix, Problem, Report, Severity, Suppressed, identities, write_part};
use crate::source::{Place, Source, SourceId, SourceMap, Span};
use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::borrow::Cow;
use std::hash::Hasher as _;
use std::sync::Arc;

/// The file name of a problem without a file: the folder of the run.
const NO_FILE: &str = ".";

/// A finding with its verdict.
pub(super) struct Judgement<'a> {
    pub(super) finding: &'a Finding,
    pub(super) verdict: Verdict<'a>,
    /// From [`identities`], computed over all judgements of the report.
    pub(super) identity: String,
    /// The identity of the finding that explains it.
    pub(super) by: Option<String>,
}

/// How a finding was classified.
#[derive(Clone, Copy)]
pub(super) enum Verdict<'a> {
    Found,
    /// The rule could not decide.
    Unknown,
    /// The policies except it.
    Excepted,
    Suppressed(&'a Suppressed),
    /// It is a consequence of another finding.
    Explained,
}

impl Verdict<'_> {
    /// Returns the text before the message, as no severity expresses it.
    fn prefix(self) -> &'static str {
        match self {
            Self::Found | Self::Suppressed(_) => "",
            Self::Explained => "explained by another: ",
            Self::Unknown => "not decided: ",
            Self::Excepted => "excepted by the policies: ",
        }
    }
}

/// Returns all judgements of `report`: found, unknown, excepted, suppressed and explained, in this order. An identity does
/// not depend on later judgements.
pub(super) fn judgements(report: &Report) -> Vec<Judgement<'_>> {
    let found = report.findings.iter().map(|one| (one, Verdict::Found));
    let unknown = report.unknown.iter().map(|one| (one, Verdict::Unknown));
    let excepted = report.excepted.iter().map(|one| (one, Verdict::Excepted));
    let suppressed = report.suppressed.iter().map(|one| (&one.finding, Verdict::Suppressed(one)));
    let causes = report.findings.iter().enumerate();
    // The identity of a cause has its number, as what was found comes first.
    let explained = causes.flat_map(|(cause, finding)| finding.explained.iter().map(move |one| (one, cause)));
    let told =
        found.chain(unknown).chain(excepted).chain(suppressed).map(|(one, verdict)| (one, verdict, None));
    let explained = explained.map(|(one, cause)| (one, Verdict::Explained, Some(cause)));
    let all: Vec<_> = told.chain(explained).collect();
    let name = |id: SourceId| report.sources.get(id).map(|source| source.name.clone()).unwrap_or_default();
    let identities = identities(all.iter().map(|(finding, ..)| *finding), &name);
    let judged = all.into_iter().zip(&identities);
    judged
        .map(|((finding, verdict, cause), identity)| {
            let by = cause.and_then(|cause| identities.get(cause)).cloned();
            Judgement { finding, verdict, identity: identity.clone(), by }
        })
        .collect()
}

/// A range of characters in a file.
pub(super) struct Region {
    source: Arc<Source>,
    /// The place of the first character.
    pub(super) start: Place,
    /// The place after the last character.
    pub(super) end: Place,
}

impl Region {
    pub(super) fn of(sources: &SourceMap, span: Span) -> Option<Self> {
        let source = sources.get(span.source)?;
        let (start, end) = (source.place(span.range().start), source.place(span.range().end));
        Some(Self { source, start, end })
    }

    /// The file's display name.
    pub(super) fn file(&self) -> &str {
        &self.source.name
    }

    /// Returns the place of the last character, or the start of an empty region.
    pub(super) fn last(&self) -> Place {
        self.source.place(self.end.offset.saturating_sub(1).max(self.start.offset))
    }

    /// The column of `place` in bytes, from 1, counting a byte order mark.
    pub(super) fn bytes(&self, place: Place) -> usize {
        let start = self.source.line_starts().get(place.line - 1).map_or(0, |start| *start as usize);
        place.offset - start + 1
    }

    /// Character offsets of its start and end, not counting a byte order mark.
    pub(super) fn characters(&self) -> (usize, usize) {
        (self.source.characters(self.start.offset), self.source.characters(self.end.offset))
    }
}

/// One item of the list.
pub(super) struct Entry<'a> {
    /// The verdict of a finding; `None` for a problem.
    pub(super) verdict: Option<Verdict<'a>>,
    /// The rule's id; `None` for a problem.
    pub(super) rule: Option<&'a str>,
    /// Its severity: [`Severity::Info`] for unknown and excepted findings, [`Severity::Error`] for problems.
    pub(super) severity: Severity,
    /// The file's display name, safe for a terminal.
    pub(super) file: Cow<'a, str>,
    /// Where in the file; `None` for a problem of the whole file.
    pub(super) region: Option<Region>,
    /// The message, safe for a terminal; it may contain line breaks.
    pub(super) message: String,
    /// The help, safe for a terminal; it may contain line breaks.
    pub(super) help: Option<Cow<'a, str>>,
    /// Where to read more.
    pub(super) url: Option<&'a str>,
    /// What would fix it.
    pub(super) fix: Option<&'a Fix>,
    /// Unique among the entries, and stable between runs.
    pub(super) identity: String,
}

/// Returns the findings and problems of `report`, with `verbose` also unknown and excepted findings, but never
/// suppressed ones.
pub(super) fn entries(report: &Report, verbose: bool) -> Vec<Entry<'_>> {
    let shown = |one: &Judgement| match one.verdict {
        Verdict::Found => true,
        Verdict::Unknown | Verdict::Excepted => verbose,
        Verdict::Suppressed(_) | Verdict::Explained => false,
    };
    let judged = judgements(report).into_iter().filter(shown).map(|one| judged(report, one));
    judged.chain(report.problems.iter().map(|one| problem(report, one))).collect()
}

fn judged<'a>(report: &Report, judgement: Judgement<'a>) -> Entry<'a> {
    let Judgement { finding, verdict, identity, .. } = judgement;
    let region = Region::of(&report.sources, finding.primary);
    Entry {
        verdict: Some(verdict),
        rule: Some(&finding.rule),
        severity: if matches!(verdict, Verdict::Found) { finding.severity } else { Severity::Info },
        file: file(region.as_ref().map_or("", Region::file)).into_owned().into(),
        region,
        message: format!("{}{}", verdict.prefix(), text::message(&finding.message)),
        help: finding.help.as_deref().map(text::message),
        url: finding.url.as_deref(),
        fix: finding.fix.as_ref(),
        identity,
    }
}

fn problem<'a>(report: &Report, problem: &'a Problem) -> Entry<'a> {
    Entry {
        verdict: None,
        rule: None,
        severity: Severity::Error,
        file: file(&problem.file),
        region: problem.place.and_then(|span| Region::of(&report.sources, span)),
        message: text::message(&problem.message).into_owned(),
        help: None,
        url: None,
        fix: None,
        identity: identity(report, problem),
    }
}

/// Hashes the file, the message, and the number of equal problems before `problem`.
fn identity(report: &Report, problem: &Problem) -> String {
    let before = report.problems.iter().take_while(|one| !std::ptr::eq(*one, problem));
    let equal = before.filter(|one| one.file == problem.file && one.message == problem.message).count();
    let mut hasher = SipHasher13::new();
    for part in [&problem.file, &problem.message] {
        write_part(&mut hasher, part);
    }
    hasher.write(&(equal as u64).to_le_bytes());
    format!("{:032x}", hasher.finish128().as_u128())
}

/// Returns the display name of a file, safe for a terminal.
pub(super) fn file(name: &str) -> Cow<'_, str> {
    if name.is_empty() { NO_FILE.into() } else { text::line(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    #[test]
    fn places_are_said_in_every_unit() {
        let report = samples::mixed();
        let region = |finding: usize| Region::of(&report.sources, report.findings[finding].primary).unwrap();
        // `[2J` after a byte order mark, two wide characters and an escape character.
        let wide = region(1);
        assert_eq!(
            (wide.file(), wide.start.line, wide.start.column, wide.end.column),
            ("wide.yaml", 1, 8, 11)
        );
        assert_eq!((wide.last().column, wide.bytes(wide.start), wide.bytes(wide.end)), (10, 15, 18));
        assert_eq!(wide.characters(), (7, 10));
        let empty = region(2);
        assert_eq!((empty.start, empty.last()), (empty.end, empty.end));
        assert_eq!((empty.bytes(empty.end), empty.characters()), (4, (15, 15)));
    }

    #[test]
    fn everything_is_among_them_once_and_with_an_identity() {
        let report = samples::everything();
        let brief = entries(&report, false);
        let rules: Vec<_> = brief.iter().map(|one| one.rule.unwrap_or("-")).collect();
        assert_eq!(rules, ["static-ip", "odd-name", "odd-name", "-", "-"]);
        let verbose = entries(&report, true);
        assert_eq!(verbose.len(), brief.len() + 2);
        assert!(verbose[3].message.starts_with("not decided: ") && verbose[3].severity == Severity::Info);
        let identities: std::collections::BTreeSet<_> = verbose.iter().map(|one| &one.identity).collect();
        assert_eq!(identities.len(), verbose.len());
        for one in &brief {
            assert!(identities.contains(&one.identity), "{}", one.message);
        }
    }
}
