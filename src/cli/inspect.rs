//! `hy-msg-lint inspect`: shows the resolved resources without running rules.

mod config;
mod project;
mod resources;

use super::terminal::Terminal;
use super::{CliError, Outcome};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    resources: resources::Arguments,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Show a Compose project in the form that Docker Compose makes of its files
    Project(project::Arguments),
    /// Show what the configuration says for a file, and where it says it
    Config(config::Arguments),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Json,
    Table,
}

/// Prints the requested view.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, CliError> {
    match &arguments.what {
        Some(What::Project(arguments)) => project::run(arguments, terminal),
        Some(What::Config(arguments)) => config::run(arguments),
        None => resources::run(&arguments.resources, terminal).map_err(CliError::or_misspelt_view),
    }
}
