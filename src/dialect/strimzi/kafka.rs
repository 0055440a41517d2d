//! Lowers a `Kafka` resource to its brokers.

use super::manifest::{Manifest, entry_at, is_open, texts};
use super::neighbours::Neighbours;
use super::{cluster_ref, listeners, pods, pools, startup};
use crate::model::{ClusterRef, Fields, Resource, ResourceKind};
use crate::source::SourceMap;
use crate::tree::{Map, Node, Origin, Provenance, Scalar};

/// Returns the brokers of `kafka` as one resource, because the operator gives all of them the same settings. The
/// operator sets no replication factor, so Kafka's own defaults apply.
pub(super) fn broker(kafka: &Manifest, neighbours: &Neighbours<'_>, sources: &SourceMap) -> Resource {
    let place = Origin { span: kafka.key, via: Provenance::default() };
    let spec = entry_at(&kafka.node, &["spec", "kafka"]);
    let config = kafka.entry(&["spec", "kafka", "config"]);
    let under = config.as_ref().map_or(kafka.key, |config| config.key_span);
    let properties: Map = config.as_ref().into_iter().flat_map(|config| texts(&config.node)).collect();
    let origin = Origin { span: under, via: Provenance::default() };
    let refused = startup::of_node(kafka, &properties, &origin, sources);
    let listeners = listeners::summaries(kafka);
    let brokers = pools::brokers(kafka, neighbours);
    let count = Some(brokers.count).filter(|count| count.as_scalar().and_then(Scalar::integer) != Some(1));
    let fields = Fields::at(place.clone())
        .text("family", "strimzi")
        .maybe("image", kafka.entry(&["spec", "kafka", "image"]).map(|entry| entry.node))
        .put("roles", brokers.roles)
        .maybe("count", count)
        .flag("partial", kafka.is_patch() || is_open(config.as_ref()))
        .put_under("properties", under, Node::map(properties, origin.clone()))
        .put_under("image_defaults", under, Node::map(Map::default(), origin))
        .flag("image_defaults_known", true)
        .maybe("kafka_version", kafka.entry(&["spec", "kafka", "version"]).map(|entry| entry.node))
        .maybe("refusals", refused)
        .maybe("listeners", listeners)
        .maybe("log_dirs", pods::log_dirs(kafka, &brokers.pools));
    let shared = spec.map(|entry| entry.node);
    let specs: Vec<Vec<Node>> = if brokers.pools.is_empty() {
        vec![shared.into_iter().collect()]
    } else {
        let of = |pool: &&Manifest| pool.spec_node().into_iter().chain(shared.clone()).collect();
        brokers.pools.iter().map(of).collect()
    };
    let fields = pods::machine(fields, &specs, &place);
    let resource = Resource::new(ResourceKind::Broker, kafka.name.clone(), kafka.key, fields.finish());
    cluster_ref::settled(resource, cluster_ref(kafka))
}

/// Returns the listeners of `kafka` as resources.
pub(super) fn listeners(kafka: &Manifest) -> impl Iterator<Item = Resource> {
    listeners::resources(kafka).map(|one| cluster_ref::settled(one, cluster_ref(kafka)))
}

/// Returns the cluster that `kafka` declares: a patch declares no second one.
fn cluster_ref(kafka: &Manifest) -> Option<ClusterRef> {
    (!kafka.is_patch()).then(|| cluster_ref::kafka(&kafka.namespace, &kafka.name))
}
