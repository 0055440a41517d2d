//! topicctl: a document for each topic (topicctl, "Config formats"). Its cluster files and access rules have the same outer
//! shape and declare no topic: a cluster file says how the cluster is reached, and sets nothing that a topic would inherit.

mod placement;

use super::form::Form;
use super::holes::{self, Filled};
use super::{Declared, Defect, Dialect, labels};
use crate::model::{Fields, Home, Kind, Resource};
use crate::tree::{Entry, Kind as Scalar, Map, Node, Origin, Via};
use crate::workspace::{File, Files, Format, Layout};
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "topicctl topic", marks: &["replicationFactor", "partitions"], claims, declares };

static TOPIC: Form = Form::new("a topicctl topic", include_str!("topicctl/topic.json"));

/// Fields of the parts of a topic. Go reads JSON, which topicctl makes of YAML first, whatever the case of its keys is.
const PARTS: &[&str] = &["meta", "spec", "placement", "migration"];
const META: &[&str] = &["name", "cluster", "environment", "region", "description", "labels", "consumers"];
const SPEC: &[&str] = &["partitions", "replicationFactor", "retentionMinutes", "settings"];
const PLACEMENT: &[&str] =
    &["strategy", "picker", "staticAssignments", "staticRackAssignments", "throttleMB", "partitionBatchSize"];

/// Fields of a `spec` that only a topic has.
const MARKS: &[&str] = &["partitions", "replicationFactor", "retentionMinutes", "placement"];

fn claims(file: &File) -> bool {
    if file.format != Format::Yaml {
        return false;
    }
    if file.documents.is_empty() && !file.errors.is_empty() {
        let has = |start: &str| file.source.text.lines().any(|line| line.trim_start().starts_with(start));
        return ["meta:", "spec:", "replicationFactor:"].iter().all(|start| has(start));
    }
    file.documents.iter().any(|document| topic_of(document).is_some())
}

/// A document that is a topic, with its keys as topicctl takes them and the variables of the environment left open.
fn topic_of(document: &Node) -> Option<Node> {
    let map =
        document.as_map().filter(|map| ["apiVersion", "kind"].iter().all(|key| map.get(key).is_none()))?;
    if map.entries().len() > 4 {
        return None;
    }
    let topic = in_proper_case(document);
    let has = |part: &str, keys: &[&str]| keys.iter().filter(|key| topic.at(&[part, key]).is_some()).count();
    let is_one = has("meta", &["name", "cluster", "environment", "region"]) >= 2 && has("spec", MARKS) >= 2;
    is_one.then(|| holes::left_open(&topic, &[Filled::ByEnvironment]))
}

/// `node` with the keys of its fields spelt as topicctl has them. `settings` and `labels` have keys of their own.
fn in_proper_case(node: &Node) -> Node {
    let known = || [PARTS, META, SPEC, PLACEMENT].concat();
    let entry = |entry: Entry| {
        let key = known().into_iter().find(|known| known.eq_ignore_ascii_case(&entry.key));
        let node = match key {
            Some(key) if PARTS.contains(&key) && entry.node.as_map().is_some() => in_proper_case(&entry.node),
            _ => entry.node,
        };
        Entry { key: key.map_or(entry.key, Arc::from), node, ..entry }
    };
    match node.as_map() {
        Some(_) => Node::map(node.entries().map(entry).collect(), node.origin.clone()),
        None => node.clone(),
    }
}

fn declares(claimed: &[Arc<File>], _files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in file.documents.iter().filter_map(topic_of) {
            found.resources.extend(topic(&document));
            found
                .resources
                .extend(wrong(&document).into_iter().map(|defect| super::defect::resource(&defect, "topic")));
        }
    }
    found
}

/// What topicctl refuses.
fn wrong(topic: &Node) -> Vec<Defect> {
    let mut defects = TOPIC.refused(topic);
    defects.extend(placement::wrong(topic));
    let entry = |path: &[&str], key: &str| topic.at(path)?.as_map()?.entry(key).cloned();
    let minutes = entry(&["spec"], "retentionMinutes").filter(|minutes| retention(minutes).is_some());
    if let (Some(minutes), Some(setting)) = (minutes, entry(&["spec", "settings"], "retention.ms")) {
        let message = "the retention is set twice, as `retentionMinutes` and as `retention.ms`";
        let defect = Defect::new(setting.key_span, message).help("keep one of them");
        defects.push(defect.related(minutes.key_span, "the other one"));
    }
    defects
}

fn topic(document: &Node) -> Option<Resource> {
    let name = document.at(&["meta", "name"]).filter(|name| !name.is_null())?;
    name.as_scalar()?;
    let spec = document.at(&["spec"])?;
    let key = name.origin.span;
    let settings = spec.as_map()?.entry("settings").filter(|entry| entry.node.as_map().is_some());
    let place = settings.map_or(key, |entry| entry.key_span);
    let mut config: Map = settings.iter().flat_map(|entry| texts(&entry.node)).collect();
    config.extend(spec.as_map()?.entry("retentionMinutes").and_then(retention));
    let single = |field: &str| spec.get(field).filter(|node| node.as_scalar().is_some() && !node.is_null());
    let fields = Fields::at(Origin { span: key, via: Via::default() })
        .maybe("partitions", single("partitions"))
        .maybe("replication_factor", single("replicationFactor"))
        .put("config", Node::map(config, Origin { span: place, via: Via::default() }));
    let fields = labels::put(fields, document.get("meta").as_ref(), key).text("declared_by", "topicctl");
    let resource = Resource::new(Kind::Topic, holes::name(&name), key, fields.finish());
    Some(match home(document) {
        Some(home) => resource.at_home(home),
        None => resource,
    })
}

/// The cluster that a topic names; None where a part of its name is missing, or filled in elsewhere.
fn home(document: &Node) -> Option<Home> {
    let text = |key: &str| document.at(&["meta", key]).and_then(|node| node.as_text().map(str::to_owned));
    let scope = format!("{}/{}", text("environment")?, text("region")?);
    Some(Home { form: "topicctl", scope: scope.into(), name: text("cluster")?.into() })
}

/// `settings` as Kafka gets them: text, the items of a list between commas, nothing for null.
fn texts(settings: &Node) -> impl Iterator<Item = Entry> {
    settings.entries().filter_map(|entry| {
        let node = match (entry.node.as_scalar(), entry.node.as_list()) {
            (Some(scalar), _) if matches!(scalar.kind, Scalar::Null | Scalar::Unresolved) => {
                entry.node.clone()
            }
            (Some(scalar), _) => entry.node.reworded(scalar.text.clone(), Scalar::Text),
            (None, Some(items)) => {
                let texts = items.iter().map(|item| item.as_text()).collect::<Option<Vec<_>>>()?;
                entry.node.reworded(texts.join(","), Scalar::Text)
            }
            (None, None) => return None,
        };
        Some(Entry { node, ..entry })
    })
}

/// `retentionMinutes` as the property that topicctl makes of it; of 0 it makes none.
fn retention(entry: &Entry) -> Option<Entry> {
    let scalar = entry.node.as_scalar()?;
    let node = if scalar.kind == Scalar::Unresolved {
        entry.node.clone()
    } else {
        let minutes = scalar.integer().filter(|minutes| *minutes > 0)?;
        entry.node.reworded(minutes.checked_mul(60_000)?.to_string(), Scalar::Text)
    };
    Some(Entry { key: "retention.ms".into(), key_span: entry.key_span, node })
}
