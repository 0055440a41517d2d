//! `hy-msg-lint presets`: the presets that a configuration can extend.

use super::configuration::preset;
use super::{CliError, Outcome, print};
use crate::config::{PRESETS, Preset};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Print this preset
    #[arg(value_name = "NAME", value_parser = preset())]
    preset: Option<&'static Preset>,
}

/// Prints a preset, or lists them, each with what it is for.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome, CliError> {
    let width = PRESETS.iter().map(|one| one.name.len()).max().unwrap_or_default();
    print(|out| match arguments.preset {
        Some(preset) => out.write_all(preset.text.as_bytes()),
        None => PRESETS.iter().try_for_each(|one| writeln!(out, "{:width$}  {}", one.name, one.title())),
    })?;
    Ok(Outcome::Clean)
}
