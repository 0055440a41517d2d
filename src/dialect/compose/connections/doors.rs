//! What answers at an address, and whether a client reaches what it is told.

use super::super::entrypoint;
use super::super::service_index::runs_node;
use super::other_ports;
use super::ports::{self, number};
use super::topology::{Lead, is_name_of_host};
use super::{From, Graph};
use crate::model::ResourceKind;
use crate::tree::Node;
use std::sync::Arc;

/// What answers at an address. Listeners are numbers of a service and of one of its listeners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// A listener for clients.
    Listener(usize, usize),
    /// A listener for controllers, which understands no client.
    Controllers(usize, usize),
    /// A listener that binds another interface of its container.
    OtherInterface(usize, usize),
    /// A port of the host that nothing publishes, at which the broker advertises the listener.
    NotPublished(usize, usize),
    /// A broker, none of whose listeners has the port.
    Closed(usize),
    /// A server that is no broker.
    NoBroker(usize),
    /// The client's own container, which runs no broker.
    OwnContainer,
    /// Services on none of the client's networks.
    Apart(Vec<usize>),
    /// Services whose names lead nowhere on the host's own network, on which the client is.
    Unanswered(Vec<usize>),
    /// Services whose names lead nowhere, since they or the client are on no network that has names.
    Nameless(Vec<usize>),
    /// Quotation marks are a part of the address, so that it is none.
    Quoted,
    /// No service is called so.
    Nobody,
    /// Something that the project does not declare.
    Outside,
    /// It needs a variable, or what a service listens to is not known: the service, where that is known.
    Open(Option<usize>),
}

/// Whether a client reaches the address that a listener advertises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Reached,
    /// It leads a client to its own container.
    OwnContainer,
    /// No service is called so.
    Nobody,
    /// It leads to the broker, which is on none of the client's networks.
    Apart,
    /// It is a name of the broker, which leads nowhere on the host's own network, on which the client is.
    Unanswered,
    /// It is a name of the broker's container, which the host does not know.
    ContainerName,
    /// It is a name of the broker, which leads nowhere, since the broker or the client is on no network that has names.
    Nameless,
    /// It leads to the broker, which does not listen there.
    Closed,
    /// Nothing: the broker advertises other listeners and not this one.
    NotAdvertised,
    /// It leads to another broker.
    Another(usize),
    /// It leads to a server that is no broker.
    NoBroker(usize),
    /// It leads through a port of the host to another listener of the broker.
    AnotherListener(usize, usize),
    /// It leads to a port of the host behind which there is nothing.
    NotPublished,
    /// It leads to something that the project does not declare.
    Outside,
    /// It needs a variable, or is not known.
    Open,
}

impl Told {
    /// Returns true if the client is known not to reach it.
    pub(super) fn is_wrong(self) -> bool {
        !matches!(self, Self::Reached | Self::Outside | Self::Open)
    }
}

impl Answer {
    /// Returns the listener that answers a client.
    pub(super) fn listener(&self) -> Option<(usize, usize)> {
        match self {
            Self::Listener(service, listener) => Some((*service, *listener)),
            _ => None,
        }
    }

    /// Returns the listener that is meant and does not answer: it binds another interface, or nothing publishes its port.
    pub(super) fn refusing_listener(&self) -> Option<(usize, usize)> {
        match self {
            Self::OtherInterface(service, listener) | Self::NotPublished(service, listener) => {
                Some((*service, *listener))
            }
            _ => None,
        }
    }
}

/// Through which interface of its container a listener is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    Loopback,
    Network,
}

