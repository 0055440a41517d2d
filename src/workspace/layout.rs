//! How files belong together, where their owner says so.

use super::Patterns;
use hy_msg_lint_compose::ProjectRequest;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the owner of a workspace says of it. Dialects take it in place of guessing, for the files that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// The projects, in the order written.
    pub projects: Vec<ProjectRequest>,
    /// The clusters, in the order written.
    pub clusters: Vec<Cluster>,
    /// Files of variables of the projects that have none of their own, in place of their `.env`; a later one wins.
    pub env_files: Vec<PathBuf>,
}

/// Files whose declarations belong to one Kafka cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its name.
    pub name: Arc<str>,
    /// The files.
    pub files: Patterns,
}

impl Layout {
    /// The clusters that have the file at `path`, each with its number; more than one is a mistake.
    pub fn clusters_with<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = (usize, &'a Cluster)> {
        self.clusters.iter().enumerate().filter(|(_, one)| one.files.matches_file(path))
    }

    /// The number of the cluster that has the file at `path`; none where no cluster or more than one has it.
    pub fn cluster_of(&self, path: &Path) -> Option<usize> {
        let mut owners = self.clusters_with(path);
        let (first, _) = owners.next()?;
        owners.next().is_none().then_some(first)
    }
}
