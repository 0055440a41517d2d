//! Where a name leads from a container: Docker's rules in one place.
//!
//! Docker answers on the networks that two containers share: to the name of a service, its aliases, `container_name`,
//! `hostname`, and the name that Compose gives a container (Docker documentation, networking overview; Compose Specification,
//! `networks`, `links`, `extra_hosts`, `network_mode`). Capitals do not matter (moby/libnetwork pull request 2394).

use super::super::reach::Reach;
use super::super::service::Service;
use crate::tree::{Node, ScalarKind};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

/// Names under which Docker Desktop, or `extra_hosts`, leads a container to its host.
const HOST_NAMES: &[&str] = &[
    "host.docker.internal",
    "gateway.docker.internal",
    "docker.for.mac.localhost",
    "docker.for.win.localhost",
];

/// The longest name that DNS has (RFC 1035).
const LONGEST_NAME: usize = 253;

/// Where a host leads from a container. Services are numbers in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lead {
    /// The loopback interface of the container.
    Loopback,
    /// The container itself, by a name that others find it by.
    Own,
    /// Services on a network that it shares with them.
    Services(Vec<usize>),
    /// Services that exist, on none of its networks.
    Apart(Vec<usize>),
    /// The machine that runs the containers.
    Host,
    /// Nothing, though services are called so: on the host's own network, Docker answers to no name of a service (Docker
    /// documentation, host network driver).
    Unanswered(Vec<usize>),
    /// Nothing, though services are called so: whoever asks, or these, are on no network on which Docker answers to names. The
    /// default bridge is none (Docker documentation, bridge network driver).
    Nameless(Vec<usize>),
    /// Nothing: no service is called so, and nothing else answers to a name without a dot.
    Nobody,
    /// Something that the project does not declare.
    Outside,
    /// It needs a variable that nothing defines.
    Open,
}

/// The services of a project, by what they are called and the networks that they join.
pub(super) struct Topology<'a> {
    services: &'a [Service],
    reaches: &'a [Reach],
    /// The service whose network interfaces each one has: its own, or that of `network_mode: service:…`.
    homes: Vec<usize>,
    /// The services that are called so, by the name in small letters.
    by_name: BTreeMap<Arc<str>, Vec<usize>>,
    /// The names that `links` of each service give to others.
    links: Vec<BTreeMap<String, usize>>,
    /// The names that `external_links` of each service give to containers.
    external_links: Vec<BTreeSet<String>>,
    /// The addresses that `extra_hosts` of each service give to names.
    extra_hosts: Vec<BTreeMap<String, String>>,
    /// The networks that each service joins, where they are known.
    networks: Vec<Option<BTreeSet<Arc<str>>>>,
    /// False where other files, other projects or variables may give further names.
    is_closed: bool,
    external: &'a BTreeSet<Arc<str>>,
}

impl<'a> Topology<'a> {
    /// Returns the topology of `services`; `external` are the keys of networks that exist outside of the project.
    pub(super) fn of(
        services: &'a [Service],
        reaches: &'a [Reach],
        external: &'a BTreeSet<Arc<str>>,
        is_complete: bool,
    ) -> Self {
        let mut by_name: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        let mut has_open_names = false;
        for (at, reach) in reaches.iter().enumerate() {
            for name in reach.names().iter().collect::<BTreeSet<_>>() {
                has_open_names |= name.contains('$');
                let of_name = by_name.entry(name.to_ascii_lowercase().into()).or_default();
                if of_name.last() != Some(&at) {
                    of_name.push(at);
                }
            }
        }
        let numbers: BTreeMap<&str, usize> =
            services.iter().enumerate().map(|(at, service)| (&*service.name, at)).collect();
        let home = |(at, service): (usize, &Service)| {
            let shared =
                service.network_mode().and_then(|mode| numbers.get(mode.strip_prefix("service:")?).copied());
            shared.unwrap_or(at)
        };
        let homes = services.iter().enumerate().map(home).collect();
        // What is read in part may join others.
        let networks = |(reach, service): (&Reach, &Service)| {
            let is_known = reach.known && !service.partial && !reach.networks.is_empty();
            is_known.then(|| reach.keys().collect::<BTreeSet<_>>())
        };
        Self {
            services,
            reaches,
            homes,
            by_name,
            links: services.iter().map(|service| links(service, &numbers)).collect(),
            external_links: services.iter().map(external_links).collect(),
            extra_hosts: services.iter().map(extra_hosts).collect(),
            networks: reaches.iter().zip(services).map(networks).collect(),
            is_closed: is_complete && !has_open_names,
            external,
        }
    }

