//! Text to trees: YAML (and JSON, which is YAML), and the words of a shell command.

pub mod schema;
pub mod shell;
pub mod yaml;
