//! The options that select the configuration, for every command that reads it.

use crate::config::{Config, ConfigError, Lookup, PRESETS, Preset};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Configuration {
    /// Use this configuration instead of the `hy-msg-lint.yaml` here or above
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use this preset, not `extends`: recommended, local or strict
    #[arg(long, value_name = "NAME", value_parser = preset(), hide_possible_values = true)]
    preset: Option<&'static Preset>,
    /// Go without a configuration
    #[arg(long, conflicts_with = "config", hide_short_help = true)]
    isolated: bool,
}

/// Parses the name of a preset.
pub(super) fn preset() -> impl TypedValueParser<Value = &'static Preset> {
    PossibleValuesParser::new(PRESETS.iter().map(|one| one.name))
        .try_map(|name| Preset::by_name(&name).ok_or_else(|| format!("there is no preset `{name}`")))
}

impl Configuration {
    /// Returns whether the caller named the configuration.
    pub(super) fn is_named(&self) -> bool {
        self.config.is_some()
    }

    /// Returns how the configuration of each file is chosen.
    pub(super) fn lookup(&self) -> Lookup {
        let lookup = match &self.config {
            Some(file) => Lookup::named(file.clone()),
            None if self.isolated => Lookup::without(),
            None => Lookup::nearest(),
        };
        lookup.over(self.preset)
    }

    /// Reads the named configuration, else the one that applies here, else the default.
    pub(super) fn read(&self) -> Result<Config, ConfigError> {
        self.lookup().read_in(Path::new("."))
    }
}
