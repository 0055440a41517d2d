//! A session: one configuration, one set of policies and any number of runs.
//!
//! discover -> classify -> parse -> resolve -> model -> gather -> judge -> locate -> suppress

use super::file_room::FileRoom;
use super::judge::Judge;
use super::{CheckError, Declarations, Request, classify, declare, documents, evaluate, held, narrow};
use crate::cluster;
use crate::config::Config;
use crate::finding::{Finding, Problem, Report};
use crate::policy::{PolicyError, PolicySet};
use crate::source::{SourceMap, display_name};
use crate::suppress::{self, Baseline, BaselineError};
use crate::workspace::{FilePath, Files, Format, Held, Parsed, Search, discover};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The shared state of runs, including the caches that a long session keeps between them.
///
/// There are two caches, both of pure functions: the tree of a file by its text, and the verdicts of rules by their
/// input. Every run reads all files again.
#[derive(Default)]
pub struct Session {
    config: Config,
    /// `None` for the built-in policies, which are loaded when they are first needed.
    policies: Option<Arc<PolicySet>>,
    is_long: bool,
    parsed: Parsed,
    judge: Judge,
    /// For all rules, where others are selected.
    judge_of_all: Judge,
}

impl Session {
    /// Returns a session for one run, with `policies` or the built-in ones.
    pub fn new(config: Config, policies: Option<Arc<PolicySet>>) -> Self {
        Self { config, policies, ..Self::default() }
    }

    /// Returns a session for many runs: each run parses and evaluates only what changed since the previous one.
    pub fn long(config: Config, policies: Option<Arc<PolicySet>>) -> Self {
        Self { is_long: true, judge: Judge::remembering(), ..Self::new(config, policies) }
    }

    /// Sets the configuration and policies for the next runs.
    pub fn configure(&mut self, config: Config, policies: Option<Arc<PolicySet>>) {
        (self.config, self.policies) = (config, policies);
    }

    /// Returns the configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Checks the files in `request`.
    ///
    /// # Errors
    /// When the run fails as a whole; errors in single files are in the report.
    pub fn check(&mut self, request: &Request) -> Result<Report, CheckError> {
        self.refuse_unknown_rules(request)?;
        let mut declarations = self.read(request)?;
        self.evaluate(&mut declarations, request)?;
        Ok(declarations.report)
    }

    /// Checks the files in `request` and records the findings as the baseline for `file`. Returns the report without
    /// these findings, and the baseline; None if the existing file cannot be used, which is a problem of the report. Existing entries stay if their files or rules are outside this run; all stay
    /// if the run is incomplete.
    ///
    /// # Errors
    /// When the run fails as a whole.
    pub fn record_baseline(
        &mut self,
        request: &Request,
        file: &Path,
    ) -> Result<(Report, Option<Baseline>), CheckError> {
        self.refuse_unknown_rules(request)?;
        let mut declarations = self.read(request)?;
        let policies = self.policies()?;
        let selection =
            evaluate::evaluate(&mut declarations, request, &self.config, &policies, &mut self.judge)?;
        let Declarations { mut report, scope, .. } = declarations;
        Ok(match Baseline::record(&report, file, &selection, &scope) {
            Ok(baseline) => {
                drop(baseline.apply(&mut report, &selection, &scope));
                (report, Some(baseline))
            }
            Err(error) => {
                report.problems.push(unusable(file, &error));
                (report, None)
            }
        })
    }

    /// Checks the files in `request`, and returns the baseline of the configuration without the findings that are gone; None if it
    /// has none, or one that cannot be used.
    ///
    /// # Errors
    /// When the run fails as a whole.
    pub fn pruned_baseline(&mut self, request: &Request) -> Result<Option<Baseline>, CheckError> {
        let Some(file) = self.config.baseline.clone() else { return Ok(None) };
        let mut declarations = self.read(request)?;
        let policies = self.policies()?;
        let selection =
            evaluate::evaluate(&mut declarations, request, &self.config, &policies, &mut self.judge)?;
        let Declarations { mut report, scope, .. } = declarations;
        Ok(Baseline::read(&file).ok().map(|baseline| baseline.apply(&mut report, &selection, &scope)))
    }

