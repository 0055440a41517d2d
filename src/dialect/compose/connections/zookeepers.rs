//! Where a broker, or a Schema Registry of old, looks for `ZooKeeper`, and what answers there.

use super::super::product::Running;
use super::super::start_script::runs_own_script;
use super::super::{server, zookeeper};
use super::ports::number;
use super::topology::Lead;
use super::{Graph, Parts};
use crate::model::Fields;
use crate::model::endpoint::host_ports;
use crate::model::image::{Family, Product};
use crate::source::SourceMap;
use crate::tree::{Node, ScalarKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most services whose addresses are offered in place of one that leads nowhere.
const MOST_OFFERED: usize = 3;

/// The most addresses of one list that are followed.
const MOST_ADDRESSES: usize = 50;

/// What answers at an address of `ZooKeeper`. Services are numbers in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// `ZooKeeper`.
    ZooKeeper(usize),
    /// `ZooKeeper`, which listens to other ports.
    Closed(usize),
    /// A server that is no `ZooKeeper`.
    NoZooKeeper(usize),
    /// The client's own container, in which no `ZooKeeper` runs.
    OwnContainer,
    /// A service on none of the client's networks.
    Apart(usize),
    /// A service whose name leads nowhere on the host's own network, on which the client is.
    Unanswered(usize),
    /// A service whose name leads nowhere, since it or the client is on no network that has names.
    Nameless(usize),
    /// No service is called so.
    Nobody,
    /// Something that the project does not declare.
    Outside,
    /// It needs a variable, or what a service listens to is not known.
    Open(Option<usize>),
}

/// Returns the services that run `ZooKeeper`, each with its ports for clients, where they are known.
pub(super) fn zookeepers(parts: &Parts) -> BTreeMap<usize, Option<Vec<Node>>> {
    let is_free = |at: usize| parts.products.get(at).is_some_and(Option::is_none);
    let services = parts.services.iter().enumerate();
    let servers = services.filter(|(at, one)| is_free(*at) && zookeeper::is_zookeeper(&one.container));
    servers.map(|(at, one)| (at, zookeeper::client_ports(one))).collect()
}

