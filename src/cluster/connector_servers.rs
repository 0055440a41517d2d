//! The brokers that connectors themselves connect to, as for a schema history, and whether their workers find them.
//!
//! A connector connects from the container of its worker, whoever sends its configuration there from where.

use super::kafkas::is_own_container;
use super::workers::{Run, give};
use crate::model::endpoint::host_ports;
use crate::model::{Fields, Resource, ResourceKind};
use crate::source::SourceMap;
use crate::tree::{Entry, Node, ScalarKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the settings end in that have addresses of brokers: `schema.history.internal.kafka.bootstrap.servers`,
/// `confluent.topic.bootstrap.servers`.
const SETTING: &str = ".bootstrap.servers";

/// The most workers of a connector that are compared, and the most addresses in one of its settings.
const MOST_WORKERS: usize = 20;
const MOST_ADDRESSES: usize = 100;

/// The container of a worker, as far as it has a network interface of its own.
struct Container<'a> {
    project: &'a Node,
    /// The fields of its service.
    service: &'a Node,
    /// True if no other service has its interfaces there.
    is_alone: bool,
    /// True if nothing but the project, which has brokers, gives names to what it reaches.
    knows_all_names: bool,
}

/// What is known of an address from the container of a worker.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// It is that container, which runs no broker.
    OwnContainer,
    /// No service of its project is called so, and nothing else answers.
    Nobody,
}

/// Gives each connector in `resources` the addresses of brokers in its configuration.
pub(super) fn spread(resources: &mut [Resource], runs: &[Run], sources: &SourceMap) {
    let containers = containers(resources);
    let is_elsewhere = |one: &Resource| one.kind == ResourceKind::ConnectWorker && one.project.is_none();
    let has_others = resources.iter().any(is_elsewhere);
    let by_connector: BTreeMap<usize, &Run> = runs.iter().map(|run| (run.connector, run)).collect();
    let mut given = Vec::new();
    for (index, connector) in resources.iter().enumerate() {
        if connector.kind != ResourceKind::Connector {
            continue;
        }
        // A worker of the machine itself may run what stands near containers.
        let run = by_connector.get(&index).filter(|run| run.is_declared || !has_others);
        let workers = run.map(|run| run.workers.as_slice()).filter(|all| all.len() <= MOST_WORKERS);
        let workers: Option<Vec<_>> =
            workers.unwrap_or_default().iter().map(|worker| containers.get(worker)).collect();
        let workers = workers.unwrap_or_default();
        let worker = run.and_then(|run| resources.get(*run.workers.first()?));
        let is_declared = run.is_some_and(|run| run.is_declared);
        let answer = |host: &Node, port: &Node| {
            agreed(workers.iter().map(|container| container.answer(host, port, is_declared)))
        };
        let found = addresses(connector, worker, &answer, sources);
        if !found.is_empty() {
            given.push((index, Node::list(found, connector.fields.origin.clone())));
        }
    }
    drop(containers);
    for (index, node) in given {
        if let Some(connector) = resources.get_mut(index) {
            let key_span = connector.key;
            give(connector, vec![Entry { key: "broker_addresses".into(), key_span, node }]);
        }
    }
}

/// Returns the containers of the workers in `resources`, by the worker's number. Without those on the host's network, or on
/// that of another container.
fn containers(resources: &[Resource]) -> BTreeMap<usize, Container<'_>> {
    let of = |kind: ResourceKind| {
        let all = resources.iter().enumerate().filter(move |(_, one)| one.kind == kind);
        all.filter_map(|(index, one)| Some((index, one, one.project.as_ref()?)))
    };
    let services: BTreeMap<(*const Node, &str), &Node> = of(ResourceKind::Service)
        .map(|(_, service, project)| ((Arc::as_ptr(project), &*service.name), &service.fields))
        .collect();
    let mut found = BTreeMap::new();
    for (index, worker, project) in of(ResourceKind::ConnectWorker) {
        let service = services.get(&(Arc::as_ptr(project), &*worker.name));
        let is_own = |service: &&&Node| service.get("network_mode").is_none_or(|mode| mode.is_null());
        let Some(service) = service.filter(is_own) else { continue };
        let is_alone = !is_shared(project, &worker.name);
        let knows_all_names = knows_all_names(project, &worker.name);
        found.insert(index, Container { project, service, is_alone, knows_all_names });
    }
    found
}

/// Returns the addresses in the configuration of `connector`, whose first worker is `worker`.
fn addresses(
    connector: &Resource,
    worker: Option<&Resource>,
    answer: &dyn Fn(&Node, &Node) -> Option<Answer>,
    sources: &SourceMap,
) -> Vec<Node> {
    let config = connector.fields.get("config");
    let settings = config.iter().flat_map(Node::entries).filter(|entry| entry.key.ends_with(SETTING));
    let mut found = Vec::new();
    for entry in settings {
        for one in host_ports(&entry.node, sources).into_iter().take(MOST_ADDRESSES) {
            let Some(port) = one.port else { continue };
            let answer = answer(&one.host, &port);
            let origin = one.host.origin.clone();
            let text = |text: &str| Node::derived(text, ScalarKind::Text, origin.clone());
            let worker = worker.filter(|_| answer.is_some());
            let fields = Fields::at(origin.clone())
                .put("key", text(&entry.key))
                .put("host", one.host)
                .put("port", port)
                .text("answer", answer.map_or("unknown", Answer::name))
                .maybe("worker", worker.map(|worker| text(&worker.name)))
                .maybe("worker_servers", worker.and_then(servers));
            found.push(fields.finish());
        }
    }
    found
}

