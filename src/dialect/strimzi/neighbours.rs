//! Lookup of resources by name, and detection of several versions of a resource.

use super::cluster_ref;
use super::manifest::Manifest;
use crate::model::{ClusterRef, Resource, ResourceKind};
use crate::source::{SourceId, SourceMap};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All Strimzi resources of a workspace.
pub(super) struct Neighbours<'a> {
    /// Resources by kind, namespace and name, without patches.
    named: BTreeMap<[Arc<str>; 3], Vec<&'a Manifest>>,
    /// Resources for which there are patches.
    patched: BTreeSet<[Arc<str>; 3]>,
    /// Node pools by namespace and cluster.
    pools: BTreeMap<[Arc<str>; 2], Vec<&'a Manifest>>,
}

impl<'a> Neighbours<'a> {
    /// Indexes the resources in `all`.
    pub(super) fn of(all: &'a [Manifest]) -> Self {
        let mut found = Self { named: BTreeMap::new(), patched: BTreeSet::new(), pools: BTreeMap::new() };
        for one in all {
            if one.is_patch() {
                found.patched.insert(key(one));
                continue;
            }
            found.named.entry(key(one)).or_default().push(one);
            if let Some(cluster) = one.cluster().filter(|_| *one.kind == *"KafkaNodePool") {
                found.pools.entry([Arc::clone(&one.namespace), cluster]).or_default().push(one);
            }
        }
        found
    }

    /// Returns the resources of `kind` with `name` in `namespace`.
    pub(super) fn named(&self, kind: &str, namespace: &str, name: &str) -> &[&'a Manifest] {
        self.named.get(&[kind.into(), namespace.into(), name.into()]).map_or(&[], Vec::as_slice)
    }

    /// Returns true if another file patches `manifest`; patches are not applied.
    pub(super) fn is_patched(&self, manifest: &Manifest) -> bool {
        self.patched.contains(&key(manifest))
    }

    /// Resolves a reference from `file`: the only such resource, else the only one in `file`, else `None`.
    pub(super) fn meant(
        &self,
        kind: &str,
        namespace: &str,
        name: &str,
        file: SourceId,
    ) -> Option<&'a Manifest> {
        match self.named(kind, namespace, name) {
            [only] => Some(only),
            several => {
                let mut here = several.iter().filter(|one| one.key.source == file);
                here.next().filter(|_| here.next().is_none()).copied()
            }
        }
    }

    /// Returns the node pools of `kafka`.
    pub(super) fn pools(&self, kafka: &Manifest) -> &[&'a Manifest] {
        self.pools.get(&[&kafka.namespace, &kafka.name].map(Arc::clone)).map_or(&[], Vec::as_slice)
    }

    /// Returns `resource`, of `manifest`, without its cluster if another file declares the same manifest:
    /// Kubernetes has one resource per kind and name, so these are versions for different environments, and which
    /// of them is deployed with the cluster is unknown. A broker, or a resource in the same file as its cluster,
    /// keeps its cluster.
    pub(super) fn without_versions(&self, manifest: &Manifest, resource: Resource) -> Resource {
        let file = manifest.key.source;
        let versions = self.named(&manifest.kind, &manifest.namespace, &manifest.name);
        let is_version = versions.iter().any(|one| one.key.source != file);
        let stands_beside = |cluster_ref: &ClusterRef| {
            self.named("Kafka", &cluster_ref.scope, &cluster_ref.name)
                .iter()
                .any(|one| one.key.source == file)
        };
        if resource.kind == ResourceKind::Broker
            || !is_version
            || resource.cluster_ref.as_ref().is_some_and(stands_beside)
        {
            return resource;
        }
        Resource { cluster_ref: None, ..resource }
    }
}

fn key(manifest: &Manifest) -> [Arc<str>; 3] {
    [&manifest.kind, &manifest.namespace, &manifest.name].map(Arc::clone)
}

/// Returns the Kafka cluster of the connector `manifest`: the cluster of the Kafka Connect resource that its label
/// names.
pub(super) fn home_of_connector(
    manifest: &Manifest,
    neighbours: &Neighbours<'_>,
    sources: &SourceMap,
) -> Option<ClusterRef> {
    let cluster = manifest.cluster()?;
    let worker = neighbours.meant("KafkaConnect", &manifest.namespace, &cluster, manifest.key.source)?;
    cluster_ref::of_bootstrap(worker.spec("bootstrapServers"), &worker.namespace, sources)
}
