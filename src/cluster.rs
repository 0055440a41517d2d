//! Clusters: which brokers, topics, workers and connectors belong together, wherever each is declared.
//!
//! A dialect states which cluster a resource belongs to ([`ClusterRef`]), as far as its form says so. The
//! workspace's own configuration assigns files to clusters ([`Layout::clusters`]) and takes precedence. If several
//! files declare the same cluster, as examples beside each other do, each file gets its own cluster; a resource
//! elsewhere that refers to it belongs to no cluster, because the reference is ambiguous.

mod connector_servers;
mod databases;
mod deciding;
mod elsewhere;
mod index;
mod kafkas;
mod profiles;
mod quorum;
mod repeated;
mod versions;
mod workers;

use crate::finding::Problem;
use crate::model::groups::{Coordinators, Groups, connect_groups};
use crate::model::{ClusterRef, Fields, Resource, ResourceKind};
use crate::source::{SourceId, SourceMap, Span};
use crate::tree::{Entry, Node, Origin, Provenance, ScalarKind};
use crate::workspace::Layout;
use hy_msg_lint_tree::problem;
use kafkas::Kafkas;
use repeated::Topic;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A place from which on resources are not compared, and what says so.
type Cut = (Span, String);

/// The lists of a cluster's members, by resource kind.
const LISTS: &[(ResourceKind, &str)] = &[
    (ResourceKind::ConnectWorker, "connect_workers"),
    (ResourceKind::SchemaRegistry, "schema_registries"),
    (ResourceKind::RestProxy, "rest_proxies"),
    (ResourceKind::Ksqldb, "ksqldb"),
    (ResourceKind::Topic, "topics"),
    (ResourceKind::Connector, "connectors"),
];

/// The identity of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A cluster of [`Layout::clusters`], by its index.
    Configured(usize),
    /// A cluster that a dialect's form names.
    ClusterRef(ClusterRef),
    /// A cluster that several files declare: the cluster in this file.
    File(ClusterRef, SourceId),
}

impl Key {
    /// True for a file of topics that says nothing else of their cluster.
    fn is_topics_alone(&self) -> bool {
        matches!(self, Self::ClusterRef(one) | Self::File(one, _) if one.form == "topics file")
    }
}

/// Assigns `resources` to their clusters, and appends the clusters and the database servers that several of them read.
/// Returns what of a cluster is more than rules compare.
pub fn gather(resources: &mut Vec<Resource>, layout: &Layout, sources: &SourceMap) -> Vec<Problem> {
    let keys = keys(resources, layout, sources);
    let runs = workers::runs(resources, &keys, sources);
    versions::spread(resources, &runs);
    connector_servers::spread(resources, &runs, sources);
    let servers = databases::servers(resources, &keys, sources);
    let mut members: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    for (index, key) in keys.iter().enumerate() {
        if let Some(key) = key {
            members.entry(key).or_default().push(index);
        }
    }
    let mut clusters = Vec::new();
    let mut cuts = Vec::new();
    for (key, members) in members {
        let Some(first) = members.iter().copied().find(|index| is_member(resources, *index)) else {
            continue;
        };
        let Some(origin) = place(&members, resources) else { continue };
        let resource = cluster(key, &members, &origin, resources, layout, &mut cuts);
        let node = Arc::new(resource.fields.clone());
        // Of a cluster of which only topics are known, they learn nothing that they do not say themselves.
        let members = if key.is_topics_alone() { Vec::new() } else { members };
        for index in members {
            if let Some(member) = resources.get_mut(index) {
                member.cluster = Some(Arc::clone(&node));
            }
        }
        clusters.push((first, resource));
    }
    clusters.sort_by_key(|(first, _)| *first);
    resources.extend(clusters.into_iter().map(|(_, resource)| resource));
    resources.extend(servers);
    cuts.into_iter().filter_map(|(at, message)| problem::within(sources, at, message)).collect()
}

/// Returns true for a resource that makes up a cluster; listeners, services and networks only accompany it.
fn is_member(resources: &[Resource], index: usize) -> bool {
    resources.get(index).is_some_and(|one| {
        one.kind == ResourceKind::Broker || LISTS.iter().any(|(kind, _)| *kind == one.kind)
    })
}

