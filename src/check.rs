//! The pipeline, in a straight line.

mod documents;
mod looked;
mod problems;
mod scope;

pub use problems::problems;

use crate::cluster;
use crate::config::Config;
use crate::dialect::{self, Dialect};
use crate::finding::{Problem, Report, Skipped};
use crate::locate;
use crate::model::{Kind, Resource};
use crate::policy::{Engine, Judged, Judgement, Memory, Mode, PolicyError, PolicySet, Rule};
use crate::source::{MAX_FILE_BYTES, SourceError, SourceMap, decode, display_name};
use crate::suppress::{self, Baseline, BaselineError, RuleSelection};
use crate::workspace::{
    self, Candidate, CandidateOrigin, File, Files, Format, NoSuchPath, Parsed, Workspace, identity,
};
use hy_msg_lint_policies::built_in;
use looked::Looked;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use scope::Scope;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to check.
#[derive(Debug, Default)]
pub struct Request {
    /// Files and folders; a file is read whatever its name.
    pub paths: Vec<PathBuf>,
    /// A text that is not on disk, and the path it should be taken for.
    pub stdin: Option<(PathBuf, Vec<u8>)>,
    /// Texts that stand in the place of what is on disk, or are not there yet: what an editor holds. Each is one of the workspace, not
    /// asked for by itself.
    pub texts: Vec<(PathBuf, Vec<u8>)>,
    /// What the owner of the files says of them.
    pub config: Config,
    /// Read what else the repositories of `paths` declare, judge with it, and report what concerns `paths`: what has a place in
    /// them. What is found is then what a run on the whole repository finds there.
    pub with_dependents: bool,
    /// The rules to judge by, ids or areas, in place of those that the configuration selects.
    pub select: Vec<String>,
    /// The rules not to judge by, ids or areas, beside those that the configuration ignores.
    pub ignore: Vec<String>,
    /// What could not be judged counts as a warning.
    pub strict: bool,
    /// Files that the configuration excludes are passed over, also where they are named.
    pub force_exclude: bool,
    /// The policies; the built-in ones where there are no others.
    pub policies: Option<Arc<PolicySet>>,
}

/// Why a run could not be done at all.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The caller's: a path that does not exist.
    #[error(transparent)]
    NoSuchPath(#[from] NoSuchPath),
    /// The policy author's: a policy that cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The caller's: a baseline that cannot be used.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// The caller's: a rule or an area that does not exist.
    #[error("there is no rule `{name}`; {advice}")]
    NoSuchRule {
        /// What was asked for.
        name: String,
        /// What to do, with the rule that was probably meant.
        advice: String,
    },
}

/// What a workspace declares, before anything is judged.
#[derive(Debug, Default)]
pub struct Declarations {
    /// The resources, dialect by dialect, in the order of their files, and then the clusters.
    pub resources: Vec<Resource>,
    /// The report so far: sources, problems, what was passed over.
    pub report: Report,
    /// The paths of the files that declare something, and of those that have a part in it.
    pub judged: BTreeSet<PathBuf>,
}

/// What one run parsed, compiled and was told by its policies, kept for the next that needs the same.
#[derive(Default)]
pub struct Kept {
    parsed: Parsed,
    compiled: Option<Compiled>,
    memory: Memory,
}

struct Compiled {
    set: Arc<PolicySet>,
    kinds: BTreeSet<Kind>,
    rules: Vec<Arc<str>>,
    engine: Engine,
}

impl Kept {
    /// What the rules of `set` that `selection` has say of `resources`.
    fn judge(
        &mut self,
        resources: &[Resource],
        selection: &RuleSelection,
        set: &Arc<PolicySet>,
    ) -> Result<Judgement, PolicyError> {
        let kinds = resources.iter().map(|resource| resource.kind).collect();
        let chosen = set.rules().iter().filter(|rule| selection.judges_by(rule));
        let rules: Vec<_> = chosen.map(|rule| Arc::clone(&rule.id)).collect();
        let same =
            |known: &Compiled| Arc::ptr_eq(&known.set, set) && known.kinds == kinds && known.rules == rules;
        let compiled = if let Some(known) = self.compiled.take().filter(same) {
            known
        } else {
            self.memory = Memory::default();
            let engine = Engine::compile(set, &kinds, &|rule| selection.judges_by(rule), Mode::Machine)?;
            Compiled { set: Arc::clone(set), kinds, rules, engine }
        };
        Ok(self.compiled.insert(compiled).engine.judge_again(resources, &mut self.memory))
    }
}

