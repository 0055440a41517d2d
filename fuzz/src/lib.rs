//! What the fuzzers run: one function a target, from bytes to a panic if something does not hold.
//!
//! The test suite of the program compiles these files too, and runs them on one seed each, so a change that breaks a
//! target is noticed where it is made.

pub mod check;
pub mod configuration;
pub mod env;
pub mod language_server;
pub mod output;
pub mod rego;
pub mod texts;
