//! Plain topic files: a `topics:` list of mappings with `name`, or a mapping by name.

use super::form::Form;
use super::holes::{self, Filled};
use super::{Declared, Defect, Dialect, labels};
use crate::model::properties::as_texts;
use crate::model::{Fields, Kind, Resource};
use crate::source::Span;
use crate::spelling::misspelling;
use crate::tree::{Entry, Map, Node, Origin, Via};
use crate::workspace::{File, Files, Format, Layout};
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect = Dialect { name: "topic file", marks: &["topics"], claims, declares };

static TOPIC: Form = Form::new("a topic", include_str!("topics.json"));

const FACTOR_KEYS: &[&str] =
    &["replication_factor", "replicationFactor", "replication-factor", "replicas", "replication"];
const CONFIG_KEYS: &[&str] = &["config", "configs"];

fn claims(file: &File) -> bool {
    if file.format != Format::Yaml {
        return false;
    }
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
        let mappings = topics.as_list().is_none_or(|items| items.iter().all(|item| item.as_map().is_some()));
        let is_one = named || declared.iter().any(|topic| settings(&topic.node));
        mappings && !declared.is_empty() && is_one
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
    if topics.as_list().is_some() {
        let named = |item: Node| {
            let name = item.get("name")?;
            name.as_scalar().filter(|_| !name.is_null())?;
            Some(Declaration { name: holes::name(&name), key: name.origin.span, node: item })
        };
        return topics.items().filter_map(named).collect();
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
            let Some(topics) = document.get("topics") else { continue };
            let topics = holes::left_open(&topics, &[Filled::ByEnvironment, Filled::ByTemplate]);
            let declared = declared(&topics);
            let wrong: Vec<_> = declared.iter().flat_map(wrong).chain(nameless(&topics)).collect();
            found.resources.extend(declared.into_iter().map(resource));
            found.resources.extend(wrong.into_iter().map(|defect| super::defect::resource(&defect, "topic")));
        }
    }
    found
}

/// What is wrong with a topic: values of another type, keys that are nearly right, one setting in two spellings.
fn wrong(topic: &Declaration) -> Vec<Defect> {
    let mut defects = TOPIC.refused(&topic.node);
    let known = || [&["name", "partitions"], FACTOR_KEYS, CONFIG_KEYS].concat();
    let factors: Vec<Entry> =
        topic.node.entries().filter(|entry| FACTOR_KEYS.contains(&&*entry.key)).collect();
    if let [first, second, ..] = factors.as_slice() {
        let message =
            format!("topic `{}` has its replication factor twice, as `{}` too", topic.name, first.key);
        defects.push(
            Defect::new(second.key_span, message)
                .help("keep one of them")
                .related(first.key_span, "the other one"),
        );
    }
    for entry in topic.node.entries().filter(|entry| !known().contains(&&*entry.key)) {
        if let Some(meant) = misspelling(&entry.key, known()) {
            let message = format!("topic `{}` has no `{}`; did you mean `{meant}`?", topic.name, entry.key);
            defects.push(Defect::new(entry.key_span, message).help(format!("write `{meant}`")));
        }
    }
    defects
}

/// Items of a list that have no name.
fn nameless(topics: &Node) -> Vec<Defect> {
    let is_named = |item: &Node| item.get("name").is_some_and(|name| !name.is_null());
    let items = topics.items().filter(|item| item.as_map().is_some() && !is_named(item));
    let first = |item: Node| item.entries().next().map_or(item.origin.span, |entry| entry.key_span);
    items.map(|item| Defect::new(first(item), "a topic has no `name`").help("add `name`")).collect()
}

fn resource(topic: Declaration) -> Resource {
    let Declaration { name, key, node } = topic;
    let entry = |keys: &[&str]| keys.iter().find_map(|key| node.as_map()?.entry(key).cloned());
    let value = |keys: &[&str]| entry(keys).map(|entry| (entry.key_span, entry.node.below(&node.origin.via)));
    let mut fields = Fields::at(Origin { span: node.origin.span, via: Via::default() });
    for (field, keys) in [("partitions", &["partitions"] as &[&str]), ("replication_factor", FACTOR_KEYS)] {
        let single = |node: &Node| node.as_scalar().is_some() && !node.is_null();
        if let Some((key_span, node)) = value(keys).filter(|(_, node)| single(node)) {
            fields = fields.put_under(field, key_span, node);
        }
    }
    let (config_key, config) = value(CONFIG_KEYS)
        .unwrap_or_else(|| (key, Node::map(Map::default(), Origin { span: key, via: Via::default() })));
    let config = if config.as_map().is_some() { config } else { Node::map(Map::default(), config.origin) };
    let config = Node { origin: Origin { span: config_key, via: Via::default() }, ..as_texts(&config) };
    let fields = labels::put(fields.put_under("config", config_key, config), Some(&node), key);
    let fields = fields.text("declared_by", "topics file");
    Resource::new(Kind::Topic, name, key, fields.finish())
}