/// Checks what `request` names.
///
/// # Errors
/// When the run cannot be done; what is wrong with single files is in the report.
pub fn check(request: &Request) -> Result<Report, CheckError> {
    let (report, ()) =
        run(request, |report, selection, looked| less_baseline(request, report, selection, looked))?;
    Ok(report)
}

/// Checks what `request` names, and writes down what is found as the baseline `file`: that, and a report that is free of it. What the
/// baseline there has of files and rules that are not judged now stays, and after a run that is not complete all that it has.
///
/// # Errors
/// When the run cannot be done, or the file there is no baseline.
pub fn baseline(request: &Request, file: &Path) -> Result<(Report, Baseline), CheckError> {
    run(request, |report, selection, looked| {
        let before = match Baseline::read(file) {
            Err(BaselineError::Missing(_)) => None,
            read => Some(read?),
        };
        let written = Baseline::of(report, file, before.as_ref(), selection, looked);
        written.apply(report, selection, looked);
        Ok(written)
    })
}

fn run<T>(
    request: &Request,
    finish: impl FnOnce(&mut Report, &RuleSelection, &Looked) -> Result<T, CheckError>,
) -> Result<(Report, T), CheckError> {
    let set = request.policies.clone().map_or_else(built_in, Ok)?;
    let mut named = request.select.iter().chain(&request.ignore);
    if let Some(name) = named.find(|name| !suppress::exists(&set, name)) {
        return Err(CheckError::NoSuchRule { name: name.clone(), advice: suppress::advice(&set, name) });
    }
    let mut declarations = read(request)?;
    let finished = conclude(&mut declarations, request, &set, None, finish)?;
    Ok((declarations.report, finished))
}

/// Judges by `set` what was read for `request`, with what was kept of the run before if there may be another, and says in its report what
/// there is to say.
///
/// # Errors
/// When a policy or the baseline cannot be used.
pub fn complete(
    declarations: &mut Declarations,
    request: &Request,
    set: &Arc<PolicySet>,
    kept: Option<&mut Kept>,
) -> Result<(), CheckError> {
    conclude(declarations, request, set, kept, |report, selection, looked| {
        less_baseline(request, report, selection, looked)
    })
}

fn less_baseline(
    request: &Request,
    report: &mut Report,
    selection: &RuleSelection,
    looked: &Looked,
) -> Result<(), CheckError> {
    if let Some(file) = &request.config.baseline {
        Baseline::read(file)?.apply(report, selection, looked);
    }
    Ok(())
}

fn conclude<T>(
    declarations: &mut Declarations,
    request: &Request,
    set: &Arc<PolicySet>,
    kept: Option<&mut Kept>,
    finish: impl FnOnce(&mut Report, &RuleSelection, &Looked) -> Result<T, CheckError>,
) -> Result<T, CheckError> {
    let selection = RuleSelection::of(set, &request.config, &request.select, &request.ignore)?;
    let resources = &declarations.resources;
    let judgement = if let Some(kept) = kept {
        kept.judge(resources, &selection, set)?
    } else {
        let kinds = resources.iter().map(|resource| resource.kind).collect();
        let engine = Engine::compile(set, &kinds, &|rule| selection.judges_by(rule), Mode::Machine)?;
        engine.judge(resources, &|_| true)
    };
    note(declarations, &judgement);
    let looked = Looked::of(request);
    let mut judged = std::mem::take(&mut declarations.judged);
    judged.retain(|path| looked.asks_about(path));
    let report = &mut declarations.report;
    report.notes.extend(set.notes().iter().cloned());
    report.notes.extend(judged.iter().filter_map(|path| in_several_clusters(path, &request.config)));
    let skipped = set.passed_over().iter();
    report
        .skipped
        .extend(skipped.map(|(file, reason)| Skipped { file: file.clone(), reason: reason.clone() }));
    if request.strict {
        report.make_strict();
    }
    suppress::apply(report, &selection, &judged, &looked);
    // A comment elsewhere has effect, whether or not what it suppresses is shown.
    if let Some(scope) = looked.scope() {
        scope.narrow_findings(report);
    }
    finish(report, &selection, &looked)
}

