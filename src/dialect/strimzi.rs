//! Resources of the Strimzi Kubernetes operator: clusters, topics, Kafka Connect, connectors and `MirrorMaker`.
//!
//! How the operator interprets a resource follows its documentation ("Strimzi Custom Resource API Reference") and
//! its custom resource definitions, versions `v1` and `v1beta2`.

mod cluster_ref;
mod defects;
mod kafka;
mod listeners;
mod manifest;
mod mirror;
mod neighbours;
mod pods;
mod pools;
mod quantity;
mod startup;
mod topic;
mod worker;

use super::Declared;
use super::yaml::{Claimed, YamlDialect};
use crate::model::Resource;
use crate::source::SourceMap;
use crate::tree::Node;
use crate::workspace::File;
use manifest::{GROUP, Manifest, manifests};
use neighbours::Neighbours;

/// The Strimzi dialect.
pub(super) struct Strimzi;

impl YamlDialect for Strimzi {
    const NAME: &'static str = "Strimzi resource";
    const NEEDLES: &'static [&'static str] = &[GROUP];
    const TEMPLATE_MARKS: &'static [&'static str] = &["{{"];

    fn looks_like(file: &File) -> bool {
        let starts = |line: &str| line.trim_start_matches(['-', ' ', '"']).starts_with("apiVersion");
        file.source.text.lines().any(|line| starts(line) && line.contains(GROUP))
    }

    fn owns(document: &Node, _file: &File) -> bool {
        !manifests(document).is_empty()
    }

    fn declare(claimed: &Claimed, found: &mut Declared) {
        let all: Vec<Manifest> = claimed.documents().flat_map(|(document, _)| manifests(document)).collect();
        let neighbours = Neighbours::of(&all);
        for manifest in &all {
            let declared = resources(manifest, &neighbours, claimed.sources).into_iter();
            found.declare(declared.map(|one| neighbours.without_versions(manifest, one)));
            for (form, defect) in defects::manifest_defects(manifest) {
                found.defects(form, [defect]);
            }
        }
    }
}

/// Lowers `manifest`.
fn resources(manifest: &Manifest, neighbours: &Neighbours<'_>, sources: &SourceMap) -> Vec<Resource> {
    match &*manifest.kind {
        // A missing name is reported as a defect.
        "KafkaTopic" | "KafkaConnector" if manifest.name.is_empty() => Vec::new(),
        "Kafka" => std::iter::once(kafka::broker(manifest, neighbours, sources))
            .chain(kafka::listeners(manifest))
            .collect(),
        "KafkaTopic" => topic::topic(manifest).into_iter().collect(),
        "KafkaConnect" => vec![worker::connect(manifest, sources)],
        "KafkaConnector" => vec![worker::connector(manifest, neighbours, sources)],
        "KafkaMirrorMaker2" => mirror::resources(manifest, sources),
        // Node pools are part of their cluster.
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
