//! The workers that run connectors, wherever each is declared.

use super::Key;
use crate::dialect::WITHOUT_WORKERS;
use crate::model::{Resource, ResourceKind};
use crate::source::SourceMap;
use crate::tree::{Entry, Node};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A connector and the workers that may run it, by their numbers.
pub(super) struct Run {
    pub(super) connector: usize,
    pub(super) workers: Vec<usize>,
    /// True where a form or the workspace's owner puts them together, false where their files stand near each other.
    pub(super) is_declared: bool,
}

/// Returns each connector in `resources` with its workers: those of its cluster, else those of the Compose projects in the
/// nearest folder around its file. `keys` are the clusters of the resources.
pub(super) fn runs(resources: &[Resource], keys: &[Option<Key>], sources: &SourceMap) -> Vec<Run> {
    let folder = |resource: &Resource| {
        let file = sources.get(resource.key.source)?;
        file.file().absolute().parent().map(Path::to_owned)
    };
    let mut of_clusters: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    let mut of_folders: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (index, (resource, key)) in resources.iter().zip(keys).enumerate() {
        if resource.kind != ResourceKind::ConnectWorker {
            continue;
        }
        if let Some(key) = key {
            of_clusters.entry(key).or_default().push(index);
        }
        if let Some(folder) = folder(resource).filter(|_| resource.project.is_some()) {
            of_folders.entry(folder).or_default().push(index);
        }
    }
    let run = |(connector, (resource, key)): (usize, (&Resource, &Option<Key>))| {
        if resource.kind != ResourceKind::Connector || runs_alone(resource) {
            return None;
        }
        let declared = key.as_ref().and_then(|key| of_clusters.get(key));
        let starts = |worker: &usize| {
            !is_properties_file(resource)
                || resources.get(*worker).is_some_and(|one| starts(one, resource, resources, sources))
        };
        let nearby = || {
            let folder = folder(resource).filter(|_| resource.cluster_ref.is_none())?;
            folder.ancestors().find_map(|folder| of_folders.get(folder))
        };
        let cluster = text(resource, "connect_cluster");
        let may_run = |worker: &&usize| {
            let own = resources.get(**worker).and_then(|worker| text(worker, "connect_cluster"));
            (cluster.is_none() || own.is_none() || own == cluster) && (declared.is_some() || starts(worker))
        };
        let workers = declared.or_else(nearby)?.iter().filter(may_run).copied().collect();
        Some(Run { connector, workers, is_declared: declared.is_some() })
    };
    resources.iter().zip(keys).enumerate().filter_map(run).collect()
}

/// Returns true for a connector that no worker runs.
fn runs_alone(connector: &Resource) -> bool {
    text(connector, "declared_by").is_some_and(|form| WITHOUT_WORKERS.contains(&&*form))
}

/// Returns true for a connector in a file of properties, which a standalone worker reads that is started with the file.
fn is_properties_file(connector: &Resource) -> bool {
    text(connector, "declared_by").is_some_and(|form| form == "properties")
}

/// Returns true if the command of the service `worker` names the file of `connector`.
fn starts(worker: &Resource, connector: &Resource, resources: &[Resource], sources: &SourceMap) -> bool {
    let file = sources.get(connector.key.source);
    let Some(name) = file.as_ref().and_then(|file| file.name.rsplit('/').next()) else { return false };
    let is_same = |one: &&Resource| {
        one.kind == ResourceKind::Service && one.name == worker.name && one.key.source == worker.key.source
    };
    let words = |service: &Resource| {
        let words = ["entrypoint", "command"].into_iter().filter_map(|key| service.fields.get(key));
        words.flat_map(|words| words.items().collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let names = |word: &Node| word.as_scalar().is_some_and(|scalar| scalar.text.contains(name));
    resources.iter().find(is_same).is_some_and(|service| words(service).iter().any(names))
}

/// Returns a field of `resource` that is a text.
pub(super) fn text(resource: &Resource, field: &str) -> Option<String> {
    let node = resource.fields.get(field)?;
    Some(node.as_scalar()?.text.to_string())
}

/// Adds `entries` to the fields of `resource`.
pub(super) fn give(resource: &mut Resource, entries: Vec<Entry>) {
    if let Some(map) = resource.fields.as_map() {
        let mut map = map.clone();
        map.extend(entries);
        resource.fields = Node::map(map, resource.fields.origin.clone());
    }
}
