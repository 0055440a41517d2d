//! METADATA: the YAML in the comments right above a policy's `package`.
//!
//! Regorus skips comments, so the host reads them. `metadata/schema.json` says what METADATA may hold.

mod block;
mod header;

use super::annotations::{FixSafety, Parameter, Reference};
use crate::resource::ResourceKind;
use crate::severity::Severity;
use block::Block;
pub(crate) use header::Header;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::ops::Range;

/// What a policy says of itself.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metadata {
    /// Its name in plain words.
    pub(crate) title: String,
    /// Why it matters.
    pub(crate) description: String,
    /// Where its facts come from.
    #[serde(default)]
    pub(crate) related_resources: Vec<Reference>,
    /// What this program needs to know beside OPA's own annotations.
    pub(crate) custom: Custom,
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
pub(crate) struct Custom {
    /// The kinds of resources that the policy judges.
    pub(crate) input: Vec<ResourceKind>,
    /// The gravity of its findings, where a violation says nothing else.
    pub(crate) severity: Severity,
    /// Whether the program can fix its findings.
    #[serde(default)]
    pub(crate) fix: FixSafety,
    /// What to do, where a violation says nothing better.
    #[serde(default)]
    pub(crate) help: Option<String>,
    /// What can be set, by name.
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, Parameter>,
}

/// What is wrong with METADATA or the package, on which characters of the Rego text.
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
    /// The METADATA right above the package.
    ///
    /// # Errors
    /// When there is none, or it is not what [`Metadata`] describes.
    pub(crate) fn metadata(&self) -> Result<Metadata, MetadataError> {
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