/// What is to be said of a file that more than one of the `clusters` in `config` has.
fn in_several_clusters(path: &Path, config: &Config) -> Option<String> {
    let names: Vec<&str> = config.layout.clusters_with(path).map(|(_, cluster)| &*cluster.name).collect();
    let file = display_name(path);
    let names = (names.len() > 1).then(|| names.join("`, `"))?;
    Some(format!("{file} is in more than one of `clusters`, and so in none: `{names}`"))
}

/// Judges what was read by those rules of `engine` that are `wanted`.
pub fn judge(declarations: &mut Declarations, engine: &Engine, wanted: &dyn Fn(&Rule) -> bool) {
    let judgement = engine.judge(&declarations.resources, wanted);
    note(declarations, &judgement);
}

/// Puts what `judgement` says into the report, on the characters that it is about.
fn note(declarations: &mut Declarations, judgement: &Judgement) {
    let Declarations { resources, report, .. } = declarations;
    let locate = |judged: &[Judged]| locate::findings(judged, resources, &report.sources);
    let (findings, unknown, excepted) =
        (locate(&judgement.denied), locate(&judgement.unknown), locate(&judgement.excepted));
    for failure in &judgement.failures {
        report.problems.extend(problems(failure, &report.sources));
    }
    (report.findings, report.unknown, report.excepted) = (findings, unknown, excepted);
    report.sort();
}

/// Reads what `request` names: discover, classify, parse, resolve, model, gather.
///
/// # Errors
/// When the run cannot be done.
pub fn read(request: &Request) -> Result<Declarations, CheckError> {
    read_again(request, &mut Kept::default())
}

/// Reads what `request` names, as [`read`] does: the text of every file, and of those whose text is not what it was, as `kept` has it
/// of the run before, also what it means.
///
/// # Errors
/// When the run cannot be done.
pub fn read_again(request: &Request, kept: &mut Kept) -> Result<Declarations, CheckError> {
    let takes_documents = request.policies.as_ref().is_some_and(|set| set.takes_documents());
    // Any file of data may be a document, whether a form is known for it or not.
    let wanted: fn(Format) -> bool = if takes_documents { |_| true } else { Format::declares };
    let mut workspace = workspace::discover_where(&request.paths, wanted)?;
    let scope = Scope::of(request);
    for (path, _) in &request.texts {
        workspace.with_text(&workspace::from_here(path), wanted);
    }
    let mut roots = std::mem::take(&mut workspace.roots);
    if let Some((path, _)) = &request.stdin {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        roots.push(workspace::root_of(folder, true));
    }
    if scope.is_some() {
        workspace.add_surroundings(&roots, wanted);
    }
    if let Some(config) = &request.config.file {
        roots.push(workspace::root_of(config, false));
        workspace.candidates.retain(|candidate| candidate.path != *config);
    }
    if let Some(baseline) = &request.config.baseline {
        workspace.candidates.retain(|candidate| identity(&candidate.path) != identity(baseline));
    }
    let before = std::mem::take(&mut kept.parsed);
    let sources = SourceMap::within(roots.iter().map(PathBuf::as_path)).after(before.sources());
    let mut report = Report::default();
    set_aside(request, &mut workspace.candidates, &mut report);
    for (path, bytes) in &request.texts {
        let path = workspace::from_here(path);
        let text = if bytes.len() as u64 > MAX_FILE_BYTES {
            Err(SourceError::TooLarge(display_name(&path)))
        } else {
            decode(&display_name(&path), bytes.clone())
        };
        sources.set(&path, text);
    }
    if let Some((path, bytes)) = &request.stdin {
        match decode(&display_name(path), bytes.clone()) {
            Ok(text) => {
                let path = if scope.is_some() { &workspace::as_in_repository(path) } else { path };
                let path = sources.add(path, text).path.clone();
                workspace.candidates.retain(|candidate| candidate.path != path);
                workspace.candidates.push(Candidate { path, origin: CandidateOrigin::Argument });
            }
            Err(error) => report.problems.push(unreadable(path, &error)),
        }
    }
    let files = Files::after(before, &sources);
    let claims = classify(&workspace, &files, &mut report);
    let mut resources = Vec::new();
    let mut judged = BTreeSet::new();
    for (dialect, claimed) in claims {
        let declared = (dialect.declares)(&claimed, &files, &request.config.layout);
        judged.extend(claimed.iter().map(|file| file.source.path.clone()).chain(declared.files));
        resources.extend(declared.resources);
        report.problems.extend(declared.problems);
    }
    cluster::gather(&mut resources, &request.config.layout, &sources);
    if let Some(set) = request.policies.as_ref().filter(|set| set.takes_documents()) {
        let found = documents::read(&workspace, &files);
        judged.extend(found.iter().map(|(file, _)| file.source.path.clone()));
        resources.extend(if set.combines() {
            documents::combined(&found)
        } else {
            documents::single(&found)
        });
    }
    for resource in &mut resources {
        resource.file =
            sources.get(resource.key.source).map(|file| file.name.as_str().into()).unwrap_or_default();
    }
    kept.parsed = files.parsed();
    // What has a part in something is not passed over, though nobody claims it by itself.
    let names: BTreeSet<_> = judged.iter().map(|path| display_name(path)).collect();
    report.skipped.retain(|one| !names.contains(&one.file));
    report.files = judged.len();
    if let Some(scope) = scope {
        scope.narrow_resources(&mut resources, &sources);
        scope.narrow_reading(&mut report, &judged, &sources);
    }
    report.sources = sources;
    Ok(Declarations { resources, report, judged })
}

