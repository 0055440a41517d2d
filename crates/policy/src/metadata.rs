//! METADATA: the YAML in the comments right above a policy's `package`.
//!
//! Regorus skips comments, so this module reads them. `metadata/schema.json` defines METADATA.

mod block;
mod header;

use super::annotations::{Concern, FixSafety, Parameter, Reference};
use crate::resource::ResourceKind;
use crate::severity::Severity;
use block::Block;
pub(crate) use header::Header;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::ops::Range;

/// A policy's METADATA.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metadata {
    /// The rule's title.
    pub(crate) title: String,
    /// Why it matters.
    pub(crate) description: String,
    /// Sources for the rule's claims.
    #[serde(default)]
    pub(crate) related_resources: Vec<Reference>,
    /// Annotations of this program, beside OPA's own.
    pub(crate) custom: Custom,
    /// OPA's annotation; the block always applies to the package.
    #[serde(default, rename = "scope")]
    _scope: IgnoredAny,
    #[serde(default, rename = "authors")]
    _authors: IgnoredAny,
    #[serde(default, rename = "organizations")]
    _organizations: IgnoredAny,
    #[serde(default, rename = "entrypoint")]
    _entrypoint: IgnoredAny,
    #[serde(default, rename = "schemas")]
    _schemas: IgnoredAny,
}

/// This program's part of METADATA.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Custom {
    /// The kinds of resources that the policy judges.
    pub(crate) input: Vec<ResourceKind>,
    /// The severity of its findings, unless a violation sets its own.
    pub(crate) severity: Severity,
    /// What comes to harm by what it finds.
    #[serde(default)]
    pub(crate) concern: Concern,
    /// Whether the program can fix its findings.
    #[serde(default)]
    pub(crate) fix: FixSafety,
    /// How to fix a violation, unless the violation has its own help.
    #[serde(default)]
    pub(crate) help: Option<String>,
    /// True for a rule that any Compose project could break, with or without a messaging service.
    #[serde(default)]
    pub(crate) general: bool,
    /// Parameters by name.
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, Parameter>,
}

/// An error in METADATA or the package, with its place in the Rego text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct MetadataError {
    /// Byte offsets in the Rego text.
    pub(crate) span: Range<usize>,
    /// What is wrong and what is expected.
    pub(crate) message: String,
}

impl MetadataError {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }
}

impl Header<'_> {
    /// Parses the METADATA right above the package.
    ///
    /// # Errors
    /// If there is none, or it does not match [`Metadata`].
    pub(crate) fn metadata(&self) -> Result<Metadata, MetadataError> {
        let Some((first, span)) = header::heading(&self.comments) else {
            return Err(match &self.misplaced {
                Some(span) => MetadataError::new(
                    span.clone(),
                    "METADATA must be right above `package`, without an empty line between",
                ),
                None => MetadataError::new(
                    self.package_span.clone(),
                    "there is no METADATA: expected a comment block right above `package` that begins with `# METADATA`",
                ),
            });
        };
        let lines = self.comments.iter().skip(first + 1).map(|line| line.yaml()).collect();
        Block { heading: span, lines }.read()
    }
}

#[cfg(test)]
mod tests;
