//! The connection graph of a project: who is told to go where, which listener answers there, what that listener advertises, and
//! whether the client reaches that.
//!
//! A Kafka client connects to a bootstrap address, and from then on to the addresses that the listener which answered
//! advertises (Kafka documentation, `advertised.listeners`). Each step is a fact here; rules judge it.

mod brokers;
mod clients;
mod doors;
mod edge;
mod host;
mod other_ports;
mod ports;
mod topology;
mod zookeepers;

use super::broker::Listener;
use super::product::Running;
use super::reach::Reach;
use super::service::Service;
use crate::model::ResourceKind;
use crate::source::SourceMap;
use crate::tree::{Entry, Node, ScalarKind};
use brokers::Clusters;
use clients::Client;
use doors::{Answer, Told, Via};
use ports::Ports;
pub(super) use ports::number as port_number;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use topology::Topology;

/// The most listeners of a broker among which one is looked for that would do for a client.
const MOST_LISTENERS: usize = 20;

/// What the graph is made of: one item a service in each.
pub(super) struct Parts<'a> {
    pub(super) services: &'a [Service],
    /// What variables and commands tell each service to connect to.
    pub(super) servers: &'a [Node],
    pub(super) products: &'a [Option<Running>],
    pub(super) listeners: &'a [Vec<Listener>],
    pub(super) reaches: &'a [Reach],
    /// The keys of networks that exist outside of the project.
    pub(super) external: &'a BTreeSet<Arc<str>>,
    /// True if nothing of the project stands in files that are not read.
    pub(super) is_complete: bool,
}

/// The edges of a project, each a mapping of fields.
#[derive(Default)]
pub(super) struct Connections {
    /// The edges from each service.
    pub(super) from_services: Vec<Vec<Node>>,
    /// The edges from each service that runs a broker to the others of its cluster.
    from_brokers: Vec<Vec<Node>>,
    /// The edges from the host, through the published ports of each service.
    from_host: Vec<Vec<Node>>,
    /// For each listener of each service, the edges that it answers.
    to_listeners: Vec<Vec<Vec<Node>>>,
    /// For each listener of each service, the edges that mean it and that it does not answer.
    refused: Vec<Vec<Vec<Node>>>,
    /// For each service, the number of its inter-broker listener, and the edges of other brokers to it.
    from_peers: Vec<Option<(usize, Vec<Node>)>>,
    /// For each listener of each service, whether its own container, and whether the host, reaches what it advertises.
    told: Vec<Vec<[&'static str; 2]>>,
    /// The addresses at which each service looks for `ZooKeeper`, with what answers there.
    to_zookeepers: Vec<Vec<Node>>,
}

/// Returns the edges of a project.
pub(super) fn connections(parts: &Parts, sources: &SourceMap) -> Connections {
    let mut found = Connections {
        to_listeners: parts.listeners.iter().map(|of_one| vec![Vec::new(); of_one.len()]).collect(),
        refused: parts.listeners.iter().map(|of_one| vec![Vec::new(); of_one.len()]).collect(),
        from_brokers: vec![Vec::new(); parts.services.len()],
        ..Connections::default()
    };
    let graph = Graph::of(parts);
    let clusters = Clusters::of(parts);
    for (at, (service, servers)) in parts.services.iter().zip(parts.servers).enumerate() {
        let clients = clients::of(service, servers, sources);
        let edges = clients.iter().map(|client| {
            let edge = graph.edge_from(at, client);
            (edge.node(&graph, &service.name, client), edge)
        });
        let edges: Vec<_> = edges.collect();
        found.add(edges.iter().map(|(node, edge)| (node, edge)));
        found.from_services.push(edges.into_iter().map(|(node, _)| node).collect());
        let edges = graph.of_host(at);
        found.add(edges.iter().map(|(node, edge)| (node, edge)));
        found.from_host.push(edges.into_iter().map(|(node, _)| node).collect());
        found.add_peers(graph.of_peers(&clusters, at));
        found.told.push(graph.told_of_listeners(at));
        found.to_zookeepers.push(graph.to_zookeepers(at, sources));
    }
    found
}

impl Connections {
    /// Returns the edges from `service`, and from the host to it.
    pub(super) fn of_service(&self, service: usize) -> impl Iterator<Item = &Node> {
        [&self.from_services, &self.from_brokers, &self.from_host]
            .into_iter()
            .filter_map(move |edges| edges.get(service))
            .flatten()
    }

    /// Returns `fields` of the product that `service` runs, with the edges from the host where it is a broker, and those to
    /// `ZooKeeper` where it uses one.
    pub(super) fn beside_product(&self, service: usize, product: &Running, fields: &Node) -> Node {
        let edges = self.from_host.get(service).filter(|_| product.kind() == ResourceKind::Broker);
        let fields =
            edges.map_or_else(|| fields.clone(), |edges| with_list(fields, "host_connections", edges));
        let zookeepers = self.to_zookeepers.get(service).filter(|edges| !edges.is_empty());
        zookeepers.map_or_else(|| fields.clone(), |edges| with_list(&fields, "zookeepers", edges))
    }

