//! The fixtures of a rule: files and folders in `fixtures/bad/`, in which the rule finds something, and in
//! `fixtures/good/`, in which it finds nothing. Each is checked as its own project.

use super::expectations::{difference, lines, markers};
use super::{TestRun, Wanted, problems};
use crate::check::{Declarations, Request, Session};
use crate::config::{self, Config, ConfigError};
use crate::finding::{Finding, Problem, Report};
use crate::model::ResourceKind;
use crate::policy::{Budget, Contract, Engine, Mode, PolicyError, PolicySet, Rule};
use crate::source::{SourceMap, display_name, normalise};
use crate::workspace::{self, FilePath};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file of expected findings, next to the folders of the groups.
const EXPECTED: &str = "expected.txt";

/// The result of one fixture.
#[derive(Debug)]
pub struct Fixture {
    /// The path, as shown: `policies/topic/owner_label/fixtures/bad/topics.yml`.
    pub path: String,
    /// The tested rule.
    pub rule: Arc<str>,
    /// The group, which sets the expectation.
    pub group: Group,
    /// The findings, a line each.
    pub found: Vec<String>,
    /// The expected findings that are missing, a line each.
    pub missing: Vec<String>,
    /// The findings that are not expected, a line each.
    pub unexpected: Vec<String>,
    /// The problems that kept it from being judged, a line each.
    pub trouble: Vec<String>,
    /// Whether markers in its own comments set the expectation, not `expected.txt`.
    pub marked: bool,
}

/// The expectation of a fixture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The rule finds something.
    Bad,
    /// The rule finds nothing.
    Good,
}

impl Group {
    /// Returns the name of the folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bad => "bad",
            Self::Good => "good",
        }
    }
}

impl Fixture {
    /// True if the fixture passes.
    pub fn holds(&self) -> bool {
        self.missing.is_empty()
            && self.unexpected.is_empty()
            && self.trouble.is_empty()
            && (self.group == Group::Good || !self.found.is_empty())
    }

    /// True if it fails, and [`Wanted::update`] would record its findings as expected.
    pub fn can_be_updated(&self) -> bool {
        let found_other = self.group == Group::Bad && !self.found.is_empty() && self.trouble.is_empty();
        !self.holds() && found_other && !self.marked
    }
}

/// A fixture to test.
struct Case<'a> {
    rule: &'a Arc<Rule>,
    group: Group,
    path: PathBuf,
    /// The folder of the groups.
    folder: PathBuf,
}

impl Case<'_> {
    /// Returns its path relative to the folder of the groups: `bad/topics.yml`.
    fn name(&self) -> String {
        display_name(self.path.strip_prefix(&self.folder).unwrap_or(&self.path))
    }
}

/// Tests the fixtures that are `wanted`. Returns the paths of those that are left when the time is over.
pub(super) fn run(
    set: &PolicySet,
    wanted: Wanted,
    budget: &Budget,
    run: &mut TestRun,
) -> Result<Vec<String>, PolicyError> {
    let cases: Vec<_> =
        cases(set).into_iter().filter(|case| display_name(&case.path).contains(wanted.filter)).collect();
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let kinds = ResourceKind::ALL.iter().copied().collect();
    let engine = Engine::compile(set, &kinds, &|rule| !rule.module.built_in, Mode::Machine)?;
    let try_one = |case| (case, (!budget.is_over_for_tests()).then(|| try_one(case, set, &engine)));
    let tried: Vec<_> = cases.par_iter().map(try_one).collect();
    let mut left = Vec::new();
    let mut files: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for (case, tried) in tried {
        let mut fixture = match tried {
            None => {
                left.push(display_name(&case.path));
                continue;
            }
            Some(Ok(fixture)) => fixture,
            Some(Err(error)) => {
                let found = problems(&error, run);
                run.problems.extend(found);
                continue;
            }
        };
        if wanted.update && !fixture.marked {
            let lines = files.entry(case.folder.join(EXPECTED)).or_default();
            // A finding in a good fixture is never expected.
            if fixture.group == Group::Bad {
                lines.extend(fixture.found.iter().cloned());
                fixture.unexpected.clear();
            }
            fixture.missing.clear();
        }
        run.fixtures.push(fixture);
    }
    run.fixtures.sort_by(|a, b| a.path.cmp(&b.path));
    for (path, mut lines) in files {
        lines.sort();
        if let Err(error) = write(&path, &lines, wanted.filter.is_empty() && left.is_empty()) {
            let (file, message) = (display_name(&path), format!("it cannot be written: {error}"));
            run.problems.push(Problem { file, place: None, message, related: Vec::new() });
        } else if !lines.is_empty() {
            run.written.push(display_name(&path));
        }
    }
    Ok(left)
}

/// Writes the expected findings; without any, removes the file. Keeps the lines of fixtures that were not tested
/// unless `all`.
fn write(path: &Path, lines: &[String], all: bool) -> std::io::Result<()> {
    let mut lines = lines.to_vec();
    if !all {
        let name = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
        let known: Vec<_> = lines.iter().map(|line| name(line)).collect();
        let before = read(path);
        lines.extend(before.lines().filter(|line| !known.contains(&name(line))).map(str::to_owned));
        lines.sort();
    }
    match lines.is_empty() {
        true if path.exists() => workspace::remove(path),
        true => Ok(()),
        false => workspace::write(path, (lines.join("\n") + "\n").as_bytes()),
    }
}

