//! Values that know where they were written: texts, the notations that they are in, and the trees that these come to.
//!
//! Nothing here knows what a value means.

pub mod defect;
pub mod files;
pub mod format;
pub mod path;
pub mod problem;
pub mod source;
pub mod spelling;
pub mod syntax;
pub mod tree;
