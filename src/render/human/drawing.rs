//! The input of miette.

use super::excerpt::Excerpt;
use crate::finding::Severity;
use miette::{Diagnostic, LabeledSpan, SourceCode};
use std::fmt;

/// The text before the first snippet, safe for a terminal.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) code: String,
    pub(super) message: String,
    pub(super) severity: Severity,
    pub(super) url: Option<String>,
}

/// The input of one miette call: a head with the first snippet, or a further snippet.
#[derive(Debug)]
pub(super) struct Drawing {
    pub(super) head: Option<Head>,
    pub(super) severity: Severity,
    pub(super) excerpt: Option<Excerpt>,
}

impl fmt::Display for Drawing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.head.as_ref().map_or("", |head| &head.message))
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.head.as_ref().map(|head| Box::new(&head.code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Info => miette::Severity::Advice,
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let url = self.head.as_ref()?.url.as_ref()?;
        Some(Box::new(url))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.excerpt.as_ref().map(|excerpt| Box::new(excerpt.labels()) as Box<dyn Iterator<Item = _>>)
    }
}
