//! Policies: what they are, where they come from, and their evaluation. The only module that knows regorus.

pub mod contract;
pub mod error;
mod input;
pub mod metadata;
pub mod rule;
pub mod set;
#[cfg(test)]
pub(crate) mod testing;

pub use contract::{Fix, Pointer, Segment, Violation};
pub use error::PolicyError;
pub use rule::{FixSafety, Parameter, Reference, Rule};
pub use set::PolicySet;