    /// Returns the service whose network interfaces `service` has.
    pub(super) fn home(&self, service: usize) -> usize {
        self.homes.get(service).copied().unwrap_or(service)
    }

    /// Returns true for a service on the host's own network, where a port needs no publishing.
    pub(super) fn is_on_host(&self, service: usize) -> bool {
        self.services.get(self.home(service)).and_then(Service::network_mode).as_deref() == Some("host")
    }

    /// Returns true for a service on no network on which Docker answers to names.
    fn has_no_names(&self, service: usize) -> bool {
        let mode = self.services.get(self.home(service)).and_then(Service::network_mode);
        mode.is_some_and(|mode| matches!(&*mode, "host" | "bridge" | "none"))
    }

    /// Returns true for a service whose interfaces belong to a container that the project does not declare.
    fn is_guest_elsewhere(&self, service: usize) -> bool {
        let mode = self.services.get(self.home(service)).and_then(Service::network_mode);
        mode.is_some_and(|mode| mode != "host" && mode != "bridge" && mode != "none")
    }

    /// Returns where `host` leads from the container of `from`.
    pub(super) fn lead(&self, from: usize, host: &Node) -> Lead {
        let Some(scalar) = host.as_scalar() else { return Lead::Open };
        if scalar.kind == ScalarKind::Unresolved || scalar.text.contains(['$', '{']) {
            return Lead::Open;
        }
        let name = scalar.text.trim_start_matches('[').trim_end_matches(']');
        if is_loopback(name) {
            return self.loopback(from);
        }
        if let Some(lead) = self.extra_host(from, name) {
            return lead;
        }
        if HOST_NAMES.contains(&name) {
            return Lead::Host;
        }
        if let Some(service) = self.links.get(from).and_then(|links| links.get(name)) {
            return Lead::Services(vec![*service]);
        }
        // The container may be of another project, or of this one.
        if self.external_links.get(from).is_some_and(|links| links.contains(name)) {
            return Lead::Open;
        }
        if self.is_guest_elsewhere(from) {
            return Lead::Outside;
        }
        let named = self.named(name);
        let is_own = named.iter().any(|other| self.home(*other) == self.home(from));
        let is_plain = !name.is_empty() && !name.contains(['.', ':']);
        if self.is_on_host(from) {
            // The host may know any other name, and a name with a dot from elsewhere.
            let is_unanswered = is_plain && !is_own && !named.is_empty() && self.is_closed;
            return if is_unanswered { Lead::Unanswered(named) } else { Lead::Outside };
        }
        if is_own {
            return Lead::Own;
        }
        let is_nameless = self.has_no_names(from)
            || (self.knows_all_names(from) && named.iter().all(|other| self.has_no_names(*other)));
        if is_plain && !named.is_empty() && is_nameless {
            return if self.is_closed { Lead::Nameless(named) } else { Lead::Outside };
        }
        if !named.is_empty() {
            let (near, apart): (Vec<_>, Vec<_>) =
                named.into_iter().partition(|other| self.may_share_network(from, *other));
            return if near.is_empty() { Lead::Apart(apart) } else { Lead::Services(near) };
        }
        if is_plain && self.knows_all_names(from) { Lead::Nobody } else { Lead::Outside }
    }

    /// Returns where `host` leads from the machine that runs the containers: it knows none of Docker's names for containers.
    pub(super) fn lead_from_host(&self, host: &Node) -> Lead {
        let Some(name) = host.as_text().filter(|name| !name.contains(['$', '{'])) else { return Lead::Open };
        if is_loopback(name) || HOST_NAMES.contains(&name) {
            return Lead::Host;
        }
        let named = if name.contains(['.', ':']) { Vec::new() } else { self.named(name) };
        // On the host's own network, a container has the host's name.
        let is_of_containers = !named.is_empty() && !named.iter().any(|one| self.is_on_host(*one));
        if is_of_containers && self.is_closed { Lead::Unanswered(named) } else { Lead::Outside }
    }

    /// Returns true if the host does not know the name of the container of `service`: the id that Docker gives it, or `hostname`.
    pub(super) fn has_name_of_container(&self, service: usize) -> bool {
        let hostname = self.services.get(self.home(service)).and_then(|one| one.node.get("hostname"));
        let is_plain = |name: Node| {
            name.as_text().is_some_and(|name| !name.contains(['.', ':', '$', '{']) && !is_loopback(name))
        };
        self.is_closed && !self.is_on_host(service) && hostname.is_none_or(is_plain)
    }

