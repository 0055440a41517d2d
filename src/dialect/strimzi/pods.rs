//! Resources of a cluster's pods: memory, heap, and storage for the log. A pool without resources or JVM options
//! inherits them from the cluster (Strimzi documentation, "Configuring node pools").

use super::manifest::{Manifest, entry_at};
use super::quantity;
use crate::model::Fields;
use crate::tree::{Entry, Node, Origin, Provenance, ScalarKind};

/// The directory in which the operator mounts the log's volumes.
const DATA: &str = "/var/lib/kafka/data";

/// Adds the `limits` and `heap` on which all `specs` agree to `fields`. Each of `specs` lists resource sections
/// with `resources` and `jvmOptions`, in order of precedence.
pub(super) fn machine(fields: Fields, specs: &[Vec<Node>], key: &Origin) -> Fields {
    let agreed = |of: &dyn Fn(&[Node]) -> Option<Node>| -> Option<Node> {
        let mut all = specs.iter().map(|spec| of(spec));
        let first = all.next()??;
        let text = |node: &Node| node.as_scalar().map(|one| one.text.clone());
        let agrees = |other: Option<Node>| other.is_some_and(|other| text(&other) == text(&first));
        all.all(agrees).then_some(first)
    };
    let limits = Fields::at(key.clone())
        .maybe("memory", agreed(&|spec| limit(spec, "memory")))
        .maybe("cpus", agreed(&|spec| limit(spec, "cpu")));
    let heap = agreed(&heap).map(|max| {
        let place = Origin { span: max.origin.span, via: Provenance::default() };
        Fields::at(place).put("max", max).text("from", "environment").finish()
    });
    fields.put("limits", limits.finish()).maybe("heap", heap)
}

/// Returns the value at `path` from the first of `specs` that has one.
fn first(specs: &[Node], path: &[&str]) -> Option<Entry> {
    specs.iter().find_map(|spec| entry_at(spec, path))
}

/// Returns a limit: memory in whole bytes, CPUs as a decimal number.
fn limit(specs: &[Node], what: &str) -> Option<Node> {
    let resources = first(specs, &["resources"])?.node;
    let written = entry_at(&resources, &["limits", what])?.node;
    let Some(number) = written.as_text().and_then(quantity::number) else {
        return written.as_scalar().filter(|one| one.kind == ScalarKind::Unresolved).map(|_| written.clone());
    };
    Some(if what == "memory" {
        written.normalized(format!("{:.0}", number.ceil()), ScalarKind::Int)
    } else {
        written.normalized(number.to_string(), ScalarKind::Float)
    })
}

fn heap(specs: &[Node]) -> Option<Node> {
    let options = first(specs, &["jvmOptions"])?.node;
    let written = entry_at(&options, &["-Xmx"])?.node;
    let bytes = quantity::heap(written.as_text()?)?;
    Some(written.normalized(bytes.to_string(), ScalarKind::Int))
}

/// Returns the brokers' log directories, `[{"path", "mount"}]`, or `None` if unknown.
pub(super) fn log_dirs(kafka: &Manifest, pools: &[&Manifest]) -> Option<Node> {
    let own = |pool: &&Manifest| pool.spec("storage");
    let mut storages: Vec<Entry> = pools.iter().filter_map(own).collect();
    if pools.is_empty() {
        storages.extend(kafka.entry(&["spec", "kafka", "storage"]));
    }
    let origin = storages.first()?.node.origin.clone();
    let folders = storages.iter().map(|storage| folders(&storage.node)).collect::<Option<Vec<_>>>()?;
    Some(Node::list(folders.concat(), origin))
}

/// Returns the directories of a `storage`, or `None` if its type is unknown.
fn folders(storage: &Node) -> Option<Vec<Node>> {
    let kind = storage.get("type")?;
    if kind.as_text() != Some("jbod") {
        return Some(vec![folder(&kind, DATA.to_owned())?]);
    }
    let volume = |volume: Node| {
        let id = volume.get("id")?;
        folder(&volume.get("type")?, format!("{DATA}-{}", id.as_text()?))
    };
    storage.get("volumes")?.items().map(volume).collect()
}

fn folder(kind: &Node, path: String) -> Option<Node> {
    let mount = match kind.as_text()? {
        "persistent-claim" => "volume",
        "ephemeral" => "ephemeral",
        _ => return None,
    };
    let path = Node::derived(path, ScalarKind::Text, kind.origin.clone());
    Some(Fields::at(kind.origin.clone()).put("path", path).text("mount", mount).finish())
}
