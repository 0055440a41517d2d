//! Lowers a loaded project to resources.

use super::broker::Listener;
use super::builds::Builds;
use super::connections::{self, Parts, with, with_list};
use super::dockerfile::Reader;
use super::membership::Membership;
use super::networks::{Networks, network_node};
use super::product::{self, Running};
use super::reach::Reach;
use super::service::Service;
use super::start_script::start_script;
use super::{
    addresses, bootstrap, broker, container, copies, limits, port_clashes, product_fields, project_variables,
    service_index, size, topic_lists, variable_files,
};
use crate::dialect::{Declared, connectors_in_scripts, kafka_topics};
use crate::model::reference::{open_tag, reference};
use crate::model::{ClusterRef, Resource, ResourceKind};
use crate::source::SourceMap;
use crate::tree::{Entry, Node};
use crate::workspace::Files;
use hy_msg_lint_compose::Project;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::sync::Arc;

/// Returns the resources of `project`, except its defects.
pub(super) fn lower(files: &Files, mut project: Project) -> Declared {
    let mut declared = Declared::default();
    declared.problems = std::mem::take(&mut project.problems);
    declared.files = std::mem::take(&mut project.files);
    if let Some(problem) = size::too_large(&project, files.sources) {
        declared.problems.push(problem);
        return declared;
    }
    let mut reader = Reader::over(files);
    let nodes: Vec<Node> = project.services.iter().map(|service| service.node.clone()).collect();
    let builds = Builds::of(&project.name, &project.services);
    let built = container::built_images(&nodes, &builds, &mut reader);
    let spent = reader.spent;
    declared.files.extend(reader.into_files());
    if let Some(problem) = size::too_many_image_variables(&project, &built, files.sources) {
        declared.problems.push(problem);
        return declared;
    }
    declared.problems.extend(spent.and_then(|at| size::unread_dockerfile(at, files.sources)));
    let services = with_images(std::mem::take(&mut project.services), &built, files.sources);
    let origin = &project.canonical.origin;
    let networks = Networks::of(&project);
    let found: Vec<_> =
        services.par_iter().map(|service| addresses::of_service(&service.node, files.sources)).collect();
    let named = addresses::names(&found, origin);
    let products: Vec<_> =
        services.par_iter().map(|service| product::detect_product(service, files.sources)).collect();
    if let Some(problem) = size::too_many_listeners(&services, &products, files.sources) {
        declared.problems.push(problem);
        return declared;
    }
    let reaches: Vec<_> =
        services.par_iter().map(|service| Reach::of(service, &services, &networks)).collect();
    let mut listeners = listeners(&services, &products, &reaches, files.sources);
    let servers: Vec<_> = services
        .par_iter()
        .map(|service| bootstrap::bootstrap_servers(&service.node, files.sources))
        .collect();
    let parts = Parts {
        services: &services,
        servers: &servers,
        products: &products,
        listeners: &listeners,
        reaches: &reaches,
        external: &networks.external_keys(),
        is_complete: networks.is_complete(),
    };
    let connections = connections::connections(&parts, files.sources);
    connections.add_told(&mut listeners);
    let from_files = variable_files::of_services(&services, files);
    let facts: Vec<_> = found
        .into_iter()
        .zip(from_files)
        .zip(copies::of_services(&services))
        .zip(&servers)
        .map(|(((addresses, written), copies), servers)| facts(addresses, written, copies, &named, servers))
        .collect();
    let fields: Vec<_> = (&services, facts, &products, &connections.from_services)
        .into_par_iter()
        .map(|(service, facts, product, connections)| {
            let fields = service_fields(service, product.as_ref(), facts, &builds, files.sources);
            with_list(&fields, "connections", connections)
        })
        .collect();
    let index = service_index::service_index(&services, &products, &listeners, &reaches, files.sources);
    let clashes = port_clashes::port_clashes(&services, origin);
    let surroundings = with(&networks.project_node(index, &builds), "port_clashes", clashes);
    let surroundings = project_variables::beside(&surroundings, &project, &declared.files, &services, files);
    let surroundings = Arc::new(surroundings);
    let membership = Membership::of(&surroundings, cluster_ref(&project, files));
    let mut add = |kind, name: &Arc<str>, key, fields| {
        let project = Some(Arc::clone(&surroundings));
        let resource = membership.joined(Resource::new(kind, Arc::clone(name), key, fields));
        declared.resources.push(Resource { project, ..resource });
    };
    add(ResourceKind::Project, &project.name, origin.span, (*surroundings).clone());
    for entry in project.declared_networks() {
        add(ResourceKind::Network, &entry.key, entry.key_span, network_node(&entry));
    }
    for (at, (service, fields)) in services.iter().zip(fields).enumerate() {
        add(ResourceKind::Service, &service.name, service.key, fields);
        for edge in connections.of_service(at) {
            add(ResourceKind::Connection, &service.name, edge.origin.span, edge.clone());
        }
        let (Some(Some(product)), Some(listeners)) = (products.get(at), listeners.get(at)) else { continue };
        let fields = product_fields::fields_of(product, service, listeners, &builds, files.sources);
        let fields = connections.beside_product(at, product, &fields);
        add(product.kind(), &service.name, service.key, fields);
        for (number, listener) in listeners.iter().enumerate() {
            let fields = connections.beside_listener(at, number, &listener.fields);
            add(ResourceKind::Listener, &listener.name, listener.key, fields);
        }
    }
    let workers_elsewhere = Membership::are_workers_elsewhere(&declared.resources);
    let created = |service: &Service| created(service, &membership, workers_elsewhere, files.sources);
    let created: Vec<_> = services.par_iter().map(created).collect();
    for of_service in created {
        let of_project = |resource| Resource { project: Some(Arc::clone(&surroundings)), ..resource };
        declared.declare(of_service.into_iter().map(of_project));
    }
    declared
}

