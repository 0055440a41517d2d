//! The options that select the configuration, for every command that reads it.

use crate::config::{self, Config, ConfigError};
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
    /// Reads the named configuration, else the discovered one, else the default.
    pub(super) fn read(&self) -> Result<Config, ConfigError> {
        let found = || if self.isolated { None } else { config::find(Path::new(".")) };
        // A folder means the configuration in it.
        let in_folder = |file: PathBuf| if file.is_dir() { file.join(config::FILE_NAME) } else { file };
        let file = self.config.clone().map(in_folder).or_else(found);
        file.map_or_else(|| Ok(Config::default()), |file| config::read(&file))
    }
}