    /// Returns true if nothing but the project says what its services are called.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    fn loopback(&self, from: usize) -> Lead {
        if self.is_on_host(from) {
            Lead::Host
        } else if self.is_guest_elsewhere(from) {
            Lead::Outside
        } else {
            Lead::Loopback
        }
    }

    /// Returns the services that are called `name`, by a name of theirs or by that which Compose gives their container:
    /// `<project>-<service>-<number>`.
    fn named(&self, name: &str) -> Vec<usize> {
        if name.len() > LONGEST_NAME {
            return self.by_name.get(name).cloned().unwrap_or_default();
        }
        let name = &*name.to_ascii_lowercase();
        if let Some(found) = self.by_name.get(name) {
            return found.clone();
        }
        let separator = if name.contains('_') && !name.contains('-') { '_' } else { '-' };
        let Some((rest, number)) = name.rsplit_once(separator) else { return Vec::new() };
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Vec::new();
        }
        // The project's name may have separators, and is another one with `--project-name`.
        let starts = rest.match_indices(separator).map(|(at, _)| at + 1);
        let services = starts.filter_map(|start| self.by_name.get(rest.get(start..)?));
        services.max_by_key(|found| found.len()).cloned().unwrap_or_default()
    }

    /// Returns true if `host` is a name of `service`.
    pub(super) fn is_called(&self, service: usize, host: &Node) -> bool {
        let is_home = |other: &usize| self.home(*other) == self.home(service);
        host.as_text().is_some_and(|name| self.named(name).iter().any(is_home))
    }

    /// Returns where `extra_hosts` of `from` lead `name`, if they have it.
    fn extra_host(&self, from: usize, name: &str) -> Option<Lead> {
        Some(match self.extra_hosts.get(from)?.get(name)?.as_str() {
            "host-gateway" => Lead::Host,
            address if is_loopback(address) => self.loopback(from),
            address => match self.by_name.get(address) {
                Some(services) => Lead::Services(services.clone()),
                None => Lead::Outside,
            },
        })
    }

    /// Returns true unless the two are known to share no network.
    fn may_share_network(&self, one: usize, other: usize) -> bool {
        let of = |at: usize| self.networks.get(at).and_then(Option::as_ref);
        match (of(one), of(other)) {
            (Some(one), Some(other)) => !one.is_disjoint(other),
            _ => true,
        }
    }

    /// Returns true if nothing but the project gives names to what `from` reaches.
    fn knows_all_names(&self, from: usize) -> bool {
        let Some(reach) = self.reaches.get(from) else { return false };
        let has_external_links =
            self.services.get(from).is_some_and(|service| service.node.get("external_links").is_some());
        let is_external = |key: &Arc<str>| self.external.contains(key);
        self.is_closed
            && reach.known
            && !has_external_links
            && !reach.networks.is_empty()
            && !reach.keys().any(|key| is_external(&key))
    }
}

/// Returns the services that `links` of `service` give names, by these.
fn links(service: &Service, numbers: &BTreeMap<&str, usize>) -> BTreeMap<String, usize> {
    let links = service.node.get("links");
    // Elsewhere, the service has its name without them.
    let is_on_bridge = service.network_mode().as_deref() == Some("bridge");
    let named = |entry: Node| {
        let text = entry.as_scalar().map(|scalar| Arc::clone(&scalar.text))?;
        let (name, alias) = text.split_once(':').or_else(|| is_on_bridge.then_some((&*text, &*text)))?;
        Some((alias.to_owned(), *numbers.get(name)?))
    };
    links.iter().flat_map(Node::items).filter_map(named).collect()
}

/// Returns the names that `external_links` of `service` give to containers: the alias of each, or the container's own name.
fn external_links(service: &Service) -> BTreeSet<String> {
    let links = service.node.get("external_links");
    let named = |entry: Node| {
        let text = entry.as_scalar().map(|scalar| Arc::clone(&scalar.text))?;
        Some(text.rsplit(':').next().unwrap_or_default().to_owned())
    };
    links.iter().flat_map(Node::items).filter_map(named).collect()
}

/// Returns true for a name by which containers, and some hosts, find the machine that runs them.
pub(super) fn is_name_of_host(host: &str) -> bool {
    HOST_NAMES.contains(&host)
}

/// Returns the addresses in `extra_hosts` of `service`, by name; the first of several.
fn extra_hosts(service: &Service) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in service.node.get("extra_hosts").iter().flat_map(Node::items) {
        let Some(text) = entry.as_scalar().map(|scalar| Arc::clone(&scalar.text)) else { continue };
        let Some((name, address)) = text.split_once(['=', ':']) else { continue };
        found.entry(name.to_owned()).or_insert_with(|| address.trim().to_owned());
    }
    found
}

/// Returns true for a host that is the loopback interface of whoever looks. To connect to no address is the same.
pub(super) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}
