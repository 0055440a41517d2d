//! Policies: what they are, where they come from, and their evaluation. The only module that knows regorus.

pub mod contract;
pub mod engine;
pub mod error;
mod input;
pub mod judge;
pub mod metadata;
pub mod rule;
pub mod set;
#[cfg(test)]
pub(crate) mod testing;
mod unit;

pub use contract::{Change, Fix, Pointer, Segment, Violation};
pub use engine::{Engine, Mode};
pub use error::PolicyError;
pub use judge::{Judged, Judgement};
pub use rule::{FixSafety, Parameter, Reference, Rule};
pub use set::PolicySet;
pub use unit::Outcome;
