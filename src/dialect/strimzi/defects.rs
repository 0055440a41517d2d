//! What Kubernetes or the operator would reject in a topic or a connector.

use super::manifest::{Manifest, entry_at};
use crate::dialect::Defect;
use crate::dialect::form::Form;

static TOPIC: Form = Form::new("a KafkaTopic", include_str!("topic.json"));
static CONNECTOR: Form = Form::new("a KafkaConnector", include_str!("connector.json"));

/// Settings of a connector that belong outside of its `config`, where they have no effect (Strimzi Custom Resource
/// API Reference, `KafkaConnectorSpec`).
const OUTSIDE: &[(&str, &[&str])] = &[
    ("name", &["metadata", "name"]),
    ("connector.class", &["spec", "class"]),
    ("tasks.max", &["spec", "tasksMax"]),
    ("connector.plugin.version", &["spec", "version"]),
];

/// Returns the defects of `manifest`, each with its form.
pub(super) fn manifest_defects(manifest: &Manifest) -> Vec<(&'static str, Defect)> {
    match &*manifest.kind {
        "KafkaTopic" => TOPIC.refused(&manifest.node).into_iter().map(|defect| ("topic", defect)).collect(),
        "KafkaConnector" => {
            let mut found = CONNECTOR.refused(&manifest.node);
            found.extend(without_class(manifest));
            found.extend(without_effect(manifest));
            found.into_iter().map(|defect| ("connector", defect)).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the defect of a connector without a class, unless it is a patch or has the class in its `config`.
fn without_class(manifest: &Manifest) -> Option<Defect> {
    let misplaced = manifest.entry(&["spec", "config", "connector.class"]).is_some();
    if misplaced || manifest.is_patch() || manifest.spec("class").is_some() {
        return None;
    }
    let at = manifest.entry(&["spec"]).map_or(manifest.key, |spec| spec.key_span);
    let message = format!("connector `{}` has no `spec.class`", manifest.name);
    Some(Defect::new(at, message).help("add `class`, the class of the connector"))
}

/// Returns the defects of settings in a connector's `config` that the operator takes from elsewhere.
fn without_effect(manifest: &Manifest) -> Vec<Defect> {
    let Some(config) = manifest.spec("config") else { return Vec::new() };
    let defect = |(key, elsewhere): &(&str, &[&str])| {
        let written = entry_at(&config.node, &[key])?;
        let place = elsewhere.join(".");
        let other = manifest.entry(elsewhere);
        let text = |entry: &crate::tree::Entry| entry.node.as_scalar().map(|scalar| scalar.text.clone());
        // The same value in both places does no harm.
        if other.as_ref().is_some_and(|other| text(other) == text(&written)) {
            return None;
        }
        let name = &manifest.name;
        let message =
            format!("`{key}` in `config` of connector `{name}` has no effect: Strimzi takes `{place}`");
        let defect = Defect::new(written.key_span, message).help(format!("remove it, and write `{place}`"));
        Some(match other {
            Some(other) => defect.related(other.node.origin.span, "the value that holds"),
            None => defect,
        })
    };
    OUTSIDE.iter().filter_map(defect).collect()
}

#[cfg(test)]
mod tests;
