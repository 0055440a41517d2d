//! `hy-msg-lint check`: checks files and reports findings.

use super::changes::Changes;
use super::conftest::{self, Conftest};
use super::fix::{self, Fixes};
use super::output::{self, Format, Output, Target};
use super::policies::{Loaded, Policies};
use super::progress::Progress;
use super::terminal::{Color, Terminal};
use super::{CliError, Outcome, print_as, say};
use crate::causes::{self, Grouping};
use crate::check::{self as pipeline, CheckError, Request, STDIN, Session};
use crate::config::{self, Config, Territory};
use crate::finding::{Problem, Report, Severity, Skipped};
use crate::policy::{PolicySet, Rule};
use crate::render::guard::Notation;
use crate::render::{self, Limit, Options, text};
use crate::source::{MAX_FILE_BYTES, Source, display_name};
use crate::suppress::{self, BASELINE};
use crate::workspace::{self, FilePath, Patterns};
use clap::ValueEnum;
use hy_msg_lint_tree::format::Format as FileFormat;
use hy_msg_lint_tree::quote::{enumerated, quoted};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// The maximum number of configurations in a run: each is read, and the rules are made ready for it.
const MAX_CONFIGURATIONS: usize = 500;

/// Headings over the options.
const FILES: &str = "Files";
const RULES: &str = "Rules";
const OUTPUT: &str = "Output";
const FAILURE: &str = "Failure";

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option that is given or not")]
pub(super) struct Arguments {
    /// Files and folders; `-` is standard input
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// File name to use for standard input
    #[arg(long, value_name = "NAME", help_heading = FILES, hide_short_help = true)]
    stdin_filename: Option<PathBuf>,
    /// Analyse the whole repository; report only what touches these files
    #[arg(long, help_heading = FILES)]
    with_dependents: bool,
    #[command(flatten, next_help_heading = RULES)]
    policies: Policies,
    /// Give Conftest policies all documents as one input
    #[arg(long, help_heading = RULES, hide_short_help = true)]
    combine: bool,
    #[arg(long, value_enum, help = Format::choice(), help_heading = OUTPUT, hide_possible_values = true)]
    format: Option<Format>,
    /// Findings to show in full: a number, or all
    #[arg(long, value_name = "N", help_heading = OUTPUT)]
    limit: Option<Count>,
    /// Print counts per rule instead of findings
    #[arg(long, help_heading = OUTPUT)]
    statistics: bool,
    /// Report only findings on lines that changed since this revision
    #[arg(long, value_name = "REV", help_heading = FILES)]
    diff_base: Option<String>,
    /// Also write a report in that format to a file
    #[arg(short, long, help_heading = OUTPUT, value_name = "FORMAT=FILE")]
    output: Vec<Output>,
    /// Lowest severity that fails: error (default), warning, info or never
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = FAILURE, hide_possible_values = true)]
    fail_on: Option<Threshold>,
    /// The same as `--fail-on warning`
    #[arg(long, conflicts_with = "fail_on", help_heading = FAILURE, hide_short_help = true)]
    fail_on_warn: bool,
    /// The same as `--fail-on never`
    #[arg(long, conflicts_with_all = ["fail_on", "fail_on_warn"], help_heading = FAILURE, hide_short_help = true)]
    no_fail: bool,
    /// Read the files in this format, whatever their names
    #[arg(long, value_name = "NAME", value_parser = conftest::parser, help_heading = FILES, hide_short_help = true)]
    parser: Option<FileFormat>,
    /// Not available: `print` in a policy shows what it sees
    #[arg(long, help_heading = RULES, hide_short_help = true)]
    trace: bool,
    /// Not available: fetch policies before the run
    #[arg(short, long, value_name = "URL", help_heading = RULES, hide_short_help = true)]
    update: Vec<String>,
    /// Run only these rules: ids or areas that `hy-msg-lint rules` lists
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = RULES)]
    select: Vec<String>,
    /// Do not run these rules or areas
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = RULES, hide_short_help = true)]
    ignore: Vec<String>,
    /// Skip excluded files, even if they are named
    #[arg(long, help_heading = FILES, hide_short_help = true)]
    force_exclude: bool,
    /// Skip these files and folders as well, from the current folder: `vendor`, `**/old/*.yml`
    #[arg(long, value_name = "PATTERN", help_heading = FILES, hide_short_help = true)]
    exclude: Vec<String>,
    /// Suppress the findings in this file
    #[arg(long, value_name = "FILE", help_heading = FAILURE)]
    baseline: Option<PathBuf>,
    /// Write the current findings to the baseline
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, help_heading = FAILURE)]
    #[expect(clippy::option_option, reason = "not given, given without a file, and given with one")]
    write_baseline: Option<Option<PathBuf>>,
    #[command(flatten)]
    fixes: fix::Asked,
    /// Report unknown results as warnings
    #[arg(long, help_heading = FAILURE)]
    strict: bool,
    /// When to use colours; auto is on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_enum, default_value_t, value_name = "WHEN", help_heading = OUTPUT, hide_short_help = true)]
    color: Color,
    /// List unknown results and skipped files
    #[arg(short, long, help_heading = OUTPUT)]
    verbose: bool,
    /// Leave out the summary
    #[arg(short, long, help_heading = OUTPUT)]
    quiet: bool,
}