    /// Reads the files in `request`: discover, classify, parse, resolve, model, gather.
    ///
    /// # Errors
    /// When the run fails as a whole.
    pub fn read(&mut self, request: &Request) -> Result<Declarations, CheckError> {
        let mut report = Report::default();
        let scope = request.scope(&self.config);
        let held = held::texts(request, &mut report);
        let workspace = discover(&self.search(request, &held))?;
        report.skipped.extend(workspace.skipped);
        report.problems.extend(workspace.problems);
        let sources = SourceMap::within(workspace.roots.iter().map(PathBuf::as_path));
        let sources = sources.after(self.parsed.sources());
        held::put(held, &sources);
        let files = Files::after(std::mem::take(&mut self.parsed), &sources);
        let files = files.with_ignore_rules(&*request.ignore_files).within(&request.budget);
        let layout = &self.config.layout;
        let candidates = || workspace.candidates.iter().map(|candidate| candidate.file.clone()).collect();
        let files = match request.parser {
            Some(format) => files.reading_as(format, candidates()),
            None => files,
        };
        let mut room = FileRoom::of(&files, self.is_long);
        let (claims, unknown) = classify::classify(&workspace.candidates, &files, &mut room, &mut report);
        let mut declared = declare::declare(claims, &files, layout);
        declared.problems.extend(cluster::gather(&mut declared.resources, layout, &sources));
        let taken = self.policies.as_ref().filter(|policies| policies.takes_documents());
        let takes_documents = taken.is_some();
        let mut left = Vec::new();
        if let Some(policies) = taken {
            left =
                documents::add(&mut declared, &workspace.candidates, &files, &mut room, policies.combines());
        }
        report.problems.extend(room.problem());
        declare::name_files(&mut declared.resources, &sources);
        report.problems.extend(request.ignore_files.problems());
        let parsed = files.parsed();
        if self.is_long {
            self.parsed = parsed.clone();
        }
        report.sources = sources;
        let mut declarations = Declarations { parsed, ..Declarations::of(declared, report, scope) };
        documents::tell(left, &mut declarations.report, request.named_must_be_known);
        // The policies that are missing may take any file.
        let is_partial = self.policies.as_ref().is_some_and(|policies| policies.is_partial());
        if request.named_must_be_known && !takes_documents && !is_partial {
            declarations.refuse(&unknown);
        }
        narrow::reading(&mut declarations);
        Ok(declarations)
    }

    /// Evaluates the policies on the resources read for `request` and fills the report: judge, locate, suppress.
    ///
    /// # Errors
    /// When a policy cannot be used.
    pub fn evaluate(&mut self, declarations: &mut Declarations, request: &Request) -> Result<(), CheckError> {
        let policies = self.policies()?;
        let selection = evaluate::evaluate(declarations, request, &self.config, &policies, &mut self.judge)?;
        if let Some(file) = &self.config.baseline {
            let report = &mut declarations.report;
            match Baseline::read(file) {
                Ok(baseline) => drop(baseline.apply(report, &selection, &declarations.scope)),
                // The findings are still findings.
                Err(error) => report.problems.push(unusable(file, &error)),
            }
        }
        Ok(())
    }

    /// Evaluates all rules that the configuration does not turn off on the resources read for `request`, whatever is selected, and
    /// returns what is found; None if these are the rules that [`evaluate`](Self::evaluate) judges by, and it finds all of it.
    ///
    /// # Errors
    /// When a policy cannot be used.
    pub fn evaluate_all(
        &mut self,
        declarations: &mut Declarations,
        request: &Request,
    ) -> Result<Option<Vec<Finding>>, CheckError> {
        let is_narrow = !request.select.is_empty()
            || !request.ignore.is_empty()
            || !self.config.choice.select.is_empty()
            || self.config.baseline.is_some()
            || request.with_dependents;
        if !is_narrow {
            return Ok(None);
        }
        let policies = self.policies()?;
        evaluate::of_all(declarations, request, &self.config, &policies, &mut self.judge_of_all).map(Some)
    }

    fn policies(&self) -> Result<Arc<PolicySet>, PolicyError> {
        self.policies.clone().map_or_else(hy_msg_lint_policies::built_in, Ok)
    }

    /// Returns the file search for `request`, given the texts that the caller `held`.
    fn search<'a>(&'a self, request: &'a Request, held: &'a [Held]) -> Search<'a> {
        let Config { policies, file, baseline, exclude, .. } = &self.config;
        let takes_documents = self.policies.as_ref().is_some_and(|policies| policies.takes_documents());
        Search {
            paths: &request.paths,
            held,
            ignore_files: Arc::clone(&request.ignore_files),
            surroundings: request.with_dependents,
            // Any data file may be a document, whether or not its format is recognized.
            wanted: if takes_documents { |_| true } else { Format::declares },
            unread: takes_documents,
            excluded: Some(exclude),
            without: request.without.iter().map(|path| FilePath::as_written(path)).collect(),
            ignored: request.ignored.as_ref(),
            force_exclude: request.force_exclude,
            policies: policies
                .paths
                .iter()
                .chain(&policies.data)
                .map(|path| FilePath::as_written(path))
                .collect(),
            config: file.as_deref(),
            baseline: baseline.as_deref(),
        }
    }

    /// Rejects unknown names of rules and areas before anything is read.
    ///
    /// # Errors
    /// When `request` names a rule or an area that does not exist, or a policy cannot be used.
    pub fn refuse_unknown_rules(&self, request: &Request) -> Result<(), CheckError> {
        let policies = self.policies()?;
        if policies.is_partial() {
            return Ok(());
        }
        let mut named = request.select.iter().chain(&request.ignore);
        match named.find(|name| !suppress::exists(&policies, name)) {
            Some(name) => {
                Err(CheckError::NoSuchRule { name: name.clone(), advice: suppress::advice(&policies, name) })
            }
            None => Ok(()),
        }
    }
}

/// Returns the problem that the baseline `file` cannot be used.
fn unusable(file: &Path, error: &BaselineError) -> Problem {
    Problem { file: display_name(file), place: None, message: error.to_string(), related: Vec::new() }
}
