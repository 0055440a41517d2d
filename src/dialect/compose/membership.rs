//! Which resources of a project are of its cluster.

use crate::model::names::Names;
use crate::model::{ClusterRef, Resource, ResourceKind};
use crate::tree::{Entry, Node, ScalarKind};

/// The properties that tell a client its brokers.
const SERVERS: &[&str] = &["bootstrap.servers", "kafkastore.bootstrap.servers"];

/// The products that are clients of a cluster and keep their own topics in it.
const CLIENTS: &[ResourceKind] = &[
    ResourceKind::ConnectWorker,
    ResourceKind::SchemaRegistry,
    ResourceKind::RestProxy,
    ResourceKind::Ksqldb,
];

/// The field of a resource whose brokers are not those of the project.
const MARK: &str = "brokers_elsewhere";

/// The cluster of a project, and the names in the project.
pub(super) struct Membership {
    cluster: ClusterRef,
    names: Names,
}

impl Membership {
    /// Returns the membership in `cluster`, that of the project whose fields are `project`.
    pub(super) fn of(project: &Node, cluster: ClusterRef) -> Self {
        let mut names = Names::default();
        project.get("services").iter().for_each(|services| names.add(services));
        Self { cluster, names }
    }

    /// Returns `resource` beside the project's cluster; a client of brokers elsewhere is marked.
    pub(super) fn joined(&self, resource: Resource) -> Resource {
        let is_elsewhere = self.is_elsewhere(&resource);
        self.joined_as(resource, is_elsewhere)
    }

    /// Returns `resource` beside the project's cluster, marked if its brokers are elsewhere.
    pub(super) fn joined_as(&self, resource: Resource, is_elsewhere: bool) -> Resource {
        let mut resource = resource.in_cluster(self.cluster.clone());
        if is_elsewhere && let Some(fields) = resource.fields.as_map() {
            let mut fields = fields.clone();
            let origin = resource.fields.origin.clone();
            let node = Node::boolean(true, origin.clone());
            fields.set(Entry { key: MARK.into(), key_span: resource.key, node });
            resource.fields = Node::map(fields, origin);
        }
        resource
    }

    /// Returns true for a Connect worker, a registry, a proxy or ksqlDB whose brokers are outside of the project, or need
    /// a variable.
    fn is_elsewhere(&self, resource: &Resource) -> bool {
        let is_client = CLIENTS.contains(&resource.kind);
        let Some(servers) = resource.fields.get("bootstrap_servers").filter(|_| is_client) else {
            return false;
        };
        let needs_variable = |name: &&str| {
            let value = resource.fields.get("properties").and_then(|properties| properties.get(name));
            value.is_some_and(|value| value.as_scalar().is_some_and(|one| one.kind == ScalarKind::Unresolved))
        };
        if servers.items().next().is_some() {
            self.lead_elsewhere(&servers)
        } else {
            SERVERS.iter().any(needs_variable)
        }
    }

    /// Returns true if `servers`, a list of `{"host"}`, names hosts that are all outside of the project.
    pub(super) fn lead_elsewhere(&self, servers: &Node) -> bool {
        let is_address = |server: &Node| server.get("quoted").is_none();
        let hosts: Vec<Node> =
            servers.items().filter(is_address).filter_map(|server| server.get("host")).collect();
        !hosts.is_empty() && hosts.iter().all(|host| self.names.is_elsewhere(host))
    }

    /// Returns true if `resources` has Connect workers, and the brokers of all are elsewhere.
    pub(super) fn are_workers_elsewhere(resources: &[Resource]) -> bool {
        let mut workers = resources.iter().filter(|one| one.kind == ResourceKind::ConnectWorker).peekable();
        workers.peek().is_some() && workers.all(|worker| worker.fields.get(MARK).is_some())
    }
}
