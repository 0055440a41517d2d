//! A session: one configuration, one set of policies, and as many runs as somebody asks for.
//!
//! discover -> classify -> parse -> resolve -> model -> gather -> judge -> locate -> suppress

use super::judge::Judge;
use super::{CheckError, Declarations, Request, classify, declare, documents, evaluate, held, narrow};
use crate::cluster;
use crate::config::Config;
use crate::finding::Report;
use crate::policy::{PolicyError, PolicySet};
use crate::source::SourceMap;
use crate::suppress::{self, Baseline};
use crate::workspace::{FilePath, Files, Format, Held, Parsed, Search, discover};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What runs have in common, and what a long session keeps from one to the next.
///
/// Two things are kept, both pure functions of what they are kept by: the tree of a file, by its text, and what the rules say, by their
/// input. The text of every file is read again in each run.
#[derive(Default)]
pub struct Session {
    config: Config,
    /// None for the built-in ones, which are read when something is judged.
    policies: Option<Arc<PolicySet>>,
    is_long: bool,
    parsed: Parsed,
    judge: Judge,
}

impl Session {
    /// A session of one run, by `policies`, or the built-in ones.
    pub fn new(config: Config, policies: Option<Arc<PolicySet>>) -> Self {
        Self { config, policies, ..Self::default() }
    }

    /// A session of many runs: each parses and judges again only what has changed since the one before.
    pub fn long(config: Config, policies: Option<Arc<PolicySet>>) -> Self {
        Self { is_long: true, judge: Judge::remembering(), ..Self::new(config, policies) }
    }

    /// Has the next runs go by another configuration and other policies.
    pub fn configure(&mut self, config: Config, policies: Option<Arc<PolicySet>>) {
        (self.config, self.policies) = (config, policies);
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Checks what `request` names.
    ///
    /// # Errors
    /// When the run cannot be done; what is wrong with single files is in the report.
    pub fn check(&mut self, request: &Request) -> Result<Report, CheckError> {
        self.refuse_unknown_rules(request)?;
        let mut declarations = self.read(request)?;
        self.evaluate(&mut declarations, request)?;
        Ok(declarations.report)
    }

    /// Checks what `request` names, and writes down what is found as the baseline `file`: that, and a report that is free of it. What the
    /// baseline there has of files and rules that are not judged now stays, and after a run that is not complete all that it has.
    ///
    /// # Errors
    /// When the run cannot be done, or the file there is no baseline.
    pub fn record_baseline(
        &mut self,
        request: &Request,
        file: &Path,
    ) -> Result<(Report, Baseline), CheckError> {
        self.refuse_unknown_rules(request)?;
        let mut declarations = self.read(request)?;
        let policies = self.policies()?;
        let selection =
            evaluate::evaluate(&mut declarations, request, &self.config, &policies, &mut self.judge)?;
        let Declarations { mut report, scope, .. } = declarations;
        let baseline = Baseline::record(&report, file, &selection, &scope)?;
        baseline.apply(&mut report, &selection, &scope);
        Ok((report, baseline))
    }

    /// Reads what `request` names: discover, classify, parse, resolve, model, gather.
    ///
    /// # Errors
    /// When the run cannot be done.
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
        let layout = &self.config.layout;
        let claims = classify::classify(&workspace.candidates, &files, &mut report);
        let mut declared = declare::declare(claims, &files, layout);
        cluster::gather(&mut declared.resources, layout, &sources);
        if let Some(policies) = self.policies.as_ref().filter(|policies| policies.takes_documents()) {
            documents::add(&mut declared, &workspace.candidates, &files, policies.combines());
        }
        declare::name_files(&mut declared.resources, &sources);
        let parsed = files.parsed();
        if self.is_long {
            self.parsed = parsed;
        }
        report.sources = sources;
        let mut declarations = Declarations::of(declared, report, scope);
        narrow::reading(&mut declarations);
        Ok(declarations)
    }

    /// Judges what was read for `request`, and says in its report what there is to say: judge, locate, suppress.
    ///
    /// # Errors
    /// When a policy or the baseline cannot be used.
    pub fn evaluate(&mut self, declarations: &mut Declarations, request: &Request) -> Result<(), CheckError> {
        let policies = self.policies()?;
        let selection = evaluate::evaluate(declarations, request, &self.config, &policies, &mut self.judge)?;
        if let Some(file) = &self.config.baseline {
            Baseline::read(file)?.apply(&mut declarations.report, &selection, &declarations.scope);
        }
        Ok(())
    }

    fn policies(&self) -> Result<Arc<PolicySet>, PolicyError> {
        self.policies.clone().map_or_else(hy_msg_lint_policies::built_in, Ok)
    }

    /// What `request` has discovered, where the caller has the texts `held`.
    fn search<'a>(&'a self, request: &'a Request, held: &'a [Held]) -> Search<'a> {
        let Config { policies, file, baseline, exclude, .. } = &self.config;
        let takes_documents = self.policies.as_ref().is_some_and(|policies| policies.takes_documents());
        Search {
            paths: &request.paths,
            held,
            surroundings: request.with_dependents,
            // Any file of data may be a document, whether a form is known for it or not.
            wanted: if takes_documents { |_| true } else { Format::declares },
            excluded: Some(exclude),
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

    /// Refuses the name of a rule or an area that does not exist, before anything is read.
    fn refuse_unknown_rules(&self, request: &Request) -> Result<(), CheckError> {
        let policies = self.policies()?;
        let mut named = request.select.iter().chain(&request.ignore);
        match named.find(|name| !suppress::exists(&policies, name)) {
            Some(name) => {
                Err(CheckError::NoSuchRule { name: name.clone(), advice: suppress::advice(&policies, name) })
            }
            None => Ok(()),
        }
    }
}