    /// Returns `fields` of a listener of `service`, with the edges of clients that it answers, and those of other brokers to it.
    pub(super) fn beside_listener(&self, service: usize, listener: usize, fields: &Node) -> Node {
        let clients = self.to_listeners.get(service).and_then(|all| all.get(listener));
        let refused = self.refused.get(service).and_then(|all| all.get(listener));
        let peers = self.from_peers.get(service).and_then(Option::as_ref).filter(|(at, _)| *at == listener);
        let fields = with_list(fields, "clients", clients.map(Vec::as_slice).unwrap_or_default());
        let fields = with_list(&fields, "refused_clients", refused.map(Vec::as_slice).unwrap_or_default());
        with_list(&fields, "peer_connections", peers.map(|(_, edges)| &**edges).unwrap_or_default())
    }

    /// Tells of each listener whether its own container, and whether the host, reaches what it advertises.
    pub(super) fn add_told(&self, listeners: &mut [Vec<Listener>]) {
        for (of_one, told) in listeners.iter_mut().zip(&self.told) {
            for (listener, told) in of_one.iter_mut().zip(told) {
                for (key, told) in ["told", "told_host"].into_iter().zip(told) {
                    let told = Node::derived(*told, ScalarKind::Text, listener.summary.origin.clone());
                    listener.summary = with(&listener.summary, key, told.clone());
                    listener.fields = with(&listener.fields, key, told);
                }
            }
        }
    }

    /// Adds the edges of other brokers to a listener of the next service.
    fn add_peers(&mut self, found: Option<(usize, Vec<(usize, Node)>)>) {
        let edges = found.map(|(listener, edges)| {
            for (peer, edge) in &edges {
                if let Some(from) = self.from_brokers.get_mut(*peer) {
                    from.push(edge.clone());
                }
            }
            (listener, edges.into_iter().map(|(_, edge)| edge).collect())
        });
        self.from_peers.push(edges);
    }

    /// Adds edges to the listeners that answer them, and to those that are meant and do not.
    fn add<'a>(&mut self, edges: impl Iterator<Item = (&'a Node, &'a Edge)>) {
        for (node, edge) in edges {
            let answered = edge.answer.listener().map(|at| (&mut self.to_listeners, at));
            let refused = edge.answer.refusing_listener();
            let found = match answered {
                Some(found) => Some(found),
                None => refused.map(|at| (&mut self.refused, at)),
            };
            let Some((all, (service, listener))) = found else { continue };
            let to = all.get_mut(service).and_then(|of_one| of_one.get_mut(listener));
            if let Some(edges) = to {
                edges.push(node.clone());
            }
        }
    }
}

/// Returns `fields` with `items` under `key`.
pub(super) fn with_list(fields: &Node, key: &str, items: &[Node]) -> Node {
    let list = Node::list(items.to_vec(), fields.origin.clone());
    with(fields, key, list)
}

/// Returns `fields` with `node` under `key`.
pub(super) fn with(fields: &Node, key: &str, node: Node) -> Node {
    let origin = fields.origin.clone();
    let mut map = fields.as_map().cloned().unwrap_or_default();
    map.set(Entry { key: key.into(), key_span: origin.span, node });
    Node::map(map, origin)
}

/// An edge: what answers, and whether the client reaches what that advertises.
struct Edge {
    answer: Answer,
    told: Option<Told>,
    /// A listener of the broker that answers, or that the address means, which advertises something that the client reaches.
    better: Option<(usize, usize)>,
}

/// Who answers where in a project.
struct Graph<'a> {
    parts: &'a Parts<'a>,
    topology: Topology<'a>,
    ports: Ports,
    /// The services whose network interfaces each service's are.
    guests: Vec<Vec<usize>>,
    /// What answers at ports of the host, as far as somebody asked.
    behind_ports: RefCell<BTreeMap<i64, Option<Rc<[Answer]>>>>,
    /// The listener that is advertised at each port of the host.
    on_host: BTreeMap<i64, (usize, usize)>,
    /// The services that run `ZooKeeper`, with their ports for clients, where they are known.
    zookeepers: BTreeMap<usize, Option<Vec<Node>>>,
}

/// Who connects.
#[derive(Clone, Copy)]
enum From {
    Service(usize),
    Host,
}

