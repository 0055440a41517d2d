//! Kafka resources with their node pools.

use super::{Object, home};
use crate::model::{Fields, Home, Kind, Resource};
use crate::tree::{Kind as Scalar, Node, Origin, Via};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The clusters that are declared.
pub(super) struct Clusters<'a> {
    kafkas: BTreeMap<(&'a str, &'a str), Vec<&'a Object>>,
    pools: Vec<&'a Object>,
    workers: Vec<&'a Object>,
}

impl<'a> Clusters<'a> {
    pub(super) fn of(objects: &'a [Object]) -> Self {
        let mut kafkas: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for object in objects.iter().filter(|object| object.kind == "Kafka") {
            kafkas.entry((&*object.namespace, &*object.name)).or_default().push(object);
        }
        let of_kind = |kind: &str| objects.iter().filter(|object| object.kind == kind).collect();
        Self { kafkas, pools: of_kind("KafkaNodePool"), workers: of_kind("KafkaConnect") }
    }

    /// The node pools of `kafka`: those in its file, else those of its name where no other Kafka has it.
    fn pools(&self, kafka: &Object) -> Vec<&'a Object> {
        let belongs =
            |pool: &&Object| pool.namespace == kafka.namespace && pool.cluster.as_ref() == Some(&kafka.name);
        let all: Vec<&Object> = self.pools.iter().copied().filter(belongs).collect();
        let beside: Vec<&Object> =
            all.iter().copied().filter(|pool| pool.key.source == kafka.key.source).collect();
        let is_only = self.kafkas.get(&(&*kafka.namespace, &*kafka.name)).is_some_and(|all| all.len() == 1);
        if is_only { all } else { beside }
    }

    /// The brokers of `kafka`, as one resource: they have their configuration in common.
    pub(super) fn broker(&self, kafka: &Object) -> Resource {
        let origin = Origin { span: kafka.key, via: Via::default() };
        let pools = self.pools(kafka);
        let text = |text: &str| Node::derived(text, Scalar::Text, origin.clone());
        let is = |pool: &&Object, role: &str| {
            pool.spec(&["roles"]).is_some_and(|roles| roles.items().any(|one| one.as_text() == Some(role)))
        };
        let brokers: Vec<_> = pools.iter().copied().filter(|pool| is(pool, "broker")).collect();
        let count = match (brokers.as_slice(), kafka.spec(&["kafka", "replicas"])) {
            ([], Some(replicas)) => replicas.as_integer(),
            ([], None) => Node::unresolved("the node pools", "the node pools", origin.clone()),
            (pools, _) => sum(pools, &origin),
        };
        let mixed = brokers.iter().any(|pool| is(pool, "controller"));
        let roles = if mixed { vec![text("broker"), text("controller")] } else { vec![text("broker")] };
        let listeners = kafka.spec(&["kafka", "listeners"]);
        let listeners: Vec<Node> = listeners
            .iter()
            .flat_map(|list| list.items().collect::<Vec<_>>())
            .map(|one| listener(&one))
            .collect();
        let list = |items: Vec<Node>| Node::list(items, origin.clone());
        let fields = Fields::at(origin.clone())
            .text("family", "strimzi")
            .put("roles", list(roles))
            .put("count", count)
            .flag("partial", false)
            .put("properties", kafka.settings(&["kafka", "config"]))
            .put("image_defaults", Node::map(crate::tree::Map::default(), origin.clone()))
            .flag("image_defaults_known", true)
            .put("listeners", list(listeners));
        Resource::new(Kind::Broker, kafka.name.clone(), kafka.key, fields.finish())
            .at_home(home(&kafka.namespace, &kafka.name))
    }

    /// The cluster whose bootstrap service is named: `NAME-kafka-bootstrap[.namespace[.svc…]]:port`. None where it is not
    /// declared here, or more than once.
    pub(super) fn by_bootstrap(&self, servers: &Node, namespace: &Arc<str>) -> Option<Home> {
        let first = servers.as_text()?.split(',').next()?;
        let host = first.rsplit_once(':').map_or(first, |(host, _)| host);
        let mut labels = host.split('.');
        let name = labels.next()?.strip_suffix("-kafka-bootstrap")?;
        let namespace: Arc<str> = labels.next().map_or_else(|| namespace.clone(), Arc::from);
        let known = self.kafkas.get(&(&*namespace, name))?;
        (known.len() == 1).then(|| home(&namespace, &name.into()))
    }

    /// The Kafka cluster that the Connect cluster `name` works with.
    pub(super) fn by_connect(&self, name: &str, namespace: &Arc<str>) -> Option<Home> {
        let mut named = self.workers.iter().filter(|one| *one.name == *name && one.namespace == *namespace);
        let worker = named.next()?;
        if named.next().is_some() {
            return None;
        }
        self.by_bootstrap(&worker.spec(&["bootstrapServers"])?, namespace)
    }
}

/// The replicas of `pools` together; unresolved where one of them is.
fn sum(pools: &[&Object], origin: &Origin) -> Node {
    let counts: Option<Vec<i64>> =
        pools.iter().map(|pool| pool.spec(&["replicas"])?.as_scalar()?.integer()).collect();
    match counts {
        Some(counts) => {
            let sum = counts.iter().fold(0_i64, |sum, count| sum.saturating_add(*count));
            Node::derived(sum.to_string(), Scalar::Int, origin.clone())
        }
        None => Node::unresolved("the replicas", "replicas", origin.clone()),
    }
}

/// A listener: `tls` encrypts it, and an authentication with a password or token is SASL.
fn listener(node: &Node) -> Node {
    let tls = node.get("tls").is_some_and(|tls| tls.as_text() == Some("true"));
    let kind = node.at(&["authentication", "type"]);
    let sasl = kind.is_some_and(|kind| matches!(kind.as_text(), Some("scram-sha-512" | "oauth" | "plain")));
    let protocol = match (sasl, tls) {
        (true, true) => "SASL_SSL",
        (true, false) => "SASL_PLAINTEXT",
        (false, true) => "SSL",
        (false, false) => "PLAINTEXT",
    };
    Fields::at(node.origin.clone())
        .maybe("name", node.get("name"))
        .text("protocol", protocol)
        .maybe("port", node.get("port").map(|port| port.as_integer()))
        .flag("controller", false)
        .flag("inter_broker", false)
        .finish()
}
