//! Parsers from text to trees: YAML (and JSON, which is YAML), Java properties, TOML, and the words of a shell
//! command.

pub mod brackets;
mod comment;
pub mod properties;
pub mod shell;
pub mod toml;
pub mod yaml;

pub use comment::Comment;
