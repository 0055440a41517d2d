//! A loaded project to resources.

use super::product::{self, Running};
use super::{addresses, bootstrap, broker, environment, facts, limits, runs, summary, topic_lists};
use crate::dialect::{Declared, connectors_in_scripts, kafka_topics};
use crate::model::reference::reference;
use crate::model::{Fields, Home, Kind, Resource};
use crate::source::Span;
use crate::tree::{Entry, Kind as Scalar, Map, Node, Origin, Via};
use crate::workspace::Files;
use hy_msg_lint_compose::Loaded;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A service on its way to resources.
pub(super) struct Service {
    pub(super) name: Arc<str>,
    pub(super) key: Span,
    /// In canonical form.
    pub(super) node: Node,
    /// True without `image` and `build`: what it lacks may stand elsewhere.
    pub(super) partial: bool,
    /// False where an `env_file` could not be read.
    pub(super) environment_known: bool,
    /// What it does once and then ends, where that is all.
    pub(super) job: Option<Node>,
}

/// Networks by key, as the project declares them.
pub(super) struct Networks {
    pub(super) declared: Map,
    pub(super) project: Arc<str>,
    pub(super) root: Span,
}

/// Lowers `loaded`, whose canonical form is `canonical`; services in `extended_elsewhere` are templates and are not judged by
/// themselves.
pub(super) fn lower(
    files: &Files,
    loaded: &mut Loaded,
    canonical: &Node,
    extended_elsewhere: &BTreeSet<Arc<str>>,
) -> Declared {
    let mut declared = Declared {
        resources: Vec::new(),
        problems: std::mem::take(&mut loaded.problems),
        files: std::mem::take(&mut loaded.files),
    };
    let root = &loaded.root;
    let networks = Networks::of(root, &loaded.name);
    let mut entries: Vec<Entry> = canonical.get("services").iter().flat_map(Node::entries).collect();
    entries.retain(|entry| {
        let known = !loaded.broken.contains(&entry.key) && !extended_elsewhere.contains(&entry.key);
        known && entry.node.as_map().is_some()
    });
    let service = |Entry { key: name, key_span: key, node }: Entry| {
        let partial = ["image", "build", "provider"].iter().all(|key| node.get(key).is_none());
        let environment_known = environment::is_known(&node, files);
        let job = runs::job(&node);
        Service { name, key, node, partial, environment_known, job }
    };
    let services: Vec<_> = entries.into_par_iter().map(service).collect();
    let found: Vec<_> =
        services.par_iter().map(|service| addresses::of_service(&service.node, files.sources)).collect();
    let named = addresses::names(&found, &root.origin);
    let products: Vec<_> = services.par_iter().map(|service| product::of(service, files.sources)).collect();
    let complete = networks.complete(&services, &loaded.broken);
    let listeners: Vec<_> = services
        .par_iter()
        .zip(&products)
        .map(|(service, product)| {
            let listeners =
                |product| broker::listeners(product, service, &services, &networks, files.sources);
            product.as_ref().map(listeners).unwrap_or_default()
        })
        .collect();
    let fields = |((service, found), product): ((&Service, Node), &Option<Running>)| {
        let facts = [
            ("addresses", Some(found)),
            ("named_addresses", Some(named.clone())),
            ("bootstrap_servers", Some(bootstrap::of(&service.node, files.sources))),
            ("runs", Some(summary::runs_node(service, product.as_ref()))),
            ("job", service.job.clone()),
            ("image_reference", service.node.get("image").and_then(|image| reference(&image, files.sources))),
        ];
        let mut fields = service.node.as_map().cloned().unwrap_or_default();
        for (key, node) in facts {
            if let Some(node) = node {
                fields.set(Entry { key: key.into(), key_span: service.key, node });
            }
        }
        fields.extend(limits::of(service));
        Node::map(fields, service.node.origin.clone())
    };
    let fields: Vec<_> = services.par_iter().zip(found).zip(&products).map(fields).collect();
    let summaries = summary::of(&services, &products, &listeners, &networks, files.sources);
    let project = Arc::new(networks.project_node(complete, summaries, root));
    let home = home(&networks.project, root, files);
    let mut add = |kind, name: &Arc<str>, key, fields| {
        let project = Some(Arc::clone(&project));
        let resource = Resource::new(kind, Arc::clone(name), key, fields).at_home(home.clone());
        declared.resources.push(Resource { project, ..resource });
    };
    add(Kind::Project, &networks.project, root.origin.span, (*project).clone());
    for entry in networks.declared.entries() {
        add(Kind::Network, &entry.key, entry.key_span, network(entry));
    }
    for (((service, fields), product), listeners) in services.iter().zip(fields).zip(&products).zip(listeners)
    {
        add(Kind::Service, &service.name, service.key, fields);
        let Some(product) = product else { continue };
        let fields = facts::of(product, service, &listeners, files.sources);
        add(product.kind(), &service.name, service.key, fields);
        for listener in listeners {
            add(Kind::Listener, &listener.name, listener.key, listener.fields);
        }
    }
    let created = |service: &Service| -> Vec<Resource> {
        let words = ["entrypoint", "command"].iter().filter_map(|key| service.node.get(key));
        let words = words.flat_map(|list| list.items().collect::<Vec<_>>());
        let connectors = words.flat_map(|word| connectors_in_scripts::of(&word, files.sources));
        let topics = kafka_topics::topics_of(&service.node, &service.name, files.sources);
        connectors.chain(topics).chain(topic_lists::of(service, files.sources)).collect()
    };
    let created: Vec<_> = services.par_iter().map(created).collect();
    declared.resources.extend(created.into_iter().flatten().map(|resource| {
        let resource = resource.at_home(home.clone());
        Resource { project: Some(Arc::clone(&project)), ..resource }
    }));
    declared
}

