//! The versions in which connectors run: those of their workers, wherever each is declared.

use super::Key;
use crate::dialect::WITHOUT_WORKERS;
use crate::model::{Resource, ResourceKind};
use crate::source::SourceMap;
use crate::tree::{Entry, Node};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The fields of a worker that its connectors share.
const FIELDS: &[&str] = &["kafka_version", "debezium_version"];

/// Gives each connector in `resources` the versions of its workers, where these agree: the workers of its cluster, else
/// those of the Compose projects in the nearest folder around its file. `keys` are the clusters of the resources.
pub(super) fn spread(resources: &mut [Resource], keys: &[Option<Key>], sources: &SourceMap) {
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
    let mut given: Vec<(usize, Vec<Entry>)> = Vec::new();
    for (index, (resource, key)) in resources.iter().zip(keys).enumerate() {
        if resource.kind != ResourceKind::Connector || runs_alone(resource) {
            continue;
        }
        let nearby = || {
            let folder = folder(resource).filter(|_| resource.cluster_ref.is_none())?;
            folder.ancestors().find_map(|folder| of_folders.get(folder))
        };
        let Some(workers) = key.as_ref().and_then(|key| of_clusters.get(key)).or_else(nearby) else {
            continue;
        };
        let workers: Vec<&Resource> = workers.iter().filter_map(|worker| resources.get(*worker)).collect();
        given.push((index, shared(resource, &workers)));
    }
    for (index, entries) in given {
        if let Some(resource) = resources.get_mut(index)
            && let Some(map) = resource.fields.as_map()
        {
            let mut map = map.clone();
            map.extend(entries);
            resource.fields = Node::map(map, resource.fields.origin.clone());
        }
    }
}

/// Returns true for a connector that no worker runs.
fn runs_alone(connector: &Resource) -> bool {
    let form = connector.fields.get("declared_by");
    form.is_some_and(|form| form.as_text().is_some_and(|form| WITHOUT_WORKERS.contains(&form)))
}

/// Returns the versions in which `workers` agree, of those that may run `connector`.
fn shared(connector: &Resource, workers: &[&Resource]) -> Vec<Entry> {
    let text = |resource: &Resource, field: &str| {
        let node = resource.fields.get(field)?;
        Some(node.as_scalar()?.text.clone())
    };
    let cluster = text(connector, "connect_cluster");
    let runs = |worker: &&&Resource| {
        let own = text(worker, "connect_cluster");
        cluster.is_none() || own.is_none() || own == cluster
    };
    let workers: Vec<_> = workers.iter().filter(runs).collect();
    let entry = |field: &&str| {
        let first = workers.first()?;
        let version = text(first, field)?;
        let agree = workers.iter().all(|worker| text(worker, field).as_ref() == Some(&version));
        let node = first.fields.get(field).filter(|_| agree)?;
        Some(Entry { key: (*field).into(), key_span: connector.key, node })
    };
    FIELDS.iter().filter_map(entry).collect()
}
