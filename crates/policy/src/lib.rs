//! Policies: what they are, where they come from, and their evaluation. The only module that knows regorus.

mod bundle;
mod compiled;
pub use compiled::Embedded;
pub mod contract;
pub mod data;
pub mod engine;
pub mod error;
mod input;
pub mod inputs;
pub mod judge;
pub mod load;
pub mod metadata;
pub mod module;
mod rego;
pub mod resource;
pub mod rule;
pub mod set;
mod settings;
mod severity;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod unit;
pub mod watch;

pub use contract::{Change, Fix, Pointer, Segment, Violation, Where};
pub use engine::{Engine, Mode};
pub use error::{Mistake, PolicyError};
pub use input::inputs as inputs_of;
pub use judge::{Judged, Judgement, Memory};
pub use load::Additions;
pub use module::Module;
pub use resource::{Fields, Home, Kind, Resource};
pub use rule::{Contract, FixSafety, Parameter, ParameterKind, Reference, Rule};
pub use set::PolicySet;
pub use settings::Setting;
pub use severity::{Severity, Subject};
pub use unit::{Coverage, Covered, Unit, UnitFailure, Units};

use hy_msg_lint_tree::{source, spelling, tree};