/// Takes out of `candidates` what the configuration excludes, and what lies in a folder of policies, and was found there while something around it was looked
/// through: fixtures that are wrong on purpose, and data.
fn set_aside(request: &Request, candidates: &mut Vec<Candidate>, report: &mut Report) {
    let policies = &request.config.policies;
    let mut folders: Vec<PathBuf> =
        policies.paths.iter().chain(&policies.data).map(|path| identity(path)).collect();
    // Somebody who asks what concerns a file asks for no more than a run on all files would say of it.
    if !request.with_dependents {
        let asked: Vec<PathBuf> = request.paths.iter().map(|path| identity(path)).collect();
        folders.retain(|folder| !asked.iter().any(|path| path.starts_with(folder)));
    }
    let excluded = |candidate: &Candidate| {
        (request.force_exclude || candidate.origin == CandidateOrigin::Walk)
            && request.config.exclude.matches(&candidate.path)
    };
    let belongs = |candidate: &Candidate| {
        let path = identity(&candidate.path);
        (request.with_dependents || candidate.origin == CandidateOrigin::Walk)
            && folders.iter().any(|folder| path.starts_with(folder))
    };
    candidates.retain(|candidate| {
        let reason = if excluded(candidate) {
            "it is excluded by the configuration"
        } else if belongs(candidate) {
            "it belongs to the policies"
        } else {
            return true;
        };
        report.skipped.push(Skipped { file: display_name(&candidate.path), reason: reason.to_owned() });
        false
    });
}

/// What became of a candidate.
enum Claim {
    Of(usize, Arc<File>),
    Skipped(String),
    Unreadable(SourceError),
    /// A file whose text is too broken to tell what it is, and that the caller named, or a line of which says what it is meant to be.
    Broken(Arc<File>),
}

