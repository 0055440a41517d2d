//! Parsers from text to trees: YAML (and JSON, which is YAML), Java properties, TOML, HCL, Dockerfiles, INI, XML, files
//! of variables, and the words of a shell command.

pub mod brackets;
mod comment;
pub mod dockerfile;
pub mod dotenv;
pub mod hcl;
pub mod ini;
pub mod json;
mod maker;
pub mod properties;
pub mod shell;
#[cfg(test)]
mod testing;
pub mod toml;
pub mod xml;
pub mod yaml;

pub use comment::Comment;
