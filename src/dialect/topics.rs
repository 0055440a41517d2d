//! Plain topic files: a `topics:` list of mappings with `name`, or a mapping keyed by name.

use super::form::Form;
use super::placeholders::{self, Templating};
use super::topic::{Topic, is_single, settings};
use super::yaml::{Claimed, YamlDialect};
use super::{Declared, Defect, labels};
use crate::model::{ClusterRef, Resource};
use crate::source::Span;
use crate::spelling::misspelling;
use crate::tree::{Entry, Node};
use crate::workspace::File;
use std::sync::Arc;

/// The dialect of topic files.
pub(super) struct TopicFile;

static TOPIC: Form = Form::new("a topic", include_str!("topics.json"));

const FACTOR_KEYS: &[&str] =
    &["replication_factor", "replicationFactor", "replication-factor", "replicas", "replication"];
const CONFIG_KEYS: &[&str] = &["config", "configs"];

impl YamlDialect for TopicFile {
    const NAME: &'static str = "topic file";
    const NEEDLES: &'static [&'static str] = &["topics"];

    fn looks_like(file: &File) -> bool {
        is_named_for_topics(file) && file.source.text.lines().any(|line| line.starts_with("topics:"))
    }

    fn owns(document: &Node, file: &File) -> bool {
        let Some(topics) = document.as_map().and_then(|map| map.get("topics")) else { return false };
        let declared = declared(topics);
        if declared.iter().any(|topic| is_counted(&topic.node)) {
            return false;
        }
        let has_settings = |node: &Node| {
            let known =
                |key: &str| FACTOR_KEYS.contains(&key) || CONFIG_KEYS.contains(&key) || key == "partitions";
            node.as_map().is_some_and(|map| map.entries().any(|entry| known(&entry.key)))
        };
        let named_for_them = is_named_for_topics(file) && !declared.is_empty();
        // A topic without a name is one by its settings.
        let nameless = topics.as_list().unwrap_or_default();
        named_for_them || declared.iter().map(|topic| &topic.node).chain(nameless).any(has_settings)
    }

    fn declare(claimed: &Claimed, found: &mut Declared) {
        for (document, file) in claimed.documents() {
            let Some(topics) = document.get("topics") else { continue };
            let beside = place(document);
            let name = file.source.name.rsplit('/').next().unwrap_or_default();
            let topics =
                placeholders::mark_unresolved(&topics, &[Templating::Environment, Templating::Jinja]);
            let declared = declared(&topics);
            let wrong: Vec<_> = declared.iter().flat_map(wrong).chain(no_topics(&topics)).collect();
            let cluster_ref = |topic: &Node| ClusterRef {
                form: "topics file",
                scope: [&file.source.name, &*beside, &*place(topic)].join(" ").into(),
                name: name.into(),
            };
            let lower = |topic: Declaration| {
                let cluster_ref = cluster_ref(&topic.node);
                resource(topic).in_cluster(cluster_ref)
            };
            found.declare(declared.into_iter().map(lower));
            found.defects("topic", wrong);
        }
    }
}

/// Returns true for a topic whose partitions are listed by their numbers: a report about a topic, such as the statistics of librdkafka.
fn is_counted(topic: &Node) -> bool {
    let partitions = topic.get("partitions");
    let is_number = |entry: Entry| entry.key.parse::<i64>().is_ok() && entry.node.as_map().is_some();
    partitions.is_some_and(|all| {
        all.as_map().is_some_and(|map| map.entries().next().is_some()) && all.entries().all(is_number)
    })
}

fn is_named_for_topics(file: &File) -> bool {
    file.source.name.rsplit('/').next().is_some_and(|name| name.contains("topic"))
}

/// Keys with which a file tells the topics of several clusters apart.
const PLACE_KEYS: &[&str] = &["cluster", "clusters", "environment", "environments", "env"];

/// Returns where `node`, a document or a topic, says that its topics are; empty if it does not say.
fn place(node: &Node) -> String {
    let texts = |node: &Node| match node.as_list() {
        Some(items) => items.iter().filter_map(|item| item.as_text().map(str::to_owned)).collect(),
        None => node.as_text().map(str::to_owned).into_iter().collect::<Vec<_>>(),
    };
    let said = |key: &&str| Some(format!("{key} {};", texts(&node.get(key)?).join(",")));
    PLACE_KEYS.iter().filter_map(said).collect()
}

/// A topic, before it is lowered to a resource.
struct Declaration {
    name: Arc<str>,
    key: Span,
    node: Node,
}

/// Returns the topics of a `topics` value; empty if it has another shape.
fn declared(topics: &Node) -> Vec<Declaration> {
    if topics.as_list().is_some() {
        let named = |item: Node| {
            let name = item.get("name")?;
            name.as_scalar().filter(|_| !name.is_null())?;
            Some(Declaration { name: placeholders::name(&name), key: name.origin.span, node: item })
        };
        return topics.items().filter_map(named).collect();
    }
    let entry = |entry: Entry| {
        let is_topic = entry.node.as_map().is_some() || entry.node.is_null();
        is_topic.then(|| Declaration { name: entry.key, key: entry.key_span, node: entry.node })
    };
    topics.entries().map(entry).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Returns the defects of a topic: values of another type, misspelt keys, a setting in two spellings.
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
            let defect = Defect::new(entry.key_span, message).help(format!("write `{meant}`"));
            let is_there = topic.node.get(meant).is_some();
            defects.push(if is_there { defect } else { defect.meant(&entry.key, meant) });
        }
    }
    defects
}

/// Returns the defects of list items that are no mappings, or have no name.
fn no_topics(topics: &Node) -> Vec<Defect> {
    let defect = |item: Node| {
        if item.as_map().is_none() {
            let text = item.as_text().filter(|text| !text.is_empty() && !item.is_null());
            return Some(match text {
                Some(text) => {
                    Defect::new(item.origin.span, format!("`{text}` is not a mapping, and declares no topic"))
                        .help(format!("write `name: {text}`, and its `partitions` and `replication_factor`"))
                }
                None => Defect::new(item.origin.span, "this item declares no topic")
                    .help("remove it, or give it a `name`"),
            });
        }
        let named = item.get("name").is_some_and(|name| !name.is_null());
        let first = item.entries().next().map_or(item.origin.span, |entry| entry.key_span);
        (!named).then(|| Defect::new(first, "a topic has no `name`").help("add `name`"))
    };
    topics.items().filter_map(defect).collect()
}

fn resource(topic: Declaration) -> Resource {
    let Declaration { name, key, node } = topic;
    let entry = |keys: &[&str]| {
        let entry = keys.iter().find_map(|key| node.as_map()?.entry(key))?;
        Some(Entry { node: entry.node.below(&node.origin.via), ..entry.clone() })
    };
    let config = entry(CONFIG_KEYS);
    let topic = Topic {
        span: node.origin.span,
        partitions: entry(&["partitions"]).filter(|entry| is_single(&entry.node)),
        replication_factor: entry(FACTOR_KEYS).filter(|entry| is_single(&entry.node)),
        config: config.as_ref().map(|entry| settings(&entry.node)).unwrap_or_default(),
        config_at: config.map_or(key, |entry| entry.key_span),
        labels: Some(labels::of(Some(&node), key)),
        ..Topic::new("topics file", name, key)
    };
    topic.resource()
}
