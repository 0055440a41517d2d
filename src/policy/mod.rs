//! Policies: what they are, where they come from, and their evaluation.

pub mod rule;

pub use rule::{Parameter, Reference, Rule};