/// Parses the candidates that any dialect could want, and asks the dialects in turn.
fn classify(
    workspace: &Workspace,
    files: &Files,
    report: &mut Report,
) -> Vec<(&'static Dialect, Vec<Arc<File>>)> {
    let claims: Vec<_> = workspace.candidates.par_iter().map(|candidate| claim(candidate, files)).collect();
    let mut claimed: Vec<_> = dialect::ALL.iter().map(|dialect| (dialect, Vec::new())).collect();
    for (candidate, claim) in workspace.candidates.iter().zip(claims) {
        match claim {
            Claim::Of(dialect, file) => claimed[dialect].1.push(file),
            Claim::Broken(file) => {
                report.problems.extend(file.errors.iter().map(|error| dialect::syntax_problem(&file, error)));
            }
            Claim::Unreadable(error) => report.problems.push(unreadable(&candidate.path, &error)),
            Claim::Skipped(reason) => {
                report.skipped.push(Skipped { file: display_name(&candidate.path), reason });
            }
        }
    }
    for (path, reason) in &workspace.unreadable {
        let error = SourceError::Unreadable { path: display_name(path), reason: reason.clone() };
        report.problems.push(unreadable(path, &error));
    }
    claimed
}

fn claim(candidate: &Candidate, files: &Files) -> Claim {
    let source = match files.sources.load(&candidate.path) {
        Ok(source) => source,
        Err(error) => {
            let is_ours = match &error {
                SourceError::Unreadable { .. } => true,
                SourceError::NotText { legible, .. } => dialect::begins_one(legible),
                _ => false,
            };
            let is_named = candidate.origin == CandidateOrigin::Argument;
            return if is_ours || is_named || dialect::goes_by_name(&candidate.path) {
                Claim::Unreadable(error)
            } else {
                Claim::Skipped(error.to_string())
            };
        }
    };
    let may_be = |dialect: &Dialect| dialect.marks.iter().any(|mark| source.text.contains(mark));
    if !dialect::ALL.iter().any(may_be) {
        return Claim::Skipped("it declares no services, topics or connectors".into());
    }
    let file = match files.parse(&candidate.path) {
        Ok(file) => file,
        Err(error) => return Claim::Unreadable(error),
    };
    let owner = dialect::ALL.iter().position(|dialect| may_be(dialect) && (dialect.claims)(&file));
    match owner {
        Some(dialect) => Claim::Of(dialect, file),
        None if file.errors.is_empty() => Claim::Skipped("it has none of the known forms".into()),
        None if candidate.origin == CandidateOrigin::Argument => Claim::Broken(file),
        None if dialect::is_template(&file.source.text) => {
            Claim::Skipped("it is a template, and no YAML before it is filled in".into())
        }
        None if dialect::begins_one(&file.source.text) => Claim::Broken(file),
        None => Claim::Skipped("it is not YAML, and has none of the known forms".into()),
    }
}

fn unreadable(path: &Path, error: &SourceError) -> Problem {
    Problem { file: display_name(path), place: None, message: error.to_string(), related: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[(&str, &str)]) -> Vec<String> {
        let folder = "fixtures/projects/quickstart";
        let texts = texts.iter().map(|(name, text)| (Path::new(folder).join(name), text.as_bytes().to_vec()));
        let request = Request { paths: vec![folder.into()], texts: texts.collect(), ..Request::default() };
        let report = check(&request).unwrap();
        let name = |span: crate::source::Span| report.sources.get(span.source).unwrap().name.clone();
        let all = report.findings.iter().map(|one| format!("{} {}", name(one.primary), one.rule));
        all.map(|one| one.replace("fixtures/projects/quickstart/", "")).collect()
    }

    #[test]
    fn a_text_stands_in_the_place_of_what_is_on_disk() {
        let before = found(&[]);
        assert!(before.iter().any(|one| one.starts_with("docker-compose.yml ")), "{before:?}");
        let after = found(&[("docker-compose.yml", "services: {}")]);
        assert!(!after.iter().any(|one| one.starts_with("docker-compose.yml ")), "{after:?}");
    }

    #[test]
    fn a_text_that_is_not_on_disk_yet_is_of_the_workspace() {
        let topic = "topics: [{name: orders, partitions: 1, replicationFactor: 1}]";
        assert!(found(&[("new.yml", topic)]).iter().any(|one| one.starts_with("new.yml ")));
        assert!(!found(&[("new.txt", topic)]).iter().any(|one| one.starts_with("new.txt ")));
    }
}
