//! The nodes that decide what a topic gets that sets nothing itself.

use super::has_role;
use crate::model::{Fields, Resource};
use crate::tree::{Node, Origin, ScalarKind};
use std::collections::BTreeSet;

/// The settings of brokers and controllers that topics take over.
const INHERITED: &[&str] =
    &["default.replication.factor", "log.cleanup.policy", "min.insync.replicas", "num.partitions"];

/// The fields of a node that say what holds where it does not set them.
const OTHERWISE: &[&str] = &["family", "image_defaults_known", "partial"];

/// Returns the numbers of those of `nodes` that differ in what topics take over, the first of each sort: as a rule all
/// brokers of a cluster are alike, and a rule that asks for each topic asks one of them.
pub(super) fn deciding(nodes: &[&Resource], origin: &Origin) -> Node {
    let chosen = |is_broker: bool| {
        let mut seen = BTreeSet::new();
        let own = nodes.iter().filter(|node| has_role(node, "broker") == is_broker).enumerate();
        let first = own.filter(|(_, node)| seen.insert(settings(node)));
        Node::list(first.map(|(index, _)| Node::number(index, origin.clone())).collect(), origin.clone())
    };
    Fields::at(origin.clone()).put("brokers", chosen(true)).put("controllers", chosen(false)).finish()
}

fn settings(node: &Resource) -> Vec<Option<String>> {
    let set = |key: &&str| {
        let mut fields = ["properties", "image_defaults"].iter().filter_map(|field| node.fields.get(field));
        fields.find_map(|field| written(&field.get(key)?))
    };
    let otherwise = |field: &&str| written(&node.fields.get(field)?);
    INHERITED.iter().map(set).chain(OTHERWISE.iter().map(otherwise)).collect()
}

/// Returns a value as it is written; none for null.
fn written(node: &Node) -> Option<String> {
    let scalar = node.as_scalar().filter(|scalar| scalar.kind != ScalarKind::Null)?;
    Some(scalar.text.to_string())
}
