//! Resources of the Strimzi operator for Kubernetes: clusters, topics, Kafka Connect, connectors and `MirrorMaker`.
//!
//! What the operator makes of a resource is taken from its documentation ("Strimzi Custom Resource API Reference") and its
//! custom resource definitions, for the versions `v1` and `v1beta2`.

mod defects;
mod holes;
mod home;
mod kafka;
mod listeners;
mod manifest;
mod mirror;
mod neighbours;
mod pods;
mod pools;
mod quantity;
mod topic;
mod worker;

use super::{Declared, Dialect};
use crate::model::Resource;
use crate::source::SourceMap;
use crate::workspace::{File, Files, Format, Layout};
use manifest::{Manifest, manifests};
use neighbours::Neighbours;
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "Strimzi resource", marks: &[manifest::GROUP], claims, declares };

fn claims(file: &File) -> bool {
    if file.format != Format::Yaml {
        return false;
    }
    // A template is no YAML yet.
    if !file.errors.is_empty() && file.source.text.contains("{{") {
        return false;
    }
    if !file.errors.is_empty() && file.documents.is_empty() {
        let is_version =
            |line: &str| line.trim_start_matches(['-', ' ', '"']).starts_with("apiVersion") && in_group(line);
        return file.source.text.lines().any(is_version);
    }
    file.documents.iter().any(|document| !manifests(document).is_empty())
}

fn in_group(line: &str) -> bool {
    line.contains(manifest::GROUP)
}

fn declares(claimed: &[Arc<File>], files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
    }
    let all: Vec<Manifest> = claimed.iter().flat_map(|file| &file.documents).flat_map(manifests).collect();
    let neighbours = Neighbours::of(&all);
    for manifest in &all {
        let declared = resources(manifest, &neighbours, files.sources).into_iter();
        found.resources.extend(declared.map(|one| neighbours.without_versions(manifest, one)));
        let defects = defects::of(manifest).into_iter();
        found.resources.extend(defects.map(|(form, defect)| super::defect::resource(&defect, form)));
    }
    found
}

/// What `manifest` declares.
fn resources(manifest: &Manifest, neighbours: &Neighbours<'_>, sources: &SourceMap) -> Vec<Resource> {
    match &*manifest.kind {
        // That it has no name is said as a defect.
        "KafkaTopic" | "KafkaConnector" if manifest.name.is_empty() => Vec::new(),
        "Kafka" => vec![kafka::broker(manifest, neighbours)],
        "KafkaTopic" => topic::topic(manifest).into_iter().collect(),
        "KafkaConnect" => vec![worker::connect(manifest, sources)],
        "KafkaConnector" => vec![worker::connector(manifest, neighbours, sources)],
        "KafkaMirrorMaker2" => mirror::resources(manifest, sources),
        // A pool is a part of its cluster.
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
