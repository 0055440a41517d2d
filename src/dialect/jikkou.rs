//! Jikkou: topics, config maps that topics refer to, and connectors, single or in lists (Jikkou documentation,
//! "Resources"). Recognised by the API group, because Strimzi has kinds of the same names. Jikkou renders templates
//! in its files.

mod maps;

use super::form::Form;
use super::placeholders::{self, Templating};
use super::topic::{Topic, is_single, settings, unkeyed};
use super::yaml::{Claimed, YamlDialect};
use super::{Declared, Defect, connect, labels};
use crate::model::Resource;
use crate::source::SourceMap;
use crate::tree::{Map, Node, Origin, Provenance};
use crate::workspace::File;
use maps::Maps;
use std::sync::Arc;

/// The Jikkou dialect.
pub(super) struct Jikkou;

static TOPIC: Form = Form::new("a KafkaTopic", include_str!("jikkou/topic.json"));
static CONNECTOR: Form = Form::new("a KafkaConnector", include_str!("jikkou/connector.json"));

/// The API groups of the kinds that are read, up to the version.
const KAFKA: &str = "kafka.jikkou.io/";
const CORE: &str = "core.jikkou.io/";

/// The label that names a connector's Connect cluster.
const CLUSTER: &str = "kafka.jikkou.io/connect-cluster";

impl YamlDialect for Jikkou {
    const NAME: &'static str = "Jikkou resource";
    const NEEDLES: &'static [&'static str] = &["jikkou.io/"];
    /// A file with template control lines is not YAML before Jikkou renders it.
    const TEMPLATE_MARKS: &'static [&'static str] = super::TEMPLATE_MARKS;
    const BROKEN_IS_TOLD_BY_TEXT: bool = true;

    fn looks_like(file: &File) -> bool {
        file.source.text.lines().any(|line| line.starts_with("apiVersion:") && line.contains(KAFKA))
    }

    fn owns(document: &Node, _file: &File) -> bool {
        kind(document).is_some()
    }

    fn declare(claimed: &Claimed, found: &mut Declared) {
        let mut maps = Maps::default();
        let mut resources = Vec::new();
        for (document, _) in claimed.documents() {
            let Some((declares, is_list)) = kind(document) else { continue };
            let document = placeholders::mark_unresolved(document, &[Templating::Jinja]);
            for resource in if is_list { items(&document, found) } else { vec![document] } {
                match declares {
                    Declares::Settings => maps.add(&resource),
                    _ => resources.push((declares, is_list, resource)),
                }
            }
        }
        resources.retain(|(_, _, resource)| !is_left_alone(resource));
        for (declares, is_list, resource) in resources {
            if declares == Declares::Topic {
                found.declare(topic(&resource, &maps));
                found.defects("topic", wrong(&resource));
            } else {
                found.declare(connector(&resource, claimed.sources));
                let nowhere = without_cluster(&resource).filter(|_| !is_list);
                found.defects("connector", CONNECTOR.refused(&resource).into_iter().chain(nowhere));
            }
        }
    }
}

/// The kinds that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Declares {
    Topic,
    Connector,
    Settings,
}

/// Returns what a document declares, and whether it is a list.
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

/// Returns the items of a list; a missing `items` is a defect.
fn items(document: &Node, found: &mut Declared) -> Vec<Node> {
    let items = document.get("items").filter(|items| items.as_list().is_some());
    let Some(items) = items else {
        let kind = document.get("kind").map_or(document.origin.span, |kind| kind.origin.span);
        let defect = Defect::new(kind, "the list has no `items`").help("write its entries under `items`");
        found.defects("topic", [defect]);
        return Vec::new();
    };
    items.items().collect()
}

/// Returns true for a resource that is annotated for Jikkou to delete or ignore.
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
    let count = |field: &str| spec.as_ref()?.get(field).filter(is_single).map(unkeyed);
    let written = spec.as_ref().and_then(|spec| spec.as_map()?.entry("configs"));
    let own = written.map(|entry| settings(&entry.node)).unwrap_or_default();
    let references = spec.as_ref().and_then(|spec| spec.get("configMapRefs"));
    let references = references.iter().flat_map(Node::items);
    let topic = Topic {
        partitions: count("partitions"),
        replication_factor: count("replicas"),
        config: references.fold(own, |config, reference| maps.over(config, &reference)),
        config_at: written.map_or(key, |entry| entry.key_span),
        labels: Some(labels::of(document.get("metadata").as_ref(), key)),
        ..Topic::new("jikkou", placeholders::name(&name), key)
    };
    Some(topic.resource())
}

/// Other tools' names for the replication factor.
const OTHER_FACTORS: &[&str] = &["replicationFactor", "replication_factor", "replication-factor"];

/// Returns what Jikkou rejects or silently ignores in a topic.
fn wrong(topic: &Node) -> Vec<Defect> {
    let mut defects = TOPIC.refused(topic);
    let spec = topic.get("spec");
    let factor = OTHER_FACTORS.iter().find_map(|key| spec.as_ref()?.as_map()?.entry(key));
    if let Some(factor) = factor {
        let message = format!("`spec` of a KafkaTopic has no `{}`; did you mean `replicas`?", factor.key);
        defects.retain(|defect| defect.at != factor.key_span);
        let defect = Defect::new(factor.key_span, message).help("write `replicas`");
        let is_there = spec.as_ref().is_some_and(|spec| spec.get("replicas").is_some());
        defects.push(if is_there { defect } else { defect.meant(&factor.key, "replicas") });
    }
    if let Some(beside) = topic.as_map().and_then(|map| map.entry("configs")) {
        let message = "`configs` beside `spec` is ignored: the topic has none of these settings";
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
        name: placeholders::name(&name),
        key,
        class: document.at(&["spec", "connectorClass"]),
        config: config
            .unwrap_or_else(|| Node::map(Map::default(), Origin { span: key, via: Provenance::default() })),
        declared_by: "jikkou",
        is_named: true,
        connect_cluster: cluster.and_then(|node| node.as_text().map(Arc::from)),
    };
    Some(connect::resource(declaration, sources))
}

/// Returns the defect of a connector without the label.
fn without_cluster(connector: &Node) -> Option<Defect> {
    let name = connector.at(&["metadata", "name"])?;
    let is_missing = connector.at(&["metadata", "labels", CLUSTER]).is_none();
    let message = format!("connector `{}` has no label for its Connect cluster", placeholders::name(&name));
    is_missing.then(|| Defect::new(name.origin.span, message).help(format!("add the label `{CLUSTER}`")))
}
