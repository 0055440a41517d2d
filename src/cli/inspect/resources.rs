//! `hy-msg-lint inspect PATH…`: what the files under some paths declare.

use super::Format;
use crate::check::{self, Declarations, Request};
use crate::cli::configuration::Configuration;
use crate::cli::terminal::Terminal;
use crate::cli::{CliError, Outcome, complain, print};
use crate::finding::Report;
use crate::model::{Kind, Resource};
use crate::render::{self, Options, resources};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// Files and folders
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Show resources of this kind alone
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    kind: Vec<Kind>,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// In the table, show each value with where it was written and how it came there
    #[arg(long)]
    origins: bool,
    #[command(flatten)]
    configuration: Configuration,
}

/// Takes the name of a kind.
pub(in crate::cli) fn kinds() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.iter().map(|kind| kind.name()))
        .try_map(|name| Kind::by_name(&name).ok_or_else(|| format!("there is no kind `{name}`")))
}

/// Prints the resources; what could not be read is told, and then the list is not complete.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, CliError> {
    let config = arguments.configuration.read()?;
    let request = Request { paths: arguments.paths.clone(), config, ..Request::default() };
    let Declarations { resources, report } = check::read(&request)?;
    let wanted = |one: &&Resource| arguments.kind.is_empty() || arguments.kind.contains(&one.kind);
    let shown: Vec<_> = resources.iter().filter(wanted).collect();
    let options = Options { width: terminal.width, ..Options::default() };
    print(|out| match arguments.format {
        Format::Json => resources::json(&shown, &report.sources, out),
        Format::Table if arguments.origins => resources::origins(&shown, &report.sources, &options, out),
        Format::Table => resources::table(&shown, &report.sources, out),
    })?;
    if report.problems.is_empty() {
        return Ok(Outcome::Clean);
    }
    let Report { sources, problems, .. } = report;
    let mut report = Report { sources, problems, ..Report::default() };
    report.sort();
    let options = Options { quiet: true, ..options };
    complain(|out| render::concise::render(&report, &options, out));
    Ok(Outcome::Incomplete)
}