impl Graph<'_> {
    /// Returns each address at which `service` looks for `ZooKeeper`, with what answers there. None for what uses no `ZooKeeper`.
    pub(super) fn to_zookeepers(&self, service: usize, sources: &SourceMap) -> Vec<Node> {
        let Some(running) = self.parts.products.get(service).and_then(Option::as_ref) else {
            return Vec::new();
        };
        let Some(value) = connect_string(running) else { return Vec::new() };
        // Quotation marks that are a part of the value are a fault of their own.
        if value.as_scalar().is_none_or(|one| one.text.contains(['"', '\''])) {
            return Vec::new();
        }
        let addresses = host_ports(&value, sources).into_iter().take(MOST_ADDRESSES);
        let offered = self.offered(service);
        let edge = |host: Node, port: Option<Node>| {
            let default =
                || Node::derived(zookeeper::DEFAULT_PORT, ScalarKind::Text, host.origin.clone()).as_integer();
            let port = port.unwrap_or_else(default);
            let answer = self.zookeeper_at(service, &host, &port);
            self.zookeeper_node(&answer, host, port, &offered)
        };
        addresses.map(|one| edge(one.host, one.port)).collect()
    }

    /// Returns what answers `from` at `host` and `port`.
    fn zookeeper_at(&self, from: usize, host: &Node, port: &Node) -> Answer {
        let first = |services: &[usize]| services.first().copied();
        match self.topology.lead(from, host) {
            Lead::Loopback | Lead::Own => self.zookeeper_within(from, port),
            Lead::Services(services) => best(services.iter().map(|one| self.zookeeper_door(*one, port))),
            Lead::Apart(services) => first(&services).map_or(Answer::Outside, Answer::Apart),
            Lead::Unanswered(services) => first(&services).map_or(Answer::Outside, Answer::Unanswered),
            Lead::Nameless(services) => first(&services).map_or(Answer::Outside, Answer::Nameless),
            Lead::Host => self.zookeeper_behind_host(port),
            // What runs no ZooKeeper is a part of something that runs one elsewhere.
            Lead::Nobody if self.zookeepers.is_empty() => Answer::Outside,
            Lead::Nobody => Answer::Nobody,
            Lead::Outside => Answer::Outside,
            Lead::Open => Answer::Open(None),
        }
    }

    /// Returns what answers in the container of `from`, or in one that has the same interfaces.
    fn zookeeper_within(&self, from: usize, port: &Node) -> Answer {
        match self.zookeeper_door(from, port) {
            Answer::NoZooKeeper(_) => Answer::OwnContainer,
            answer => answer,
        }
    }

    /// Returns what answers at `port` of the container of `service`.
    fn zookeeper_door(&self, service: usize, port: &Node) -> Answer {
        let guests = self.guests.get(self.topology.home(service)).map(Vec::as_slice).unwrap_or_default();
        let mut servers = guests.iter().copied().filter(|guest| self.is_zookeeper(*guest)).peekable();
        if servers.peek().is_some() {
            return best(servers.map(|one| self.zookeeper_listens(one, port)));
        }
        if guests.iter().all(|guest| self.runs_no_zookeeper(*guest)) {
            Answer::NoZooKeeper(service)
        } else {
            Answer::Outside
        }
    }

    /// Returns what answers at `port` of `service`, which runs `ZooKeeper`.
    fn zookeeper_listens(&self, service: usize, port: &Node) -> Answer {
        let Some(Some(ports)) = self.zookeepers.get(&service) else { return Answer::Open(Some(service)) };
        let text = |node: &Node| node.as_scalar().map(|one| Arc::clone(&one.text));
        let wanted = number(port);
        // The same variable on both sides is the same port.
        let is_same = |own: &Node| (wanted.is_some() && number(own) == wanted) || text(own) == text(port);
        if ports.iter().any(is_same) {
            Answer::ZooKeeper(service)
        } else if wanted.is_none() || ports.iter().any(|own| number(own).is_none()) {
            Answer::Open(Some(service))
        } else {
            Answer::Closed(service)
        }
    }

    /// Returns what answers at a port of the host, where a `ZooKeeper` that is not declared may run, too.
    fn zookeeper_behind_host(&self, port: &Node) -> Answer {
        let Some(wanted) = number(port) else { return Answer::Open(None) };
        let Some(entries) = self.ports.behind(wanted) else { return Answer::Open(None) };
        match best(entries.iter().map(|one| self.zookeeper_door(one.service, &one.target))) {
            Answer::ZooKeeper(service) => Answer::ZooKeeper(service),
            _ => Answer::Outside,
        }
    }

    fn is_zookeeper(&self, service: usize) -> bool {
        self.zookeepers.contains_key(&service)
    }

    /// Returns true for a container that runs a known server, as its image starts it, and nothing beside it.
    fn runs_no_zookeeper(&self, service: usize) -> bool {
        let (Some(one), Some(product)) = (self.parts.services.get(service), self.parts.products.get(service))
        else {
            return false;
        };
        // A job has no server, and neither has what shares the interfaces of another.
        let Some(running) = product else { return one.job.is_some() };
        let is_known = !matches!(running.family, Family::Other | Family::Strimzi);
        is_known
            && !one.partial
            && one.built.is_none()
            && (running.flags.is_some() || runs_own_script(&one.container))
            && !server::replaces_scripts(&one.container)
    }

    /// Returns the addresses at which `from` would find a `ZooKeeper` of the project.
    fn offered(&self, from: usize) -> Vec<(Arc<str>, Node)> {
        let address = |(service, ports): (&usize, &Option<Vec<Node>>)| {
            let one = self.parts.services.get(*service)?;
            let port = ports.as_ref()?.iter().find(|port| number(port).is_some())?.clone();
            let name = Node::derived(Arc::clone(&one.name), ScalarKind::Text, port.origin.clone());
            matches!(self.topology.lead(from, &name), Lead::Services(_))
                .then(|| (Arc::clone(&one.name), port))
        };
        self.zookeepers.iter().filter_map(address).take(MOST_OFFERED).collect()
    }

    fn zookeeper_node(&self, answer: &Answer, host: Node, port: Node, offered: &[(Arc<str>, Node)]) -> Node {
        let origin = host.origin.clone();
        let at = answer.service();
        let service = at.and_then(|at| self.parts.services.get(at));
        let ports = at.filter(|_| matches!(answer, Answer::Closed(_)));
        let ports = ports.and_then(|at| self.zookeepers.get(&at)?.clone());
        let text = |name: &Arc<str>| Node::derived(Arc::clone(name), ScalarKind::Text, origin.clone());
        let offer = |(name, port): &(Arc<str>, Node)| {
            let host = Node::derived(Arc::clone(name), ScalarKind::Text, port.origin.clone());
            Fields::at(port.origin.clone()).put("host", host).put("port", port.clone()).finish()
        };
        Fields::at(origin.clone())
            .put("host", host)
            .put("port", port)
            .text("answer", answer.name())
            .maybe("service", service.map(|one| text(&one.name)))
            .maybe("ports", ports.map(|ports| Node::list(ports, origin.clone())))
            .put("better", Node::list(offered.iter().map(offer).collect(), origin))
            .finish()
    }
}

/// Returns the addresses at which `running` looks for `ZooKeeper`, as they are set here.
fn connect_string(running: &Running) -> Option<Node> {
    match running.product {
        Product::Broker => {
            let roles = running.property("process.roles").filter(|roles| roles.as_text() != Some(""));
            running.properties.get("zookeeper.connect").filter(|_| roles.is_none())
        }
        Product::SchemaRegistry => running.properties.get("kafkastore.connection.url"),
        Product::ConnectWorker | Product::RestProxy | Product::Ksqldb => None,
    }
}

/// Returns the best of several answers: an address may lead to one container or another.
fn best(answers: impl Iterator<Item = Answer>) -> Answer {
    let rank = |answer: &Answer| match answer {
        Answer::ZooKeeper(_) => 0,
        Answer::Open(_) => 1,
        Answer::Outside => 2,
        _ => 3,
    };
    answers.min_by_key(rank).unwrap_or(Answer::Outside)
}

impl Answer {
    /// Returns its name in `answer`.
    fn name(&self) -> &'static str {
        match self {
            Self::ZooKeeper(_) => "zookeeper",
            Self::Closed(_) => "closed",
            Self::NoZooKeeper(_) => "no_zookeeper",
            Self::OwnContainer => "own_container",
            Self::Apart(_) => "apart",
            Self::Unanswered(_) => "host_network",
            Self::Nameless(_) => "no_names",
            Self::Nobody => "nobody",
            Self::Outside => "outside",
            Self::Open(_) => "unknown",
        }
    }

    /// Returns the service that the address leads to.
    fn service(&self) -> Option<usize> {
        match self {
            Self::ZooKeeper(service)
            | Self::Closed(service)
            | Self::NoZooKeeper(service)
            | Self::Apart(service)
            | Self::Unanswered(service)
            | Self::Nameless(service) => Some(*service),
            Self::Open(service) => *service,
            Self::OwnContainer | Self::Nobody | Self::Outside => None,
        }
    }
}