/// Returns `services`, each over the image that is `built` for it.
fn with_images(
    services: Vec<hy_msg_lint_compose::Service>,
    built: &[container::BuiltImage],
    sources: &SourceMap,
) -> Vec<Service> {
    services.into_par_iter().zip(built).map(|(service, built)| Service::of(service, built, sources)).collect()
}

/// Returns the listeners of each service.
fn listeners(
    services: &[Service],
    products: &[Option<Running>],
    reaches: &[Reach],
    sources: &SourceMap,
) -> Vec<Vec<Listener>> {
    let of_one = |(service, product, reach): (&Service, &Option<Running>, &Reach)| {
        let listeners = |product| broker::listeners(product, service, reach, sources);
        product.as_ref().map(listeners).unwrap_or_default()
    };
    (services, products, reaches).into_par_iter().map(of_one).collect()
}

/// Returns what is known of a service beside its canonical form, by field.
fn facts(
    addresses: Node,
    from_files: Option<Node>,
    copies: Option<Node>,
    named: &Node,
    servers: &Node,
) -> [(&'static str, Option<Node>); 5] {
    [
        ("addresses", Some(addresses)),
        ("from_files", from_files),
        ("copies", copies),
        ("named_addresses", Some(named.clone())),
        ("bootstrap_servers", Some(servers.clone())),
    ]
}

/// Returns the fields of a service: those of its canonical form, with `facts` and what follows from it.
fn service_fields(
    service: &Service,
    product: Option<&Running>,
    facts: [(&str, Option<Node>); 5],
    builds: &Builds,
    sources: &SourceMap,
) -> Node {
    let own = [
        ("runs", Some(service_index::runs_node(service, product))),
        ("job", service.job.clone()),
        ("base_image", service.built.as_ref().and_then(|built| built.base.clone())),
        ("broken_dockerfile", service.broken.clone()),
        ("image_environment", written_in_image(service)),
        ("quoted_variables", quoted_variables(service)),
        ("default_variables", copies::defaults(service)),
        ("built_by", builds.built_by(&service.node)),
        ("open_tag", service.node.get("image").and_then(|image| open_tag(&image, sources))),
        ("start_script", start_script(service, builds)),
        ("image_reference", service.node.get("image").and_then(|image| reference(&image, sources))),
    ];
    let mut fields = service.node.as_map().cloned().unwrap_or_default();
    for (key, node) in facts.into_iter().chain(own) {
        if let Some(node) = node {
            fields.set(Entry { key: key.into(), key_span: service.key, node });
        }
    }
    fields.extend(limits::in_force_on(service));
    fields.extend(limits::conflicts(service));
    Node::map(fields, service.node.origin.clone())
}

/// Returns the variables whose values the Dockerfile of the service's image has.
fn written_in_image(service: &Service) -> Option<Node> {
    let written = service.built.as_ref().map(|built| &built.written).filter(|written| !written.is_empty())?;
    Some(Node::map(written.clone(), service.node.origin.clone()))
}

/// Returns the variables that have quotation marks in their value, with it.
fn quoted_variables(service: &Service) -> Option<Node> {
    let is_any = !service.quoted.is_empty();
    is_any.then(|| Node::map(service.quoted.clone(), service.node.origin.clone()))
}

/// Returns the connectors and topics that the commands of `service`, or of its image, create.
fn created(
    service: &Service,
    membership: &Membership,
    workers_elsewhere: bool,
    sources: &SourceMap,
) -> Vec<Resource> {
    let words = kafka_topics::words_of(&service.container);
    let connectors =
        words.into_iter().flat_map(|word| connectors_in_scripts::posted_connectors(&word, sources));
    let connectors = connectors.map(|one| membership.joined_as(one, workers_elsewhere));
    let mut topics = kafka_topics::topics_of(&service.container, &service.name, sources);
    topics.extend(topic_lists::listed_topics(service, sources));
    let servers = || bootstrap::bootstrap_servers(&service.container, sources);
    let is_elsewhere = !topics.is_empty() && membership.lead_elsewhere(&servers());
    let topics = topics.into_iter();
    connectors.chain(topics.map(|one| membership.joined_as(one, is_elsewhere))).collect()
}

/// Returns the cluster of a project: its name and its first file, because several directories may have a project of
/// that name.
fn cluster_ref(project: &Project, files: &Files) -> ClusterRef {
    let first = files.sources.get(project.canonical.origin.span.source);
    let scope = first.map(|source| source.name.as_str().into()).unwrap_or_default();
    ClusterRef { form: "compose", scope, name: Arc::clone(&project.name) }
}
