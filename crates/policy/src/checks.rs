//! What a policy's syntax tree says before anything is judged: how deep it goes, the shape of its sets, and whether what it refers to
//! exists.
//!
//! A misspelt field is undefined in Rego, and a policy that asks for it finds nothing, ever. So names that cannot mean anything
//! are refused.

mod chains;
mod depth;
mod fields;
mod functions;
mod references;
mod shape;

pub(crate) use chains::chains;
pub(crate) use depth::{brackets, expressions};
pub(crate) use fields::fields;
pub(crate) use references::references;
pub(crate) use shape::sets;