/// A number of findings, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count(Limit);

impl FromStr for Count {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text.parse() {
            Ok(count @ 1..) => Ok(Self(Limit::Count(count))),
            Err(_) if text == "all" => Ok(Self(Limit::All)),
            _ => Err("expected a number above 0, or `all`"),
        }
    }
}

/// The lowest severity that fails.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Threshold {
    Error,
    Warning,
    Info,
    Never,
}

impl Threshold {
    /// Returns the least severity that fails; None if none does.
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

impl Arguments {
    /// Returns the format of standard output, and the files to write.
    fn outputs(&self, conftest: &Conftest) -> Result<(Format, Vec<Target>), CliError> {
        if self.trace {
            let reason = "the evaluator keeps no trace; `print` in a policy shows what it sees, and `hy-msg-lint test \
                          --coverage` which lines are reached";
            return Err(CliError::NotAvailable("--trace", reason));
        }
        if !self.update.is_empty() {
            let reason =
                "a run fetches nothing; fetch the policies before, and name their folder with `--policy`";
            return Err(CliError::NotAvailable("--update", reason));
        }
        let is_for_programs = |one: &Format| !matches!(one, Format::Human | Format::Concise);
        if let Some(format) = self.format.filter(|one| self.fixes.is_diff() && is_for_programs(one)) {
            return Err(CliError::DiffFormat(format.name()));
        }
        let (named, targets) = Output::divide(&self.output);
        Ok((self.format.or(named).or(conftest.output).unwrap_or_default(), targets))
    }

