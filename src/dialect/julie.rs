//! `JulieOps`: topologies, whose topics are named by what they stand in, and plans that give topics settings (`JulieOps`
//! documentation, "The descriptor files", "Topic plans").

mod plans;

use super::form::Form;
use super::{Declared, Dialect};
use crate::model::properties::as_texts;
use crate::model::{Fields, Home, Kind, Resource};
use crate::tree::{Entry, Map, Node, Origin, Via};
use crate::workspace::{File, Files, Layout};
use plans::Plans;
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "JulieOps topology", marks: &["projects", "plans"], claims, declares };

static TOPOLOGY: Form = Form::new("a topology", include_str!("julie/topology.json"));

/// Keys of a topology that are no part of its topics' names.
const OWN_KEYS: &[&str] = &["context", "projects", "special_topics", "platform"];

fn claims(file: &File) -> bool {
    file.documents.iter().any(|document| is_topology(document) || plans::is_plans(document))
}

fn is_topology(document: &Node) -> bool {
    let projects = document.get("projects").filter(|projects| projects.as_list().is_some());
    let context = document.get("context").is_some_and(|context| context.as_scalar().is_some());
    context && projects.is_some_and(|list| list.items().all(|one| one.get("name").is_some()))
}

fn declares(claimed: &[Arc<File>], _files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    let plans = Plans::of(claimed);
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in file.documents.iter().filter(|document| is_topology(document)) {
            let home = Home {
                form: "julie",
                scope: file.source.name.as_str().into(),
                name: document
                    .get("context")
                    .and_then(|node| node.as_text().map(Arc::from))
                    .unwrap_or_default(),
            };
            let topics = topics(document);
            let resources = topics.iter().map(|topic| resource(topic, &plans, file).at_home(home.clone()));
            found.resources.extend(resources);
            let defects = TOPOLOGY.refused(document).into_iter();
            found.resources.extend(defects.map(|defect| defect.into_resource("topic")));
        }
    }
    found
}

/// A topic with its name in Kafka.
struct Topic {
    name: String,
    node: Node,
}

/// `context[.extra keys].project.topic[.dataType]`; `special_topics` are named as they are.
fn topics(document: &Node) -> Vec<Topic> {
    let text = |node: &Node| node.as_scalar().map(|scalar| scalar.text.to_string()).unwrap_or_default();
    let extra = document.entries().filter(|entry| !OWN_KEYS.contains(&&*entry.key));
    let prefix: Vec<String> = document
        .get("context")
        .iter()
        .map(text)
        .chain(extra.filter(|entry| entry.node.as_scalar().is_some()).map(|entry| text(&entry.node)))
        .collect();
    let list = |node: &Node, key: &str| {
        node.get(key).iter().flat_map(|list| list.items().collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    for project in list(document, "projects") {
        let project_name = project.get("name").as_ref().map(text);
        for topic in list(&project, "topics") {
            let Some(name) = topic.get("name") else { continue };
            let data_type = topic.get("dataType").filter(|node| !node.is_null());
            let parts = prefix.iter().cloned().chain(project_name.clone()).chain([text(&name)]);
            let parts: Vec<_> =
                parts.chain(data_type.as_ref().map(text)).filter(|part| !part.is_empty()).collect();
            found.push(Topic { name: parts.join("."), node: topic });
        }
    }
    for topic in list(document, "special_topics") {
        if let Some(name) = topic.get("name") {
            found.push(Topic { name: text(&name), node: topic });
        }
    }
    found
}

fn resource(topic: &Topic, plans: &Plans, file: &File) -> Resource {
    let key = topic.node.get("name").map_or(topic.node.origin.span, |name| name.origin.span);
    let written =
        topic.node.as_map().and_then(|map| map.entry("config")).filter(|one| one.node.as_map().is_some());
    let place = written.map_or(key, |entry| entry.key_span);
    let plan = topic.node.get("plan").filter(|plan| !plan.is_null());
    let mut config: Map = match &plan {
        Some(plan) => plans.settings(plan, file),
        None => Map::default(),
    };
    config.extend(written.iter().flat_map(|entry| as_texts(&entry.node).entries().collect::<Vec<_>>()));
    let taken = |config: &mut Map, key: &str| config.remove(key);
    let partitions = taken(&mut config, "num.partitions");
    let factor = taken(&mut config, "replication.factor");
    let put = |fields: Fields, key: &str, entry: Option<Entry>| match entry {
        Some(entry) => fields.put_under(key, entry.key_span, entry.node),
        None => fields,
    };
    let fields = Fields::at(Origin { span: key, via: Via::default() });
    let fields = put(put(fields, "partitions", partitions), "replication_factor", factor);
    let fields = fields
        .put("config", Node::map(config, Origin { span: place, via: Via::default() }))
        .text("declared_by", "julie");
    Resource::new(Kind::Topic, topic.name.as_str(), key, fields.finish())
}

/// Settings that may stand in a plan which was not found.
fn open(plan: &Node, keys: &[&str]) -> Map {
    let name = plan.as_scalar().map(|scalar| scalar.text.to_string()).unwrap_or_default();
    let entry = |key: &&str| {
        let node =
            Node::unresolved(&format!("${{plan {name}}}"), &format!("plan {name}"), plan.origin.clone());
        Entry { key: (**key).into(), key_span: plan.origin.span, node }
    };
    keys.iter().map(entry).collect()
}
