//! `hy-msg-lint inspect project`: a Compose project as Compose resolves it.

use super::Format;
use crate::cli::configuration::Configuration;
use crate::cli::terminal::{Color, Terminal};
use crate::cli::{CliError, Outcome, complain, print_as};
use crate::finding::Report;
use crate::render::guard::Notation;
use crate::render::{self, Options, origins};
use crate::source::{SourceMap, display_name};
use crate::workspace::{FilePath, Files, IgnoreFiles, identity, root_of};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use hy_msg_lint_compose::{self as compose, Project, ProjectPlan, ProjectRequest, Reading};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    #[command(flatten)]
    files: ComposeFiles,
    /// Name of the project
    #[arg(short = 'p', long = "project-name", value_name = "NAME")]
    name: Option<String>,
    /// File of variables in place of `.env`; a later one wins
    #[arg(long, value_name = "FILE")]
    env_file: Vec<PathBuf>,
    /// Folder that relative paths start from, in place of the first file's
    #[arg(long, value_name = "DIR")]
    project_directory: Option<PathBuf>,
    /// Show it also if its services contradict each other or name what is not there
    #[arg(long)]
    no_consistency: bool,
    /// How to show it; by default json, or table with --origins
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Show each value with where it was written and how it came there
    #[arg(long)]
    origins: bool,
    #[command(flatten)]
    configuration: Configuration,
}

/// The project's files in command-line order, named with or without `-f`.
#[derive(Debug, Default)]
struct ComposeFiles(Vec<PathBuf>);

impl clap::Args for ComposeFiles {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("FILE").value_parser(value_parser!(PathBuf));
        let named = Arg::new("file").short('f').long("file").value_name("FILE");
        command.arg(file.help("Compose file; by default what `docker compose` finds here")).arg(
            named
                .value_parser(value_parser!(PathBuf))
                .action(ArgAction::Append)
                .help("Compose file over the ones before it"),
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for ComposeFiles {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut files = Self::default();
        files.update_from_arg_matches(matches)?;
        Ok(files)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let of = |id: &str| {
            let places = matches.indices_of(id).into_iter().flatten();
            let paths = matches.get_many::<PathBuf>(id).into_iter().flatten().cloned();
            places.zip(paths).collect::<Vec<_>>()
        };
        let mut files = [of("FILE"), of("file")].concat();
        files.sort();
        self.0 = files.into_iter().map(|(_, path)| path).collect();
        Ok(())
    }
}

/// Prints the project. A project with errors is not shown partially, as it could be taken for the whole.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, CliError> {
    let request = request(arguments)?;
    let sources = SourceMap::within(roots(&request).iter().map(PathBuf::as_path));
    let project = compose::load(&Files::over(&sources), &request);
    let refusals = project.refusals();
    if project.problems.is_empty() && refusals.is_empty() {
        let options = Options { width: terminal.width, ..Options::default() };
        show(arguments, &project, &sources, &options)?;
        return Ok(Outcome::Clean);
    }
    let mut report = Report { sources, problems: project.problems, ..Report::default() };
    report.sort();
    let errors = Terminal::of_errors();
    let options = Options { style: errors.style(Color::Auto), width: errors.width, ..Options::default() };
    complain(|out| render::human::refused(&report, &refusals, &options, out));
    Ok(Outcome::Incomplete)
}

fn show(
    arguments: &Arguments,
    project: &Project,
    sources: &SourceMap,
    options: &Options,
) -> Result<(), CliError> {
    let traces = || origins::traces(&project.canonical);
    let is_json = match arguments.format {
        Some(format) => format == Format::Json,
        None => !arguments.origins,
    };
    print_as(if is_json { Notation::Json } else { Notation::Text }, |out| {
        match (arguments.origins, arguments.format) {
            (false, None | Some(Format::Json)) => render::json::write(&project.json(), out),
            (false, Some(Format::Table)) => render::overview::render(&project.canonical, out),
            (true, None | Some(Format::Table)) => origins::table(&traces(), sources, options, out),
            (true, Some(Format::Json)) => origins::json(&traces(), sources, out),
        }
    })
}

