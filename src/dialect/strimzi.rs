//! Strimzi: Kafka, its node pools, topics, Connect clusters, connectors and mirrors as Kubernetes resources (Strimzi
//! documentation, "API reference"). Dispatched on the API group: other operators have kinds of the same names.

mod clusters;
mod connect;
mod mirror;

use super::form::Form;
use super::{Declared, Dialect};
use crate::model::properties::as_texts;
use crate::model::{Fields, Home, Kind, Resource};
use crate::source::Span;
use crate::tree::{Entry, Map, Node, Origin, Via};
use crate::workspace::{File, Files, Layout};
use clusters::Clusters;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "Strimzi resource", marks: &["kafka.strimzi.io/"], claims, declares };

static TOPIC: Form = Form::new("a KafkaTopic", include_str!("strimzi/topic.json"));
static CONNECTOR: Form = Form::new("a KafkaConnector", include_str!("strimzi/connector.json"));

const KINDS: &[&str] =
    &["Kafka", "KafkaNodePool", "KafkaTopic", "KafkaConnect", "KafkaConnector", "KafkaMirrorMaker2"];

fn claims(file: &File) -> bool {
    file.documents.iter().any(|document| !objects(document).is_empty())
}

/// A Kubernetes resource of Strimzi.
struct Object {
    kind: String,
    name: Arc<str>,
    /// Where the name stands.
    key: Span,
    namespace: Arc<str>,
    /// The label `strimzi.io/cluster`.
    cluster: Option<Arc<str>>,
    node: Node,
}

impl Object {
    fn read(node: &Node) -> Option<Self> {
        let group = node.get("apiVersion")?.as_text()?.starts_with("kafka.strimzi.io/");
        let kind = node.get("kind")?.as_text().filter(|kind| group && KINDS.contains(kind))?.to_owned();
        let metadata = node.get("metadata")?;
        let name = metadata.get("name")?;
        let text = |key: &str| metadata.get(key).and_then(|node| node.as_text().map(Arc::from));
        let cluster = metadata.at(&["labels", "strimzi.io/cluster"]);
        Some(Self {
            kind,
            name: name.as_scalar()?.text.clone(),
            key: name.origin.span,
            namespace: text("namespace").unwrap_or_default(),
            cluster: cluster.and_then(|label| label.as_text().map(Arc::from)),
            node: node.clone(),
        })
    }

    fn identity(&self) -> (&str, &str, &str) {
        (&self.kind, &self.namespace, &self.name)
    }

    /// The operator leaves the resource alone, or it is being taken away.
    fn is_unmanaged(&self) -> bool {
        let annotation = self.node.at(&["metadata", "annotations", "strimzi.io/managed"]);
        annotation.is_some_and(|node| node.as_text() == Some("false"))
    }

    fn spec(&self, path: &[&str]) -> Option<Node> {
        self.node.get("spec")?.at(path).filter(|node| !node.is_null())
    }

    /// The settings at a path of `spec`, as properties that stand where their key stands.
    fn settings(&self, path: &[&str]) -> Node {
        let (last, parents) = path.split_last().unwrap_or((&"", &[]));
        let parent = if parents.is_empty() { self.node.get("spec") } else { self.spec(parents) };
        let entry = parent.as_ref().and_then(|parent| parent.as_map()?.entry(last).cloned());
        let span = entry.as_ref().map_or(self.key, |entry| entry.key_span);
        let origin = Origin { span, via: Via::default() };
        let settings = entry.filter(|entry| entry.node.as_map().is_some());
        let texts =
            settings.map_or_else(|| Node::map(Map::default(), origin.clone()), |one| as_texts(&one.node));
        Node { origin, ..texts }
    }
}

/// The resources in a document, also those in a `List`.
fn objects(document: &Node) -> Vec<Object> {
    let is_list = document.get("kind").is_some_and(|kind| kind.as_text() == Some("List"));
    if is_list {
        let items = document.get("items").map(|items| items.items().collect::<Vec<_>>()).unwrap_or_default();
        return items.iter().filter_map(Object::read).collect();
    }
    Object::read(document).into_iter().collect()
}

fn declares(claimed: &[Arc<File>], files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    let mut all = Vec::new();
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        all.extend(file.documents.iter().flat_map(objects));
    }
    let clusters = Clusters::of(&all);
    let contested = contested(&all);
    for object in &all {
        let before = found.resources.len();
        match object.kind.as_str() {
            "Kafka" => found.resources.push(clusters.broker(object)),
            "KafkaTopic" if !object.is_unmanaged() => {
                found.resources.extend(topic(object));
                refused(&TOPIC, "topic", object, &mut found);
            }
            "KafkaConnect" => found.resources.push(connect::worker(object, &clusters)),
            "KafkaConnector" => {
                found.resources.push(connect::connector(object, &clusters, files.sources));
                refused(&CONNECTOR, "connector", object, &mut found);
            }
            "KafkaMirrorMaker2" => {
                found.resources.extend(mirror::resources(object, &clusters, files.sources))
            }
            _ => {}
        }
        if contested.contains(&object.identity()) {
            found.resources.iter_mut().skip(before).for_each(|resource| resource.home = None);
        }
    }
    found
}

/// Resources that several files declare, in examples beside each other or in layers: which one is meant is not known. Clusters
/// are kept apart by file.
fn contested(all: &[Object]) -> BTreeSet<(&str, &str, &str)> {
    let mut files: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for object in all.iter().filter(|object| object.kind != "Kafka") {
        files.entry(object.identity()).or_default().insert(object.key.source);
    }
    files.into_iter().filter(|(_, files)| files.len() > 1).map(|(identity, _)| identity).collect()
}

fn refused(form: &Form, name: &str, object: &Object, found: &mut Declared) {
    let defects = form.refused(&object.node).into_iter();
    found.resources.extend(defects.map(|defect| defect.into_resource(name)));
}

/// `spec.topicName` is the name in Kafka, where it is given.
fn topic(object: &Object) -> Option<Resource> {
    let named = object.spec(&["topicName"]).filter(|name| name.as_scalar().is_some());
    let (name, key) = match &named {
        Some(name) => (name.as_scalar()?.text.clone(), name.origin.span),
        None => (object.name.clone(), object.key),
    };
    let fields = Fields::at(Origin { span: key, via: Via::default() })
        .maybe("partitions", object.spec(&["partitions"]))
        .maybe("replication_factor", object.spec(&["replicas"]))
        .put("config", object.settings(&["config"]))
        .text("declared_by", "strimzi");
    let resource = Resource::new(Kind::Topic, name, key, fields.finish());
    Some(match &object.cluster {
        Some(cluster) => resource.at_home(home(&object.namespace, cluster)),
        None => resource,
    })
}

fn home(namespace: &Arc<str>, cluster: &Arc<str>) -> Home {
    Home { form: "strimzi", scope: namespace.clone(), name: cluster.clone() }
}

/// A property that stands in a field of its own.
fn property(key: &str, node: Node) -> Entry {
    Entry { key: key.into(), key_span: node.origin.span, node }
}
