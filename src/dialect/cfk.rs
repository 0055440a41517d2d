//! Confluent for Kubernetes: topics (Confluent for Kubernetes documentation, "Manage Kafka topics", and the
//! `KafkaTopic` of `platform.confluent.io`). Its clusters are not read.

use super::form::Form;
use super::topic::{Topic, settings, unkeyed};
use super::yaml::{Claimed, YamlDialect};
use super::{Declared, labels};
use crate::model::{ClusterRef, Resource};
use crate::tree::Node;
use crate::workspace::File;
use std::sync::Arc;

/// The Confluent for Kubernetes dialect.
pub(super) struct ConfluentForKubernetes;

/// The API group, up to the version.
const GROUP: &str = "platform.confluent.io/";

static TOPIC: Form = Form::new("a KafkaTopic", include_str!("cfk/topic.json"));

impl YamlDialect for ConfluentForKubernetes {
    const NAME: &'static str = "Confluent for Kubernetes resource";
    const NEEDLES: &'static [&'static str] = &[GROUP];

    fn owns(document: &Node, _file: &File) -> bool {
        let text = |key: &str| document.get(key).and_then(|node| node.as_text().map(str::to_owned));
        text("kind").as_deref() == Some("KafkaTopic")
            && text("apiVersion").is_some_and(|version| version.starts_with(GROUP))
    }

    fn declare(claimed: &Claimed, found: &mut Declared) {
        for (document, _) in claimed.documents().filter(|(document, file)| Self::owns(document, file)) {
            found.declare(topic(document));
            found.defects("topic", TOPIC.refused(document));
        }
    }
}

/// Lowers a topic; `spec.name`, if given, is its name in Kafka.
fn topic(document: &Node) -> Option<Resource> {
    let field = |key: &str| document.at(&["spec", key]).filter(|node| !node.is_null());
    let name = field("name").or_else(|| document.at(&["metadata", "name"]))?;
    let key = name.origin.span;
    let spec = document.get("spec");
    let configs = spec.as_ref().and_then(|spec| spec.as_map()?.entry("configs"));
    let topic = Topic {
        partitions: field("partitionCount").map(unkeyed),
        replication_factor: field("replicas").map(unkeyed),
        config: configs.map(|entry| settings(&entry.node)).unwrap_or_default(),
        config_at: configs.map_or(key, |entry| entry.key_span),
        labels: Some(labels::of(document.get("metadata").as_ref(), key)),
        cluster_ref: cluster_ref(document),
        ..Topic::new("cfk", name.as_scalar()?.text.clone(), key)
    };
    Some(topic.resource())
}

/// Returns the cluster that a topic refers to.
fn cluster_ref(document: &Node) -> Option<ClusterRef> {
    let text = |path: &[&str]| document.at(path).and_then(|node| node.as_text().map(Arc::<str>::from));
    let name = text(&["spec", "kafkaClusterRef", "name"])?;
    let scope = text(&["spec", "kafkaClusterRef", "namespace"]).or_else(|| text(&["metadata", "namespace"]));
    Some(ClusterRef { form: "cfk", scope: scope.unwrap_or_default(), name })
}
