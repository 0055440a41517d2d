//! The ports of the host: what answers there, and whether whoever comes through them reaches what a listener advertises.

use super::super::product::Running;
use super::doors::{Answer, Told, Via};
use super::ports::number;
use super::topology::{Lead, Topology};
use super::{Graph, Parts};
use crate::model::image::Family;
use crate::tree::Node;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The most containers that are looked at behind one port of the host; only one of them can have it.
const MOST_ANSWERS: usize = 8;

/// Returns the first listener that is advertised at each port of the host by a container that is not on the host's own network.
pub(super) fn advertised_on_host(parts: &Parts, topology: &Topology) -> BTreeMap<i64, (usize, usize)> {
    let mut found = BTreeMap::new();
    let of_containers =
        parts.listeners.iter().enumerate().filter(|(broker, _)| !topology.is_on_host(*broker));
    for (broker, listeners) in of_containers {
        for (at, listener) in listeners.iter().enumerate() {
            let field = |key: &str| listener.summary.get(key);
            let (Some(host), Some(port)) = (field("advertised_host"), field("advertised_port")) else {
                continue;
            };
            if topology.lead_from_host(&host) == Lead::Host {
                found.entry(number(&port)).or_insert((broker, at));
            }
        }
    }
    found.into_iter().filter_map(|(port, listener)| Some((port?, listener))).collect()
}

impl Graph<'_> {
    /// Returns the listener that is meant by a port of the host that nothing publishes: it is advertised there.
    pub(super) fn meant_on_host(&self, port: &Node) -> Option<Answer> {
        let (broker, listener) = self.on_host.get(&number(port)?)?;
        self.topology.is_closed().then_some(Answer::NotPublished(*broker, *listener))
    }

    /// Returns what answers at a port of the host; `None` where that is not known. It is the same whoever asks.
    pub(super) fn behind_host(&self, port: &Node) -> Option<Rc<[Answer]>> {
        let wanted = number(port)?;
        let known = self.behind_ports.borrow().get(&wanted).cloned();
        known.unwrap_or_else(|| {
            let found = self.found_behind_host(wanted, port);
            self.behind_ports.borrow_mut().insert(wanted, found.clone());
            found
        })
    }

    fn found_behind_host(&self, wanted: i64, port: &Node) -> Option<Rc<[Answer]>> {
        let entries = self.ports.behind(wanted)?;
        let published = entries.iter().map(|one| self.door(one.service, &one.target, Via::Network));
        let is_on_host = |service: &usize| self.topology.is_on_host(*service) && self.has_listeners(*service);
        let on_host = (0..self.parts.services.len()).filter(is_on_host);
        let on_host = on_host.map(|service| self.door_of(service, port, Via::Loopback));
        let on_host = on_host.filter(|answer| !matches!(answer, Answer::Closed(_)));
        Some(published.chain(on_host).take(MOST_ANSWERS).collect())
    }

    /// Returns whether a port of the host leads to the listener of `broker`.
    pub(super) fn through_host(&self, broker: usize, listener: usize, port: &Node) -> Told {
        let Some(answers) = self.behind_host(port) else { return Told::Open };
        let mut told = Told::NotPublished;
        for answer in answers.iter().cloned() {
            match answer {
                Answer::Listener(service, other) if service == broker => {
                    if other == listener {
                        return Told::Reached;
                    }
                    told = Told::AnotherListener(service, other);
                }
                Answer::Listener(service, _) => told = Told::Another(service),
                Answer::Open(_) => return Told::Open,
                Answer::Outside => return Told::Outside,
                _ => {}
            }
        }
        told
    }

    /// Returns whether the host reaches what the listener of `broker` advertises where nothing says what it does: the host that it
    /// binds, or the name of the container (`KafkaConfig`, `effectiveAdvertisedBrokerListeners`, and `SocketServer`).
    pub(super) fn told_by_default(&self, broker: usize, listener: usize) -> Told {
        let is_known = |running: &Running| {
            let is_set = |name: &&str| running.properties.get(name).is_some();
            // The start scripts of others set a name themselves, or ask for it.
            matches!(running.family, Family::Apache | Family::Bitnami)
                && running.fields.get("image_defaults_known").is_some_and(|one| one.as_text() == Some("true"))
                && !["advertised.host.name", "advertised.port", "host.name"].iter().any(is_set)
        };
        let product = self.parts.products.get(broker).and_then(Option::as_ref);
        let summary = self.parts.listeners.get(broker).and_then(|all| all.get(listener));
        let host = summary.and_then(|one| one.summary.get("host"));
        let (Some(host), true) = (host, product.is_some_and(is_known)) else { return Told::Outside };
        if host.as_text() == Some("") {
            return if self.topology.has_name_of_container(broker) {
                Told::ContainerName
            } else {
                Told::Outside
            };
        }
        let is_home = |other: &usize| self.topology.home(*other) == self.topology.home(broker);
        match self.topology.lead_from_host(&host) {
            Lead::Unanswered(services) if services.iter().any(is_home) => Told::ContainerName,
            _ => Told::Outside,
        }
    }
}
