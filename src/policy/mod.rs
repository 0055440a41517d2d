//! Policies: what they are, where they come from, and their evaluation. The only module that knows regorus.

pub mod error;
pub mod metadata;
pub mod rule;
pub mod set;
#[cfg(test)]
pub(crate) mod testing;

pub use error::PolicyError;
pub use rule::{FixSafety, Parameter, Reference, Rule};
pub use set::PolicySet;
