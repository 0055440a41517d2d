//! Static checks of a policy's syntax tree: nesting depth, the shape of its sets, and references that do not exist.
//!
//! A misspelt field is undefined in Rego, so a policy that uses it never finds anything. Names that cannot exist are
//! therefore refused.

mod chains;
mod depth;
mod explained;
mod fields;
mod functions;
mod references;
mod shape;

pub(crate) use chains::chains;
pub(crate) use depth::{brackets, expressions};
pub(crate) use explained::explained;
pub(crate) use fields::fields;
pub(crate) use references::references;
pub(crate) use shape::{members, sets};
