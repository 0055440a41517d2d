//! What a run has to say: findings, unknowns and errors, in one [`Report`] that every format renders.

mod identity;

pub use hy_msg_lint_policy::{Severity, Subject};
pub use hy_msg_lint_tree::problem::{Label, Problem};
pub use identity::{identities, write_part};

use crate::source::{SourceMap, Span};
use std::sync::Arc;

/// One judgement of one rule about one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, in kebab case.
    pub rule: Arc<str>,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where the value was written or, of an absent value, the key it should stand under.
    pub primary: Span,
    /// The resource that is judged.
    pub subject: Subject,
    /// Where in the resource, as a JSON pointer (RFC 6901); empty for the resource itself, and where only its file is known.
    pub at: String,
    /// What tells it apart from others of its rule and resource, in this run and in later ones: mostly `at`. Written into baselines.
    pub fingerprint_key: String,
    /// Other places that explain it, in the order in which they should be read.
    pub related: Vec<Label>,
    /// Why it matters: the rule's description.
    pub why: Option<Arc<str>>,
    /// What to do.
    pub help: Option<String>,
    /// Where to read more.
    pub url: Option<Arc<str>>,
}

/// A finding that somebody decided not to hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// What is not heard of.
    pub finding: Finding,
    /// Who decided.
    pub by: Suppressor,
    /// Why, in the words of whoever decided.
    pub reason: Option<String>,
}

/// Who decided that a finding is not heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suppressor {
    /// A comment in a file, with its characters.
    Comment(Span),
    /// The configuration.
    Configuration,
    /// The baseline: it was there before.
    Baseline,
}

/// A file that was not judged, and why; shown on request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file, as shown.
    pub file: String,
    /// The reason, in a few words.
    pub reason: String,
}

/// All that a run has to say, in the order in which it is shown.
#[derive(Debug, Default)]
pub struct Report {
    /// The files that the spans are of.
    pub sources: SourceMap,
    /// What the rules found, by file, place, rule.
    pub findings: Vec<Finding>,
    /// What the rules could not decide, in the same form.
    pub unknown: Vec<Finding>,
    /// What the rules found and the policies themselves make an exception of, in the same form.
    pub excepted: Vec<Finding>,
    /// What the rules found and somebody decided not to hear of.
    pub suppressed: Vec<Suppressed>,
    /// What is to be known of the run itself, in one sentence each.
    pub notes: Vec<String>,
    /// What kept the run from being complete.
    pub problems: Vec<Problem>,
    /// Files that were read and declare nothing that is judged.
    pub skipped: Vec<Skipped>,
    /// How many files were judged.
    pub files: usize,
}

impl Report {
    /// How many findings there are of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Turns every unknown into a warning: what cannot be shown to be right is not let through in silence.
    pub fn make_strict(&mut self) {
        let unknown = std::mem::take(&mut self.unknown);
        self.findings.extend(unknown.into_iter().map(|one| Finding { severity: Severity::Warning, ..one }));
        self.sort();
    }

    /// Puts everything in the order of files, places and rules, each once.
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
    }
}
