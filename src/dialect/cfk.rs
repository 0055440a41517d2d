//! Confluent for Kubernetes: topics (its documentation, "Manage Kafka topics", and the `KafkaTopic` of
//! `platform.confluent.io`). Its clusters are not read.

use super::form::Form;
use super::{Declared, Dialect, labels};
use crate::model::properties::as_texts;
use crate::model::{Fields, Home, Kind, Resource};
use crate::tree::{Map, Node, Origin, Via};
use crate::workspace::{File, Files, Format, Layout};
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect = Dialect {
    name: "Confluent for Kubernetes resource",
    marks: &["platform.confluent.io/"],
    claims,
    declares,
};

static TOPIC: Form = Form::new("a KafkaTopic", include_str!("cfk/topic.json"));

fn claims(file: &File) -> bool {
    if file.format != Format::Yaml {
        return false;
    }
    file.documents.iter().any(is_topic)
}

fn is_topic(document: &Node) -> bool {
    let text = |key: &str| document.get(key).and_then(|node| node.as_text().map(str::to_owned));
    text("kind").as_deref() == Some("KafkaTopic")
        && text("apiVersion").is_some_and(|version| version.starts_with("platform.confluent.io/"))
}

fn declares(claimed: &[Arc<File>], _files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in file.documents.iter().filter(|document| is_topic(document)) {
            found.resources.extend(topic(document));
            let defects = TOPIC.refused(document).into_iter();
            found.resources.extend(defects.map(|defect| super::defect::resource(&defect, "topic")));
        }
    }
    found
}

/// `spec.name` is the name in Kafka, where it is given.
fn topic(document: &Node) -> Option<Resource> {
    let field = |key: &str| document.at(&["spec", key]).filter(|node| !node.is_null());
    let name = field("name").or_else(|| document.at(&["metadata", "name"]))?;
    let key = name.origin.span;
    let spec = document.get("spec");
    let configs = spec.as_ref().and_then(|spec| spec.as_map()?.entry("configs"));
    let place = Origin { span: configs.map_or(key, |entry| entry.key_span), via: Via::default() };
    let config: Map =
        configs.iter().flat_map(|entry| as_texts(&entry.node).entries().collect::<Vec<_>>()).collect();
    let fields = Fields::at(Origin { span: key, via: Via::default() })
        .maybe("partitions", field("partitionCount"))
        .maybe("replication_factor", field("replicas"))
        .put("config", Node::map(config, place));
    let fields = labels::put(fields, document.get("metadata").as_ref(), key).text("declared_by", "cfk");
    let resource = Resource::new(Kind::Topic, name.as_scalar()?.text.clone(), key, fields.finish());
    let text = |path: &[&str]| document.at(path).and_then(|node| node.as_text().map(Arc::<str>::from));
    let namespace = || text(&["metadata", "namespace"]);
    Some(match text(&["spec", "kafkaClusterRef", "name"]) {
        Some(name) => {
            let scope =
                text(&["spec", "kafkaClusterRef", "namespace"]).or_else(namespace).unwrap_or_default();
            resource.at_home(Home { form: "cfk", scope, name })
        }
        None => resource,
    })
}
