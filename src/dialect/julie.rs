//! `JulieOps`: topologies, in which a topic's name is built from its context and project, and plans that give
//! topics settings (`JulieOps` documentation, "The descriptor files").

mod names;
mod plans;

use super::Declared;
use super::form::Form;
use super::topic::{is_single, settings};
use super::yaml::{Claimed, YamlDialect};
use crate::model::{ClusterRef, Resource};
use crate::tree::{Entry, Node};
use crate::workspace::File;
use names::{Topic, topics};
use plans::{Plans, folder_of};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The `JulieOps` dialect.
pub(super) struct JulieOps;

static TOPOLOGY: Form = Form::new("a topology", include_str!("julie/topology.json"));

/// Keys that identify a project of a topology.
const OF_PROJECTS: &[&str] =
    &["topics", "consumers", "producers", "streams", "connectors", "ksql", "schemas", "rbac"];

impl YamlDialect for JulieOps {
    const NAME: &'static str = "JulieOps topology";
    const NEEDLES: &'static [&'static str] = &["projects", "special_topics", "plans"];

    fn looks_like(file: &File) -> bool {
        let has = |start: &str| file.source.text.lines().any(|line| line.starts_with(start));
        has("context:") && has("projects:")
    }

    fn owns(document: &Node, _file: &File) -> bool {
        is_topology(document) || plans::is_plans(document)
    }

    fn declare(claimed: &Claimed, found: &mut Declared) {
        let plans = Plans::of(claimed.files);
        let shared = folders_of_one_context(claimed.files, &plans);
        for (document, file) in claimed.documents() {
            if is_topology(document) {
                let cluster_ref = cluster_ref(document, file, &shared);
                let resource = |topic: &Topic| resource(topic, &plans, file).in_cluster(cluster_ref.clone());
                found.declare(topics(document).iter().map(resource));
                found.defects("topic", TOPOLOGY.refused(document));
            } else if plans::is_plans(document) {
                found.defects("topic", plans::wrong(document));
            }
        }
    }
}

fn is_topology(document: &Node) -> bool {
    let context = document.get("context").is_some_and(|context| context.as_scalar().is_some());
    let known = |project: Node| OF_PROJECTS.iter().any(|key| project.get(key).is_some());
    let has_projects = document.get("projects").is_some_and(|projects| projects.items().any(known));
    context
        && (has_projects || document.get("special_topics").is_some_and(|topics| topics.as_list().is_some()))
}

/// Returns folders that JulieOps can take instead of a file: it reads all files in them as topologies of one
/// context.
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

/// Returns the cluster of a topology, shared with the other files of its folder if the folder is read as one
/// topology.
fn cluster_ref(document: &Node, file: &File, shared: &BTreeSet<&Path>) -> ClusterRef {
    let folder = folder_of(file);
    let scope = if shared.contains(folder) { folder.to_owned() } else { file.source.path.clone() };
    ClusterRef {
        form: "julie",
        scope: crate::source::display_name(&scope).into(),
        name: context(document).into(),
    }
}

fn context(document: &Node) -> String {
    document.get("context").and_then(|node| node.as_text().map(str::to_owned)).unwrap_or_default()
}

fn resource(topic: &Topic, plans: &Plans, file: &File) -> Resource {
    let key = topic.node.get("name").map_or(topic.node.origin.span, |name| name.origin.span);
    let written =
        topic.node.as_map().and_then(|map| map.entry("config")).filter(|one| one.node.as_map().is_some());
    let own = topic.node.get("config").map(|config| settings(&config)).unwrap_or_default();
    let mut config = match topic.node.get("plan").filter(|plan| !plan.is_null()) {
        Some(plan) => plans.over(own, &plan, file),
        None => own,
    };
    let mut count = |key: &str| config.remove(key).filter(|entry: &Entry| is_single(&entry.node));
    let topic = super::topic::Topic {
        partitions: count("num.partitions"),
        replication_factor: count("replication.factor"),
        config_at: written.map_or(key, |entry| entry.key_span),
        config,
        ..super::topic::Topic::new("julie", topic.name.as_str().into(), key)
    };
    topic.resource()
}
