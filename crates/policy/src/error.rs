//! Errors in policies, with their places.

use crate::severity::Subject;
use crate::source::{Site, SourceError};
use std::sync::Arc;

/// An error in policies. The author or caller must fix each, except [`PolicyError::Internal`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The author's: policies that cannot be used, with all diagnostics.
    #[error("{}", all(.0))]
    Refused(Vec<PolicyDiagnostic>),
    /// The caller's: a file or folder of policies or data that cannot be read.
    #[error("the policies cannot be read: {0}")]
    Unreadable(#[from] SourceError),
    /// The author's: a policy that fails on a resource.
    #[error("{}: {}", .0.site, .0)]
    Failed(Box<Failure>),
    /// The author's: a policy that was stopped on a resource, or ended the process that evaluated it.
    #[error("{}: {}", .0.site, .0)]
    Stopped(Box<Failure>),
    /// The author's: rules that were not evaluated on all resources, because others had used up what a run may take.
    #[error("{}: {}", .0.site, .0)]
    Unjudged(Box<Unjudged>),
    /// Ours: the Rego engine refuses its input.
    #[error("the Rego engine: {0}")]
    Internal(String),
}

impl From<PolicyDiagnostic> for PolicyError {
    fn from(diagnostic: PolicyDiagnostic) -> Self {
        Self::Refused(vec![diagnostic])
    }
}

/// Why a policy, its METADATA, its data or a setting of it cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{site}: {message}")]
pub struct PolicyDiagnostic {
    /// The place of the problem.
    pub site: Site,
    /// What is wrong and what is expected, in one sentence without a full stop.
    pub message: String,
    /// Other places that explain it.
    pub related: Vec<(Site, String)>,
}

impl PolicyDiagnostic {
    /// Creates a diagnostic at `site`; `message` is one sentence without a full stop.
    pub fn new(site: Site, message: impl Into<String>) -> Self {
        Self { site, message: message.into(), related: Vec::new() }
    }
}

fn all(diagnostics: &[PolicyDiagnostic]) -> String {
    diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A policy's failure on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The place in the Rego, as far as it is known.
    pub site: Site,
    /// The rule's id.
    pub rule: Arc<str>,
    /// The first resource on which it failed.
    pub subject: Subject,
    /// What went wrong.
    pub message: String,
    /// How it failed.
    pub how: How,
    /// The number of other resources on which it failed too.
    pub more: usize,
}

/// How a policy fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It gives no result, or another one than is asked for.
    Fails,
    /// It was stopped before it terminated.
    Endless,
    /// It ended the process that evaluated it.
    Harms,
}

/// Rules that were not evaluated on all resources that they judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unjudged {
    /// The file of the first of them.
    pub site: Site,
    /// Why, in one clause.
    pub reason: String,
    /// Their ids, each with the number of resources.
    pub rules: Vec<(Arc<str>, usize)>,
}

impl std::fmt::Display for Unjudged {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: not everything is judged by ", self.reason)?;
        for (number, (rule, count)) in self.rules.iter().enumerate() {
            let before = match number {
                0 => "",
                _ if number + 1 == self.rules.len() => " and ",
                _ => ", ",
            };
            let resources = if *count == 1 { "resource" } else { "resources" };
            write!(formatter, "{before}`{rule}` ({count} {resources} left)")?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let how = match self.how {
            How::Fails => "fails",
            How::Endless => "does not come to an end",
            How::Harms => "cannot be evaluated",
        };
        let Subject { kind, name } = &self.subject;
        write!(formatter, "the rule `{}` {how} on {kind} `{name}`: {}", self.rule, self.message)?;
        match self.more {
            0 => Ok(()),
            1 => formatter.write_str(" (and on one more)"),
            more => write!(formatter, " (and on {more} more)"),
        }
    }
}
