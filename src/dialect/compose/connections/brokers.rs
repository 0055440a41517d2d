//! The other brokers of a broker's cluster: each connects to what the inter-broker listener advertises.

use super::doors::{Answer, Told};
use super::{Edge, From, Graph, Parts};
use crate::model::ResourceKind;
use crate::model::groups::{Coordinators, connect_groups};
use crate::tree::Node;
use std::collections::BTreeMap;

/// The most brokers of a cluster that are followed to one of it.
const MOST_PEERS: usize = 50;

/// The most edges to a listener that are kept: of more, first those that lead elsewhere.
const MOST_EDGES: usize = 10;

/// The most edges between the brokers of a project, as far as each keeps one.
const MOST_OF_PROJECT: usize = 1_000;

/// The brokers of a project by the ensemble that they coordinate with.
pub(super) struct Clusters {
    /// The ensemble of each service that runs a broker, where it is known.
    of_service: BTreeMap<usize, usize>,
    /// The brokers of each ensemble.
    brokers: BTreeMap<usize, Vec<usize>>,
}

impl Clusters {
    pub(super) fn of(parts: &Parts) -> Self {
        let running = parts.products.iter().enumerate().filter_map(|(at, one)| Some((at, one.as_ref()?)));
        let nodes: Vec<_> = running.filter(|(_, one)| one.kind() == ResourceKind::Broker).collect();
        let coordinators: Vec<_> =
            nodes.iter().map(|(_, one)| Coordinators::of(&one.name, &|name| one.property(name))).collect();
        let (mut of_service, mut brokers) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
        for ((at, node), ensemble) in nodes.iter().zip(connect_groups(&coordinators).ensembles) {
            let Some(ensemble) = ensemble.filter(|_| node.has_role("broker")) else { continue };
            of_service.insert(*at, ensemble);
            brokers.entry(ensemble).or_default().push(*at);
        }
        Self { of_service, brokers }
    }

    /// Returns the other brokers of the cluster of `broker`.
    fn peers(&self, broker: usize) -> impl Iterator<Item = usize> {
        let ensemble = self.of_service.get(&broker).and_then(|ensemble| self.brokers.get(ensemble));
        ensemble.into_iter().flatten().copied().filter(move |other| *other != broker).take(MOST_PEERS)
    }

    /// Returns how many edges to one listener are kept.
    fn most_edges(&self) -> usize {
        (MOST_OF_PROJECT / self.of_service.len().max(1)).clamp(1, MOST_EDGES)
    }
}

impl Graph<'_> {
    /// Returns the edges of other brokers to the inter-broker listener of `broker`: its number, and each with the broker that
    /// it comes from.
    pub(super) fn of_peers(&self, clusters: &Clusters, broker: usize) -> Option<(usize, Vec<(usize, Node)>)> {
        let listeners = self.parts.listeners.get(broker)?;
        let is_inter_broker = |flag: Option<Node>| flag.is_some_and(|flag| flag.as_text() == Some("true"));
        let at = listeners.iter().position(|one| is_inter_broker(one.summary.get("inter_broker")))?;
        let summary = &listeners.get(at)?.summary;
        let mut told: Vec<(usize, Told)> =
            clusters.peers(broker).map(|peer| (peer, self.told(From::Service(peer), broker, at))).collect();
        told.sort_by_key(|(_, told)| !told.is_wrong());
        told.truncate(clusters.most_edges());
        let edge = |(peer, told): (usize, Told)| {
            let better = if told.is_wrong() { self.better(From::Service(peer), broker) } else { None };
            let edge = Edge { answer: Answer::Listener(broker, at), told: Some(told), better };
            Some((peer, edge.node_of_peer(self, self.parts.services.get(peer)?, summary)))
        };
        Some((at, told.into_iter().filter_map(edge).collect()))
    }
}