    /// Returns the lowest severity that fails, if an option says it.
    fn threshold(&self) -> Option<Threshold> {
        match (self.fail_on, self.no_fail, self.fail_on_warn) {
            (Some(asked), ..) => Some(asked),
            (_, true, _) => Some(Threshold::Never),
            (_, _, true) => Some(Threshold::Warning),
            _ => None,
        }
    }
}

/// Checks, prints, and returns the outcome.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, CliError> {
    let conftest = arguments.policies.conftest()?;
    let (format, targets) = arguments.outputs(&conftest)?;
    output::check(&targets)?;
    if arguments.statistics && !matches!(format, Format::Human | Format::Concise | Format::Json) {
        return Err(CliError::StatisticsFormat(format.name()));
    }
    let changes = arguments.diff_base.as_deref().map(Changes::since).transpose()?;
    let progress = Progress::start(arguments.quiet);
    let mut asked = request(arguments, std::io::stdin)?;
    asked.parser = arguments.parser.or(conftest.parser);
    asked.ignored.clone_from(&conftest.ignore);
    let mut repairs = Fixes::asked(arguments.fixes, asked.stdin.is_some())?;
    let mut rules: Vec<Arc<Rule>> = Vec::new();
    let mut whole = None;
    let mut outcome = Outcome::Clean;
    let stdin = asked.stdin.as_ref().map(|(path, _)| path.as_path());
    let mut territories = arguments.policies.territories(&asked.paths, stdin, &asked.ignore_files);
    let left = territories.split_off(territories.len().min(MAX_CONFIGURATIONS));
    for (number, territory) in territories.into_iter().enumerate() {
        let mut threshold = conftest.fails.unwrap_or(Threshold::Error).severity();
        let checked = arguments.policies.read_for(&territory, arguments.combine).and_then(|loaded| {
            let new =
                loaded.policies.rules().iter().filter(|rule| !rules.iter().any(|known| known.id == rule.id));
            rules.extend(new.cloned().collect::<Vec<_>>());
            if let Some(chosen) = &loaded.config.fail_on {
                threshold = chosen.value;
            }
            // Standard input is judged with the first path.
            let stdin = asked.stdin.clone().filter(|_| number == 0);
            let request = asked.on(territory.paths, territory.without, stdin);
            check_with(arguments, loaded, &request, &mut repairs, changes.as_ref())
        });
        // Errors in configuration and policies are shown like errors in any file, in the requested format.
        let mut report = checked.or_else(CliError::into_report)?;
        if let Some(changes) = &changes {
            changes.narrow(&mut report);
        }
        // The exit code is that of what is shown.
        causes::settle(&mut report, Grouping::ByCause);
        let threshold = arguments.threshold().map_or(threshold, Threshold::severity);
        outcome = outcome.max(self::outcome(&report, threshold));
        match &mut whole {
            None => whole = Some(report),
            Some(whole) => whole.absorb(report),
        }
    }
    let mut report = whole.unwrap_or_default();
    if let Some(problem) = too_many(&left) {
        outcome = outcome.max(Outcome::Incomplete);
        report.problems.push(problem);
    }
    repairs.settle(&mut report);
    report.notes.extend(not_pruned(arguments, &report));
    let gone: Vec<String> = report.gone.iter().map(text::gone).collect();
    report.notes.extend(gone);
    report.notes.extend(unmatched(arguments, &report)?);
    report.notes.extend(conftest.notes(arguments.verbose));
    report.mask_secrets();
    drop(progress);
    rules
        .retain(|rule| arguments.select.is_empty() || arguments.select.iter().any(|name| rule.goes_by(name)));
    let Arguments { verbose, quiet, statistics, .. } = *arguments;
    let limit = limit(arguments, terminal);
    let options = Options { limit, verbose, quiet, ..terminal.options(arguments.color) };
    let notation = if statistics && format != Format::Json { Notation::Text } else { format.notation() };
    let notation = if repairs.is_diff() { Notation::Text } else { notation };
    let printed = print_as(notation, |out| match format {
        _ if repairs.is_diff() => repairs.render(&options, out),
        Format::Json if statistics => render::statistics::render_json(&report, out),
        _ if statistics => render::statistics::render(&report, out),
        format => format.render(&report, &rules, &options, out),
    });
    report.prints.iter().for_each(|print| say(&text::line(&format!("print: {print}"))));
    if arguments.limit.is_some() && !quiet && (statistics || !matches!(format, Format::Human)) {
        let what = if statistics { "--statistics".to_owned() } else { format!("--format {}", format.name()) };
        say(&format!("note: --limit has no effect on {what}"));
    }
    // A diff and counts have no place for what makes the run incomplete.
    if repairs.is_diff() || statistics {
        render::concise::problems(&report).for_each(|line| say(&line));
    }
    let counted = statistics && !matches!(format, Format::Json);
    let is_lines = format.is_lines() || repairs.is_diff();
    if is_lines && verbose && !statistics {
        let line = |one: &Skipped| say(&text::line(&format!("skipped: {}: {}", one.file, one.reason)));
        report.skipped.iter().for_each(line);
    }
    if (counted || is_lines) && !quiet {
        report.notes.iter().for_each(|note| say(&text::line(note)));
        if !repairs.is_diff() {
            say(&render::summary::summary(&report, verbose));
        }
    }
    // Whoever cannot read standard output may still read the files.
    let files = output::write(&targets, &report, &rules, &Options { verbose, quiet, ..Options::default() });
    printed.and(files)?;
    if !report.problems.is_empty() {
        return Ok(Outcome::Incomplete);
    }
    Ok(match repairs.is_diff() {
        true if repairs.has_changes() => Outcome::Findings,
        true => Outcome::Clean,
        false => outcome,
    })
}

