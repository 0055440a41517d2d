//! A `KafkaTopic`.

use super::home;
use super::manifest::{Manifest, texts, written};
use crate::dialect::labels;
use crate::model::{Fields, Kind, Resource};
use crate::tree::{Map, Node, Origin, Via};

/// The topic; None for one that the operator leaves alone.
pub(super) fn topic(manifest: &Manifest) -> Option<Resource> {
    if manifest.is_annotated("strimzi.io/managed", "false") {
        return None;
    }
    // A topic may have a name that Kubernetes would not take for a resource.
    let named = manifest.spec("topicName").filter(|entry| entry.node.as_scalar().is_some());
    let (name, key) = match &named {
        Some(entry) => (written(&entry.node), entry.node.origin.span),
        None => (manifest.name.clone(), manifest.key),
    };
    let mut fields = Fields::at(Origin { span: key, via: Via::default() });
    for (field, own) in [("partitions", "partitions"), ("replication_factor", "replicas")] {
        if let Some(entry) = manifest.spec(own).filter(|entry| entry.node.as_scalar().is_some()) {
            fields = fields.put_under(field, entry.key_span, entry.node);
        }
    }
    let config = manifest.spec("config");
    let under = config.as_ref().map_or(key, |config| config.key_span);
    let settings: Map = config.iter().flat_map(|config| texts(&config.node)).collect();
    let settings = Node::map(settings, Origin { span: under, via: Via::default() });
    let fields = fields.put_under("config", under, settings);
    let fields =
        labels::put(fields, manifest.node.get("metadata").as_ref(), key).text("declared_by", "strimzi");
    let resource = Resource::new(Kind::Topic, name, key, fields.finish());
    let home = manifest.cluster().map(|cluster| home::kafka(&manifest.namespace, &cluster));
    Some(home::settled(resource, home))
}
