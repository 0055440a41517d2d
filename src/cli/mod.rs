//! The command line, one file per command. Only this module prints.

mod changes;
mod check;
mod completions;
mod configuration;
mod conftest;
mod explain;
mod fix;
mod init;
mod inspect;
mod lsp;
mod new;
mod output;
mod policies;
mod presets;
mod progress;
mod rules;
mod schema;
mod terminal;
mod test;
mod watchdog;

use crate::check::{self as pipeline, CheckError};
use crate::config::ConfigError;
use crate::finding::{Problem, Report};
use crate::policy::{PolicyError, serve};
use crate::render::guard::Notation;
use crate::render::{self, Options, text};
use crate::spelling::closest;
use crate::workspace::NoSuchPath;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser, Subcommand};
use hy_msg_lint_tree::reason::reason;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use terminal::Terminal;

const EXAMPLES: &str = "\
Examples:
  hy-msg-lint                             check the current folder
  hy-msg-lint --fail-on warning deploy/   warnings fail the pipeline too
  hy-msg-lint --diff-base origin/main     only findings on changed lines
  hy-msg-lint explain static-ip           explain a rule, and how to fix its findings";

/// Returns the text below the options of the long help.
fn explanation() -> String {
    format!(
        "\
Exit codes:
  0  no findings at or above --fail-on
  1  findings at or above --fail-on; with --diff, something would change
  2  the run failed or was incomplete: a file could not be read or judged

{EXAMPLES}"
    )
}

/// Lints Kafka infrastructure files: Compose stacks, topics, connectors, Strimzi resources, scripts
#[derive(Debug, Parser)]
#[command(name = "hy-msg-lint", version, max_term_width = 120, after_help = EXAMPLES, after_long_help = explanation())]
#[command(args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: check::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check files and folders (default command)
    #[command(after_help = EXAMPLES, after_long_help = explanation())]
    Check(check::Arguments),
    /// List the rules
    Rules(rules::Arguments),
    /// Explain a rule or an output format
    Explain(explain::Arguments),
    /// Show the resolved resources without running rules
    Inspect(inspect::Arguments),
    /// Run the tests of policies
    #[command(visible_alias = "verify")]
    Test(test::Arguments),
    /// Scaffold a rule with passing tests
    New(new::Arguments),
    /// Write an example `hy-msg-lint.yaml`
    Init(init::Arguments),
    /// List the presets that a configuration can extend, or print one
    Presets(presets::Arguments),
    /// Run the language server on standard input and output
    Lsp(lsp::Arguments),
    /// Evaluate policies for another process of this program
    #[command(hide = true, name = crate::policy::EVALUATE)]
    Evaluate,
    /// Print the JSON Schema of policy inputs or of the configuration
    Schema(schema::Arguments),
    /// Print completions for a shell
    #[command(hide = true)]
    Completions(completions::Arguments),
    /// Print the man page
    #[command(hide = true)]
    Man,
}

