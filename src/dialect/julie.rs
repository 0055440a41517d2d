//! `JulieOps`: topologies, whose topics are named by what they stand in, and plans that give topics settings (`JulieOps`
//! documentation, "The descriptor files").

mod names;
mod plans;

use super::form::Form;
use super::{Declared, Dialect};
use crate::model::properties::as_texts;
use crate::model::{Fields, Home, Kind, Resource};
use crate::tree::{Entry, Map, Node, Origin, Via};
use crate::workspace::{File, Files, Format, Layout};
use names::{Topic, topics};
use plans::{Plans, folder_of};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "JulieOps topology", marks: &["projects", "special_topics", "plans"], claims, declares };

static TOPOLOGY: Form = Form::new("a topology", include_str!("julie/topology.json"));

/// What stands in a project of a topology, and in no project of anybody else's.
const OF_PROJECTS: &[&str] =
    &["topics", "consumers", "producers", "streams", "connectors", "ksql", "schemas", "rbac"];

fn claims(file: &File) -> bool {
    if file.format != Format::Yaml {
        return false;
    }
    if file.documents.is_empty() && !file.errors.is_empty() {
        let has = |start: &str| file.source.text.lines().any(|line| line.starts_with(start));
        return has("context:") && has("projects:");
    }
    file.documents.iter().any(|document| is_topology(document) || plans::is_plans(document))
}

fn is_topology(document: &Node) -> bool {
    let context = document.get("context").is_some_and(|context| context.as_scalar().is_some());
    let known = |project: Node| OF_PROJECTS.iter().any(|key| project.get(key).is_some());
    let has_projects = document.get("projects").is_some_and(|projects| projects.items().any(known));
    context
        && (has_projects || document.get("special_topics").is_some_and(|topics| topics.as_list().is_some()))
}

fn declares(claimed: &[Arc<File>], _files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    let plans = Plans::of(claimed);
    let shared = folders_of_one_context(claimed, &plans);
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in &file.documents {
            let mut defects = Vec::new();
            if is_topology(document) {
                let home = home(document, file, &shared);
                let resources = topics(document);
                let resources =
                    resources.iter().map(|topic| resource(topic, &plans, file).at_home(home.clone()));
                found.resources.extend(resources);
                defects = TOPOLOGY.refused(document);
            } else if plans::is_plans(document) {
                defects = plans::wrong(document);
            }
            found
                .resources
                .extend(defects.into_iter().map(|defect| super::defect::resource(&defect, "topic")));
        }
    }
    found
}

/// Folders that JulieOps can be given in place of a file: it reads every file in them, which are topologies of one context.
fn folders_of_one_context<'a>(claimed: &'a [Arc<File>], plans: &Plans) -> BTreeSet<&'a Path> {
    let mut contexts: BTreeMap<&Path, BTreeSet<String>> = BTreeMap::new();
    for file in claimed {
        let topologies = file.documents.iter().filter(|document| is_topology(document));
        let context = topologies.map(context);
        contexts.entry(folder_of(file)).or_default().extend(context);
    }
    let folders = contexts.into_iter().filter(|(folder, all)| all.len() == 1 && !plans.are_in(folder));
    folders.map(|(folder, _)| folder).collect()
}

/// The cluster of a topology: of its file alone, or of all files of a folder that is read as one.
fn home(document: &Node, file: &File, shared: &BTreeSet<&Path>) -> Home {
    let folder = folder_of(file);
    let scope = if shared.contains(folder) { folder.to_owned() } else { PathBuf::from(&file.source.name) };
    Home { form: "julie", scope: crate::source::display_name(&scope).into(), name: context(document).into() }
}

fn context(document: &Node) -> String {
    document.get("context").and_then(|node| node.as_text().map(str::to_owned)).unwrap_or_default()
}

fn resource(topic: &Topic, plans: &Plans, file: &File) -> Resource {
    let key = topic.node.get("name").map_or(topic.node.origin.span, |name| name.origin.span);
    let written =
        topic.node.as_map().and_then(|map| map.entry("config")).filter(|one| one.node.as_map().is_some());
    let place = written.map_or(key, |entry| entry.key_span);
    let own = topic
        .node
        .get("config")
        .iter()
        .flat_map(|node| as_texts(node).entries().collect::<Vec<_>>())
        .collect();
    let mut config: Map = match topic.node.get("plan").filter(|plan| !plan.is_null()) {
        Some(plan) => plans.over(own, &plan, file),
        None => own,
    };
    let put = |fields: Fields, key: &str, entry: Option<Entry>| match entry {
        Some(entry) if entry.node.as_scalar().is_some() && !entry.node.is_null() => {
            fields.put_under(key, entry.key_span, entry.node)
        }
        _ => fields,
    };
    let fields = Fields::at(Origin { span: key, via: Via::default() });
    let fields = put(fields, "partitions", config.remove("num.partitions"));
    let fields = put(fields, "replication_factor", config.remove("replication.factor"));
    let fields = fields
        .put("config", Node::map(config, Origin { span: place, via: Via::default() }))
        .text("declared_by", "julie");
    Resource::new(Kind::Topic, topic.name.as_str(), key, fields.finish())
}
