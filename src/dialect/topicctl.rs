//! topicctl: a file for each topic, and one for each cluster (topicctl, "Config formats"). Its clusters and access rules have the
//! same outer shape and declare no topic.

use super::form::Form;
use super::{Declared, Dialect};
use crate::model::properties::as_texts;
use crate::model::{Fields, Home, Kind, Resource};
use crate::tree::{Entry, Kind as Scalar, Map, Node, Origin, Via};
use crate::workspace::{File, Files, Layout};
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "topicctl topic", marks: &["replicationFactor", "partitions"], claims, declares };

static TOPIC: Form = Form::new("a topicctl topic", include_str!("topicctl/topic.json"));

/// Fields of a `spec` that only a topic has.
const MARKS: &[&str] = &["partitions", "replicationFactor", "retentionMinutes", "placement"];

fn claims(file: &File) -> bool {
    file.documents.iter().any(is_topic)
}

/// topicctl names the cluster in every topic, and that is what tells its files from others with `meta` and `spec`.
fn is_topic(document: &Node) -> bool {
    let named = ["name", "cluster"].iter().all(|key| document.at(&["meta", key]).is_some());
    let has = |key: &&str| document.at(&["spec", key]).is_some();
    named && MARKS.iter().filter(|key| has(key)).count() >= 2
}

fn declares(claimed: &[Arc<File>], _files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in file.documents.iter().filter(|document| is_topic(document)) {
            found.resources.extend(topic(document));
            let defects = TOPIC.refused(document).into_iter();
            found.resources.extend(defects.map(|defect| defect.into_resource("topic")));
        }
    }
    found
}

fn topic(document: &Node) -> Option<Resource> {
    let text = |path: &[&str]| document.at(path).and_then(|node| node.as_text().map(str::to_owned));
    let name = document.at(&["meta", "name"])?;
    let spec = document.at(&["spec"])?;
    let key = name.origin.span;
    let settings = spec.as_map()?.entry("settings").filter(|entry| entry.node.as_map().is_some());
    let place = settings.map_or(key, |entry| entry.key_span);
    let mut config: Map = settings.map(|entry| as_texts(&entry.node).entries().collect()).unwrap_or_default();
    config.extend(spec.as_map()?.entry("retentionMinutes").and_then(retention));
    let fields = Fields::at(Origin { span: key, via: Via::default() })
        .maybe("partitions", spec.get("partitions").filter(|node| !node.is_null()))
        .maybe("replication_factor", spec.get("replicationFactor").filter(|node| !node.is_null()))
        .put("config", Node::map(config, Origin { span: place, via: Via::default() }))
        .text("declared_by", "topicctl");
    let environment =
        [&["meta", "environment"], &["meta", "region"]].map(|path| text(path).unwrap_or_default());
    let home = Home {
        form: "topicctl",
        scope: environment.join("/").into(),
        name: text(&["meta", "cluster"])?.into(),
    };
    Some(Resource::new(Kind::Topic, name.as_scalar()?.text.clone(), key, fields.finish()).at_home(home))
}

/// `retentionMinutes` as the property that topicctl makes of it.
fn retention(entry: &Entry) -> Option<Entry> {
    let minutes: i64 = entry.node.as_scalar()?.integer()?;
    let milliseconds = minutes.checked_mul(60_000)?;
    let node = entry.node.reworded(milliseconds.to_string(), Scalar::Text);
    Some(Entry { key: "retention.ms".into(), key_span: entry.key_span, node })
}
