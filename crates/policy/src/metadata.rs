//! METADATA: the YAML in the comments right above a policy's `package`.
//!
//! Regorus skips comments, so the host reads them. `metadata/schema.json` says what METADATA may hold.

mod block;
mod header;

use super::annotations::{FixSafety, Parameter, Reference};
use crate::resource::Kind;
use crate::severity::Severity;
use block::Block;
pub use header::Header;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::ops::Range;

/// What a policy says of itself.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// Its name in plain words.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// Where its facts come from.
    #[serde(default)]
    pub related_resources: Vec<Reference>,
    /// What this program needs to know beside OPA's own annotations.
    pub custom: Custom,
    /// OPA's; the block always stands for the package.
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

/// The part of METADATA that is this program's.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custom {
    /// The kinds of resources that the policy judges.
    pub input: Vec<Kind>,
    /// The gravity of its findings, where a violation says nothing else.
    pub severity: Severity,
    /// Whether the program can fix its findings.
    #[serde(default)]
    pub fix: FixSafety,
    /// What to do, where a violation says nothing better.
    #[serde(default)]
    pub help: Option<String>,
    /// What can be set, by name.
    #[serde(default)]
    pub parameters: BTreeMap<String, Parameter>,
}

/// What is wrong with METADATA or the package, on which characters of the Rego text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct MetadataError {
    /// Byte offsets in the Rego text.
    pub span: Range<usize>,
    /// What is wrong and what is expected.
    pub message: String,
}

impl MetadataError {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }
}

impl Header<'_> {
    /// The METADATA right above the package.
    ///
    /// # Errors
    /// When there is none, or it is not what [`Metadata`] describes.
    pub fn metadata(&self) -> Result<Metadata, MetadataError> {
        let Some((first, span)) = header::heading(&self.comments) else {
            return Err(match &self.misplaced {
                Some(span) => MetadataError::new(
                    span.clone(),
                    "METADATA must stand right above `package`, without an empty line between",
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
