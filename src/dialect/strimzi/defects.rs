//! What Kubernetes or the operator would not take of a topic or a connector.

mod words;

use super::manifest::{Manifest, entry_at};
use crate::dialect::Defect;
use crate::syntax::schema::{Schema, Wrong};
use std::sync::OnceLock;

const TOPIC: &str = include_str!("kafka_topic.json");
const CONNECTOR: &str = include_str!("kafka_connector.json");

/// Settings of a connector that stand outside of its `config`, which has no say in them (Strimzi Custom Resource API Reference,
/// `KafkaConnectorSpec`).
const OUTSIDE: &[(&str, &[&str])] = &[
    ("name", &["metadata", "name"]),
    ("connector.class", &["spec", "class"]),
    ("tasks.max", &["spec", "tasksMax"]),
    ("connector.plugin.version", &["spec", "version"]),
];

/// The defects of `manifest`, each with the form that it is one of.
pub(super) fn of(manifest: &Manifest) -> Vec<(&'static str, Defect)> {
    let form = match &*manifest.kind {
        "KafkaTopic" => "topic",
        "KafkaConnector" => "connector",
        _ => return Vec::new(),
    };
    let mut found: Vec<Defect> = schema(form)
        .map(|schema| schema.mismatches(&manifest.node))
        .unwrap_or_default()
        .iter()
        .filter(|mismatch| !may_stand_elsewhere(manifest, &mismatch.wrong))
        .map(|mismatch| words::defect(manifest, form, mismatch))
        .collect();
    if form == "connector" {
        found.extend(without_effect(manifest));
    }
    found.into_iter().map(|defect| (form, defect)).collect()
}

/// The schema of `form`, compiled once and only if there is such a resource.
fn schema(form: &str) -> Option<&'static Schema> {
    static TOPICS: OnceLock<Option<Schema>> = OnceLock::new();
    static CONNECTORS: OnceLock<Option<Schema>> = OnceLock::new();
    let (compiled, text) = if form == "topic" { (&TOPICS, TOPIC) } else { (&CONNECTORS, CONNECTOR) };
    compiled.get_or_init(|| Schema::compile(text).ok()).as_ref()
}

/// True for what a patch lacks.
fn may_stand_elsewhere(manifest: &Manifest, wrong: &Wrong) -> bool {
    matches!(wrong, Wrong::MissingKey { key } if key == "spec" || key == "class") && manifest.is_patch()
}

/// Settings in a connector's `config` that the operator takes from elsewhere.
fn without_effect(manifest: &Manifest) -> Vec<Defect> {
    let Some(config) = manifest.spec("config") else { return Vec::new() };
    let defect = |(key, elsewhere): &(&str, &[&str])| {
        let written = entry_at(&config.node, &[key])?;
        let place = elsewhere.join(".");
        let other = manifest.entry(elsewhere);
        let text = |entry: &crate::tree::Entry| entry.node.as_scalar().map(|scalar| scalar.text.clone());
        // Said twice, it does no harm.
        if other.as_ref().is_some_and(|other| text(other) == text(&written)) {
            return None;
        }
        let name = &manifest.name;
        let message =
            format!("`{key}` in `config` of connector `{name}` has no effect: Strimzi takes `{place}`");
        let defect =
            Defect::new(written.key_span, message).help(format!("take it away, and write `{place}`"));
        Some(match other {
            Some(other) => defect.related(other.node.origin.span, "the value that holds"),
            None => defect,
        })
    };
    OUTSIDE.iter().filter_map(defect).collect()
}

#[cfg(test)]
mod tests;
