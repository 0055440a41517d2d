//! Policies: their sources, their rules and their evaluation. The only crate that depends on regorus.
//!
//! Files are parsed to modules and modules to rules; a catalog holds rules with what they need. The built-in catalog
//! comes with the program, and the loader adds a user's files to it. The result is an immutable set: it is compiled
//! to an engine, the engine judges resources, and unit tests run on it.
//!
//! A module uses only modules listed before it; a test checks this:
//!
//! ```text
//! the subject of policies:   severity, annotations, violation, resource, inputs, input_value
//! their results:             contract
//! errors and limits:         error, deadline, remote
//! files:                     bundle, metadata, lower, module, data
//! Rego:                      rego, parse, functions
//! rules:                     rule, folder, catalog
//! built-in:                  embedded, built_in
//! user:                      settings, additions, wildcards, conftest, data_refs, checks, user, loader
//! merged:                    set
//! evaluation:                engine, judge, unit, serve
//! ```

mod additions;
mod annotations;
mod built_in;
mod bundle;
mod catalog;
mod checks;
mod conftest;
mod contract;
mod data;
mod data_refs;
mod deadline;
mod embedded;
mod engine;
mod error;
mod folder;
mod functions;
mod input_value;
pub mod inputs;
mod judge;
mod loader;
mod lower;

mod metadata;
mod module;
mod parse;
mod rego;
mod remote;
mod resource;
mod rule;
mod serve;
mod set;
mod settings;
mod severity;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod unit;
mod user;
mod violation;
mod wildcards;

pub use additions::Additions;
pub use annotations::{Concern, FixSafety, Parameter, ParameterKind, Reference};
pub use built_in::BuiltIn;
pub use deadline::overdue;
pub use embedded::Embedded;
pub use engine::{Engine, Mode};
pub use error::{PolicyDiagnostic, PolicyError};
pub use input_value::inputs as inputs_of;
pub use judge::{Judged, Judgement, Oversized, VerdictCache, Wanted};
pub use module::Module;
pub use remote::{ARGUMENT as EVALUATE, evaluate_in};
pub use resource::{ClusterRef, Fields, Resource, ResourceKind};
pub use rule::{Contract, Rule};
pub use serve::serve;
pub use set::PolicySet;
pub use settings::Setting;
pub use severity::{Severity, Subject};
pub use unit::{Coverage, Covered, Unit, UnitFailure, Units};
pub use violation::{Change, Explains, Fix, Segment, Violation, Where};

pub use hy_msg_lint_tree::budget::{Budget, Limits};

use hy_msg_lint_tree::{source, spelling, tree};