/// Returns each resource's cluster, or `None` if the resource names no cluster or an ambiguous one.
fn keys(resources: &[Resource], layout: &Layout, sources: &SourceMap) -> Vec<Option<Key>> {
    let mut by_file: BTreeMap<SourceId, Option<usize>> = BTreeMap::new();
    let mut owned = |id: SourceId| {
        let find = || layout.cluster_of(&sources.get(id)?.path);
        *by_file.entry(id).or_insert_with(find)
    };
    let mut owners: BTreeMap<&ClusterRef, BTreeSet<usize>> = BTreeMap::new();
    let mut brokers: BTreeMap<&ClusterRef, BTreeSet<SourceId>> = BTreeMap::new();
    for (index, resource) in resources.iter().enumerate() {
        let Some(cluster_ref) = &resource.cluster_ref else { continue };
        if is_member(resources, index) {
            owners.entry(cluster_ref).or_default().extend(owned(resource.key.source));
        }
        if resource.kind == ResourceKind::Broker {
            brokers.entry(cluster_ref).or_default().insert(resource.key.source);
        }
    }
    let mut key = |(index, resource): (usize, &Resource)| {
        let is_part = is_member(resources, index) || resource.kind == ResourceKind::Listener;
        let can_be = resource.cluster_ref.is_some() || is_part;
        if let Some(number) = owned(resource.key.source).filter(|_| can_be) {
            return Some(Key::Configured(number));
        }
        let cluster_ref = resource.cluster_ref.as_ref()?;
        let owners = owners.get(cluster_ref);
        if let Some(only) = owners.filter(|owners| owners.len() == 1).and_then(BTreeSet::first) {
            return Some(Key::Configured(*only));
        }
        // The files of a Compose project are one declaration, however many there are.
        match brokers.get(cluster_ref).filter(|files| files.len() > 1 && cluster_ref.form != "compose") {
            None => Some(Key::ClusterRef(cluster_ref.clone())),
            Some(files) => {
                let own = resource.key.source;
                files.contains(&own).then(|| Key::File(cluster_ref.clone(), own))
            }
        }
    };
    resources.iter().enumerate().map(&mut key).collect()
}

/// Returns where to show a cluster: at its first node, else at its first member.
fn place(members: &[usize], resources: &[Resource]) -> Option<Origin> {
    let node = members
        .iter()
        .find(|index| resources.get(**index).is_some_and(|one| one.kind == ResourceKind::Broker));
    let first = node.or_else(|| members.iter().find(|index| is_member(resources, **index)))?;
    resources.get(*first).map(|one| Origin { span: one.key, via: Provenance::default() })
}

