//! What is checked together: a folder of the editor's, a repository, or a file that is in neither.

use super::documents::Documents;
use crate::check::{self, CheckError, Declarations, Request, Session};
use crate::config::{self, Config, ConfigError};
use crate::finding::{Problem, Report};
use crate::policy::{Additions, PolicyError, PolicySet};
use crate::source::{SourceMap, display_name};
use crate::workspace::{FilePath, root_of};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is checked together, and what is known of it.
pub(super) struct Unit {
    /// The folder or file, absolute and normalised.
    root: PathBuf,
    /// What it declares, as last read: of the text that the editor shows, unless it has [changed](State::Changed).
    pub(super) declared: Declarations,
    /// What is wrong with its configuration or policies. Nothing is judged then: what is configured in part would give findings that
    /// nobody asked for.
    pub(super) refused: Option<Box<Report>>,
    state: State,
    session: Session,
    /// The policies of the session, as long as no file on disk changes and nothing is wrong with them.
    policies: Option<Arc<PolicySet>>,
}

/// How much is known of what is there now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Something has changed since it was read.
    #[default]
    Changed,
    /// It was read, and not judged.
    Read,
    /// It was read and judged.
    Judged,
}

impl Unit {
    /// What is checked with the file at `path`, where the editor has `folders` open.
    pub(super) fn root_for(path: &Path, folders: &[PathBuf]) -> PathBuf {
        let around = folders.iter().filter(|folder| path.starts_with(folder));
        if let Some(folder) = around.max_by_key(|folder| folder.components().count()) {
            return folder.clone();
        }
        let root = root_of(path, false);
        if root.join(".git").exists() && path.starts_with(&root) { root } else { path.to_owned() }
    }

    /// A unit of which nothing is known yet.
    pub(super) fn at(root: PathBuf) -> Self {
        Self {
            root,
            declared: Declarations::default(),
            refused: None,
            state: State::default(),
            session: Session::long(Config::default(), None),
            policies: None,
        }
    }

    /// The folder or file that it is.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// True where a change of the file at `path` may change what is said of it.
    pub(super) fn concerns(&self, path: &Path) -> bool {
        let sources = || self.declared.report.sources.all();
        path.starts_with(&self.root) || sources().iter().any(|one| one.file().absolute() == path)
    }

    /// Has configuration and policies be read again: a file on disk has changed.
    pub(super) fn forget(&mut self) {
        self.policies = None;
        self.change();
    }

    /// Has it be read again: the text of a file has changed.
    pub(super) fn change(&mut self) {
        self.state = State::Changed;
    }

    /// True where something could be said that was not said yet.
    pub(super) fn is_due(&self) -> bool {
        self.state != State::Judged
    }

    /// The policies that judge here; none where they cannot be used.
    pub(super) fn policies(&self) -> Option<&PolicySet> {
        self.policies.as_deref()
    }

    /// Reads what is declared, unless nothing has changed, with the texts of `documents` in the place of what is on disk. Where
    /// configuration or policies cannot be used, it is read without them. Gives back what it declared before: to free that takes a while,
    /// which nobody has to wait for.
    pub(super) fn read(&mut self, documents: &Documents) -> Option<Declarations> {
        if self.state != State::Changed {
            return None;
        }
        self.state = State::Read;
        if self.policies.is_none() {
            self.settle();
        }
        let exists = self.root.exists();
        let texts = documents.iter().filter(|(path, _)| path.starts_with(&self.root) || path.exists());
        let request = Request {
            paths: if exists { vec![self.root.clone()] } else { Vec::new() },
            texts: texts.map(|(path, document)| (path.clone(), document.text.clone().into_bytes())).collect(),
            ..Request::default()
        };
        // Where the folder is gone, so is what it declared.
        let declared = self.session.read(&request).unwrap_or_default();
        Some(std::mem::replace(&mut self.declared, declared))
    }

    /// Judges what was read.
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
    }

    /// Reads configuration and policies. Where they cannot be used, the session goes on without them.
    fn settle(&mut self) {
        let (config, policies) = match settings(&self.root) {
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

/// The configuration that holds at `root` and the policies; else a report of what is wrong with them.
fn settings(root: &Path) -> Result<(Config, Arc<PolicySet>), Box<Report>> {
    let folder = if root.is_dir() { root } else { root.parent().unwrap_or(root) };
    let file = config::find(folder).map(|file| FilePath::from_here(&folder.join(file)));
    let config = match file.map(|file| config::read(file.shown())).transpose() {
        Ok(config) => config.unwrap_or_default(),
        Err(ConfigError::Mistakes(mistakes)) => {
            let config::Mistakes { sources, problems, .. } = *mistakes;
            return Err(Box::new(Report { sources, problems, ..Report::default() }));
        }
        Err(error @ ConfigError::Source(_)) => return Err(nowhere(error.to_string())),
    };
    let policies = hy_msg_lint_policies::with(&Additions {
        policies: config.policies.paths.clone(),
        data: config.policies.data.clone(),
        namespaces: config.policies.namespaces.clone(),
        settings: config.settings.clone(),
        ..Additions::default()
    });
    let policies = policies.map_err(|error: PolicyError| {
        let sources = SourceMap::default();
        Box::new(Report { problems: check::problems(&error, &sources), sources, ..Report::default() })
    })?;
    Ok((config, policies))
}

/// A report of what is wrong and stands in no file.
fn nowhere(message: String) -> Box<Report> {
    let problem = Problem { file: String::new(), place: None, message, related: Vec::new() };
    Box::new(Report { problems: vec![problem], ..Report::default() })
}
