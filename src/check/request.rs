//! What a run is asked for.

use crate::config::Config;
use crate::run_scope::RunScope;
use crate::workspace::{FilePath, root_of};
use std::path::{Path, PathBuf};

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
}

impl Request {
    /// What the run is about, and what it can speak for.
    pub(super) fn scope(&self, config: &Config) -> RunScope {
        let excluded = config.exclude.clone();
        if self.with_dependents {
            return RunScope::within_repositories(self.asked(config), excluded);
        }
        let texts = self.stdin.iter().chain(&self.texts).map(|(path, _)| path);
        let place = |path: &PathBuf| FilePath::as_written(path);
        let named = self.paths.iter().chain(texts).map(place).collect();
        let folders = self.paths.iter().filter(|path| path.is_dir()).map(place).collect();
        RunScope::of_all(named, folders, excluded)
    }

    /// What is named, as the one path that each file has. A policy, data and the configuration concern all of their repository.
    fn asked(&self, config: &Config) -> Vec<FilePath> {
        let place = |path: &Path| FilePath::in_repository(path);
        let policies = config.policies.paths.iter().chain(&config.policies.data).chain(&config.file);
        let of_all: Vec<_> = policies.map(|path| place(path)).collect();
        let named = self.paths.iter().chain(self.stdin.iter().map(|(path, _)| path));
        let asked = named.map(|path| {
            let asked = place(path);
            if asked.is_in_any(&of_all) { place(&root_of(path, path.is_dir())) } else { asked }
        });
        asked.collect()
    }
}
