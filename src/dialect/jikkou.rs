//! Jikkou: topics, maps of settings that topics refer to, and connectors, alone or in lists (Jikkou documentation, "Resources").
//! Dispatched on the API group: Strimzi has kinds of the same names. Jikkou fills in templates in its files.

mod maps;

use super::form::Form;
use super::holes::{self, Filled};
use super::{Declared, Defect, Dialect, connect, labels};
use crate::model::properties::as_texts;
use crate::model::{Fields, Kind, Resource};
use crate::source::SourceMap;
use crate::tree::{Map, Node, Origin, Via};
use crate::workspace::{File, Files, Format, Layout};
use maps::Maps;
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "Jikkou resource", marks: &["jikkou.io/"], claims, declares };

static TOPIC: Form = Form::new("a KafkaTopic", include_str!("jikkou/topic.json"));
static CONNECTOR: Form = Form::new("a KafkaConnector", include_str!("jikkou/connector.json"));

/// The groups of the kinds that are read, as they stand before the version.
const KAFKA: &str = "kafka.jikkou.io/";
const CORE: &str = "core.jikkou.io/";

/// The label by which a connector names its Connect cluster.
const CLUSTER: &str = "kafka.jikkou.io/connect-cluster";

fn claims(file: &File) -> bool {
    if file.format != Format::Yaml {
        return false;
    }
    if !file.errors.is_empty() {
        // With lines of control between its own, a file is YAML after Jikkou has filled it in.
        let text = &file.source.text;
        let says = |line: &str| line.starts_with("apiVersion:") && line.contains(KAFKA);
        return !super::is_template(text) && text.lines().any(says);
    }
    file.documents.iter().any(|document| kind(document).is_some())
}

/// The kinds that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Declares {
    Topic,
    Connector,
    Settings,
}

/// What a document declares, and whether it is a list of such.
fn kind(document: &Node) -> Option<(Declares, bool)> {
    let version = document.get("apiVersion")?;
    let kind = document.get("kind")?;
    let is_of = |group: &str| version.as_text().is_some_and(|version| version.starts_with(group));
    match kind.as_text()? {
        "KafkaTopic" if is_of(KAFKA) => Some((Declares::Topic, false)),
        "KafkaTopicList" if is_of(KAFKA) => Some((Declares::Topic, true)),
        "KafkaConnector" if is_of(KAFKA) => Some((Declares::Connector, false)),
        "KafkaConnectorList" if is_of(KAFKA) => Some((Declares::Connector, true)),
        "ConfigMap" if is_of(CORE) => Some((Declares::Settings, false)),
        "ConfigMapList" if is_of(CORE) => Some((Declares::Settings, true)),
        _ => None,
    }
}

fn declares(claimed: &[Arc<File>], files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    let mut maps = Maps::default();
    let mut resources = Vec::new();
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in &file.documents {
            let Some((declares, is_list)) = kind(document) else { continue };
            let document = holes::left_open(document, &[Filled::ByTemplate]);
            for resource in if is_list { items(&document, &mut found) } else { vec![document] } {
                match declares {
                    Declares::Settings => maps.add(&resource),
                    _ => resources.push((declares, is_list, resource)),
                }
            }
        }
    }
    resources.retain(|(_, _, resource)| !is_left_alone(resource));
    for (declares, is_list, resource) in resources {
        if declares == Declares::Topic {
            found.resources.extend(topic(&resource, &maps));
            found
                .resources
                .extend(wrong(&resource).into_iter().map(|one| super::defect::resource(&one, "topic")));
        } else {
            found.resources.extend(connector(&resource, files.sources));
            let nowhere = without_cluster(&resource).filter(|_| !is_list);
            let defects = CONNECTOR.refused(&resource).into_iter().chain(nowhere);
            found.resources.extend(defects.map(|one| super::defect::resource(&one, "connector")));
        }
    }
    found
}

/// The items of a list; that there are none is not what its author meant.
fn items(document: &Node, found: &mut Declared) -> Vec<Node> {
    let items = document.get("items").filter(|items| items.as_list().is_some());
    let Some(items) = items else {
        let kind = document.get("kind").map_or(document.origin.span, |kind| kind.origin.span);
        let defect = Defect::new(kind, "the list has no `items`").help("write what is in it as `items`");
        found.resources.push(super::defect::resource(&defect, "topic"));
        return Vec::new();
    };
    items.items().collect()
}

