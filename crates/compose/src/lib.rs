//! Docker Compose projects (the Compose Specification): reads files into the canonical form, in which every value has
//! the span that it was written at, and reports the defects for which Compose refuses a project. The products that run
//! in services are not known here.
//!
//! A [`ProjectPlan`] groups files into projects, a [`ProjectRequest`] describes how to read one project, and [`load`]
//! reads it:
//!
//! load (`load/`, `transform/`, `schema`) -> merge (`merge`, `unicity`) -> canonical form (`canonical/`) -> consistency (`consistency/`)

mod attributes;
mod canonical;
mod completed;
mod consistency;
mod default_files;
mod dependencies;
mod edit;
mod load;
mod merge;
mod overlay;
mod project;
mod project_plan;
mod recognise;
mod request;
mod schema;
mod something_else;
mod transform;
mod unicity;

pub use attributes::{Fields, Shape, canonical_service};
pub use canonical::Printed;
pub use consistency::LimitConflict;
pub use default_files::{find_project, is_default_name};
pub use project::{Completeness, Project, Service, load};
pub use project_plan::ProjectPlan;
pub use recognise::claims;
pub use request::{FileSet, ProjectRequest, Reading};
pub use something_else::key_of_something_else;

use hy_msg_lint_tree::{defect, files, format, path, problem, source, syntax, tree};
