//! The options that select the configuration, for every command that reads it.

use crate::config::{self, Config, ConfigError, Lookup};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Configuration {
    /// Configuration in place of the `hy-msg-lint.yaml` here or above
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Go without a configuration
    #[arg(long, conflicts_with = "config", hide_short_help = true)]
    isolated: bool,
}

impl Configuration {
    /// Returns whether the caller named the configuration.
    pub(super) fn is_named(&self) -> bool {
        self.config.is_some()
    }

    /// Returns how the configuration of each file is chosen.
    pub(super) fn lookup(&self) -> Lookup {
        match &self.config {
            Some(file) => Lookup::Named(file.clone()),
            None if self.isolated => Lookup::Without,
            None => Lookup::Nearest,
        }
    }

    /// Reads the named configuration, else the one that applies here, else the default.
    pub(super) fn read(&self) -> Result<Config, ConfigError> {
        match self.lookup() {
            Lookup::Nearest => {
                let found = config::find(Path::new("."));
                found.map_or_else(|| Ok(Config::default()), |file| config::read(&file))
            }
            lookup => lookup.read_for(&config::Territory::default()),
        }
    }
}