/// Builds the cluster of `members`, shown at `origin`.
fn cluster(
    key: &Key,
    members: &[usize],
    origin: &Origin,
    resources: &[Resource],
    layout: &Layout,
    cuts: &mut Vec<Cut>,
) -> Resource {
    let all = || members.iter().filter_map(|index| resources.get(*index));
    let nodes: Vec<&Resource> = all().filter(|one| one.kind == ResourceKind::Broker).collect();
    let (name, form): (Arc<str>, &str) = match key {
        Key::Configured(number) => {
            (layout.clusters.get(*number).map(|one| Arc::clone(&one.name)).unwrap_or_default(), "configured")
        }
        Key::ClusterRef(cluster_ref) | Key::File(cluster_ref, _) => {
            (Arc::clone(&cluster_ref.name), cluster_ref.form)
        }
    };
    let coordinators: Vec<_> =
        nodes.iter().map(|node| Coordinators::of(&node.name, &|key| property(node, key))).collect();
    let profiles = profiles::of_nodes(&nodes, all());
    let groups = profiles::split(&connect_groups(&coordinators), &profiles);
    let is_broker = |index: usize| nodes.get(index).is_some_and(|node| has_role(node, "broker"));
    let varying = profiles::deciding(&groups, &profiles, is_broker);
    let with = |is_broker: bool| {
        let chosen = |node: &&(usize, &&Resource)| has_role(node.1, "broker") == is_broker;
        let numbered: Vec<_> = nodes.iter().enumerate().collect();
        let node = |(index, node): &(usize, &&Resource)| node_summary(node, *index, &groups, origin);
        Node::list(numbered.iter().filter(chosen).map(node).collect(), origin.clone())
    };
    let is_whole = |node: &&Resource| {
        let complete = node.project.as_ref().and_then(|project| project.get("complete"));
        complete.is_none_or(|complete| complete.as_text() == Some("true"))
    };
    let undeclared = nodes.iter().filter_map(|node| node.project.as_ref()?.get("undeclared"));
    let undeclared = undeclared.into_iter().next().unwrap_or_else(|| Node::list(Vec::new(), origin.clone()));
    let brokers: Vec<&&Resource> = nodes.iter().filter(|node| has_role(node, "broker")).collect();
    let elsewhere = elsewhere::hosts(&nodes);
    let is_declared = !brokers.is_empty() && nodes.iter().all(is_whole) && elsewhere.is_empty();
    let complete = is_declared && groups.count <= 1;
    let sizes = (is_declared && varying.is_empty()).then(|| sizes(&nodes, &groups)).flatten();
    let all_brokers: Option<i64> = brokers.iter().map(|node| count(node)).sum();
    let all_brokers = all_brokers.filter(|_| complete).map(|size| Node::number(size, origin.clone()));
    let (size, most) = if varying.is_empty() { (all_brokers, None) } else { (None, all_brokers) };
    let varying =
        varying.into_iter().map(|name| Node::derived(name, ScalarKind::Text, origin.clone())).collect();
    let fields = Fields::at(origin.clone())
        .text("name", &name)
        .text("form", form)
        .flag("complete", complete)
        .maybe("size", size)
        .maybe("most", most)
        .put("profiles", Node::list(varying, origin.clone()))
        .maybe("sizes", sizes.map(|sizes| numbers(&sizes, origin)))
        .put("elsewhere", Node::list(elsewhere, origin.clone()))
        .put("undeclared", undeclared)
        .put("groups", Node::number(groups.count, origin.clone()))
        .put("brokers", with(true))
        .put("controllers", with(false))
        .put("deciding", deciding::deciding(&nodes, origin))
        .put("nodes_by_name", index::nodes_by_name(&nodes, origin));
    let all: Vec<&Resource> = all().collect();
    let (fields, cut) = put_clients(fields, &all, Kafkas::of(form, &nodes, &groups), origin);
    let most = repeated::MAX_COMPARED;
    cuts.extend(cut.into_iter().map(|(at, what)| {
        let what = format!("more than {most} topics of cluster `{name}` {what}");
        (at, format!("{what}, and the topics from here on are not compared: check the files in parts"))
    }));
    Resource::new(ResourceKind::Cluster, name, origin.span, fields.finish())
}

/// Returns the number of brokers of each group, if there are several, and each node is known to be of one.
fn sizes(nodes: &[&Resource], groups: &Groups) -> Option<Vec<i64>> {
    let mut sizes = vec![0; (groups.count > 1).then_some(groups.count)?];
    for (node, group) in nodes.iter().zip(&groups.of_node) {
        let size = sizes.get_mut((*group)?)?;
        if has_role(node, "broker") {
            *size += count(node)?;
        }
    }
    Some(sizes)
}

fn numbers(numbers: &[i64], origin: &Origin) -> Node {
    Node::list(numbers.iter().map(|number| Node::number(*number, origin.clone())).collect(), origin.clone())
}

