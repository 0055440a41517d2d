//! Jikkou: topics, lists of topics, maps of settings that topics refer to, and connectors (Jikkou documentation, "Resources").
//! Dispatched on the API group: Strimzi has kinds of the same names.

use super::form::Form;
use super::{Declared, Defect, Dialect, connect};
use crate::model::properties::as_texts;
use crate::model::{Fields, Kind, Resource};
use crate::source::SourceMap;
use crate::tree::{Entry, How, Map, Node, Origin, Step, Via};
use crate::workspace::{File, Files, Layout};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "Jikkou resource", marks: &["jikkou.io/"], claims, declares };

static TOPIC: Form = Form::new("a KafkaTopic", include_str!("jikkou/topic.json"));
static CONNECTOR: Form = Form::new("a KafkaConnector", include_str!("jikkou/connector.json"));

/// What a map of settings that was not found leaves open.
const DECIDING: &[&str] = &["min.insync.replicas"];

fn claims(file: &File) -> bool {
    let declares = |document: &Node| {
        ["KafkaTopic", "KafkaTopicList", "KafkaConnector"].iter().any(|kind| is(document, kind))
    };
    file.documents.iter().any(|document| declares(document) || is_map(document))
}

fn group(document: &Node) -> Option<String> {
    document.get("apiVersion")?.as_text()?.split_once('/').map(|(group, _)| group.to_owned())
}

fn is(document: &Node, kind: &str) -> bool {
    let named = document.get("kind").is_some_and(|node| node.as_text() == Some(kind));
    named && group(document).as_deref() == Some("kafka.jikkou.io")
}

fn is_map(document: &Node) -> bool {
    let named = document.get("kind").is_some_and(|node| node.as_text() == Some("ConfigMap"));
    named && group(document).as_deref() == Some("core.jikkou.io")
}

/// Maps of settings by name; none for a name that several have.
type Maps = BTreeMap<String, Option<Node>>;

fn declares(claimed: &[Arc<File>], files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    let mut maps = Maps::new();
    for document in claimed.iter().flat_map(|file| &file.documents).filter(|document| is_map(document)) {
        let name = document.at(&["metadata", "name"]).and_then(|node| node.as_text().map(str::to_owned));
        let data = document.get("data");
        let known = maps.entry(name.unwrap_or_default());
        known.and_modify(|known| *known = None).or_insert(data);
    }
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in &file.documents {
            if is(document, "KafkaTopic") {
                topic(document, &maps, &mut found);
            } else if is(document, "KafkaTopicList") {
                let items = document.get("items").map(|items| items.items().collect::<Vec<_>>());
                items.iter().flatten().for_each(|item| topic(item, &maps, &mut found));
            } else if is(document, "KafkaConnector") && !is_going(document) {
                found.resources.extend(connector(document, files.sources));
                let defects = CONNECTOR.refused(document).into_iter();
                found.resources.extend(defects.map(|defect| defect.into_resource("connector")));
            }
        }
    }
    found
}

/// True for a resource that Jikkou is told to delete.
fn is_going(document: &Node) -> bool {
    let annotation = document.at(&["metadata", "annotations", "jikkou.io/delete"]);
    annotation.is_some_and(|node| node.as_text() == Some("true"))
}

fn topic(document: &Node, maps: &Maps, found: &mut Declared) {
    let Some(name) = document.at(&["metadata", "name"]).filter(|_| !is_going(document)) else { return };
    let Some(text) = name.as_scalar().map(|scalar| scalar.text.clone()) else { return };
    let key = name.origin.span;
    let spec = document.get("spec");
    let field = |key: &str| spec.as_ref()?.get(key).filter(|node| !node.is_null());
    let written = spec.as_ref().and_then(|spec| spec.as_map()?.entry("configs").cloned());
    let place = written.as_ref().map_or(key, |entry| entry.key_span);
    let mut config = Map::default();
    for reference in field("configMapRefs").iter().flat_map(|list| list.items().collect::<Vec<_>>()) {
        config.extend(settings(&reference, maps));
    }
    let own = written.iter().filter(|entry| entry.node.as_map().is_some());
    config.extend(own.flat_map(|entry| as_texts(&entry.node).entries().collect::<Vec<_>>()));
    let fields = Fields::at(Origin { span: key, via: Via::default() })
        .maybe("partitions", field("partitions"))
        .maybe("replication_factor", field("replicas"))
        .put("config", Node::map(config, Origin { span: place, via: Via::default() }))
        .text("declared_by", "jikkou");
    found.resources.push(Resource::new(Kind::Topic, text, key, fields.finish()));
    let mut defects = TOPIC.refused(document);
    // A common slip, of which Jikkou says nothing.
    if let Some(beside) = document.as_map().and_then(|map| map.entry("configs")) {
        defects.retain(|defect| defect.at != beside.key_span);
        let message = "`configs` beside `spec` is passed over: the topic has none of these settings";
        defects.push(Defect::new(beside.key_span, message).help("move it into `spec`"));
    }
    found.resources.extend(defects.into_iter().map(|defect| defect.into_resource("topic")));
}

/// The settings of the map that `reference` names; open where it is not here, or there are several.
fn settings(reference: &Node, maps: &Maps) -> Vec<Entry> {
    let name = reference.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default();
    if let Some(Some(data)) = maps.get(&*name) {
        let step = Step { how: How::Plan { name }, site: reference.origin.span };
        return as_texts(&data.clone().after(step)).entries().collect();
    }
    let open = |key: &&str| {
        let needs = format!("ConfigMap {name}");
        let node = Node::unresolved(&format!("${{{needs}}}"), &needs, reference.origin.clone());
        Entry { key: (**key).into(), key_span: reference.origin.span, node }
    };
    DECIDING.iter().map(open).collect()
}

fn connector(document: &Node, sources: &SourceMap) -> Option<Resource> {
    let name = document.at(&["metadata", "name"])?;
    let key = name.origin.span;
    let config = document.at(&["spec", "config"]).filter(|node| node.as_map().is_some());
    let cluster = document.at(&["metadata", "labels", "kafka.jikkou.io/connect-cluster"]);
    let declaration = connect::Declaration {
        name: name.as_scalar()?.text.clone(),
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
