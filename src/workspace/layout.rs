//! The configured grouping of files into projects and clusters.

use super::Patterns;
use hy_msg_lint_compose::ProjectRequest;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The configured layout of a workspace. For the files it names, dialects use it instead of guessing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// The projects, in the order written.
    pub projects: Vec<ProjectRequest>,
    /// The clusters, in the order written.
    pub clusters: Vec<Cluster>,
    /// Variable files for projects that configure none, replacing their `.env`; a later one wins.
    pub env_files: Vec<PathBuf>,
}

/// Files whose declarations belong to one Kafka cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The name of the cluster.
    pub name: Arc<str>,
    /// The files, and folders of them.
    pub files: Patterns,
}

impl Layout {
    /// Returns the clusters that contain the file at `path`, each with its index. More than one is a configuration
    /// error.
    pub fn clusters_with<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = (usize, &'a Cluster)> {
        self.clusters.iter().enumerate().filter(|(_, one)| one.files.matches(path))
    }

    /// Returns the index of the cluster that contains the file at `path`; `None` if no cluster or more than one
    /// contains it.
    pub fn cluster_of(&self, path: &Path) -> Option<usize> {
        let mut owners = self.clusters_with(path);
        let (first, _) = owners.next()?;
        owners.next().is_none().then_some(first)
    }
}