/// The cluster of a project: its name, and its first file, because every folder may have a project of that name.
fn home(project: &Arc<str>, root: &Node, files: &Files) -> Home {
    let first = files.sources.get(root.origin.span.source).map(|source| source.name.as_str().into());
    Home { form: "compose", scope: first.unwrap_or_default(), name: Arc::clone(project) }
}

fn network(entry: &Entry) -> Node {
    let mut map = entry.node.as_map().cloned().unwrap_or_default();
    let origin = entry.node.origin.clone();
    let key = Node::derived(Arc::clone(&entry.key), Scalar::Text, origin.clone());
    map.set(Entry { key: "key".into(), key_span: entry.key_span, node: key });
    let node = Node::boolean(is_external(&entry.node), origin.clone());
    map.set(Entry { key: "external".into(), key_span: entry.key_span, node });
    Node::map(map, origin)
}

/// `external: true`, or the older mapping with the network's name.
fn is_external(network: &Node) -> bool {
    network.get("external").is_some_and(|node| node.as_text() == Some("true") || node.as_map().is_some())
}

impl Networks {
    pub(super) fn of(root: &Node, project: &Arc<str>) -> Self {
        let declared = root.get("networks").map(|networks| networks.entries().collect()).unwrap_or_default();
        Self { declared, project: Arc::clone(project), root: root.origin.span }
    }

    /// What the network `key` is called on the engine, and whether the project declares it.
    pub(super) fn name_of(&self, key: &str) -> (Node, bool) {
        let entry = self.declared.entry(key);
        let node = entry.map(|entry| &entry.node);
        let named = node.and_then(|node| node.get("name")).filter(|name| !name.is_null());
        let external = node.and_then(|node| node.get("external")?.get("name"));
        let is_external =
            node.and_then(|node| node.get("external")).is_some_and(|node| node.as_text() == Some("true"));
        let derived =
            |text: String, span| Node::derived(text, Scalar::Text, Origin { span, via: Via::default() });
        match (named.or(external), entry) {
            (Some(name), _) => (name, true),
            (None, Some(entry)) if is_external => (derived(key.to_owned(), entry.key_span), true),
            (None, Some(entry)) => (derived(format!("{}_{key}", self.project), entry.key_span), true),
            (None, None) if key == "default" => {
                (derived(format!("{}_default", self.project), self.root), true)
            }
            (None, None) => (derived(key.to_owned(), self.root), false),
        }
    }

    /// False for a fragment: networks that it does not declare, or services that are not all there.
    pub(super) fn complete(&self, services: &[Service], broken: &BTreeSet<Arc<str>>) -> bool {
        let declared = |key: &str| key == "default" || self.declared.entry(key).is_some();
        broken.is_empty()
            && services.iter().all(|service| {
                let networks = service.node.get("networks");
                let undeclared =
                    networks.is_some_and(|networks| networks.entries().any(|entry| !declared(&entry.key)));
                !service.partial && !undeclared
            })
    }

    pub(super) fn project_node(&self, complete: bool, services: Map, root: &Node) -> Node {
        let origin = Origin { span: root.origin.span, via: Via::default() };
        let mut keys: BTreeSet<Arc<str>> =
            self.declared.entries().map(|entry| Arc::clone(&entry.key)).collect();
        keys.insert("default".into());
        let network = |key: Arc<str>| {
            let (name, _) = self.name_of(&key);
            let declared = self.declared.entry(&key);
            let external = declared.is_some_and(|entry| is_external(&entry.node));
            let place = declared.map_or_else(|| origin.clone(), |entry| entry.node.origin.clone());
            let node = Fields::at(place).put("name", name).flag("external", external).finish();
            Entry { key, key_span: declared.map_or(origin.span, |entry| entry.key_span), node }
        };
        let networks = Node::map(keys.into_iter().map(network).collect(), origin.clone());
        Fields::at(origin.clone())
            .text("name", &self.project)
            .flag("complete", complete)
            .put("networks", networks)
            .put("services", Node::map(services, origin.clone()))
            .finish()
    }
}