/// The outcome of a run, for the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Nothing to report to the caller.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// The run failed or was incomplete.
    Incomplete,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::Incomplete => 2,
        })
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    /// Usage error, with the library's message.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// Usage error, with the library's message.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Error of the policy author, with the library's message.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Usage error: fixes of standard input, which is no file.
    #[error("`-` is standard input, which cannot be changed: add --diff to print the change")]
    FixOfStdin,
    /// Usage error: a diff in the place of a report in a format for programs.
    #[error(
        "--diff prints a diff and no report, so `--format {0}` has no effect: `--output {0}=FILE` writes the report beside it"
    )]
    DiffFormat(String),
    /// Usage error: a kind of fix, and nothing to do with it.
    #[error("--unsafe-fixes says which fixes to apply: add --fix, or --diff to see them")]
    UnsafeFixesAlone,
    /// Usage error: a name for standard input, which is not read.
    #[error("--stdin-filename names standard input, which is read only when `-` is among the paths")]
    NameWithoutText,
    /// Usage error: standard input is above the limit for files.
    #[error("standard input is larger than 4 MiB and is not read")]
    TooLarge,
    /// System error.
    #[error("standard input cannot be read: {}", reason(.0))]
    Input(io::Error),
    /// Usage error: a project name that Compose rejects.
    #[error(
        "`{0}` is not a valid project name: use lower-case letters, digits, `-` and `_`, and begin with a letter or digit"
    )]
    ProjectName(String),
    /// System error: git is not available.
    #[error("`--diff-base` needs git, which cannot be run: {}", reason(.0))]
    NoGit(io::Error),
    /// Usage error: not in a repository, or git refuses.
    #[error("`--diff-base` needs a repository of git: {0}")]
    Git(String),
    /// Usage error: an unknown revision.
    #[error("git knows no revision `{0}`; in a shallow clone, fetch it first")]
    NoRevision(String),
    /// Usage error: no file is named, and none is found.
    #[error("there is no Compose file here or in a folder above: name one")]
    NoProject,
    /// Usage error: no folder of policies is named, and none is found.
    #[error("there are no policies here: name a folder, or set `policies` in hy-msg-lint.yaml")]
    NoPolicies,
    /// Usage error: a new configuration where one exists.
    #[error("the configuration `{0}` exists already")]
    ConfigurationExists(String),
    /// Usage error: a new rule where something exists.
    #[error("`{0}` is not empty: choose another id, or another folder with --into")]
    RuleExists(String),
    /// System error: a file that cannot be written.
    #[error("`{0}` cannot be written: {reason}", reason = reason(.1))]
    NotWritten(String, io::Error),
    /// Usage error: a file that cannot be created.
    #[error("`{0}` cannot be written: {1}")]
    NoPlace(String, &'static str),
    /// Usage error: one file for two formats.
    #[error("`{0}` is the file of two outputs: give each its own file")]
    TwoOutputs(String),
    /// Policy author error: a test that takes more than there is.
    #[error("a test ends the program ({0}): it needs more memory than there is, or nests too deeply")]
    TestsEnded(String),
    /// Usage error: no resource that the rule judges.
    #[error("`{0}` judges {1}, and no file here declares that kind")]
    NoInputs(String, String),
    /// System error, for example a full disk behind standard output.
    #[error("the output cannot be written: {}", reason(.0))]
    Output(io::Error),
    /// Usage error: an unknown rule.
    #[error("there is no rule `{0}`; `hy-msg-lint rules` lists them")]
    NoSuchRule(String),
    /// Usage error: a misspelt rule.
    #[error("there is no rule `{0}`; did you mean `{1}`?")]
    MisspeltRule(String, String),
    /// Usage error: neither a path nor a command, but similar to a command.
    #[error("there is no file, folder or command `{0}`; did you mean the command `{1}`?")]
    MisspeltCommand(String, String),
    /// Usage error: a baseline in the place of a path.
    #[error(
        "there is no file or folder `{0}`; the baseline to write is named with `=`: --write-baseline={0}"
    )]
    BaselineWithoutSign(String),
    /// Usage error: a name that nothing here has.
    #[error("no resource has the name {0}; {1}")]
    NothingNamed(String, String),
    /// Usage error: what is no pattern of files.
    #[error("--exclude {0} is not a valid file pattern: {1}")]
    NoPattern(String, String),
    /// Usage error: an unknown area.
    #[error("there is no area {0}; there are {1}")]
    NoSuchArea(String, String),
    /// Usage error: a filter that no test passes.
    #[error("no test or fixture has {0} in its name")]
    NothingFiltered(String),
    /// Usage error: a format without statistics.
    #[error("`--statistics` works with the formats human and json, not with `{0}`")]
    StatisticsFormat(String),
    /// `conftest.toml` that cannot be used, with the reason.
    #[error("`conftest.toml` cannot be used: {0}")]
    Conftest(String),
    /// Usage error: an option of Conftest that is not available, with the reason.
    #[error("`{0}` is not available: {1}")]
    NotAvailable(&'static str, &'static str),
    /// Usage error: an area instead of a rule.
    #[error("`{0}` is an area: `hy-msg-lint rules` lists the rules of each")]
    RuleIsArea(String),
}

