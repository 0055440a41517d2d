//! The results of a run: findings, unknowns and problems, in one [`Report`] that every format renders.

mod cause;
mod fix;
mod identity;
mod masked;

pub use cause::{Cause, Explains, Other};
pub use fix::{Edit, Fix, Fixed, PLACE, Touched, compatible, overlap};
pub use hy_msg_lint_policy::{Concern, Severity, Subject};
pub use hy_msg_lint_tree::problem::{Label, Problem};
pub use identity::{identities, write_part};

use crate::source::{SourceMap, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// A verdict of one rule on one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, in kebab case.
    pub rule: Arc<str>,
    /// The severity.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What is wrong at its place, in a few words; else it is taken from the message.
    pub label: Option<String>,
    /// What comes to harm.
    pub concern: Concern,
    /// The place where the value is written or, if it is absent, the key it belongs under.
    pub primary: Span,
    /// What an edit changes to fix it.
    pub cause: Cause,
    /// The judged resource.
    pub subject: Subject,
    /// Where that is declared.
    pub declared: Span,
    /// The place in the resource, as a JSON pointer (RFC 6901); empty for the resource itself, or if only its file is
    /// known.
    pub at: String,
    /// Distinguishes the finding from others of its rule and resource, in this and later runs; mostly `at`. Written
    /// into baselines.
    pub fingerprint_key: String,
    /// Other places that explain it, in the order in which they should be read.
    pub related: Vec<Label>,
    /// Why it matters: the rule's description.
    pub why: Option<Arc<str>>,
    /// How to fix it.
    pub help: Option<String>,
    /// What would fix it and the others, if the program can.
    pub fix: Option<Fix>,
    /// The suppression that suppresses nothing, if the finding is that.
    pub suppression: Option<Unused>,
    /// Where to read more.
    pub url: Option<Arc<str>>,
    /// What else suffers from the same cause, in the order of the files: other resources, or other settings of this one.
    pub others: Vec<Other>,
    /// The findings that are consequences of this one.
    pub explains: Option<Explains>,
    /// The consequences that were found, by file, place and rule; they are in no list of the report.
    pub explained: Vec<Finding>,
}

impl Finding {
    /// Returns the finding of `rule` on the `subject`, which is declared at `primary`, without anything that explains it.
    pub fn new(rule: &str, severity: Severity, message: String, primary: Span, subject: Subject) -> Self {
        Self {
            rule: rule.into(),
            severity,
            message,
            label: None,
            concern: Concern::default(),
            primary,
            cause: Cause::Characters(primary),
            subject,
            declared: primary,
            at: String::new(),
            fingerprint_key: String::new(),
            related: Vec::new(),
            why: None,
            help: None,
            fix: None,
            suppression: None,
            url: None,
            others: Vec::new(),
            explains: None,
            explained: Vec::new(),
        }
    }

    /// Applies `change` to every place in it.
    fn for_each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        change(&mut self.primary);
        change(&mut self.declared);
        self.cause.for_each_span(change);
        self.related.iter_mut().for_each(|label| change(&mut label.span));
        self.fix.iter_mut().for_each(|fix| fix.for_each_span(change));
        for other in &mut self.others {
            change(&mut other.primary);
            change(&mut other.declared);
        }
        self.explains.iter_mut().for_each(|explains| explains.for_each_span(change));
        self.explained.iter_mut().for_each(|one| one.for_each_span(change));
    }
}

/// A suppressed finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// The source of the suppression.
    pub by: Suppressor,
    /// The reason, as written in the suppression.
    pub reason: Option<String>,
}

/// The source of a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suppressor {
    /// A comment in a file, with its characters.
    Comment(Span),
    /// The configuration.
    Configuration,
    /// The baseline: the finding existed before.
    Baseline,
}

/// A suppression that suppresses nothing, where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unused {
    /// A rule or an area that a comment names; the finding has a fix that takes it away.
    Comment,
    /// A suppression of the configuration, which only its author edits.
    Configuration,
}

/// Entries of a baseline whose findings are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The baseline, as shown.
    pub file: String,
    /// How many of its entries match nothing.
    pub count: usize,
    /// How many entries it has.
    pub all: usize,
}

/// A file that was not judged, and the reason; shown on request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file, as shown.
    pub file: String,
    /// The reason, in a few words.
    pub reason: String,
    /// What was skipped.
    pub kind: SkippedKind,
}

/// What was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkippedKind {
    /// A file that is not ignored.
    File,
    /// A file that policies over documents do not judge: of a format that is not read, or not of its format.
    NotRead,
    /// A file that general rules leave out: its projects have no messaging service.
    OutOfScope,
    /// A file that an ignore file excludes, or that is hidden.
    IgnoredFile,
    /// A folder that an ignore file excludes, or that is hidden, and that was not entered.
    IgnoredFolder,
}

