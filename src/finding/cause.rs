//! What findings have in common: the edit that fixes them, and what follows from what.

use super::{Finding, Subject};
use crate::source::{SourceId, Span};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What an edit changes to fix a finding. Findings of one rule with the same cause are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The characters to change: where the value, or the variable that it is, was written.
    Characters(Span),
    /// What is missing in a file.
    Missing {
        /// The file: where it is written what all have that lack it, else where they are declared.
        file: SourceId,
        /// What is missing, as a JSON pointer into each resource.
        at: Arc<str>,
    },
    /// A variable that nothing defines, for the projects in a folder.
    Undefined {
        /// The name of the variable.
        variable: Arc<str>,
        /// The folder of the file that uses it, as shown.
        folder: Arc<str>,
    },
}

impl Cause {
    /// Applies `change` to every place in it.
    pub(super) fn for_each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        match self {
            Self::Characters(span) => change(span),
            Self::Missing { file, .. } => {
                let mut whole = Span::new(*file, 0, 0);
                change(&mut whole);
                *file = whole.source;
            }
            Self::Undefined { .. } => {}
        }
    }
}

/// Something else that suffers from the cause of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// The judged resource.
    pub subject: Subject,
    /// Where that is declared.
    pub declared: Span,
    /// The place where the value is written; mostly that of the finding.
    pub primary: Span,
    /// The place in the resource, as in a finding.
    pub at: String,
    /// What distinguishes it, as in a finding.
    pub fingerprint_key: String,
    /// What is wrong with it, in one sentence without a full stop.
    pub message: String,
}

impl From<Finding> for Other {
    fn from(finding: Finding) -> Self {
        let Finding { subject, declared, primary, at, fingerprint_key, message, .. } = finding;
        Self { subject, declared, primary, at, fingerprint_key, message }
    }
}

/// Which findings are consequences of another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explains {
    /// The ids of the rules that find them.
    pub rules: BTreeSet<Arc<str>>,
    /// Where the resources are declared that they are about.
    pub declared: BTreeSet<Span>,
    /// The places where they are.
    pub places: BTreeSet<Span>,
    /// What is not written: where the resource is declared that lacks it, with the JSON pointer to it.
    pub absent: BTreeSet<(Span, String)>,
}

impl Explains {
    /// True if `finding` is one of them.
    pub fn covers(&self, finding: &Finding) -> bool {
        self.rules.contains(&finding.rule)
            && (self.declared.contains(&finding.declared)
                || self.places.iter().any(|place| place.contains(finding.primary))
                || self
                    .absent
                    .iter()
                    .any(|(declared, at)| *declared == finding.declared && *at == finding.at))
    }

    pub(super) fn for_each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        self.absent = std::mem::take(&mut self.absent)
            .into_iter()
            .map(|(mut declared, at)| {
                change(&mut declared);
                (declared, at)
            })
            .collect();
        for spans in [&mut self.declared, &mut self.places] {
            *spans = std::mem::take(spans)
                .into_iter()
                .map(|mut span| {
                    change(&mut span);
                    span
                })
                .collect();
        }
    }
}