/// Builds the request; without named files, with those that Compose finds. What the configuration nearest to the first
/// file says of projects holds, unless an option says otherwise.
fn request(arguments: &Arguments) -> Result<ProjectRequest, CliError> {
    let clean = |path: &PathBuf| FilePath::from_here(path).shown().to_owned();
    let name = arguments.name.as_ref().filter(|name| !name.is_empty());
    if let Some(name) = name.filter(|name| !ProjectRequest::is_name(name)) {
        return Err(CliError::ProjectName(name.clone()));
    }
    let name = name.map(|name| name.as_str().into());
    let directory = arguments.project_directory.as_ref().map(clean);
    let env_files: Vec<_> = arguments.env_file.iter().map(clean).collect();
    let files: Vec<_> = arguments.files.0.iter().map(clean).collect();
    let found = if files.is_empty() {
        let folder = directory.as_deref().unwrap_or(Path::new(""));
        let sources = SourceMap::within([root_of(&identity(folder), true).as_path()]);
        compose::find_project(folder, &env_files, &Files::over(&sources)).ok_or(CliError::NoProject)?
    } else {
        ProjectRequest::of(files)
    };
    let lookup = arguments.configuration.lookup();
    let first = &found.files[..found.files.len().min(1)];
    let territory = lookup.territories(first, None, &IgnoreFiles::default()).swap_remove(0);
    let layout = lookup.read_for(&territory)?.layout;
    let meant = ProjectPlan::meant(found, &layout.projects, &layout.env_files);
    Ok(ProjectRequest {
        name: name.or(meant.name),
        env_files: if env_files.is_empty() { meant.env_files } else { env_files },
        directory,
        variables: surroundings(),
        reading: Reading::AsCompose,
        skip_consistency: arguments.no_consistency,
        ..meant
    })
}

/// Returns the parts of the environment that Compose uses in addition to its arguments.
#[expect(
    clippy::disallowed_methods,
    reason = "`~` and `${HOME}` mean the caller's home, as they do to Compose"
)]
fn surroundings() -> Vec<(String, String)> {
    let here = std::env::current_dir().ok().map(|path| ("PWD".to_owned(), display_name(&path)));
    let home = std::env::var("HOME").ok().map(|home| ("HOME".to_owned(), home));
    here.into_iter().chain(home).collect()
}

/// Returns the folders in which the project's references are allowed.
fn roots(request: &ProjectRequest) -> Vec<PathBuf> {
    let files = request.files.iter().chain(&request.env_files).map(|path| root_of(path, false));
    files.chain([root_of(&identity(request.project_directory()), true)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        project: Arguments,
    }

    fn asked(arguments: &[&str]) -> Result<ProjectRequest, CliError> {
        request(&Alone::parse_from([&["project"], arguments].concat()).project)
    }

    #[test]
    fn files_stand_in_the_order_of_the_command_line() {
        let here = identity(Path::new("a.yml"));
        let absolute = here.to_str().unwrap();
        for (arguments, files) in [
            (&["a.yml"][..], &["a.yml"][..]),
            (&["a.yml", "-f", "b.yml", "--file=c.yml"], &["a.yml", "b.yml", "c.yml"]),
            (&["-f", "b.yml", "-p", "x", "a.yml", "-f", "./c.yml"], &["b.yml", "a.yml", "c.yml"]),
            (&["-f", absolute], &["a.yml"]),
        ] {
            let request = asked(arguments).unwrap();
            assert_eq!(request.files, files.iter().map(PathBuf::from).collect::<Vec<_>>(), "{arguments:?}");
        }
    }

    #[test]
    fn the_usual_files_are_looked_for() {
        let fixture = "fixtures/projects/override_file";
        let files = ["compose.yml", "compose.override.yml"].map(|name| Path::new(fixture).join(name));
        assert_eq!(asked(&["--project-directory", fixture]).unwrap().files, files);
        let above = asked(&["--project-directory", "fixtures/projects/quickstart/connectors"]).unwrap().files;
        assert_eq!(above, [Path::new("fixtures/projects/quickstart/docker-compose.yml")]);
    }

    #[test]
    fn names_are_those_that_compose_takes() {
        for (name, known) in [("shop", true), ("2-b_c", true), ("", true), ("Shop", false), ("-a", false)] {
            let request = asked(&["a.yml", &format!("--project-name={name}")]);
            assert_eq!(request.is_ok(), known, "{name}");
        }
    }
}