impl<'a> Graph<'a> {
    fn of(parts: &'a Parts<'a>) -> Self {
        let topology = Topology::of(parts.services, parts.reaches, parts.external, parts.is_complete);
        let mut guests = vec![Vec::new(); parts.services.len()];
        for service in 0..parts.services.len() {
            if let Some(of_home) = guests.get_mut(topology.home(service)) {
                of_home.push(service);
            }
        }
        let on_host = host::advertised_on_host(parts, &topology);
        Self {
            parts,
            topology,
            ports: Ports::of(parts.services),
            guests,
            behind_ports: RefCell::default(),
            on_host,
            zookeepers: zookeepers::zookeepers(parts),
        }
    }

    /// Returns the edge of a client in the container of `service`.
    fn edge_from(&self, service: usize, client: &Client) -> Edge {
        let from = From::Service(service);
        let answer =
            if client.quoted { Answer::Quoted } else { self.answer(service, &client.host, &client.port) };
        let followed = answer.listener().filter(|_| client.follows);
        let told = followed.map(|(broker, listener)| self.told(from, broker, listener));
        let better = match (answer.listener(), &told) {
            (Some((broker, _)), Some(told)) if told.is_wrong() => self.better(from, broker),
            _ => match &answer {
                Answer::Unanswered(services) => services.iter().find_map(|one| self.better(from, *one)),
                _ => None,
            },
        };
        Edge { answer, told, better }
    }

    /// Returns the edges from the host through the published ports of `service`, if a broker answers in its container.
    fn of_host(&self, service: usize) -> Vec<(Node, Edge)> {
        let has_broker = |guest: &usize| self.parts.listeners.get(*guest).is_some_and(|all| !all.is_empty());
        let home = self.topology.home(service);
        // On the host's own network Docker publishes nothing.
        if home != service
            || self.topology.is_on_host(service)
            || !self.guests.get(home).is_some_and(|guests| guests.iter().any(has_broker))
        {
            return Vec::new();
        }
        let mut edges: Vec<(Node, Edge)> = Vec::new();
        let ports: Vec<_> = self.ports.of_service(service).collect();
        for entry in ports.chunk_by(|one, other| one.entry.origin.span == other.entry.origin.span) {
            let mut answers: Vec<_> =
                entry.iter().map(|port| (*port, self.behind_port(service, port))).collect();
            // A range is published for the ports in it that somebody listens to.
            let is_closed =
                |answer: &Answer| matches!(answer, Answer::Closed(_) | Answer::Outside | Answer::Open(_));
            if answers.iter().any(|(_, answer)| !is_closed(answer)) {
                answers.retain(|(_, answer)| !is_closed(answer));
            } else {
                answers.truncate(1);
            }
            edges.extend(answers.into_iter().map(|(port, answer)| {
                let told =
                    answer.listener().map(|(broker, listener)| self.told(From::Host, broker, listener));
                let edge = Edge { answer, told, better: None };
                (edge.node_of_port(self, port), edge)
            }));
        }
        edges
    }

    /// Returns what answers behind a published port of `service`.
    fn behind_port(&self, service: usize, port: &ports::Published) -> Answer {
        match self.door(service, &port.target, Via::Network) {
            Answer::Closed(_) if self.may_be_of_another(service, &port.target) => Answer::Outside,
            answer => answer,
        }
    }

    /// Returns, for each listener of `broker`, whether its own container, and whether the host, reaches what it advertises. Of
    /// listeners with one name or one port, with which no broker starts, nothing is said.
    fn told_of_listeners(&self, broker: usize) -> Vec<[&'static str; 2]> {
        let listeners = self.parts.listeners.get(broker).map(Vec::as_slice).unwrap_or_default();
        let are_distinct = |key: &str| {
            let texts = listeners.iter().filter_map(|one| Some(one.summary.get(key)?.as_text()?.to_owned()));
            texts.collect::<BTreeSet<_>>().len() == listeners.len()
        };
        let is_sound = are_distinct("name") && are_distinct("port");
        // What leads to a loopback interface is meant for somebody else's.
        let is_loopback = |listener: usize| {
            let host = listeners.get(listener).and_then(|one| one.summary.get("advertised_host"));
            host.is_some_and(|host| host.as_text().is_some_and(topology::is_loopback))
        };
        let told = |listener| match self.told(From::Service(broker), broker, listener) {
            Told::Closed if is_loopback(listener) => Told::Open,
            told => told,
        };
        let both = |at: usize| [told(at), self.told(From::Host, broker, at)];
        let both = |at: usize| if is_sound { both(at) } else { [Told::Open, Told::Open] };
        (0..listeners.len()).map(|at| both(at).map(Told::name)).collect()
    }

    /// Returns a listener of `broker` that a client can be sent to instead.
    fn better(&self, from: From, broker: usize) -> Option<(usize, usize)> {
        let count = self.parts.listeners.get(broker).map_or(0, Vec::len).min(MOST_LISTENERS);
        let is_better = |listener: &usize| {
            self.is_open_to_clients(broker, *listener) && self.told(from, broker, *listener) == Told::Reached
        };
        (0..count).find(is_better).map(|listener| (broker, listener))
    }
}
