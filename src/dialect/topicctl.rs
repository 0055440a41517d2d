//! topicctl: one document per topic (topicctl, "Config formats"). Its cluster files and access rules have the same
//! outer shape and declare no topic: a cluster file configures the connection to a cluster and sets nothing that
//! topics inherit.

mod placement;

use super::form::Form;
use super::placeholders::{self, Templating};
use super::topic::{Topic, is_single, unkeyed};
use super::yaml::{Claimed, YamlDialect};
use super::{Declared, Defect, labels};
use crate::model::{ClusterRef, Resource};
use crate::tree::{Entry, Map, Node, ScalarKind};
use crate::workspace::File;
use std::sync::Arc;

/// The topicctl dialect.
pub(super) struct Topicctl;

static TOPIC: Form = Form::new("a topicctl topic", include_str!("topicctl/topic.json"));

/// Fields of a topic's sections. topicctl converts YAML to JSON, and Go matches JSON keys regardless of case.
const PARTS: &[&str] = &["meta", "spec", "placement", "migration"];
const META: &[&str] = &["name", "cluster", "environment", "region", "description", "labels", "consumers"];
const SPEC: &[&str] = &["partitions", "replicationFactor", "retentionMinutes", "settings"];
const PLACEMENT: &[&str] =
    &["strategy", "picker", "staticAssignments", "staticRackAssignments", "throttleMB", "partitionBatchSize"];

/// Fields of `spec` that only topics have.
const OF_TOPICS: &[&str] = &["partitions", "replicationFactor", "retentionMinutes", "placement"];

impl YamlDialect for Topicctl {
    const NAME: &'static str = "topicctl topic";
    const NEEDLES: &'static [&'static str] = &["replicationFactor", "partitions"];

    fn looks_like(file: &File) -> bool {
        let has = |start: &str| file.source.text.lines().any(|line| line.trim_start().starts_with(start));
        ["meta:", "spec:", "replicationFactor:"].iter().all(|start| has(start))
    }

    fn owns(document: &Node, _file: &File) -> bool {
        topic_of(document).is_some()
    }

    fn declare(claimed: &Claimed, found: &mut Declared) {
        for document in claimed.documents().filter_map(|(document, _)| topic_of(document)) {
            found.declare(topic(&document));
            found.defects("topic", wrong(&document));
        }
    }
}

/// Returns a document that is a topic, with normalized keys and environment variables unresolved.
fn topic_of(document: &Node) -> Option<Node> {
    let map =
        document.as_map().filter(|map| ["apiVersion", "kind"].iter().all(|key| map.get(key).is_none()))?;
    if map.entries().len() > 4 {
        return None;
    }
    let topic = in_proper_case(document);
    let has = |part: &str, keys: &[&str]| keys.iter().filter(|key| topic.at(&[part, key]).is_some()).count();
    let is_one =
        has("meta", &["name", "cluster", "environment", "region"]) >= 2 && has("spec", OF_TOPICS) >= 2;
    is_one.then(|| placeholders::mark_unresolved(&topic, &[Templating::Environment]))
}

/// Returns `node` with its keys in topicctl's spelling. The keys of `settings` and `labels` are left as they are.
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

/// Returns what topicctl rejects.
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
    let mut config: Map = settings.iter().flat_map(|entry| texts(&entry.node)).collect();
    config.extend(spec.as_map()?.entry("retentionMinutes").and_then(retention));
    let count = |field: &str| spec.get(field).filter(is_single).map(unkeyed);
    let topic = Topic {
        partitions: count("partitions"),
        replication_factor: count("replicationFactor"),
        config,
        config_at: settings.map_or(key, |entry| entry.key_span),
        labels: Some(labels::of(document.get("meta").as_ref(), key)),
        cluster_ref: cluster_ref(document),
        ..Topic::new("topicctl", placeholders::name(&name), key)
    };
    Some(topic.resource())
}

/// Returns the cluster that a topic names, or `None` if a part of its name is missing or unresolved.
fn cluster_ref(document: &Node) -> Option<ClusterRef> {
    let text = |key: &str| document.at(&["meta", key]).and_then(|node| node.as_text().map(str::to_owned));
    let scope = format!("{}/{}", text("environment")?, text("region")?);
    Some(ClusterRef { form: "topicctl", scope: scope.into(), name: text("cluster")?.into() })
}

/// Returns `settings` as Kafka receives them: text, list items joined by commas.
fn texts(settings: &Node) -> impl Iterator<Item = Entry> {
    settings.entries().filter_map(|entry| {
        let node = match (entry.node.as_scalar(), entry.node.as_list()) {
            (Some(scalar), _) if matches!(scalar.kind, ScalarKind::Null | ScalarKind::Unresolved) => {
                entry.node.clone()
            }
            (Some(scalar), _) => entry.node.normalized(scalar.text.clone(), ScalarKind::Text),
            (None, Some(items)) => {
                let texts = items.iter().map(|item| item.as_text()).collect::<Option<Vec<_>>>()?;
                entry.node.normalized(texts.join(","), ScalarKind::Text)
            }
            (None, None) => return None,
        };
        Some(Entry { node, ..entry })
    })
}

/// Returns `retentionMinutes` as the property that topicctl sets from it; 0 sets none.
fn retention(entry: &Entry) -> Option<Entry> {
    let scalar = entry.node.as_scalar()?;
    let node = if scalar.kind == ScalarKind::Unresolved {
        entry.node.clone()
    } else {
        let minutes = scalar.integer().filter(|minutes| *minutes > 0)?;
        entry.node.normalized(minutes.checked_mul(60_000)?.to_string(), ScalarKind::Text)
    };
    Some(Entry { key: "retention.ms".into(), key_span: entry.key_span, node })
}
