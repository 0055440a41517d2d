//! `hy-msg-lint test`: runs the tests of a folder of policies.

use super::configuration::Configuration;
use super::terminal::{Color, Terminal};
use super::{CliError, Outcome, print_as, watchdog};
use crate::policy::{Additions, Budget};
use crate::render::guard::Notation;
use crate::render::{self, Options};
use crate::test_run::{self, Wanted};
use crate::workspace;
use hy_msg_lint_tree::quote::quoted;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of policies if neither arguments nor configuration name one.
const FOLDER: &str = "policies";

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option that is given or not")]
pub(super) struct Arguments {
    /// Files and folders of policies; else those of the configuration, else `policies`
    paths: Vec<PathBuf>,
    /// The same, as Conftest has it
    #[arg(short, long, value_name = "PATH")]
    policy: Vec<PathBuf>,
    /// Only tests and fixtures that have this in their names
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    filter: String,
    /// Show the lines of policies that no unit test reaches
    #[arg(long)]
    coverage: bool,
    /// Write which lines unit tests reach to a file, in lcov's form
    #[arg(long, value_name = "FILE")]
    lcov: Option<PathBuf>,
    /// Take what rules find in their fixtures for what is expected
    #[arg(long)]
    update: bool,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    configuration: Configuration,
    /// Give policies the data in this file or folder
    #[arg(short, long, value_name = "PATH")]
    data: Vec<PathBuf>,
    /// When to use colours; auto is on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
    /// List passed tests, too
    #[arg(short, long)]
    verbose: bool,
    /// Leave out the summary
    #[arg(short, long)]
    quiet: bool,
    /// This is the process that a test may end
    #[arg(long, hide = true)]
    expendable: bool,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    #[default]
    Human,
    Json,
    Junit,
}

/// Runs this command in another process, since a test may end the one that it runs in. None if there is none to be had.
fn in_another_process() -> Option<Result<Outcome, CliError>> {
    let program = std::env::current_exe().ok()?;
    let mut command = Command::new(program);
    let mut child = command.args(std::env::args_os().skip(1)).arg("--expendable").spawn().ok()?;
    let status = child.wait().ok()?;
    Some(match status.code() {
        Some(0) => Ok(Outcome::Clean),
        Some(1) => Ok(Outcome::Findings),
        Some(2) => Ok(Outcome::Incomplete),
        _ => Err(CliError::TestsEnded(status.to_string())),
    })
}

/// Runs the tests and returns the outcome.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, CliError> {
    if !arguments.expendable
        && let Some(outcome) = in_another_process()
    {
        return outcome;
    }
    let config = arguments.configuration.read()?;
    let mut policies = arguments.paths.iter().chain(&arguments.policy).cloned().collect::<Vec<_>>();
    if policies.is_empty() {
        policies = config.policies.paths;
    }
    if policies.is_empty() {
        let folder = Path::new(FOLDER);
        if !folder.is_dir() {
            return Err(CliError::NoPolicies);
        }
        policies.push(folder.to_owned());
    }
    watchdog::start();
    let set = hy_msg_lint_policies::with(&Additions {
        policies,
        data: config.policies.data.into_iter().chain(arguments.data.iter().cloned()).collect(),
        namespaces: config.policies.namespaces,
        ..Additions::default()
    })?;
    let coverage = arguments.coverage || arguments.lcov.is_some();
    let wanted = Wanted { filter: &arguments.filter, coverage, update: arguments.update };
    let mut run = test_run::run(&set, wanted, &Budget::default())?;
    if !arguments.filter.is_empty() && run.is_empty() {
        return Err(CliError::NothingFiltered(quoted(&arguments.filter)));
    }
    if let (Some(path), Some(coverage)) = (&arguments.lcov, &run.units.coverage) {
        let mut text = Vec::new();
        render::test_run::lcov::render(coverage, &mut text).map_err(CliError::Output)?;
        workspace::write(path, &text).map_err(CliError::Output)?;
    }
    if !arguments.coverage {
        run.units.coverage = None;
    }
    let (verbose, quiet) = (arguments.verbose, arguments.quiet);
    let options = Options { verbose, quiet, ..terminal.options(arguments.color) };
    let notation = match arguments.format {
        Format::Human => Notation::Text,
        Format::Json => Notation::Json,
        Format::Junit => Notation::Xml,
    };
    print_as(notation, |out| match arguments.format {
        Format::Human => render::test_run::render(&run, &options, out),
        Format::Json => render::test_run::json::render(&run, out),
        Format::Junit => render::test_run::junit::render(&run, out),
    })?;
    Ok(if !run.problems.is_empty() {
        Outcome::Incomplete
    } else if run.holds() {
        Outcome::Clean
    } else {
        Outcome::Findings
    })
}
