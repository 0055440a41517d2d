//! Secrets that were found are not repeated: not in excerpts, and not in messages.

mod texts;

use super::{Finding, Label, Problem, Report, Suppressed};
use crate::source::{SourceId, Span};
use std::collections::{BTreeMap, BTreeSet};
use texts::{SHORTEST, Texts, bare};

/// The rule whose findings stand on secrets.
const RULE: &str = "literal-secret";

impl Report {
    /// Masks the secrets that were found: their characters, and the same text elsewhere in the files that are shown and
    /// in all messages. A short text, and one that is a word or a name, is masked only where it stands and in messages
    /// about that place.
    pub fn mask_secrets(&mut self) {
        let found = self.all_findings().filter(|one| &*one.rule == RULE);
        let mut places: BTreeSet<Span> = found.map(|one| one.primary).collect();
        if places.is_empty() {
            return;
        }
        let text = |span: &Span| Some((*span, bare(self.sources.get(span.source)?.slice(*span)).to_owned()));
        let own: BTreeMap<Span, String> = places.iter().filter_map(text).collect();
        let names: BTreeSet<&str> = self.all_findings().map(|one| &*one.subject.name).collect();
        let everywhere = Texts::of(own.values().map(String::as_str).filter(|text| !names.contains(text)));
        for file in self.shown_files() {
            let Some(source) = self.sources.get(file) else { continue };
            let found = everywhere.find(&source.text).map(|at| Span::new(file, at.start, at.end));
            // What meets a secret that was found is masked as far as that reaches.
            let is_known = |one: &Span| {
                let before = own.range(..Span { start: one.end, ..*one }).next_back();
                before.is_some_and(|(known, _)| known.source == file && known.end > one.start)
            };
            places.extend(found.filter(|one| !is_known(one)));
        }
        let suppressed = self.suppressed.iter_mut().map(|one| &mut one.finding);
        let all =
            self.findings.iter_mut().chain(&mut self.unknown).chain(&mut self.excepted).chain(suppressed);
        all.for_each(|finding| mask(finding, &own, &everywhere));
        let masked = |text: &mut String| everywhere.mask(text);
        for Problem { message, related, .. } in &mut self.problems {
            masked(message);
            for label in related {
                masked(&mut label.message);
            }
        }
        self.suppressed.iter_mut().filter_map(|Suppressed { reason, .. }| reason.as_mut()).for_each(masked);
        self.notes.iter_mut().for_each(masked);
        self.fixed.iter_mut().flat_map(|one| [&mut one.message, &mut one.title]).for_each(masked);
        self.sources.mask(&places);
    }

    fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        let suppressed = self.suppressed.iter().map(|one| &one.finding);
        let told = self.findings.iter().chain(&self.unknown).chain(&self.excepted).chain(suppressed);
        told.flat_map(|one| std::iter::once(one).chain(&one.explained))
    }

    /// Returns the files of which a format may show lines.
    fn shown_files(&self) -> BTreeSet<SourceId> {
        let related = |labels: &[Label]| labels.iter().map(|label| label.span).collect::<Vec<_>>();
        let findings =
            self.all_findings().flat_map(|one| [vec![one.primary], related(&one.related)].concat());
        let problems = self.problems.iter();
        let problems = problems.flat_map(|one| [Vec::from_iter(one.place), related(&one.related)].concat());
        findings.chain(problems).map(|span| span.source).collect()
    }
}

/// Masks the secrets in the messages of a finding. The rule that finds secrets names what has them, which may be a word
/// like the secret itself.
fn mask(finding: &mut Finding, own: &BTreeMap<Span, String>, everywhere: &Texts) {
    if &*finding.rule == RULE {
        return;
    }
    let spans: Vec<Span> =
        std::iter::once(finding.primary).chain(finding.related.iter().map(|label| label.span)).collect();
    let about = own.iter().filter(|(secret, text)| {
        let meets = |span: &Span| secret.contains(*span) || span.contains(**secret);
        let is_told = text.chars().count() >= SHORTEST && **text != finding.subject.name;
        is_told && spans.iter().any(meets)
    });
    let about: Vec<_> = about.map(|(_, text)| text.as_str()).collect();
    let masked = |text: &mut String| {
        for secret in about.iter().filter(|secret| text.contains(**secret)).collect::<Vec<_>>() {
            *text = text.replace(secret, "***");
        }
        everywhere.mask(text);
    };
    masked(&mut finding.message);
    finding.label.iter_mut().for_each(masked);
    finding.help.iter_mut().for_each(masked);
    finding.related.iter_mut().for_each(|Label { message, .. }| masked(message));
    finding.others.iter_mut().for_each(|other| masked(&mut other.message));
    finding.explained.iter_mut().for_each(|one| mask(one, own, everywhere));
}