/// True for a resource that Jikkou is told to delete, or to pass over.
fn is_left_alone(document: &Node) -> bool {
    let is = |annotation: &&str| {
        let value = document.at(&["metadata", "annotations", annotation]);
        value.is_some_and(|value| value.as_text() == Some("true"))
    };
    ["jikkou.io/delete", "jikkou.io/ignore"].iter().any(is)
}

fn topic(document: &Node, maps: &Maps) -> Option<Resource> {
    let name = document.at(&["metadata", "name"]).filter(|name| !name.is_null())?;
    name.as_scalar()?;
    let key = name.origin.span;
    let spec = document.get("spec");
    let single = |field: &str| {
        let node = spec.as_ref()?.get(field)?;
        (node.as_scalar().is_some() && !node.is_null()).then_some(node)
    };
    let written = spec.as_ref().and_then(|spec| spec.as_map()?.entry("configs").cloned());
    let place = written.as_ref().map_or(key, |entry| entry.key_span);
    let own = written.iter().flat_map(|entry| as_texts(&entry.node).entries().collect::<Vec<_>>());
    let references = spec.as_ref().and_then(|spec| spec.get("configMapRefs"));
    let config = references
        .iter()
        .flat_map(Node::items)
        .fold(own.collect::<Map>(), |config, reference| maps.over(config, &reference));
    let fields = Fields::at(Origin { span: key, via: Via::default() })
        .maybe("partitions", single("partitions"))
        .maybe("replication_factor", single("replicas"))
        .put("config", Node::map(config, Origin { span: place, via: Via::default() }));
    let fields = labels::put(fields, document.get("metadata").as_ref(), key).text("declared_by", "jikkou");
    Some(Resource::new(Kind::Topic, holes::name(&name), key, fields.finish()))
}

/// What others call the replication factor.
const OTHER_FACTORS: &[&str] = &["replicationFactor", "replication_factor", "replication-factor"];

/// What Jikkou refuses in a topic, or passes over without a word.
fn wrong(topic: &Node) -> Vec<Defect> {
    let mut defects = TOPIC.refused(topic);
    let spec = topic.get("spec");
    let factor = OTHER_FACTORS.iter().find_map(|key| spec.as_ref()?.as_map()?.entry(key));
    if let Some(factor) = factor {
        let message = format!("`spec` of a KafkaTopic has no `{}`; did you mean `replicas`?", factor.key);
        defects.retain(|defect| defect.at != factor.key_span);
        defects.push(Defect::new(factor.key_span, message).help("write `replicas`"));
    }
    if let Some(beside) = topic.as_map().and_then(|map| map.entry("configs")) {
        let message = "`configs` beside `spec` is passed over: the topic has none of these settings";
        defects.retain(|defect| defect.at != beside.key_span);
        defects.push(Defect::new(beside.key_span, message).help("move it into `spec`"));
    }
    defects
}

fn connector(document: &Node, sources: &SourceMap) -> Option<Resource> {
    let name = document.at(&["metadata", "name"]).filter(|name| !name.is_null())?;
    name.as_scalar()?;
    let key = name.origin.span;
    let config = document.at(&["spec", "config"]).filter(|node| node.as_map().is_some());
    let cluster = document.at(&["metadata", "labels", CLUSTER]);
    let declaration = connect::Declaration {
        name: holes::name(&name),
        key,
        class: document.at(&["spec", "connectorClass"]),
        config: config
            .unwrap_or_else(|| Node::map(Map::default(), Origin { span: key, via: Via::default() })),
        declared_by: "jikkou",
        is_named: true,
        connect_cluster: cluster.and_then(|node| node.as_text().map(Arc::from)),
    };
    Some(connect::resource(declaration, sources))
}

/// A connector without the label is refused.
fn without_cluster(connector: &Node) -> Option<Defect> {
    let name = connector.at(&["metadata", "name"])?;
    let is_missing = connector.at(&["metadata", "labels", CLUSTER]).is_none();
    let message = format!("connector `{}` names no Connect cluster to run in", holes::name(&name));
    is_missing.then(|| Defect::new(name.origin.span, message).help(format!("add the label `{CLUSTER}`")))
}
