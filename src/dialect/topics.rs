//! Plain topic files: a `topics:` list of mappings with `name`, or a mapping by name.

use super::{Declared, Dialect};
use crate::model::{Fields, Kind, Resource};
use crate::source::Span;
use crate::tree::{Entry, Kind as Scalar, Map, Node, Origin, Via};
use crate::workspace::{File, Files, Layout};
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect = Dialect { name: "topic file", marks: &["topics"], claims, declares };

const FACTOR_KEYS: &[&str] =
    &["replication_factor", "replicationFactor", "replication-factor", "replicas", "replication"];
const CONFIG_KEYS: &[&str] = &["config", "configs"];

fn claims(file: &File) -> bool {
    let named = file.source.name.rsplit('/').next().is_some_and(|name| name.contains("topic"));
    if !file.errors.is_empty() && file.documents.is_empty() {
        return named && file.source.text.lines().any(|line| line.starts_with("topics:"));
    }
    file.documents.iter().any(|document| {
        let Some(topics) = document.as_map().and_then(|map| map.get("topics")) else { return false };
        let declared = declared(topics);
        let settings = |node: &Node| {
            let known =
                |key: &str| FACTOR_KEYS.contains(&key) || CONFIG_KEYS.contains(&key) || key == "partitions";
            node.as_map().is_some_and(|map| map.entries().any(|entry| known(&entry.key)))
        };
        !declared.is_empty() && (named || declared.iter().any(|topic| settings(&topic.node)))
    })
}

/// A topic on its way to a resource.
struct Declaration {
    name: Arc<str>,
    key: Span,
    node: Node,
}

/// The topics of a `topics` value; none where it has another shape.
fn declared(topics: &Node) -> Vec<Declaration> {
    let from_list = topics.as_list().map(|items| {
        items.iter().map(|item| {
            let map = item.as_map()?;
            let name = map.entry("name")?;
            let text = Arc::clone(&name.node.as_scalar()?.text);
            Some(Declaration { name: text, key: name.node.origin.span, node: item.below(&topics.origin.via) })
        })
    });
    if let Some(items) = from_list {
        return items.collect::<Option<Vec<_>>>().unwrap_or_default();
    }
    let entry = |entry: Entry| {
        let is_topic = entry.node.as_map().is_some() || entry.node.is_null();
        is_topic.then(|| Declaration { name: entry.key, key: entry.key_span, node: entry.node })
    };
    topics.entries().map(entry).collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn declares(claimed: &[Arc<File>], _files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in &file.documents {
            if let Some(topics) = document.get("topics") {
                found.resources.extend(declared(&topics).into_iter().map(resource));
            }
        }
    }
    found
}

fn resource(topic: Declaration) -> Resource {
    let Declaration { name, key, node } = topic;
    let entry = |keys: &[&str]| keys.iter().find_map(|key| node.as_map()?.entry(key).cloned());
    let value = |keys: &[&str]| entry(keys).map(|entry| (entry.key_span, entry.node.below(&node.origin.via)));
    let mut fields = Fields::at(Origin { span: node.origin.span, via: Via::default() });
    for (field, keys) in [("partitions", &["partitions"] as &[&str]), ("replication_factor", FACTOR_KEYS)] {
        if let Some((key_span, node)) = value(keys).filter(|(_, node)| !node.is_null()) {
            fields = fields.put_under(field, key_span, node);
        }
    }
    let (config_key, config) = value(CONFIG_KEYS)
        .unwrap_or_else(|| (key, Node::map(Map::default(), Origin { span: key, via: Via::default() })));
    let config = if config.as_map().is_some() { config } else { Node::map(Map::default(), config.origin) };
    let config: Map = config.entries().map(as_text).collect();
    let config = Node::map(config, Origin { span: config_key, via: Via::default() });
    let fields = fields.put_under("config", config_key, config).text("declared_by", "topics file");
    Resource::new(Kind::Topic, name, key, fields.finish())
}

/// Topic properties are text to Kafka, however they are written.
fn as_text(entry: Entry) -> Entry {
    let text = entry
        .node
        .as_scalar()
        .filter(|scalar| scalar.kind != Scalar::Null && scalar.kind != Scalar::Unresolved);
    match text.map(|scalar| Arc::clone(&scalar.text)) {
        Some(text) => {
            let node = entry.node.reworded(text, Scalar::Text);
            Entry { node, ..entry }
        }
        None => entry,
    }
}