impl Skipped {
    /// Returns that `file` was skipped for `reason`, and not because it is ignored.
    pub fn file(file: String, reason: String) -> Self {
        Self { file, reason, kind: SkippedKind::File }
    }
}

/// All results of a run, in the order in which they are shown.
#[derive(Debug, Default)]
pub struct Report {
    /// The files that the spans refer to.
    pub sources: SourceMap,
    /// The findings, by file, place and rule.
    pub findings: Vec<Finding>,
    /// The undecided verdicts, in the same order.
    pub unknown: Vec<Finding>,
    /// The findings that the policies except, in the same order.
    pub excepted: Vec<Finding>,
    /// The suppressed findings.
    pub suppressed: Vec<Suppressed>,
    /// The findings that are fixed; the files are as they are after that.
    pub fixed: Vec<Fixed>,
    /// The entries of baselines whose findings are gone.
    pub gone: Vec<Gone>,
    /// Notes about the run itself, one sentence each.
    pub notes: Vec<String>,
    /// The problems that make the run incomplete.
    pub problems: Vec<Problem>,
    /// The files that are not judged, and the folders that were not entered because they are ignored or hidden.
    pub skipped: Vec<Skipped>,
    /// What policies printed, each with its place in the policy.
    pub prints: Vec<String>,
    /// The number of judged files.
    pub files: usize,
}

impl Report {
    /// Returns the number of findings of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Turns every unknown into a warning, so that nothing unproven passes silently.
    pub fn make_strict(&mut self) {
        let unknown = std::mem::take(&mut self.unknown);
        self.findings.extend(unknown.into_iter().map(|one| Finding { severity: Severity::Warning, ..one }));
        self.sort();
    }

    /// Returns the findings that others explain, each with its cause.
    pub fn explained(&self) -> impl Iterator<Item = (&Finding, &Finding)> {
        self.findings.iter().flat_map(|cause| cause.explained.iter().map(move |one| (one, cause)))
    }

    /// Returns the number of skipped files and folders of `kind`.
    pub fn count_skipped(&self, kind: SkippedKind) -> usize {
        self.skipped.iter().filter(|one| one.kind == kind).count()
    }

    /// Adds everything in `other`, a report on other files.
    pub fn absorb(&mut self, other: Self) {
        let numbers: HashMap<_, _> =
            other.sources.all().iter().map(|source| (source.id, self.sources.adopt(source))).collect();
        let move_span = |span: &mut Span| {
            if let Some(number) = numbers.get(&span.source) {
                span.source = *number;
            }
        };
        let moved = |mut finding: Finding| {
            finding.for_each_span(&mut |span| move_span(span));
            finding
        };
        self.findings.extend(other.findings.into_iter().map(moved));
        self.unknown.extend(other.unknown.into_iter().map(moved));
        self.excepted.extend(other.excepted.into_iter().map(moved));
        self.suppressed.extend(other.suppressed.into_iter().map(|mut one| {
            if let Suppressor::Comment(span) = &mut one.by {
                move_span(span);
            }
            Suppressed { finding: moved(one.finding), ..one }
        }));
        self.problems.extend(other.problems.into_iter().map(|mut problem| {
            problem.place.iter_mut().for_each(move_span);
            problem.related.iter_mut().for_each(|label| move_span(&mut label.span));
            problem
        }));
        self.fixed.extend(other.fixed);
        for gone in other.gone {
            if !self.gone.contains(&gone) {
                self.gone.push(gone);
            }
        }
        for note in other.notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        self.prints.extend(other.prints);
        self.skipped.extend(other.skipped);
        self.files += other.files;
        self.sort();
    }

    /// Sorts everything by file, place and rule, and removes duplicates.
    pub fn sort(&mut self) {
        let sources = &self.sources;
        let name = |span: Span| sources.get(span.source).map(|source| source.name.clone());
        let key = |one: &Finding| {
            let rule = (Arc::clone(&one.rule), one.subject.clone(), one.message.clone());
            (name(one.primary), one.primary.start, one.primary.end, rule)
        };
        for list in [&mut self.findings, &mut self.unknown, &mut self.excepted] {
            list.sort_by_cached_key(key);
            list.dedup_by(|a, b| key(a) == key(b));
        }
        self.suppressed.sort_by_cached_key(|one| key(&one.finding));
        let place = |one: &Problem| (one.file.clone(), one.place.map(|span| span.start), one.message.clone());
        self.problems.sort_by_cached_key(place);
        self.problems.dedup_by(|a, b| place(a) == place(b));
        self.skipped.sort_by(|a, b| a.file.cmp(&b.file));
        self.skipped.dedup();
    }
}
