//! The index of services that a project's resources share.

use super::broker::Listener;
use super::product::Running;
use super::reach::Reach;
use super::service::Service;
use super::written::written;
use super::zookeeper;
use crate::model::Fields;
use crate::model::image::{Family, recognise};
use crate::model::reference::reference;
use crate::source::SourceMap;
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Returns the services by name, each with a few fields.
pub(super) fn service_index(
    services: &[Service],
    products: &[Option<Running>],
    listeners: &[Vec<Listener>],
    reaches: &[Reach],
    sources: &SourceMap,
) -> Map {
    let awaited = dependents(services, "service_healthy");
    let started = dependents(services, "service_started");
    let needed = needing(services);
    let written = written(services);
    let parts = services.par_iter().zip(&written).zip(products).zip(listeners).zip(reaches);
    let entries: Vec<_> = parts
        .map(|((((service, written), product), listeners), reach)| {
            let mut entry = one(service, product.as_ref(), listeners, reach, sources);
            let origin = Origin { span: service.key, via: Provenance::default() };
            let mut map = entry.node.as_map().cloned().unwrap_or_default();
            for (key, dependents) in
                [("awaited_by", &awaited), ("started_by", &started), ("needed_by", &needed)]
            {
                let names = dependents.get(&service.name).cloned().unwrap_or_default();
                let node = Node::list(names, origin.clone());
                map.set(Entry { key: key.into(), key_span: service.key, node });
            }
            if let Some(written) = written {
                map.set(Entry { key: "written".into(), key_span: service.key, node: written.clone() });
            }
            entry.node = Node::map(map, origin);
            entry
        })
        .collect();
    entries.into_iter().collect()
}

/// Returns the services of `index` by the names under which they are found, and whether a name needs a variable.
pub(super) fn by_name(index: &Map, origin: &Origin) -> (Node, bool) {
    let mut services: BTreeMap<Arc<str>, Vec<Node>> = BTreeMap::new();
    let mut is_open = false;
    for entry in index.entries() {
        let names = entry.node.get("names");
        let names = names.iter().flat_map(|names| names.items().collect::<Vec<_>>());
        let distinct: BTreeSet<Arc<str>> =
            names.filter_map(|name| Some(Arc::clone(&name.as_scalar()?.text))).collect();
        for name in distinct {
            is_open |= name.contains('$');
            let service = Node::derived(Arc::clone(&entry.key), ScalarKind::Text, origin.clone());
            services.entry(name).or_default().push(service);
        }
    }
    let lists = services.into_iter().map(|(name, services)| (name, Node::list(services, origin.clone())));
    (Node::by_name(lists, origin), is_open)
}

fn one(
    service: &Service,
    product: Option<&Running>,
    listeners: &[Listener],
    reach: &Reach,
    sources: &SourceMap,
) -> Entry {
    let origin = Origin { span: service.key, via: Provenance::default() };
    let list = |items: Vec<Node>| Node::list(items, origin.clone());
    let keys = reach.networks.iter().filter_map(|network| network.get("key")).collect();
    let text = |text: &str| Node::derived(text, ScalarKind::Text, origin.clone());
    let names = reach.names().iter().map(|name| text(name)).collect();
    let healthcheck = service.container.get("healthcheck");
    let mut fields = Fields::at(origin.clone())
        .put("runs", runs_node(service, product))
        .flag("job", service.job.is_some())
        .flag("partial", service.partial)
        .put("healthcheck", text(health(service, healthcheck.as_ref())))
        .put("networks", list(keys))
        .put("waits_for_healthy", list(dependencies(&service.node, "service_healthy")))
        .maybe("network_mode", reach.mode.clone())
        .maybe("version", version(&service.container, sources))
        .put("profiles", list(profiles(service)))
        .put("names", list(names));
    if !listeners.is_empty() {
        fields = fields.put("listeners", list(listeners.iter().map(|one| one.summary.clone()).collect()));
    }
    Entry { key: service.name.clone(), key_span: service.key, node: fields.finish() }
}

/// Returns the services on which `service` depends with a `condition`.
fn dependencies(service: &Node, condition: &str) -> Vec<Node> {
    let all = service.get("depends_on").map(|node| node.entries().collect::<Vec<_>>());
    let chosen = |entry: &Entry| {
        let own = entry.node.get("condition")?;
        (own.as_text() == Some(condition))
            .then(|| Node::derived(entry.key.clone(), ScalarKind::Text, own.origin.clone()))
    };
    all.iter().flatten().filter_map(chosen).collect()
}

/// Returns, for each service, the names of the services that depend on it with a `condition`.
fn dependents(services: &[Service], condition: &str) -> BTreeMap<Arc<str>, Vec<Node>> {
    let mut dependents: BTreeMap<Arc<str>, Vec<Node>> = BTreeMap::new();
    for service in services {
        for other in dependencies(&service.node, condition) {
            let Some(name) = other.as_scalar().map(|scalar| scalar.text.clone()) else { continue };
            let own = Node::derived(service.name.clone(), ScalarKind::Text, other.origin.clone());
            dependents.entry(name).or_default().push(own);
        }
    }
    dependents
}

/// Returns, for each service, the names of those for which Compose refuses to run without it.
fn needing(services: &[Service]) -> BTreeMap<Arc<str>, Vec<Node>> {
    let mut needing: BTreeMap<Arc<str>, Vec<Node>> = BTreeMap::new();
    for service in services {
        let all = service.node.get("depends_on").map(|node| node.entries().collect::<Vec<_>>());
        let is_required =
            |entry: &&Entry| entry.node.get("required").is_none_or(|one| one.as_text() != Some("false"));
        for entry in all.iter().flatten().filter(is_required) {
            let own = Node::derived(service.name.clone(), ScalarKind::Text, entry.node.origin.clone());
            needing.entry(entry.key.clone()).or_default().push(own);
        }
    }
    needing
}

fn profiles(service: &Service) -> Vec<Node> {
    let list = service.node.get("profiles");
    list.iter().flat_map(Node::items).filter(|name| name.as_text().is_some()).collect()
}

/// Returns the tag of a Confluent server image: servers are released together; tools and user interfaces have
/// versions of their own.
fn version(service: &Node, sources: &SourceMap) -> Option<Node> {
    let image = service.get("image")?;
    let known = recognise(&image.as_scalar()?.text);
    let is_released = known.family == Family::Confluent && known.product.is_some();
    reference(&image, sources)?.get("tag").filter(|_| is_released)
}

/// Returns the kind of the product that a service runs; null if it is not a known product.
pub(super) fn runs_node(service: &Service, product: Option<&Running>) -> Node {
    let origin = Origin { span: service.key, via: Provenance::default() };
    match product {
        Some(running) => Node::derived(running.kind().name(), ScalarKind::Text, origin),
        None if zookeeper::is_zookeeper(&service.container) => {
            Node::derived("zookeeper", ScalarKind::Text, origin)
        }
        None => Node::derived("", ScalarKind::Null, origin),
    }
}

fn health(service: &Service, healthcheck: Option<&Node>) -> &'static str {
    let Some(check) = healthcheck.filter(|check| check.as_map().is_some()) else {
        return if service.partial { "unknown" } else { "absent" };
    };
    let disabled = check.get("disable").is_some_and(|node| node.as_text() == Some("true"));
    let none = check.get("test").is_some_and(|test| {
        test.items().next().is_some_and(|first| first.as_text() == Some("NONE"))
            || test.as_text() == Some("NONE")
    });
    if disabled || none {
        "disabled"
    } else if check.get("test").is_some() {
        "declared"
    } else {
        "absent"
    }
}
