//! A `KafkaTopic`.

use super::cluster_ref;
use super::manifest::{Manifest, texts, written};
use crate::dialect::labels;
use crate::dialect::topic::Topic;
use crate::model::Resource;

/// Lowers a topic; `None` if the operator does not manage it.
pub(super) fn topic(manifest: &Manifest) -> Option<Resource> {
    if manifest.is_annotated("strimzi.io/managed", "false") {
        return None;
    }
    // `topicName` allows names that are not valid for Kubernetes resources.
    let named = manifest.spec("topicName").filter(|entry| entry.node.as_scalar().is_some());
    let (name, key) = match &named {
        Some(entry) => (written(&entry.node), entry.node.origin.span),
        None => (manifest.name.clone(), manifest.key),
    };
    let count = |field: &str| manifest.spec(field).filter(|entry| entry.node.as_scalar().is_some());
    let config = manifest.spec("config");
    let topic = Topic {
        partitions: count("partitions"),
        replication_factor: count("replicas"),
        config: config.iter().flat_map(|config| texts(&config.node)).collect(),
        config_at: config.as_ref().map_or(key, |config| config.key_span),
        labels: Some(labels::of(manifest.node.get("metadata").as_ref(), key)),
        cluster_ref: manifest.cluster().map(|cluster| cluster_ref::kafka(&manifest.namespace, &cluster)),
        ..Topic::new("strimzi", name, key)
    };
    Some(topic.resource())
}