impl Graph<'_> {
    /// Returns what answers a client of `from` at `host` and `port`.
    pub(super) fn answer(&self, from: usize, host: &Node, port: &Node) -> Answer {
        match self.topology.lead(from, host) {
            Lead::Loopback => self.own(from, port, Via::Loopback),
            Lead::Own => self.own(from, port, Via::Network),
            Lead::Services(services) => first(services.iter().map(|one| self.door(*one, port, Via::Network))),
            Lead::Apart(services) => Answer::Apart(services),
            Lead::Unanswered(services) => Answer::Unanswered(services),
            Lead::Nameless(services) => Answer::Nameless(services),
            Lead::Host => match self.behind_host(port) {
                // Another project may publish a port of the same host.
                Some(answers) if answers.is_empty() => self.meant_on_host(port).unwrap_or(Answer::Outside),
                Some(answers) => first(answers.iter().cloned()),
                None => Answer::Open(None),
            },
            // What runs no broker is a part of something that runs one elsewhere.
            Lead::Nobody if !self.has_broker() => Answer::Outside,
            Lead::Nobody => Answer::Nobody,
            Lead::Outside => Answer::Outside,
            Lead::Open => Answer::Open(None),
        }
    }

    /// Returns what answers in the client's own container.
    fn own(&self, from: usize, port: &Node, via: Via) -> Answer {
        match self.door(from, port, via) {
            Answer::NoBroker(_) | Answer::Outside if self.listens_itself(from, port) => Answer::Open(None),
            Answer::NoBroker(_) | Answer::Outside => Answer::OwnContainer,
            answer => answer,
        }
    }

    /// Returns true if a container that runs no broker that is known seems to listen to `port`: it publishes or exposes it.
    fn listens_itself(&self, service: usize, port: &Node) -> bool {
        let Some(number) = number(port) else { return true };
        let guests = self.guests.get(self.topology.home(service));
        guests.into_iter().flatten().any(|guest| {
            let list = self.parts.services.get(*guest).and_then(|one| one.container.get("expose"));
            let exposed = list.iter().flat_map(|list| list.items().collect::<Vec<_>>());
            let is_exposed = exposed.into_iter().any(|one| ports::number(&one.as_integer()) == Some(number));
            is_exposed || self.ports.of_service(*guest).any(|one| ports::number(&one.target) == Some(number))
        })
    }

    /// Returns what answers at `port` of the container of `service`.
    pub(super) fn door(&self, service: usize, port: &Node, via: Via) -> Answer {
        let home = self.topology.home(service);
        let guests = self.guests.get(home).map(Vec::as_slice).unwrap_or_default();
        let brokers: Vec<usize> = guests.iter().filter(|guest| self.is_broker(**guest)).copied().collect();
        if brokers.is_empty() {
            return if self.is_other_product(service) { Answer::NoBroker(service) } else { Answer::Outside };
        }
        let answers: Vec<Answer> = brokers.iter().map(|broker| self.door_of(*broker, port, via)).collect();
        let closed = |answer: &&Answer| !matches!(answer, Answer::Closed(_));
        answers.iter().find(closed).or(answers.first()).cloned().unwrap_or(Answer::Open(None))
    }

    pub(super) fn door_of(&self, broker: usize, port: &Node, via: Via) -> Answer {
        let listeners = self.parts.listeners.get(broker).map(Vec::as_slice).unwrap_or_default();
        if listeners.is_empty() {
            return Answer::Open(Some(broker));
        }
        let wanted = number(port);
        let mut is_open = wanted.is_none();
        for (at, listener) in listeners.iter().enumerate() {
            // Kafka refuses a listener without a port, and that is a finding of its own.
            let Some(own) = listener.summary.get("port") else {
                is_open = true;
                continue;
            };
            let known = number(&own);
            is_open |= known.is_none();
            // The same variable on both sides is the same port.
            let text = |node: &Node| node.as_scalar().map(|one| Arc::clone(&one.text));
            if (known.is_some() && known == wanted) || text(&own) == text(port) {
                let flag =
                    |key: &str| listener.summary.get(key).is_some_and(|one| one.as_text() == Some("true"));
                return match self.binds(broker, at) {
                    _ if flag("controller") => Answer::Controllers(broker, at),
                    None => Answer::Open(Some(broker)),
                    Some(bound) if bound == via || bound == Via::Network && self.binds_all(broker, at) => {
                        Answer::Listener(broker, at)
                    }
                    Some(_) => Answer::OtherInterface(broker, at),
                };
            }
        }
        if is_open { Answer::Open(Some(broker)) } else { Answer::Closed(broker) }
    }

    /// Returns the interface that a listener binds: that of its networks for all of them; `None` where it is not known.
    fn binds(&self, broker: usize, listener: usize) -> Option<Via> {
        match self.text(broker, listener, "bind").as_deref() {
            Some("networks") => Some(Via::Network),
            Some("container") => Some(Via::Loopback),
            _ => None,
        }
    }

    /// Returns true for a listener that binds every interface of its container.
    fn binds_all(&self, broker: usize, listener: usize) -> bool {
        self.text(broker, listener, "host")
            .is_some_and(|host| matches!(&*host, "" | "0.0.0.0" | "::" | "[::]"))
    }

    /// Returns true for a listener that clients on the broker's networks may use.
    pub(super) fn is_open_to_clients(&self, broker: usize, listener: usize) -> bool {
        self.binds(broker, listener) == Some(Via::Network)
            && self.text(broker, listener, "controller").as_deref() != Some("true")
    }

    fn is_broker(&self, service: usize) -> bool {
        let product = self.parts.products.get(service).and_then(Option::as_ref);
        product.is_some_and(|running| running.kind() == ResourceKind::Broker)
    }

    /// Returns true for a service that runs a server of the field which is no broker.
    fn is_other_product(&self, service: usize) -> bool {
        let product = self.parts.products.get(service).and_then(Option::as_ref);
        product.is_some_and(|running| running.kind() != ResourceKind::Broker)
    }

    fn has_broker(&self) -> bool {
        let mut products = self.parts.products.iter().flatten();
        products.any(|running| running.kind() == ResourceKind::Broker)
    }

    pub(super) fn has_listeners(&self, service: usize) -> bool {
        self.parts.listeners.get(service).is_some_and(|all| !all.is_empty())
    }

    /// Returns whether `from` reaches what the listener of `broker` advertises.
    pub(super) fn told(&self, from: From, broker: usize, listener: usize) -> Told {
        let field = |key: &str| {
            self.parts
                .listeners
                .get(broker)
                .and_then(|all| all.get(listener))
                .and_then(|one| one.summary.get(key))
        };
        let (Some(host), Some(port)) = (field("advertised_host"), field("advertised_port")) else {
            let product = self.parts.products.get(broker).and_then(Option::as_ref);
            let says = product.is_some_and(|one| one.property("advertised.listeners").is_some());
            // Without them, Kafka advertises the name of the container.
            let is_inside = matches!(from, From::Service(_));
            return if says && self.is_left_out(broker, listener) {
                Told::NotAdvertised
            } else if says {
                Told::Open
            } else if is_inside {
                Told::Reached
            } else {
                self.told_by_default(broker, listener)
            };
        };
        let is_home = |other: &usize| self.topology.home(*other) == self.topology.home(broker);
        let lead = match from {
            From::Service(service) => self.topology.lead(service, &host),
            From::Host => self.topology.lead_from_host(&host),
        };
        match lead {
            Lead::Loopback | Lead::Own => {
                let via = if lead == Lead::Own { Via::Network } else { Via::Loopback };
                match from {
                    From::Service(service) if is_home(&service) => self.at_port(broker, listener, &port, via),
                    // A name that both have leads to one or the other.
                    From::Service(_) if lead == Lead::Own && self.topology.is_called(broker, &host) => {
                        Told::Open
                    }
                    _ => Told::OwnContainer,
                }
            }
            Lead::Services(services) if services.iter().any(is_home) => {
                self.at_port(broker, listener, &port, Via::Network)
            }
            Lead::Services(services) => self.at_others(&services),
            Lead::Apart(services) if services.iter().any(is_home) => Told::Apart,
            Lead::Unanswered(services) if services.iter().any(is_home) => match from {
                From::Service(_) => Told::Unanswered,
                From::Host => Told::ContainerName,
            },
            Lead::Nameless(services) if services.iter().any(is_home) => Told::Nameless,
            Lead::Apart(_) | Lead::Unanswered(_) | Lead::Nameless(_) | Lead::Outside => Told::Outside,
            Lead::Host => match (from, self.through_host(broker, listener, &port)) {
                // Docker Desktop gives its host the names that containers have for it, and Docker on Linux does not.
                (From::Host, Told::Reached) if host.as_text().is_some_and(is_name_of_host) => Told::Outside,
                (_, told) => told,
            },
            Lead::Nobody => Told::Nobody,
            Lead::Open => Told::Open,
        }
    }

    /// Returns true for a listener for clients that is not among those that `broker` advertises, whose names are all known.
    fn is_left_out(&self, broker: usize, listener: usize) -> bool {
        let product = self.parts.products.get(broker).and_then(Option::as_ref);
        let advertised = product.and_then(|one| one.property("advertised.listeners"));
        let text = advertised.as_ref().and_then(Node::as_text).unwrap_or_default();
        let has_names =
            !text.is_empty() && text.split(',').all(|one| one.contains("://") && !one.contains("_{"));
        let name = self.text(broker, listener, "name").unwrap_or_default();
        let is_named =
            |one: &str| one.trim().split("://").next().is_some_and(|one| one.eq_ignore_ascii_case(&name));
        has_names
            && !name.is_empty()
            && self.text(broker, listener, "controller").as_deref() != Some("true")
            && !text.split(',').any(is_named)
    }

    /// Returns what a client finds that is led to services none of which is the broker. One that runs something else may lead
    /// on to it.
    fn at_others(&self, services: &[usize]) -> Told {
        if let Some(broker) = services.iter().find(|one| self.is_broker(**one)) {
            return Told::Another(*broker);
        }
        let is_server = |one: &usize| {
            let product = self.parts.products.get(*one).and_then(Option::as_ref);
            self.parts.services.get(*one).is_some_and(|service| !runs_node(service, product).is_null())
        };
        match services.first() {
            Some(first) if services.iter().all(is_server) => Told::NoBroker(*first),
            _ => Told::Outside,
        }
    }

    fn at_port(&self, broker: usize, listener: usize, port: &Node, via: Via) -> Told {
        match self.door(broker, port, via) {
            Answer::Listener(..) => Told::Reached,
            // Controllers are its clients.
            Answer::Controllers(_, own) if own == listener => Told::Reached,
            Answer::Open(_) | Answer::Outside => Told::Open,
            _ => Told::Closed,
        }
    }

    /// Returns true if something else may listen to `port` in the container of a broker, or in one that shares its interfaces:
    /// its number stands in a setting that is about no listener, or what listens there is not known.
    pub(super) fn may_be_of_another(&self, service: usize, port: &Node) -> bool {
        let Some(wanted) = number(port) else { return true };
        let guests = self.guests.get(self.topology.home(service)).map(Vec::as_slice).unwrap_or_default();
        let one = |guest: &usize| {
            let (Some(service), Some(product)) =
                (self.parts.services.get(*guest), self.parts.products.get(*guest))
            else {
                return true;
            };
            match product {
                Some(running) => other_ports::may_listen(running, service, wanted),
                // What shares the broker's interfaces listens to ports of its own.
                None => service.job.is_none() && !entrypoint::idles(&service.container),
            }
        };
        guests.iter().any(one)
    }

    fn text(&self, broker: usize, listener: usize, key: &str) -> Option<String> {
        let field = self.parts.listeners.get(broker)?.get(listener)?.summary.get(key)?;
        Some(field.as_text()?.to_owned())
    }
}

/// Returns the best of several answers: an address may lead to one container or another.
fn first(answers: impl Iterator<Item = Answer>) -> Answer {
    let rank = |answer: &Answer| match answer {
        Answer::Listener(..) => 0,
        Answer::Open(_) => 1,
        Answer::Outside => 2,
        _ => 3,
    };
    answers.min_by_key(rank).unwrap_or(Answer::Outside)
}