impl CliError {
    /// A path that does not exist may be a misspelt command.
    fn or_misspelt_command(self) -> Self {
        let Self::Check(CheckError::NoSuchPath(NoSuchPath { path, meant: None })) = &self else {
            return self;
        };
        let commands = CommandLine::command();
        match closest(path, commands.get_subcommands().map(clap::Command::get_name)) {
            Some(meant) => Self::MisspeltCommand(path.clone(), meant.to_owned()),
            None => self,
        }
    }

    /// A path that does not exist may be a misspelt command of `inspect`.
    fn or_misspelt_view(self) -> Self {
        let Self::Check(CheckError::NoSuchPath(NoSuchPath { path, meant: None })) = &self else {
            return self;
        };
        let views = ["config", "project"];
        let begun = || views.into_iter().find(|view| path.len() > 2 && view.starts_with(path.as_str()));
        match closest(path, views).or_else(begun) {
            Some(meant) => Self::MisspeltCommand(path.clone(), format!("inspect {meant}")),
            None => self,
        }
    }

    /// A path that does not exist may be the baseline to write.
    fn or_baseline_without_sign(self) -> Self {
        match self {
            Self::Check(CheckError::NoSuchPath(NoSuchPath { path, .. }))
                if Path::new(&path).extension().is_some_and(|end| end == "json") =>
            {
                Self::BaselineWithoutSign(path)
            }
            other => other,
        }
    }

    /// Converts errors with places in configuration and policies to a report.
    ///
    /// # Errors
    /// Returns this error if it has no place.
    fn into_report(self) -> Result<Report, Self> {
        match self {
            Self::Config(ConfigError::Mistakes(mistakes)) => Ok((*mistakes).into()),
            Self::Config(ConfigError::Source(error)) => {
                let file = error.path().to_owned();
                let message = ConfigError::Source(error).to_string();
                let problem = Problem { file, place: None, message, related: Vec::new() };
                Ok(Report { problems: vec![problem], ..Report::default() })
            }
            Self::Policy(error @ PolicyError::Refused(_))
            | Self::Check(CheckError::Policy(error @ PolicyError::Refused(_))) => {
                let mut report = Report::default();
                report.problems = pipeline::problems(&error, &report.sources);
                Ok(report)
            }
            other => Err(other),
        }
    }
}

/// Returns the command that was probably intended by an unknown option in `error`: `explain` of `--explain`.
fn command_as_option(error: &clap::Error) -> Option<String> {
    let (ErrorKind::UnknownArgument, Some(ContextValue::String(option))) =
        (error.kind(), error.get(ContextKind::InvalidArg))
    else {
        return None;
    };
    let name = option.trim_start_matches('-');
    let commands = CommandLine::command();
    let known =
        commands.get_subcommands().find(|command| !command.is_hide_set() && command.get_name() == name);
    known.map(|command| command.get_name().to_owned())
}