/// Returns the answer that all workers get; None where there are none, or it is not known of one of them.
fn agreed(mut answers: impl Iterator<Item = Option<Answer>>) -> Option<Answer> {
    let first = answers.next()??;
    answers.all(|answer| answer == Some(first)).then_some(first)
}

impl Container<'_> {
    /// Returns what is known of an address from here.
    fn answer(&self, host: &Node, port: &Node, is_declared: bool) -> Option<Answer> {
        let host = host.as_text()?;
        if is_own_container(host) {
            return (self.is_alone && !listens(self.service, port)).then_some(Answer::OwnContainer);
        }
        // A file that stands near a project may be meant for another one, where the name exists.
        let is_plain = !host.is_empty() && !host.contains(['.', ':', '$', '{', '<', '%']);
        let is_set = |key: &str| self.service.get(key).is_some_and(|node| !node.is_null());
        let is_nobody = is_declared
            && self.knows_all_names
            && is_plain
            && !["extra_hosts", "links", "external_links"].into_iter().any(is_set)
            && !is_known(self.project, host);
        is_nobody.then_some(Answer::Nobody)
    }
}

/// Returns true if another service has its interfaces in the container of the service `name`.
fn is_shared(project: &Node, name: &str) -> bool {
    let services = project.get("services");
    let is_guest = |entry: Entry| {
        let mode = entry.node.get("network_mode");
        mode.is_some_and(|mode| {
            mode.as_text().is_none_or(|mode| mode.strip_prefix("service:").is_some_and(|of| of == name))
        })
    };
    services.iter().flat_map(Node::entries).any(is_guest)
}

/// Returns true if the service with these `fields` publishes or exposes `port`, so that something seems to listen there.
fn listens(fields: &Node, port: &Node) -> bool {
    let Some(port) = port.as_scalar().map(|port| port.text.to_string()) else { return true };
    let targets = fields.get("ports").into_iter().flat_map(|all| all.items().collect::<Vec<_>>());
    let targets = targets.filter_map(|entry| entry.get("target"));
    let exposed = fields.get("expose").into_iter().flat_map(|all| all.items().collect::<Vec<_>>());
    targets.chain(exposed).any(|one| one.as_scalar().is_none_or(|one| *one.text == *port))
}

/// Returns true for a name of a service, and for that which Compose gives its container: `<project>-<service>-<number>`.
fn is_known(project: &Node, host: &str) -> bool {
    let Some(names) = project.get("services_by_name") else { return true };
    let container = host.rsplit_once(['-', '_']).filter(|(_, number)| number.parse::<u32>().is_ok());
    let rest = container.map(|(rest, _)| rest).unwrap_or_default();
    let starts = rest.match_indices(['-', '_']).map(|(at, _)| at + 1);
    names.get(host).is_some()
        || starts.filter_map(|start| rest.get(start..)).any(|name| names.get(name).is_some())
}

/// Returns true if nothing but `project`, which has brokers, gives names to what its service `name` reaches.
fn knows_all_names(project: &Node, name: &str) -> bool {
    let is = |node: Option<Node>, wanted: &str| node.is_some_and(|node| node.as_text() == Some(wanted));
    let is_inside =
        |key: Node| key.as_text().is_some_and(|key| is(project.at(&["networks", key, "external"]), "false"));
    let networks = project.at(&["services", name, "networks"]);
    let networks: Vec<Node> = networks.iter().flat_map(|all| all.items().collect::<Vec<_>>()).collect();
    let services = project.get("services");
    is(project.get("complete"), "true")
        && is(project.get("has_open_names"), "false")
        && services.iter().flat_map(Node::entries).any(|entry| is(entry.node.get("runs"), "broker"))
        && !networks.is_empty()
        && networks.into_iter().all(is_inside)
}

/// Returns the brokers that `worker` itself connects to, where these are written and may be right for its connectors.
fn servers(worker: &Resource) -> Option<Node> {
    let servers = worker.fields.at(&["properties", "bootstrap.servers"])?;
    let scalar = servers.as_scalar().filter(|one| one.kind == ScalarKind::Text)?;
    let is_right = |server: &str| !is_own_container(server.rsplit_once(':').map_or(server, |(host, _)| host));
    scalar.text.split(',').all(|server| is_right(server.trim())).then(|| servers.clone())
}

impl Answer {
    /// Returns its name in `broker_addresses[].answer`.
    fn name(self) -> &'static str {
        match self {
            Self::OwnContainer => "own_container",
            Self::Nobody => "nobody",
        }
    }
}