/// Returns the note that comments in files which are named alone stay; None if there are none.
fn not_pruned(arguments: &Arguments, report: &Report) -> Option<String> {
    if !arguments.fixes.is_prune() || arguments.with_dependents {
        return None;
    }
    let is_named = |source: &Source| {
        let paths = || arguments.paths.iter().map(|path| FilePath::from_here(path));
        paths().any(|path| path.is_same_file(source.file()))
            && !paths().any(|path| path.shown().is_dir() && source.file().is_in(&path))
    };
    let sources = report.sources.all();
    let has_comments = |source: &&Arc<Source>| suppress::may_suppress(source) && is_named(source);
    let files: Vec<String> = sources.iter().filter(has_comments).map(|one| quoted(&one.name)).collect();
    (!files.is_empty()).then(|| {
        format!(
            "--prune leaves the comments in {} as they are: other files may decide what is found in a file, and a run on the file \
             alone does not read them; add --with-dependents, or name the folder",
            enumerated(&files, 3)
        )
    })
}

/// Returns notes on the patterns of `--exclude` that match no file in the folders of the run.
fn unmatched(arguments: &Arguments, report: &Report) -> Result<Vec<String>, CliError> {
    let mut notes = Vec::new();
    // A hook names the files that changed, and always gives the same patterns.
    if arguments.exclude.is_empty() || !arguments.paths.iter().any(|path| path.is_dir()) {
        return Ok(notes);
    }
    let files = suppress::files_of(report);
    for pattern in &arguments.exclude {
        let patterns = excluding(Patterns::default(), std::slice::from_ref(pattern))?;
        if !files.iter().any(|file| patterns.matches(file)) {
            notes.push(format!("--exclude {} matches no file: it excludes no file", quoted(pattern)));
        }
    }
    Ok(notes)
}

/// Adds the `patterns` of `--exclude` to those that are `known`.
fn excluding(mut known: Patterns, patterns: &[String]) -> Result<Patterns, CliError> {
    known.add(patterns).map_err(|(pattern, why)| CliError::NoPattern(quoted(&pattern), why))?;
    Ok(known)
}

/// Returns the problem that the territories that are `left` are not judged, at the configuration of the first.
fn too_many(left: &[Territory]) -> Option<Problem> {
    let file = left.first()?.file.as_deref().map(display_name).unwrap_or_default();
    let others = match left.len() - 1 {
        0 => String::new(),
        1 => ", nor to which one more applies".to_owned(),
        others => format!(", nor to which {others} more apply"),
    };
    let message = format!(
        "a run has at most {MAX_CONFIGURATIONS} configurations, and no file is judged to which this one applies{others}: \
         check folders by themselves"
    );
    Some(Problem { file, place: None, message, related: Vec::new() })
}

/// Checks with the policies of `loaded`. Where the user's cannot be used, the report has the findings of the built-in
/// ones, and why.
fn check_with(
    arguments: &Arguments,
    loaded: Loaded,
    request: &Request,
    fixes: &mut Fixes,
    changes: Option<&Changes>,
) -> Result<Report, CliError> {
    let Loaded { config, policies, additions, refused } = loaded;
    let refused = match refused {
        Some(refused) => refused,
        None => match check(arguments, config.clone(), policies, request, |session| {
            fixes.check(session, request, changes)
        }) {
            Err(CliError::Check(CheckError::Policy(error))) if !additions.policies.is_empty() => error,
            other => return other,
        },
    };
    let policies = hy_msg_lint_policies::without(&additions)?;
    let mut report = check(arguments, config, policies, request, |session| session.check(request))?;
    let problems = Report::default();
    report.absorb(Report { problems: pipeline::problems(&refused, &problems.sources), ..problems });
    Ok(report)
}

/// Checks the files in `request` by `run`, or writes the baseline if the caller asks for it.
fn check(
    arguments: &Arguments,
    mut config: Config,
    policies: Arc<PolicySet>,
    request: &Request,
    run: impl FnOnce(&mut Session) -> Result<Report, CheckError>,
) -> Result<Report, CliError> {
    config.exclude = excluding(config.exclude, &arguments.exclude)?;
    if let Some(file) = &arguments.baseline {
        config.baseline = Some(file.clone());
    }
    let write = arguments.write_baseline.as_ref().map(|file| baseline_file(file.as_deref(), &config));
    let use_it = UseOfBaseline {
        configured: config.baseline.clone(),
        configuration: config.file.clone(),
        may_set: arguments.policies.names_configuration(),
    };
    if write.is_some() {
        config.baseline.clone_from(&write);
    }
    let mut session = Session::new(config, Some(policies));
    match write {
        Some(file) => write_baseline(&mut session, request, &file, &use_it).map_err(|error| {
            let is_unnamed = arguments.write_baseline == Some(None);
            if is_unnamed { error.or_baseline_without_sign() } else { error }
        }),
        None => Ok(run(&mut session)?),
    }
}

