//! What is checked together: a folder of the editor's, a repository, or a file that is in neither.

use super::documents::Documents;
use crate::check::{self, CheckError, Declarations, Kept, Request};
use crate::config::{self, Config, ConfigError};
use crate::finding::{Problem, Report};
use crate::policy::{Additions, PolicyError, PolicySet};
use crate::source::{SourceMap, display_name};
use crate::workspace::{from_here, root_of};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is checked together, and what is known of it.
#[derive(Default)]
pub(super) struct Unit {
    /// The folder or file, absolute and normalised.
    root: PathBuf,
    /// What it declares, as last read: of the text that the editor shows, unless it has [changed](State::Changed).
    pub(super) declared: Declarations,
    /// What is wrong with its configuration or policies. Nothing is judged then: what is configured in part would give findings that
    /// nobody asked for.
    pub(super) refused: Option<Box<Report>>,
    state: State,
    /// The configuration and the policies, as long as no file on disk changes.
    set: Option<(Config, Arc<PolicySet>)>,
    kept: Kept,
    request: Request,
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
        Self { root, ..Self::default() }
    }

    /// The folder or file that it is.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// True where a change of the file at `path` may change what is said of it.
    pub(super) fn concerns(&self, path: &Path) -> bool {
        path.starts_with(&self.root)
            || self
                .declared
                .report
                .sources
                .all()
                .iter()
                .any(|one| crate::workspace::identity(&one.path) == path)
    }

    /// Has configuration and policies be read again: a file on disk has changed.
    pub(super) fn forget(&mut self) {
        self.set = None;
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
        self.set.as_ref().map(|(_, set)| &**set)
    }

    /// Reads what is declared, unless nothing has changed, with the texts of `documents` in the place of what is on disk. Where
    /// configuration or policies cannot be used, it is read without them. Gives back what it declared before: to free that takes a while,
    /// which nobody has to wait for.
    pub(super) fn read(&mut self, documents: &Documents) -> Option<Declarations> {
        if self.state != State::Changed {
            return None;
        }
        self.state = State::Read;
        let (config, policies) = match self.settled() {
            Ok((config, set)) => {
                self.refused = None;
                (config, Some(set))
            }
            Err(report) => {
                self.refused = Some(report);
                (Config::default(), None)
            }
        };
        let exists = self.root.exists();
        let texts = documents.iter().filter(|(path, _)| path.starts_with(&self.root) || path.exists());
        self.request = Request {
            paths: if exists { vec![self.root.clone()] } else { Vec::new() },
            texts: texts.map(|(path, document)| (path.clone(), document.text.clone().into_bytes())).collect(),
            config,
            policies,
            ..Request::default()
        };
        // Where the folder is gone, so is what it declared.
        let declared = check::read_again(&self.request, &mut self.kept).unwrap_or_default();
        Some(std::mem::replace(&mut self.declared, declared))
    }

    /// Judges what was read.
    pub(super) fn judge(&mut self) {
        self.state = State::Judged;
        let Some((_, set)) = &self.set else { return };
        let done = check::complete(&mut self.declared, &self.request, set, Some(&mut self.kept));
        if let Err(error) = done {
            let report = &mut self.declared.report;
            match error {
                CheckError::Policy(error) => {
                    let problems = check::problems(&error, &report.sources);
                    report.problems.extend(problems);
                }
                error => {
                    let file = self.request.config.file.as_deref().map(display_name).unwrap_or_default();
                    let message = error.to_string();
                    report.problems.push(Problem { file, place: None, message, related: Vec::new() });
                }
            }
        }
    }

    /// The configuration that holds here and the policies; else a report of what is wrong with them.
    fn settled(&mut self) -> Result<(Config, Arc<PolicySet>), Box<Report>> {
        if let Some(known) = &self.set {
            return Ok(known.clone());
        }
        let folder = if self.root.is_dir() { &*self.root } else { self.root.parent().unwrap_or(&self.root) };
        let file = config::find(folder).map(|file| from_here(&folder.join(file)));
        let config = match file.map(|file| config::read(&file)).transpose() {
            Ok(config) => config.unwrap_or_default(),
            Err(ConfigError::Mistakes(mistakes)) => {
                let config::Mistakes { sources, problems, .. } = *mistakes;
                return Err(Box::new(Report { sources, problems, ..Report::default() }));
            }
            Err(error @ ConfigError::Source(_)) => return Err(nowhere(error.to_string())),
        };
        let set = hy_msg_lint_policies::with(&Additions {
            policies: config.policies.paths.clone(),
            data: config.policies.data.clone(),
            namespaces: config.policies.namespaces.clone(),
            settings: config.settings.clone(),
            ..Additions::default()
        });
        let set = set.map_err(|error: PolicyError| {
            let sources = SourceMap::default();
            Box::new(Report { problems: check::problems(&error, &sources), sources, ..Report::default() })
        })?;
        Ok(self.set.insert((config, set)).clone())
    }
}

/// A report of what is wrong and stands in no file.
fn nowhere(message: String) -> Box<Report> {
    let problem = Problem { file: String::new(), place: None, message, related: Vec::new() };
    Box::new(Report { problems: vec![problem], ..Report::default() })
}
