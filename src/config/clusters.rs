//! `clusters`: which files declare parts of one Kafka cluster, whatever forms they have.

use super::reader::Reader;
use crate::tree::Node;
use crate::workspace::{Cluster, Patterns};

/// The keys of a cluster.
pub(super) const KEYS: &[&str] = &["name", "files"];

/// The clusters of the section `node`; one with a mistake in it is left out.
pub(super) fn read(node: &Node, reader: &mut Reader) -> Vec<Cluster> {
    let items = reader.list(node, "`clusters`");
    let mut clusters: Vec<Cluster> = Vec::new();
    for item in &items {
        let Some(cluster) = cluster(item, reader) else { continue };
        if clusters.iter().any(|known| known.name == cluster.name) {
            reader.mistake(item.origin.span, format!("there is a cluster `{}` already", cluster.name));
        } else {
            clusters.push(cluster);
        }
    }
    clusters
}

fn cluster(node: &Node, reader: &mut Reader) -> Option<Cluster> {
    let before = reader.problems.len();
    let mut name = None;
    let mut files = Patterns::default();
    for entry in reader.mapping(node, "a cluster", KEYS) {
        match &*entry.key {
            "name" => name = reader.text(&entry.node, "a cluster's name"),
            "files" => files = reader.patterns(&entry.node, "`files`"),
            _ => {}
        }
    }
    if (name.is_none() || files.is_empty()) && reader.problems.len() == before {
        let message = "a cluster has a `name`, and `files`: patterns such as `topics/**/*.yml`".to_owned();
        reader.mistake(node.origin.span, message);
    }
    if reader.problems.len() == before { Some(Cluster { name: name?, files }) } else { None }
}
