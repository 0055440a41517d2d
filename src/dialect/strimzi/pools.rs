//! The nodes of a cluster: those of its node pools, or `spec.kafka.replicas` in the form without pools.

use super::manifest::{Manifest, entry_at};
use super::neighbours::Neighbours;
use crate::tree::{Node, Origin, Provenance, Scalar as One, ScalarKind};
use std::collections::BTreeSet;

/// The nodes of a cluster with the role `broker`.
pub(super) struct Brokers<'a> {
    /// The number of brokers; unresolved if it is unknown.
    pub(super) count: Node,
    /// The roles of the nodes: `broker`, and `controller` if some nodes have both.
    pub(super) roles: Node,
    /// The pools of the brokers; empty in the form without pools, or if the pools are unknown.
    pub(super) pools: Vec<&'a Manifest>,
}

/// Returns the brokers of `kafka`.
pub(super) fn brokers<'a>(kafka: &Manifest, neighbours: &Neighbours<'a>) -> Brokers<'a> {
    let (pools, whole) = pools_of(kafka, neighbours);
    let has = |pool: &Manifest, role: &str| {
        pool.spec("roles").is_some_and(|roles| roles.node.items().any(|one| one.as_text() == Some(role)))
    };
    let with_brokers: Vec<_> = pools.iter().copied().filter(|pool| has(pool, "broker")).collect();
    // Two pools with the same name are two versions of one pool.
    let names: BTreeSet<_> = pools.iter().map(|pool| &pool.name).collect();
    let whole = whole
        && names.len() == pools.len()
        && !pools.iter().any(|pool| neighbours.is_patched(pool))
        && !with_brokers.is_empty();
    let place = Origin { span: kafka.key, via: Provenance::default() };
    let unknown = || Node::unresolved("unknown", "the replicas of its node pools", place.clone());
    let count = if pools.is_empty() {
        let replicas = entry_at(&kafka.node, &["spec", "kafka", "replicas"]).map(|entry| entry.node);
        let elsewhere =
            kafka.is_annotated("strimzi.io/node-pools", "enabled") || neighbours.is_patched(kafka);
        replicas.filter(|_| !elsewhere).map_or_else(unknown, |replicas| replicas.as_integer())
    } else if whole {
        sum(&with_brokers).unwrap_or_else(unknown)
    } else {
        unknown()
    };
    let mut roles = vec!["broker"];
    if with_brokers.iter().any(|pool| has(pool, "controller")) {
        roles.push("controller");
    }
    let at = with_brokers.iter().find_map(|pool| pool.spec("roles")).map_or(place, |roles| roles.node.origin);
    let role = |role: &str| Node::derived(role, ScalarKind::Text, at.clone());
    let roles = Node::list(roles.into_iter().map(role).collect(), at.clone());
    Brokers { count, roles, pools: with_brokers }
}

/// Returns the pools with the label of `kafka`, and whether these are all. If another file declares a cluster of
/// the same name, only the pools in the same file certainly belong to `kafka`.
fn pools_of<'a>(kafka: &Manifest, neighbours: &Neighbours<'a>) -> (Vec<&'a Manifest>, bool) {
    if kafka.is_patch() {
        return (Vec::new(), true);
    }
    let is_only = neighbours.named("Kafka", &kafka.namespace, &kafka.name).len() == 1;
    let all = neighbours.pools(kafka);
    if is_only {
        return (all.to_vec(), true);
    }
    let beside: Vec<_> = all.iter().copied().filter(|pool| pool.key.source == kafka.key.source).collect();
    let whole = !beside.is_empty() || all.is_empty();
    (beside, whole)
}

/// Returns the sum of the pools' replicas, at those of the first pool, or `None` if one of them is not a number.
fn sum(pools: &[&Manifest]) -> Option<Node> {
    let written: Vec<Node> =
        pools.iter().map(|pool| Some(pool.spec("replicas")?.node)).collect::<Option<_>>()?;
    let first = written.first()?;
    if let [only] = &*written {
        return Some(only.as_integer());
    }
    let open =
        written.iter().find(|node| node.as_scalar().is_some_and(|one| one.kind == ScalarKind::Unresolved));
    if let Some(open) = open {
        return Some(open.clone());
    }
    let numbers: Option<i64> =
        written.iter().map(|node| node.as_scalar().and_then(One::integer).filter(|one| *one >= 0)).sum();
    Some(Node::number(numbers?, first.origin.clone()))
}
