//! The input of a run.

use crate::config::Config;
use crate::policy::Budget;
use crate::run_scope::RunScope;
use crate::workspace::{FilePath, Format, IgnoreFiles, root_of};
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to check.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for or not")]
pub struct Request {
    /// Files and folders. A file is read whatever its name.
    pub paths: Vec<PathBuf>,
    /// The text on standard input, and the path to use for it.
    pub stdin: Option<(PathBuf, Vec<u8>)>,
    /// Editor buffers that replace files on disk or are not saved yet. They are part of the workspace, not requested
    /// files.
    pub texts: Vec<(PathBuf, Vec<u8>)>,
    /// Also read the rest of the repositories of `paths` and evaluate everything together, but report only findings
    /// with a place in `paths`. A run on the whole repository reports the same findings there.
    pub with_dependents: bool,
    /// The rules to evaluate, ids or areas, instead of those that the configuration selects.
    pub select: Vec<String>,
    /// The rules not to evaluate, ids or areas, in addition to those that the configuration ignores.
    pub ignore: Vec<String>,
    /// Report undecided verdicts as warnings.
    pub strict: bool,
    /// Skip files that the configuration excludes even if they are named.
    pub force_exclude: bool,
    /// Folders to leave out: another configuration applies in them.
    pub without: Vec<PathBuf>,
    /// Report a named file of no known form as a problem, instead of skipping it.
    pub named_must_be_known: bool,
    /// The format in which the files are read, whatever their names.
    pub parser: Option<Format>,
    /// The files to leave out below folders, by their paths as shown.
    pub ignored: Option<Regex>,
    /// The ignore files of the run, shared with the search for configurations.
    pub ignore_files: Arc<IgnoreFiles>,
    /// The time that users' policies may take, in this run and those of its [`clones`](Self::on).
    pub budget: Budget,
}

impl Request {
    /// Returns the same request on other paths, and on `stdin`.
    #[must_use]
    pub fn on(&self, paths: Vec<PathBuf>, without: Vec<PathBuf>, stdin: Option<(PathBuf, Vec<u8>)>) -> Self {
        Self { paths, stdin, without, ..self.clone() }
    }

    /// Returns the scope of the run.
    pub(super) fn scope(&self, config: &Config) -> RunScope {
        let excluded = config.exclude.clone();
        if self.with_dependents {
            return RunScope::within_repositories(self.asked(config), excluded);
        }
        // The text of a file on disk is reported on only if the file is in `paths`.
        let texts = self.texts.iter().filter(|(path, _)| !path.exists());
        let texts = self.stdin.iter().chain(texts).map(|(path, _)| path);
        let place = |path: &PathBuf| FilePath::as_written(path);
        let named = self.paths.iter().chain(texts).map(place).collect();
        let folders = self.paths.iter().filter(|path| path.is_dir()).map(place).collect();
        RunScope::of_all(named, folders, excluded).without(self.without.iter().map(place).collect())
    }

    /// Returns the requested files, each as its one canonical path. A policy, its data and the configuration affect
    /// their whole repository, so naming one of them requests all of it.
    fn asked(&self, config: &Config) -> Vec<FilePath> {
        let place = |path: &Path| FilePath::in_repository(path);
        let policies = config.policies.paths.iter().chain(&config.policies.data);
        let policies = policies.chain(&config.file).chain(&config.extends);
        let of_all: Vec<_> = policies.map(|path| place(path)).collect();
        let named = self.paths.iter().chain(self.stdin.iter().map(|(path, _)| path));
        let asked = named.map(|path| {
            let asked = place(path);
            if asked.is_in_any(&of_all) { place(&root_of(path, path.is_dir())) } else { asked }
        });
        asked.collect()
    }
}
