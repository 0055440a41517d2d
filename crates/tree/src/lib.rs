//! Values that know where they were written: texts, the notations that they are in, the trees that these come to,
//! and what a schema refuses in those.
//!
//! Nothing here knows what a value means.

pub mod defect;
pub mod files;
pub mod format;
pub mod path;
pub mod problem;
pub mod schema;
pub mod source;
pub mod spelling;
pub mod syntax;
pub mod tree;