/// Returns the baseline to write: the named one, else the configuration's, else the default one beside the
/// configuration or here.
fn baseline_file(named: Option<&Path>, config: &Config) -> PathBuf {
    let beside = || config.file.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).join(BASELINE);
    named.map(Path::to_owned).or_else(|| config.baseline.clone()).unwrap_or_else(beside)
}

/// What makes later runs read a baseline.
struct UseOfBaseline {
    /// The baseline that the configuration or an option names.
    configured: Option<PathBuf>,
    /// The configuration.
    configuration: Option<PathBuf>,
    /// Whether the caller named the configuration, so that a key may be added to it.
    may_set: bool,
}

impl UseOfBaseline {
    /// Makes later runs read `file`, or returns what the caller has to do so that they do.
    fn settle(&self, file: &Path) -> Result<Option<String>, CliError> {
        let file = FilePath::as_written(file);
        let configured = self.configured.as_deref().map(FilePath::as_written);
        if configured.as_ref().is_some_and(|configured| configured.is_same_file(&file)) {
            return Ok(None);
        }
        let default = Path::new(config::FILE_NAME);
        let configuration = FilePath::as_written(self.configuration.as_deref().unwrap_or(default));
        let written = file.seen_from_file(&configuration);
        let may_set = self.may_set && configured.is_none();
        let text = if may_set { config::with_baseline(configuration.shown(), &written)? } else { None };
        if let Some(text) = text {
            let name = configuration.name();
            workspace::write(configuration.shown(), text.as_bytes())
                .map_err(|error| CliError::NotWritten(name.clone(), error))?;
            return Ok(Some(format!("`baseline` is set in {name}")));
        }
        Ok(Some(format!(
            "no configuration names it: set `baseline: {written}` in {}, or name it with --baseline",
            configuration.name()
        )))
    }
}

/// Checks, and writes the baseline `file`.
fn write_baseline(
    session: &mut Session,
    request: &Request,
    file: &Path,
    use_it: &UseOfBaseline,
) -> Result<Report, CliError> {
    let (mut report, baseline) = session.record_baseline(request, file)?;
    let Some(baseline) = baseline else { return Ok(report) };
    let name = display_name(file);
    let problem = |error: &CliError| Problem {
        file: name.clone(),
        place: None,
        message: error.to_string(),
        related: Vec::new(),
    };
    if let Err(error) = workspace::write(file, baseline.to_string().as_bytes()) {
        report.problems.push(problem(&CliError::NotWritten(name.clone(), error)));
        return Ok(report);
    }
    let left_out =
        if report.problems.is_empty() { "" } else { ", without files that could not be read or judged" };
    report.notes.push(format!("{} written to {name}{left_out}", text::counted(baseline.count(), "finding")));
    match use_it.settle(file) {
        Ok(note) => report.notes.extend(note),
        Err(error) => report.problems.push(problem(&error)),
    }
    Ok(report)
}

/// Builds the request; `stdin` is opened only if it is needed.
fn request<R: Read>(arguments: &Arguments, stdin: impl FnOnce() -> R) -> Result<Request, CliError> {
    let is_stdin = |path: &PathBuf| path.as_path() == Path::new("-");
    let paths = arguments.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
    let stdin = match (arguments.paths.iter().any(is_stdin), &arguments.stdin_filename) {
        (true, name) => Some((name.clone().unwrap_or_else(|| STDIN.into()), read(stdin())?)),
        (false, Some(_)) => return Err(CliError::NameWithoutText),
        (false, None) => None,
    };
    let Arguments { strict, force_exclude, with_dependents, .. } = *arguments;
    let (select, ignore) = (arguments.select.clone(), arguments.ignore.clone());
    // A hook names whatever has changed, and of that what is of no form of ours is nobody's mistake.
    let named_must_be_known = !with_dependents && !force_exclude;
    Ok(Request {
        paths,
        stdin,
        with_dependents,
        select,
        ignore,
        strict,
        force_exclude,
        named_must_be_known,
        ..Request::default()
    })
}

