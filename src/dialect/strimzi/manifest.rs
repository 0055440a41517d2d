//! Resources of the operator's API group in a document, single or in a list, and their common fields.

use crate::dialect::placeholders::{Templating, mark_unresolved};
use crate::source::Span;
use crate::tree::{Entry, Node, ScalarKind};
use std::sync::Arc;

/// The API group, up to the version.
pub(super) const GROUP: &str = "kafka.strimzi.io/";

/// The kinds that are read. Users, bridges and rebalances declare nothing here.
const KINDS: &[&str] =
    &["Kafka", "KafkaNodePool", "KafkaTopic", "KafkaConnect", "KafkaConnector", "KafkaMirrorMaker2"];

/// Placeholders that are filled in before or after a file is applied to Kubernetes.
const PLACEHOLDERS: &[Templating] = &[Templating::Substitution, Templating::Go];

/// A resource as declared.
#[derive(Debug)]
pub(super) struct Manifest {
    /// The kind, such as `KafkaTopic`.
    pub(super) kind: Arc<str>,
    /// The API version: `v1`, `v1beta2`.
    pub(super) version: Arc<str>,
    /// `metadata.name`.
    pub(super) name: Arc<str>,
    /// The span of the name, else of the kind.
    pub(super) key: Span,
    /// `metadata.namespace`; empty if it is chosen when the file is applied.
    pub(super) namespace: Arc<str>,
    /// The whole resource.
    pub(super) node: Node,
}

/// Returns the resources in `document`.
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

/// Returns a name as text, with template placeholders as `${…}`.
pub(super) fn written(name: &Node) -> Arc<str> {
    let text = name.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
    if !text.contains("{{") {
        return text;
    }
    let plain = text.replace("{{ ", "{{").replace(" }}", "}}");
    plain.replace("{{", "${").replace("}}", "}").into()
}

impl Manifest {
    /// Returns the value of `key` in `spec`, with the key's span; `None` if absent or null.
    pub(super) fn spec(&self, key: &str) -> Option<Entry> {
        self.entry(&["spec", key])
    }

    /// Returns `spec` itself.
    pub(super) fn spec_node(&self) -> Option<Node> {
        self.entry(&["spec"]).map(|entry| entry.node)
    }

    /// Returns the value at `path`, with its key's span; `None` if absent or null.
    pub(super) fn entry(&self, path: &[&str]) -> Option<Entry> {
        entry_at(&self.node, path)
    }

    /// Returns the name of its cluster: of Kafka for a topic or a pool, of Kafka Connect for a connector.
    pub(super) fn cluster(&self) -> Option<Arc<str>> {
        self.entry(&["metadata", "labels", "strimzi.io/cluster"]).map(|entry| written(&entry.node))
    }

    /// Returns true for a Kustomize patch, whose remaining fields are in another file: it lacks a field that the
    /// operator requires.
    pub(super) fn is_patch(&self) -> bool {
        match &*self.kind {
            "Kafka" => self.entry(&["spec", "kafka", "listeners"]).is_none(),
            "KafkaNodePool" => self.cluster().is_none() || self.spec("roles").is_none(),
            "KafkaConnect" => self.spec("bootstrapServers").is_none(),
            "KafkaMirrorMaker2" => self.spec("target").is_none() && self.spec("clusters").is_none(),
            _ => self.cluster().is_none(),
        }
    }

    /// Returns true if `annotation` has `value`, quoted or not.
    pub(super) fn is_annotated(&self, annotation: &str, value: &str) -> bool {
        let entry = self.entry(&["metadata", "annotations", annotation]);
        entry.is_some_and(|entry| entry.node.as_text() == Some(value))
    }
}

/// Returns the value at `path` below `node`, with its key's span; `None` if absent or null.
pub(super) fn entry_at(node: &Node, path: &[&str]) -> Option<Entry> {
    let (last, above) = path.split_last()?;
    let owner = if above.is_empty() { node.clone() } else { node.at(above)? };
    let entry = owner.as_map()?.entry(last)?;
    let node = entry.node.below(&owner.origin.via);
    (!node.is_null()).then(|| Entry { node, ..entry.clone() })
}

/// Returns true for settings that are unresolved as a whole.
pub(super) fn is_open(config: Option<&Entry>) -> bool {
    let scalar = config.and_then(|config| config.node.as_scalar());
    scalar.is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved)
}

/// Returns the settings in `config` as Kafka receives them: text, list items joined by commas. Nulls and mappings
/// are left out.
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
