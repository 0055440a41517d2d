//! Ports of the host that two services of a project publish.

use super::connections::port_number;
use super::service::Service;
use crate::model::Fields;
use crate::tree::{Node, Origin, ScalarKind};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

/// An entry of `ports` that takes one port of the host.
struct Taken<'a> {
    service: &'a Service,
    published: Node,
    /// The address of the host; `None` for all of them.
    address: Option<Arc<str>>,
    entry: Node,
}

/// Returns the pairs of entries of `ports` that take the same port of the host, each as `{"port", "address", "service", "first",
/// "first_service", "may_run_apart"}`: the later entry, and the first one with which it collides. A pair of ranges is one
/// pair.
pub(super) fn port_clashes(services: &[Service], origin: &Origin) -> Node {
    let mut by_port: BTreeMap<(i64, Arc<str>), Vec<Taken>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    // For a service on the host's own network Docker publishes nothing.
    for service in services.iter().filter(|service| service.network_mode().as_deref() != Some("host")) {
        for entry in service.node.get("ports").iter().flat_map(Node::items) {
            let Some((key, taken)) = taken(service, entry) else { continue };
            let earlier = by_port.entry(key).or_default();
            let collides = |other: &&Taken| do_overlap(other.address.as_deref(), taken.address.as_deref());
            if let Some(first) = earlier.iter().find(collides) {
                let is_new = seen.insert((first.entry.origin.span, taken.entry.origin.span));
                found.extend(is_new.then(|| clash(first, &taken)));
            }
            earlier.push(taken);
        }
    }
    Node::list(found, origin.clone())
}

fn taken(service: &Service, entry: Node) -> Option<((i64, Arc<str>), Taken<'_>)> {
    let published = entry.get("published")?.as_integer();
    let number = port_number(&published).filter(|number| *number > 0)?;
    let text = |key: &str| entry.get(key).map(|one| one.as_text().map(Arc::<str>::from));
    let protocol = text("protocol").unwrap_or_else(|| Some("tcp".into()))?;
    let address = match text("host_ip") {
        Some(None) => return None,
        Some(Some(address)) => Some(address).filter(|address| !is_every(address)),
        None => None,
    };
    Some(((number, protocol), Taken { service, published, address, entry }))
}

fn is_every(address: &str) -> bool {
    address.is_empty() || address.parse::<IpAddr>().is_ok_and(|address| address.is_unspecified())
}

fn do_overlap(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn clash(first: &Taken, later: &Taken) -> Node {
    let origin = later.entry.origin.clone();
    let name = |name: &Arc<str>, origin: &Origin| {
        Node::derived(
            Arc::clone(name),
            ScalarKind::Text,
            Origin { span: origin.span, via: origin.via.clone() },
        )
    };
    let address = later.address.as_ref().or(first.address.as_ref());
    let address = address.map(|address| name(address, &origin));
    Fields::at(origin.clone())
        .put("port", later.published.clone())
        .maybe("address", address)
        .put("service", name(&later.service.name, &origin))
        .put("first_service", name(&first.service.name, &first.entry.origin))
        .flag("may_run_apart", may_run_apart(&first.service.node, &later.service.node))
        .finish()
}

/// Returns true for services of different profiles: who starts one need not start the other.
fn may_run_apart(one: &Node, other: &Node) -> bool {
    let profiles = |service: &Node| -> BTreeSet<String> {
        let list = service.get("profiles");
        let names = list.iter().flat_map(Node::items);
        names.filter_map(|name| name.as_text().map(str::to_owned)).collect()
    };
    let (one, other) = (profiles(one), profiles(other));
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}
