//! The pipeline: [`session`] lists the steps in order; each step is a file in this module or an earlier module.

mod classify;
mod declarations;
mod declare;
mod documents;
mod evaluate;
mod file_room;
mod groups;
mod held;
mod judge;
mod narrow;
mod problems;
mod request;
mod session;

pub use declarations::Declarations;
pub use documents::STDIN;
pub use problems::problems;
pub use request::Request;
pub use session::Session;

use crate::config::Config;
use crate::finding::Report;
use crate::policy::PolicyError;
use crate::workspace::NoSuchPath;

/// Why a run failed as a whole.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// Caller error: a path does not exist.
    #[error(transparent)]
    NoSuchPath(#[from] NoSuchPath),
    /// Policy author error: a policy cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Caller error: a rule or area does not exist.
    #[error("there is no rule `{name}`; {advice}")]
    NoSuchRule {
        /// The name as given.
        name: String,
        /// What to do, including the rule that was probably meant.
        advice: String,
    },
}

/// Checks the files in `request` with the built-in policies and no configuration, in a [`Session`] of one run.
///
/// # Errors
/// When the run fails as a whole; errors in single files are in the report.
pub fn check(request: &Request) -> Result<Report, CheckError> {
    Session::new(Config::default(), None).check(request)
}

/// Reads the files in `request` without a configuration, in a [`Session`] of one run.
///
/// # Errors
/// When the run fails as a whole.
pub fn read(request: &Request) -> Result<Declarations, CheckError> {
    Session::new(Config::default(), None).read(request)
}

#[cfg(test)]
mod tests;