/// Runs the command in `arguments` (the program's name first) and returns the exit code: 0 clean, 1 findings, 2 failed
/// or incomplete.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match CommandLine::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            if let Some(command) = command_as_option(&error) {
                say(&format!(
                    "error: there is no option `--{command}`; did you mean the command: `hy-msg-lint {command}`?"
                ));
                return Outcome::Incomplete.into();
            }
            // Requested help goes to standard output and is a success; a usage error goes to standard error and is not.
            let outcome = if error.use_stderr() { Outcome::Incomplete } else { Outcome::Clean };
            let _ = error.print();
            return outcome.into();
        }
    };
    let terminal = Terminal::detect();
    let outcome = match arguments.command {
        None => check::run(&arguments.check, &terminal).map_err(CliError::or_misspelt_command),
        Some(Command::Check(check)) => check::run(&check, &terminal),
        Some(Command::Rules(rules)) => rules::run(&rules, &terminal),
        Some(Command::Inspect(inspect)) => inspect::run(&inspect, &terminal),
        Some(Command::Test(test)) => test::run(&test, &terminal),
        Some(Command::New(new)) => new::run(&new),
        Some(Command::Init(init)) => init::run(&init),
        Some(Command::Presets(presets)) => presets::run(&presets),
        Some(Command::Explain(explain)) => explain::run(&explain, &terminal),
        Some(Command::Lsp(lsp)) => lsp::run(&lsp),
        Some(Command::Evaluate) => {
            let served = serve(io::stdin().lock(), hy_msg_lint_policies::with);
            served.map(|()| Outcome::Clean).map_err(CliError::Output)
        }
        Some(Command::Schema(schema)) => schema::run(&schema),
        Some(Command::Completions(completions)) => completions::completions(&completions),
        Some(Command::Man) => completions::man(),
    };
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            match error.into_report() {
                Ok(report) => {
                    let options = Options { width: terminal.width, ..Options::default() };
                    complain(|out| render::human::refused(&report, &[], &options, out));
                }
                Err(error) => say(&format!("error: {}", text::line(&error.to_string()))),
            }
            Outcome::Incomplete.into()
        }
    }
}

/// Writes text to standard output, without commands to a build server. A reader that closes the pipe early is no error.
fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliError> {
    print_as(Notation::Text, write)
}

/// Writes what is in `notation` to standard output, without commands to a build server.
fn print_as(
    notation: Notation,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    let mut output = Vec::new();
    write(&mut output).map_err(CliError::Output)?;
    let mut out = io::stdout().lock();
    let output = String::from_utf8_lossy(&output);
    let output = render::guard::without_commands(&output, notation);
    match out.write_all(output.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CliError::Output(error)),
        _ => Ok(()),
    }
}

/// Writes to standard error, ignoring errors, as there is nowhere left to report them.
fn complain(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut output = Vec::new();
    let _ = write(&mut output);
    let output = String::from_utf8_lossy(&output);
    let _ =
        io::stderr().lock().write_all(render::guard::without_commands(&output, Notation::Text).as_bytes());
}

/// Writes a line to standard error, ignoring errors, as there is nowhere left to report them.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", render::guard::without_commands(line, Notation::Text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_make_sense() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn check_is_the_default_command() {
        let paths = |arguments: &[&str]| {
            let parsed = CommandLine::try_parse_from([&["hy-msg-lint"], arguments].concat()).unwrap();
            match parsed.command {
                None => parsed.check,
                Some(Command::Check(check)) => check,
                Some(other) => panic!("{other:?}"),
            }
        };
        for arguments in [&[][..], &["a.yaml", "-", "-v"], &["--fail-on", "info", "--format=json", "x"]] {
            let explicit = [&["check"], arguments].concat();
            assert_eq!(format!("{:?}", paths(arguments)), format!("{:?}", paths(&explicit)));
        }
    }

    #[test]
    fn misuse_is_refused() {
        for arguments in [&["--format", "xml"][..], &["explain"], &["rules", "x"], &["--nonsense"]] {
            assert!(
                CommandLine::try_parse_from([&["hy-msg-lint"], arguments].concat()).is_err(),
                "{arguments:?}"
            );
        }
    }

    fn help(option: &str) -> String {
        let command = CommandLine::command().term_width(100);
        command.try_get_matches_from(["hy-msg-lint", option]).unwrap_err().to_string()
    }

    #[test]
    fn help_fits_a_screen() {
        let help = help("-h");
        assert!(help.lines().count() <= 60, "{help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
        assert!(help.contains("Examples:"), "{help}");
    }

    #[test]
    fn long_help_lists_every_option() {
        let help = help("--help");
        assert!(help.contains("Exit codes:") && help.contains("Examples:"), "{help}");
        for option in CommandLine::command().get_arguments().filter_map(clap::Arg::get_long) {
            assert!(help.contains(&format!("--{option}")), "{option}");
        }
    }
}
