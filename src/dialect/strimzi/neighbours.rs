//! Resources by what others call them, and which of them are versions of one thing.

use super::cluster_ref;
use super::manifest::Manifest;
use crate::model::{ClusterRef, Resource, ResourceKind};
use crate::source::{SourceId, SourceMap};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All resources of a workspace.
pub(super) struct Neighbours<'a> {
    /// By kind, namespace and name; without patches.
    named: BTreeMap<[Arc<str>; 3], Vec<&'a Manifest>>,
    /// What there are patches for.
    patched: BTreeSet<[Arc<str>; 3]>,
    /// Node pools, by namespace and the cluster that they are of.
    pools: BTreeMap<[Arc<str>; 2], Vec<&'a Manifest>>,
}

impl<'a> Neighbours<'a> {
    /// Those in `all`.
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

    /// The resources of `kind` that are called `name` in `namespace`.
    pub(super) fn named(&self, kind: &str, namespace: &str, name: &str) -> &[&'a Manifest] {
        self.named.get(&[kind.into(), namespace.into(), name.into()]).map_or(&[], Vec::as_slice)
    }

    /// True where another file changes `manifest`, in ways that are not followed.
    pub(super) fn is_patched(&self, manifest: &Manifest) -> bool {
        self.patched.contains(&key(manifest))
    }

    /// The one of them that somebody in `file` means: the only one, else the only one there. None where that is not known.
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

    /// The node pools of `kafka`.
    pub(super) fn pools(&self, kafka: &Manifest) -> &[&'a Manifest] {
        self.pools.get(&[&kafka.namespace, &kafka.name].map(Arc::clone)).map_or(&[], Vec::as_slice)
    }

    /// `resource`, of `manifest`, without its cluster where it is not known whether both are ever there together: Kubernetes
    /// has one resource of a kind and a name, so that two files with it are two versions of it, one for each environment. What
    /// stands beside its cluster stays with it.
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

/// The Kafka cluster of the connector `manifest`: that of the Connect cluster which its label names.
pub(super) fn home_of_connector(
    manifest: &Manifest,
    neighbours: &Neighbours<'_>,
    sources: &SourceMap,
) -> Option<ClusterRef> {
    let cluster = manifest.cluster()?;
    let worker = neighbours.meant("KafkaConnect", &manifest.namespace, &cluster, manifest.key.source)?;
    cluster_ref::of_bootstrap(worker.spec("bootstrapServers"), &worker.namespace, sources)
}
