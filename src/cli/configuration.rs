//! The options that select the configuration, for every command that reads it.

use crate::config::{self, Config, ConfigError, Territory};
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

    /// Returns the parts into which the configurations that apply divide `paths`: one where the caller names a
    /// configuration or goes without.
    pub(super) fn territories(&self, paths: &[PathBuf], stdin: Option<&Path>) -> Vec<Territory> {
        if self.config.is_some() || self.isolated {
            return vec![Territory { paths: paths.to_owned(), ..Territory::default() }];
        }
        let mut all = config::territories(paths);
        if all.is_empty() {
            all.push(Territory { file: stdin.and_then(config::applying_to), ..Territory::default() });
        }
        all
    }

    /// Reads the configuration that the caller names, else the one of `territory`, else the default.
    pub(super) fn read_for(&self, territory: &Territory) -> Result<Config, ConfigError> {
        match (&self.config, &territory.file) {
            (Some(_), _) => self.read(),
            (None, Some(file)) => config::read(file),
            (None, None) => Ok(Config::default()),
        }
    }

    /// Reads the named configuration, else the discovered one, else the default.
    pub(super) fn read(&self) -> Result<Config, ConfigError> {
        let found = || if self.isolated { None } else { config::find(Path::new(".")) };
        // A folder means the configuration in it.
        let in_folder = |file: PathBuf| if file.is_dir() { file.join(config::FILE_NAME) } else { file };
        let file = self.config.clone().map(in_folder).or_else(found);
        file.map_or_else(|| Ok(Config::default()), |file| config::read(&file))
    }
}
