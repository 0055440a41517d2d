//! The pipeline: [`session`] is its steps in their order, and each step is a file here or a module before this one.

mod classify;
mod declarations;
mod declare;
mod documents;
mod evaluate;
mod held;
mod judge;
mod narrow;
mod problems;
mod request;
mod session;

pub use declarations::Declarations;
pub use problems::problems;
pub use request::Request;
pub use session::Session;

use crate::config::Config;
use crate::finding::Report;
use crate::policy::PolicyError;
use crate::suppress::BaselineError;
use crate::workspace::NoSuchPath;

/// Why a run could not be done at all.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The caller's: a path that does not exist.
    #[error(transparent)]
    NoSuchPath(#[from] NoSuchPath),
    /// The policy author's: a policy that cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The caller's: a baseline that cannot be used.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// The caller's: a rule or an area that does not exist.
    #[error("there is no rule `{name}`; {advice}")]
    NoSuchRule {
        /// What was asked for.
        name: String,
        /// What to do, with the rule that was probably meant.
        advice: String,
    },
}

/// Checks what `request` names by the built-in policies, without a configuration: a [`Session`] of one run.
///
/// # Errors
/// When the run cannot be done; what is wrong with single files is in the report.
pub fn check(request: &Request) -> Result<Report, CheckError> {
    Session::new(Config::default(), None).check(request)
}

/// Reads what `request` names, without a configuration: a [`Session`] of one run.
///
/// # Errors
/// When the run cannot be done.
pub fn read(request: &Request) -> Result<Declarations, CheckError> {
    Session::new(Config::default(), None).read(request)
}

#[cfg(test)]
mod tests;
