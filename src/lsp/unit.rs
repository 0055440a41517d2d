//! The unit of a check: the part of a root in which one configuration applies.

use super::documents::Documents;
use crate::causes::{self, Grouping};
use crate::check::{self, CheckError, Declarations, Request, Session};
use crate::config::{Config, ConfigError, Lookup, Territory};
use crate::finding::{Problem, Report};
use crate::policy::{Additions, PolicyError, PolicySet};
use crate::source::{SourceMap, display_name};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A set of files checked together, and the results.
pub(super) struct Unit {
    /// The root that it is a part of; absolute and normalised.
    root: PathBuf,
    territory: Territory,
    /// Its declarations as last read: those of the current text, unless it has [changed](State::Changed).
    pub(super) declared: Declarations,
    /// The errors in its configuration or policies. No rule is evaluated then: a partial configuration would give
    /// findings that nobody asked for.
    refused: Option<Box<Report>>,
    state: State,
    session: Session,
    /// The policies of the session, while they are valid and no file on disk changes.
    policies: Option<Arc<PolicySet>>,
}

/// How up to date the results are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Something has changed since the last read.
    #[default]
    Changed,
    /// Read, but not judged.
    Read,
    /// Read and judged.
    Judged,
}

impl Unit {
    /// Creates a unit that is not read yet: the part `territory` of `root`.
    pub(super) fn at(root: PathBuf, territory: Territory) -> Self {
        Self {
            root,
            territory,
            declared: Declarations::default(),
            refused: None,
            state: State::default(),
            session: Session::long(Config::default(), None),
            policies: None,
        }
    }

    /// Returns the root that it is a part of.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the part of the root.
    pub(super) fn territory(&self) -> &Territory {
        &self.territory
    }

    /// Makes it the unit of `territory`, in which the same configuration applies.
    pub(super) fn take_over(&mut self, territory: Territory) {
        self.territory = territory;
        self.forget();
    }

    /// Returns what is found in it, or the errors in its configuration or policies.
    pub(super) fn report(&self) -> &Report {
        self.refused.as_deref().unwrap_or(&self.declared.report)
    }

    /// Returns whether a change of the file at `path` may change the results.
    pub(super) fn concerns(&self, path: &Path) -> bool {
        let sources = || self.declared.report.sources.all();
        self.territory.has(path) || sources().iter().any(|one| one.file().absolute() == path)
    }

    /// Makes the next read reload configuration and policies, after a file on disk has changed.
    pub(super) fn forget(&mut self) {
        self.policies = None;
        self.change();
    }

    /// Makes the next read re-read the files, after the text of a file has changed.
    pub(super) fn change(&mut self) {
        self.state = State::Changed;
    }

    /// Returns whether the results may be outdated.
    pub(super) fn is_due(&self) -> bool {
        self.state != State::Judged
    }

    /// Returns the policies; `None` if they are invalid.
    pub(super) fn policies(&self) -> Option<&PolicySet> {
        self.policies.as_deref()
    }

    /// Reads the declarations, unless nothing has changed, with the configuration that `lookup` finds and the texts of
    /// `documents` instead of the files on disk. If configuration or policies are invalid, it reads without them. Returns the previous declarations, so that the
    /// caller can defer dropping them, which takes a while.
    pub(super) fn read(&mut self, lookup: &Lookup, documents: &Documents) -> Option<Declarations> {
        if self.state != State::Changed {
            return None;
        }
        self.state = State::Read;
        if self.policies.is_none() {
            self.settle(lookup);
        }
        let Territory { paths, without, .. } = &self.territory;
        let texts = documents.iter().filter(|(path, _)| self.territory.has(path) || path.exists());
        let request = Request {
            paths: paths.iter().filter(|path| path.exists()).cloned().collect(),
            without: without.clone(),
            texts: texts.map(|(path, document)| (path.clone(), document.text.clone().into_bytes())).collect(),
            ..Request::default()
        };
        // If the folder is gone, so are its declarations.
        let declared = self.session.read(&request).unwrap_or_default();
        Some(std::mem::replace(&mut self.declared, declared))
    }

    /// Evaluates the rules.
    pub(super) fn judge(&mut self) {
        self.state = State::Judged;
        if self.policies.is_none() {
            return;
        }
        if let Err(error) = self.session.evaluate(&mut self.declared, &Request::default()) {
            let report = &mut self.declared.report;
            match error {
                CheckError::Policy(error) => {
                    let problems = check::problems(&error, &report.sources);
                    report.problems.extend(problems);
                }
                error => {
                    let file = self.session.config().file.as_deref().map(display_name).unwrap_or_default();
                    let message = error.to_string();
                    report.problems.push(Problem { file, place: None, message, related: Vec::new() });
                }
            }
        }
        causes::settle(&mut self.declared.report, Grouping::ByPlace);
    }

    /// Loads configuration and policies. If they are invalid, the session continues without them.
    fn settle(&mut self, lookup: &Lookup) {
        let (config, policies) = match settings(lookup, &self.territory) {
            Ok((config, policies)) => {
                self.refused = None;
                (config, Some(policies))
            }
            Err(report) => {
                self.refused = Some(report);
                (Config::default(), None)
            }
        };
        self.policies.clone_from(&policies);
        self.session.configure(config, policies);
    }
}

/// Returns the configuration of `territory` and the policies, or a report of the errors in them.
fn settings(lookup: &Lookup, territory: &Territory) -> Result<(Config, Arc<PolicySet>), Box<Report>> {
    let config = lookup.read_for(territory).map_err(|error| match error {
        ConfigError::Mistakes(mistakes) => Box::new(Report::from(*mistakes)),
        error @ ConfigError::Source(_) => nowhere(error.to_string()),
    })?;
    let policies = hy_msg_lint_policies::with(&Additions {
        policies: config.policies.paths.clone(),
        data: config.policies.data.clone(),
        namespaces: config.policies.namespaces.clone(),
        settings: config.choice.settings(),
        ..Additions::default()
    });
    let policies = policies.map_err(|error: PolicyError| {
        let sources = SourceMap::default();
        Box::new(Report { problems: check::problems(&error, &sources), sources, ..Report::default() })
    })?;
    Ok((config, policies))
}

/// Returns a report of an error that belongs to no file.
fn nowhere(message: String) -> Box<Report> {
    let problem = Problem { file: String::new(), place: None, message, related: Vec::new() };
    Box::new(Report { problems: vec![problem], ..Report::default() })
}
