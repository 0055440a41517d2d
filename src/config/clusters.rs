//! `clusters`: the files that declare parts of one Kafka cluster, in any format.

use super::reader::{Reader, items, text};
use crate::tree::Node;
use crate::workspace::Cluster;
use hy_msg_lint_tree::quote::quoted;

/// Reads the section. Cluster names are unique.
pub(super) fn read(section: &[Node], reader: &mut Reader) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for item in section {
        let files = reader.patterns(&items(item, "files"));
        let Some(name) = item.get("name").and_then(|name| text(&name)) else { continue };
        if files.is_empty() {
            continue;
        }
        if clusters.iter().any(|known| known.name == name) {
            reader.mistake(item.origin.span, format!("`clusters` has two clusters {}", quoted(&name)));
        } else {
            clusters.push(Cluster { name, files });
        }
    }
    clusters
}
