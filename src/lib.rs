//! A policy-as-code linter for messaging platforms: Docker Compose stacks, Kafka topics and Kafka Connect.
//!
//! discover -> classify -> parse -> resolve -> model -> gather -> judge -> locate -> suppress -> settle -> render

pub mod apply;
pub mod causes;
pub mod check;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod dialect;
pub mod finding;
pub mod fix;
pub mod locate;
pub mod lsp;
pub mod model;
pub mod render;
pub mod run_scope;
pub mod suppress;
pub mod test_run;
pub mod workspace;

pub use hy_msg_lint_policy as policy;
pub use hy_msg_lint_tree::{source, spelling, syntax, tree};
