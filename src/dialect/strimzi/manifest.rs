//! Resources of the operator's group in a document, alone or in a list, and the parts that all of them have.

use crate::dialect::placeholders::{Templating, mark_unresolved};
use crate::source::Span;
use crate::tree::{Entry, Node, ScalarKind};
use std::sync::Arc;

/// The API group, as it stands before the version.
pub(super) const GROUP: &str = "kafka.strimzi.io/";

/// The kinds that declare something here. Users, bridges and rebalances do not.
const KINDS: &[&str] =
    &["Kafka", "KafkaNodePool", "KafkaTopic", "KafkaConnect", "KafkaConnector", "KafkaMirrorMaker2"];

/// What is filled in before or after Kubernetes gets a file.
const PLACEHOLDERS: &[Templating] = &[Templating::Substitution, Templating::Go];

/// A resource as it was written.
#[derive(Debug)]
pub(super) struct Manifest {
    /// `KafkaTopic` and the like.
    pub(super) kind: Arc<str>,
    /// The version of the API: `v1`, `v1beta2`.
    pub(super) version: Arc<str>,
    /// `metadata.name`.
    pub(super) name: Arc<str>,
    /// Where that stands, else the kind.
    pub(super) key: Span,
    /// `metadata.namespace`; empty where it is left to whoever applies the file.
    pub(super) namespace: Arc<str>,
    /// The whole resource.
    pub(super) node: Node,
}

/// The resources in `document`.
pub(super) fn manifests(document: &Node) -> Vec<Manifest> {
    let items = document.get("kind").filter(|kind| kind.as_text().is_some_and(|kind| kind.ends_with("List")));
    match items.and_then(|_| document.get("items")) {
        Some(items) => items.items().filter_map(|item| manifest(&item)).collect(),
        None => manifest(document).into_iter().collect(),
    }
}

fn manifest(node: &Node) -> Option<Manifest> {
    let version = node.get("apiVersion")?.as_text()?.strip_prefix(GROUP)?.into();
    let kind = node.get("kind")?;
    let name = KINDS.iter().find(|known| kind.as_text() == Some(known))?;
    let node = mark_unresolved(node, PLACEHOLDERS);
    let named = ["name", "generateName"].iter().find_map(|key| node.at(&["metadata", key]));
    let named = named.filter(|named| !named.is_null() && named.as_scalar().is_some());
    Some(Manifest {
        kind: (*name).into(),
        version,
        name: named.as_ref().map(written).unwrap_or_default(),
        key: named.as_ref().map_or(kind.origin.span, |named| named.origin.span),
        namespace: node.at(&["metadata", "namespace"]).as_ref().map(written).unwrap_or_default(),
        node,
    })
}

/// A name as text, with what a template would fill in as `${…}`.
pub(super) fn written(name: &Node) -> Arc<str> {
    let text = name.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
    if !text.contains("{{") {
        return text;
    }
    let plain = text.replace("{{ ", "{{").replace(" }}", "}}");
    plain.replace("{{", "${").replace("}}", "}").into()
}

impl Manifest {
    /// The value of `key` in `spec`, with where the key stands; none where nothing is written behind it.
    pub(super) fn spec(&self, key: &str) -> Option<Entry> {
        self.entry(&["spec", key])
    }

    /// `spec` itself.
    pub(super) fn spec_node(&self) -> Option<Node> {
        self.entry(&["spec"]).map(|entry| entry.node)
    }

    /// The value at `path`, with where its key stands; none where nothing is written behind it.
    pub(super) fn entry(&self, path: &[&str]) -> Option<Entry> {
        entry_at(&self.node, path)
    }

    /// The name of the cluster that it belongs to: Kafka's for a topic or a pool, Kafka Connect's for a connector.
    pub(super) fn cluster(&self) -> Option<Arc<str>> {
        self.entry(&["metadata", "labels", "strimzi.io/cluster"]).map(|entry| written(&entry.node))
    }

    /// True for a part of a resource, whose rest stands in another file, as Kustomize puts the two together: it lacks what the
    /// operator does not do without.
    pub(super) fn is_patch(&self) -> bool {
        match &*self.kind {
            "Kafka" => self.entry(&["spec", "kafka", "listeners"]).is_none(),
            "KafkaNodePool" => self.cluster().is_none() || self.spec("roles").is_none(),
            "KafkaConnect" => self.spec("bootstrapServers").is_none(),
            "KafkaMirrorMaker2" => self.spec("target").is_none() && self.spec("clusters").is_none(),
            _ => self.cluster().is_none(),
        }
    }

    /// True where `annotation` has `value`, in quotes or not.
    pub(super) fn is_annotated(&self, annotation: &str, value: &str) -> bool {
        let entry = self.entry(&["metadata", "annotations", annotation]);
        entry.is_some_and(|entry| entry.node.as_text() == Some(value))
    }
}

/// The value at `path` below `node`, with where its key stands; none where nothing is written behind it.
pub(super) fn entry_at(node: &Node, path: &[&str]) -> Option<Entry> {
    let (last, above) = path.split_last()?;
    let owner = if above.is_empty() { node.clone() } else { node.at(above)? };
    let entry = owner.as_map()?.entry(last)?;
    let node = entry.node.below(&owner.origin.via);
    (!node.is_null()).then(|| Entry { node, ..entry.clone() })
}

/// True for settings that all come from elsewhere.
pub(super) fn is_open(config: Option<&Entry>) -> bool {
    let scalar = config.and_then(|config| config.node.as_scalar());
    scalar.is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved)
}

/// The settings in `config` as Kafka gets them: text, the items of a list between commas. What has no value, and what is a
/// mapping, is none.
pub(super) fn texts(config: &Node) -> impl Iterator<Item = Entry> {
    config.entries().filter_map(|entry| {
        let node = match (entry.node.as_scalar(), entry.node.as_list()) {
            (Some(scalar), _) => match scalar.kind {
                ScalarKind::Null => return None,
                ScalarKind::Text | ScalarKind::Unresolved => entry.node.clone(),
                ScalarKind::Bool | ScalarKind::Int | ScalarKind::Float => {
                    entry.node.normalized(Arc::clone(&scalar.text), ScalarKind::Text)
                }
            },
            (None, Some(items)) => joined(items, &entry.node)?,
            (None, None) => return None,
        };
        Some(Entry { node, ..entry })
    })
}

fn joined(items: &[Node], list: &Node) -> Option<Node> {
    let open =
        items.iter().find(|item| item.as_scalar().is_some_and(|one| one.kind == ScalarKind::Unresolved));
    let texts = items.iter().map(|item| item.as_scalar().map(|scalar| &*scalar.text));
    let text = texts.collect::<Option<Vec<_>>>()?.join(",");
    let variable = open.and_then(|item| item.as_scalar()?.missing_variables().next().cloned());
    Some(match variable {
        Some(variable) => Node::unresolved(&text, &variable, list.origin.clone()),
        None => list.normalized(text, ScalarKind::Text),
    })
}
