//! Values that know where they were written: source texts, parsers for the formats, the resulting trees, and schema
//! validation of those trees.
//!
//! Nothing in this crate knows the meaning of a value.

pub mod budget;
pub mod defect;
pub mod files;
pub mod format;
pub mod path;
pub mod problem;
pub mod quote;
pub mod reason;
pub mod schema;
pub mod source;
pub mod spelling;
pub mod syntax;
pub mod tree;
