//! The domain model: what a workspace declares, independent of the dialect.

pub mod address;
pub mod endpoint;
pub mod groups;
pub mod image;
pub mod listener;
pub mod names;
pub mod properties;
pub mod quorum;
pub mod reference;
pub mod startup;
pub mod version;

pub use hy_msg_lint_policy::{ClusterRef, Fields, Resource, ResourceKind, inputs};
