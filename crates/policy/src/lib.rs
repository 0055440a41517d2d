//! Policies: what they are, where they come from, and their evaluation. The only crate that knows regorus.
//!
//! Files become modules, modules rules; rules with what they need are a catalog. The built-in catalog comes with the program, and
//! the loader puts a user's files beside it. What comes out is a set, which nothing is added to: it is compiled to an engine, the engine
//! judges resources, and unit tests are run of it.
//!
//! A module uses only those before it, which a test holds:
//!
//! ```text
//! what policies are about:  severity, resource, inputs, input_value
//! what they say:            violation, contract
//! what can go wrong:        error, deadline
//! files:                    bundle, annotations, metadata, module, data
//! Rego:                     rego, parse
//! rules:                    rule, folder, catalog
//! the program's:            embedded, built_in
//! the user's:               settings, additions, conftest, data_refs, checks, user, loader
//! together:                 set
//! evaluated:                engine, judge, unit
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
mod input_value;
pub mod inputs;
mod judge;
mod loader;

mod metadata;
mod module;
mod parse;
mod rego;
mod resource;
mod rule;
mod set;
mod settings;
mod severity;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod unit;
mod user;
mod violation;

pub use additions::Additions;
pub use annotations::{FixSafety, Parameter, ParameterKind, Reference};
pub use built_in::BuiltIn;
pub use deadline::overdue;
pub use embedded::Embedded;
pub use engine::{Engine, Mode};
pub use error::{PolicyDiagnostic, PolicyError};
pub use input_value::inputs as inputs_of;
pub use judge::{Judged, Judgement, VerdictCache};
pub use module::Module;
pub use resource::{ClusterRef, Fields, Resource, ResourceKind};
pub use rule::{Contract, Rule};
pub use set::PolicySet;
pub use settings::Setting;
pub use severity::{Severity, Subject};
pub use unit::{Coverage, Covered, Unit, UnitFailure, Units};
pub use violation::{Change, Segment, Violation, Where};

use hy_msg_lint_tree::{source, spelling, tree};
