//! Secrets that were found are not repeated: not in excerpts, and not in messages.

use super::{Finding, Label, Report};
use crate::source::Span;
use std::collections::BTreeSet;

/// The rule whose findings stand on secrets.
const RULE: &str = "literal-secret";

/// A secret of fewer characters is masked where it stands, and not in messages: it may be a part of any word.
const SHORTEST: usize = 6;

impl Report {
    /// Masks the characters on which secrets were found, in every excerpt and in the messages about them.
    pub fn mask_secrets(&mut self) {
        let suppressed = self.suppressed.iter().map(|one| &one.finding);
        let all = self.findings.iter().chain(&self.unknown).chain(&self.excepted).chain(suppressed);
        let secrets: BTreeSet<Span> = all.filter(|one| &*one.rule == RULE).map(|one| one.primary).collect();
        if secrets.is_empty() {
            return;
        }
        let text = |span: &Span| Some((*span, self.sources.get(span.source)?.slice(*span).to_owned()));
        let texts: Vec<(Span, String)> = secrets.iter().filter_map(text).collect();
        let suppressed = self.suppressed.iter_mut().map(|one| &mut one.finding);
        let all =
            self.findings.iter_mut().chain(&mut self.unknown).chain(&mut self.excepted).chain(suppressed);
        all.for_each(|finding| mask(finding, &texts));
        self.sources.mask(&secrets);
    }
}

/// Masks the secrets in the messages of a finding that stands on one. The rule that finds secrets names what has them,
/// which may be a word like the secret itself.
fn mask(finding: &mut Finding, secrets: &[(Span, String)]) {
    if &*finding.rule == RULE {
        return;
    }
    let spans: Vec<Span> =
        std::iter::once(finding.primary).chain(finding.related.iter().map(|label| label.span)).collect();
    let about = secrets.iter().filter(|(secret, text)| {
        let meets = |span: &Span| secret.contains(*span) || span.contains(*secret);
        let is_told = text.chars().count() >= SHORTEST && *text != finding.subject.name;
        is_told && spans.iter().any(meets)
    });
    for (_, secret) in about {
        let masked = |text: &mut String| {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), "***");
            }
        };
        masked(&mut finding.message);
        finding.help.iter_mut().for_each(masked);
        finding.related.iter_mut().for_each(|Label { message, .. }| masked(message));
    }
}
