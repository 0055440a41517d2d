//! The words of the field: what a workspace declares, whatever dialect it was written in.

pub mod resource;

pub use resource::{Kind, Resource};