/// Adds those of `members` that are no nodes to the fields of a cluster. Returns these, and the topics from which on too many
/// have something in common, with what they have.
fn put_clients(
    mut fields: Fields,
    members: &[&Resource],
    mut kafkas: Kafkas,
    origin: &Origin,
) -> (Fields, Vec<(Span, &'static str)>) {
    let (mut topics, mut clients) = (Vec::new(), Vec::new());
    for (kind, list) in LISTS {
        let mut nodes = Vec::new();
        for (index, one) in members.iter().filter(|one| one.kind == *kind).enumerate() {
            let group = match kind {
                ResourceKind::ConnectWorker => kafkas.of_worker(one),
                ResourceKind::Topic => kafkas.of_topic(one),
                _ => None,
            };
            match kind {
                ResourceKind::Topic => topics.push(Topic { index, name: &one.name, group }),
                ResourceKind::Connector => {}
                _ => clients.push((&one.name, (*list, index))),
            }
            nodes.push(summary(one, group.map(|group| ("group", Node::number(group, origin.clone())))));
        }
        fields = fields.put(list, Node::list(nodes, origin.clone()));
    }
    let (mut repeated, mut colliding) = (repeated::repeated(&topics), repeated::colliding(&topics));
    let cuts = [
        (repeated::limit(&mut repeated), "are declared twice"),
        (repeated::limit(&mut colliding), "have colliding names"),
    ];
    let place = |index: usize| {
        let mut topics = members.iter().filter(|one| one.kind == ResourceKind::Topic);
        topics.nth(index).map(|topic| topic.key)
    };
    let cuts = cuts.into_iter().filter_map(|(index, what)| Some((place(index?)?, what))).collect();
    let fields = fields
        .put("connect_groups", Node::number(count_connect_groups(members), origin.clone()))
        .put("clients_by_name", index::by_name(clients, origin))
        .put("repeated_topics", index::numbers(repeated, origin))
        .put("colliding_topics", index::numbers(colliding, origin));
    (fields, cuts)
}

/// Returns the number of groups of the Connect workers among `members`; a worker without a group runs alone.
fn count_connect_groups(members: &[&Resource]) -> usize {
    let group = |worker: &&&Resource| {
        let settings = |field: &&str| worker.fields.get(field)?.get("group.id");
        let id = ["properties", "image_defaults"].iter().find_map(settings);
        id.and_then(|id| Some(Arc::clone(&id.as_scalar()?.text))).unwrap_or_else(|| Arc::clone(&worker.name))
    };
    let workers = members.iter().filter(|one| one.kind == ResourceKind::ConnectWorker);
    workers.map(|worker| group(&worker)).collect::<BTreeSet<_>>().len()
}

/// Returns the fields of the node number `index` of a cluster, and how it relates to the others.
fn node_summary(node: &Resource, index: usize, groups: &Groups, origin: &Origin) -> Node {
    let number = |numbers: &[Option<usize>]| {
        let number = numbers.get(index).copied().flatten()?;
        Some(Node::number(number, origin.clone()))
    };
    let quorum = quorum::quorum(node).map(|text| Node::derived(text, ScalarKind::Text, origin.clone()));
    let own =
        [("group", number(&groups.of_node)), ("ensemble", number(&groups.ensembles)), ("quorum", quorum)];
    summary(node, own.into_iter().filter_map(|(key, node)| Some((key, node?))))
}

/// Returns the fields of a member, with its kind and its name, for the cluster's lists.
fn summary<'a>(resource: &Resource, more: impl IntoIterator<Item = (&'a str, Node)>) -> Node {
    let mut map = resource.fields.as_map().cloned().unwrap_or_default();
    let place = Origin { span: resource.key, via: Provenance::default() };
    let text = |text: &str| Node::derived(text, ScalarKind::Text, place.clone());
    let own = [("kind", text(resource.kind.name())), ("name", text(&resource.name))];
    for (key, node) in own.into_iter().chain(more) {
        map.set(Entry { key: key.into(), key_span: resource.key, node });
    }
    Node::map(map, resource.fields.origin.clone())
}

/// Returns a property of a node: set by the user, else by the image.
fn property(node: &Resource, key: &str) -> Option<Node> {
    ["properties", "image_defaults"].iter().find_map(|field| node.fields.get(field)?.get(key))
}

fn has_role(node: &Resource, role: &str) -> bool {
    node.fields.get("roles").is_some_and(|roles| roles.items().any(|one| one.as_text() == Some(role)))
}

/// Returns the number of brokers that a declaration creates: its `count`, 1 if absent, `None` if unknown.
fn count(node: &Resource) -> Option<i64> {
    match node.fields.get("count") {
        None => Some(1),
        Some(count) => count.as_scalar().and_then(crate::tree::Scalar::integer).filter(|count| *count >= 0),
    }
}