fn read(input: impl Read) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    input.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(CliError::Input)?;
    if bytes.len() as u64 > MAX_FILE_BYTES { Err(CliError::TooLarge) } else { Ok(bytes) }
}

/// Returns how many findings are shown in full.
fn limit(arguments: &Arguments, terminal: &Terminal) -> Limit {
    match arguments.limit {
        Some(Count(limit)) => limit,
        None if terminal.interactive && !arguments.verbose => Limit::Lines(terminal.rows),
        None => Limit::All,
    }
}

/// An incomplete run is neither a success nor a failure, whatever was found.
fn outcome(report: &Report, threshold: Option<Severity>) -> Outcome {
    if !report.problems.is_empty() {
        Outcome::Incomplete
    } else if report.findings.iter().any(|finding| threshold.is_some_and(|least| finding.severity >= least)) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Problem};
    use crate::render::samples;
    use clap::Parser;

    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        check: Arguments,
    }

    fn asked(arguments: &[&str], stdin: &[u8]) -> Result<Request, CliError> {
        request(&Alone::parse_from([&["check"], arguments].concat()).check, || stdin)
    }

    #[test]
    fn paths_and_standard_input() {
        for (arguments, paths, stdin) in [
            (&[][..], &["."][..], None),
            (&["a", "b"], &["a", "b"], None),
            (&["-"], &[], Some("<stdin>")),
            (&["-", "a", "--stdin-filename", "x/compose.yaml"], &["a"], Some("x/compose.yaml")),
        ] {
            let request = asked(arguments, b"text").unwrap();
            assert_eq!(request.paths, paths.iter().map(PathBuf::from).collect::<Vec<_>>());
            assert_eq!(request.stdin, stdin.map(|name| (name.into(), b"text".to_vec())));
        }
    }

    #[test]
    fn standard_input_that_is_no_use_is_refused() {
        let large = vec![b'x'; usize::try_from(MAX_FILE_BYTES).unwrap() + 1];
        assert!(matches!(asked(&["-"], &large), Err(CliError::TooLarge)));
        assert!(asked(&["-"], &large[1..]).is_ok());
        assert!(matches!(asked(&["--stdin-filename", "x"], b""), Err(CliError::NameWithoutText)));
    }

    #[test]
    fn a_limit_is_a_number_or_all() {
        let limit = |text: &str| Count::from_str(text).ok().map(|Count(limit)| limit);
        assert_eq!([limit("3"), limit("all")], [Some(Limit::Count(3)), Some(Limit::All)]);
        assert_eq!([limit("0"), limit("-1"), limit("some")], [None, None, None]);
    }

    #[test]
    fn configurations_beyond_the_limit_are_told_once() {
        let territory = |file: &str| Territory { file: Some(file.into()), ..Territory::default() };
        assert_eq!(too_many(&[]), None);
        let problem = too_many(&["a/hy-msg-lint.yaml", "b/hy-msg-lint.yaml"].map(territory)).unwrap();
        assert_eq!(problem.file, "a/hy-msg-lint.yaml");
        assert!(problem.message.contains("this one applies, nor to which one more applies"), "{problem:?}");
    }

    #[test]
    fn the_threshold_decides_and_incomplete_wins() {
        use Outcome::{Clean, Findings, Incomplete};
        use Severity::{Error, Info, Warning};
        for (found, threshold, complete, expected) in [
            (&[][..], Some(Info), true, Clean),
            (&[Warning], Some(Error), true, Clean),
            (&[Warning], Some(Warning), true, Findings),
            (&[Info, Error], Some(Error), true, Findings),
            (&[Error], None, true, Clean),
            (&[Error], Some(Error), false, Incomplete),
            (&[], None, false, Incomplete),
        ] {
            let mut report = samples::clean();
            let one = samples::finding(&report);
            report.findings = found.iter().map(|it| Finding { severity: *it, ..one.clone() }).collect();
            if !complete {
                let problem = Problem { file: "f".into(), place: None, message: "m".into(), related: vec![] };
                report.problems.push(problem);
            }
            assert_eq!(outcome(&report, threshold), expected, "{found:?} {threshold:?} {complete}");
        }
    }
}