/// Returns the fixtures of the user's rules, by path.
fn cases(set: &PolicySet) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for rule in set.rules().iter().filter(|rule| !rule.module.built_in && rule.contract == Contract::Native) {
        let folder = Path::new(&*rule.module.path).parent().unwrap_or(Path::new("")).join("fixtures");
        for group in [Group::Bad, Group::Good] {
            let entries = std::fs::read_dir(folder.join(group.name())).into_iter().flatten().flatten();
            let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
            paths.sort();
            cases.extend(paths.into_iter().map(|path| Case { rule, group, path, folder: folder.clone() }));
        }
    }
    cases
}

/// Tests a fixture.
fn try_one(case: &Case, set: &PolicySet, engine: &Engine) -> Result<Fixture, PolicyError> {
    let mut fixture = Fixture {
        path: display_name(&normalise(&case.path)),
        rule: Arc::clone(&case.rule.id),
        group: case.group,
        found: Vec::new(),
        missing: Vec::new(),
        unexpected: Vec::new(),
        trouble: Vec::new(),
        marked: false,
    };
    let config = match config::read(&case.path.join(config::FILE_NAME)) {
        Ok(config) => config,
        Err(ConfigError::Source(_)) => Config::default(),
        Err(ConfigError::Mistakes(mistakes)) => {
            fixture.trouble = told(&mistakes.problems, &mistakes.sources);
            return Ok(fixture);
        }
    };
    let settings = config.choice.settings_of(FilePath::as_written(&case.path).absolute());
    let own = if settings.is_empty() {
        None
    } else {
        // Parameters that a fixture sets apply to it alone.
        let kinds = ResourceKind::ALL.iter().copied().collect();
        let set = set.with_settings(&settings)?;
        Some(Engine::compile(&set, &kinds, &|rule| rule.id == case.rule.id, Mode::Machine)?)
    };
    let request = Request { paths: vec![case.path.clone()], ..Request::default() };
    let mut declarations = match Session::new(config, None).read(&request) {
        Ok(declarations) => declarations,
        Err(error) => {
            fixture.trouble = vec![error.to_string()];
            return Ok(fixture);
        }
    };
    let marks = marks(case, &declarations);
    declarations.judge(own.as_ref().unwrap_or(engine), &|rule| rule.id == case.rule.id);
    let report = declarations.report;
    fixture.trouble = told(&report.problems, &report.sources);
    if report.files == 0 {
        let reasons = report.skipped.iter().map(|one| format!("{}: {}", one.file, one.reason));
        fixture.trouble.extend(reasons.chain(["it contains no resource that the rule judges".to_owned()]));
    }
    let found = found(&report, case);
    fixture.found = found.iter().map(|(line, _)| line.clone()).collect();
    fixture.marked = !marks.is_empty();
    if fixture.marked {
        let short: Vec<_> = found.into_iter().map(|(_, mark)| mark).collect();
        (fixture.missing, fixture.unexpected) = difference(&marks, &short);
    } else {
        let expected = read(&case.folder.join(EXPECTED));
        let name = case.name();
        if !expected.is_empty() || case.group == Group::Good {
            let wanted: Vec<_> = lines(&expected, &name).into_iter().map(str::to_owned).collect();
            (fixture.missing, fixture.unexpected) = difference(&wanted, &fixture.found);
        }
    }
    Ok(fixture)
}

/// Returns the markers in the fixture's files, each with the path of its file relative to the folder of the groups.
fn marks(case: &Case, declarations: &Declarations) -> Vec<String> {
    let fixture = FilePath::as_written(&case.path);
    let mut marks = Vec::new();
    for source in declarations.report.sources.all() {
        if source.file().is_in(&fixture) {
            let name = name_below(&source.path, case);
            marks.extend(
                markers(&source.text, &case.rule.id).into_iter().map(|mark| format!("{name}:{mark}")),
            );
        }
    }
    marks.sort();
    marks
}

/// Returns the findings, each as a line of `expected.txt` and as a marker.
fn found(report: &Report, case: &Case) -> Vec<(String, String)> {
    let line = |finding: &Finding, word: &str| {
        let source = report.sources.get(finding.primary.source)?;
        let place = source.place(finding.primary.range().start);
        let name = name_below(&source.path, case);
        let code = format!("{word}[{}]", finding.rule);
        let whole =
            format!("{name}:{}:{}: {code} {}", place.line, place.column, finding.message.replace('\n', " "));
        Some((whole, format!("{name}:{} {code}", place.line)))
    };
    let denied = report.findings.iter().filter_map(|finding| line(finding, &finding.severity.to_string()));
    let unknown = report.unknown.iter().filter_map(|finding| line(finding, "unknown"));
    let mut found: Vec<_> = denied.chain(unknown).collect();
    found.sort();
    found
}

fn name_below(path: &Path, case: &Case) -> String {
    let folder = normalise(&case.folder);
    display_name(path.strip_prefix(&folder).unwrap_or(path))
}

fn told(problems: &[Problem], sources: &SourceMap) -> Vec<String> {
    let tell = |problem: &Problem| {
        let place = problem.place.and_then(|span| Some((sources.get(span.source)?, span)));
        match place {
            Some((source, span)) => {
                let place = source.place(span.range().start);
                format!("{}:{}:{}: {}", source.name, place.line, place.column, problem.message)
            }
            None => format!("{}: {}", problem.file, problem.message),
        }
    };
    problems.iter().map(tell).collect()
}

/// Reads a file of expected findings; empty if there is none.
fn read(path: &Path) -> String {
    let folder = path.parent().unwrap_or(Path::new("."));
    let sources = SourceMap::within([folder]);
    sources.load(path).map(|source| source.text.clone()).unwrap_or_default()
}
