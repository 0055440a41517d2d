//! `hy-msg-lint init`: creates a configuration.

use super::{CliError, Outcome, print};
use crate::config;
use crate::source::display_name;
use crate::workspace;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder that it is to hold for
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
}

/// Writes a configuration that sets nothing, with commented examples.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let file = match arguments.folder.as_path() {
        here if here == Path::new(".") => PathBuf::from(config::FILE_NAME),
        folder => folder.join(config::FILE_NAME),
    };
    let name = display_name(&file);
    let other = arguments.folder.join(config::OTHER_NAME);
    if other.exists() {
        return Err(CliError::ConfigurationExists(display_name(&other)));
    }
    match workspace::write_new(&file, config::SAMPLE.as_bytes()) {
        Ok(()) => print(|out| writeln!(out, "{name}"))?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(CliError::ConfigurationExists(name));
        }
        Err(error) => return Err(CliError::NotWritten(name, error)),
    }
    Ok(Outcome::Clean)
}
