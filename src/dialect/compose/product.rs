//! Services that run a known product.

use super::entrypoint::{self, Runs};
use super::redpanda::{self, Flags};
use super::server;
use super::service::Service;
use super::shipped::{is_defaulted, shipped};
use crate::model::image::{Family, Image, Product, recognise};
use crate::model::properties::Script;
use crate::model::{Fields, ResourceKind, version};
use crate::source::{SourceMap, Span};
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind};
use std::sync::Arc;

/// Variables, without their prefix, of which every broker has some.
const IDENTIFYING: [&str; 6] =
    ["PROCESS_ROLES", "NODE_ID", "BROKER_ID", "ZOOKEEPER_CONNECT", "LISTENERS", "ADVERTISED_LISTENERS"];

/// A product that a service runs.
pub(super) struct Running {
    /// The service's name.
    pub(super) name: Arc<str>,
    /// The builder of its image.
    pub(super) family: Family,
    /// How its start script maps variables to properties.
    naming: Family,
    /// The version in its image's tag, if known.
    tag_version: Option<String>,
    /// Properties that the environment sets.
    pub(super) properties: Node,
    /// Properties that the image's shipped file sets and the environment does not.
    pub(super) shipped: Node,
    /// The resource's fields.
    pub(super) fields: Node,
    /// The product.
    pub(super) product: Product,
    /// The flags of a Redpanda node.
    pub(super) flags: Option<Flags>,
}

impl Running {
    /// Returns the kind of its resource.
    pub(super) fn kind(&self) -> ResourceKind {
        match self.product {
            Product::Broker => ResourceKind::Broker,
            Product::ConnectWorker => ResourceKind::ConnectWorker,
            Product::SchemaRegistry => ResourceKind::SchemaRegistry,
            Product::RestProxy => ResourceKind::RestProxy,
            Product::Ksqldb => ResourceKind::Ksqldb,
        }
    }

    /// Returns the start script that maps its environment.
    pub(super) fn script(&self) -> Script<'_> {
        Script { product: self.product, family: self.naming, version: self.tag_version.as_deref() }
    }

    /// Returns the version in its image's tag, if it is known.
    pub(super) fn version(&self) -> Option<&str> {
        self.tag_version.as_deref()
    }

    /// Returns true for a node of Kafka with `role`.
    pub(super) fn has_role(&self, role: &str) -> bool {
        self.fields.get("roles").is_some_and(|roles| roles.items().any(|one| one.as_text() == Some(role)))
    }

    /// Returns the value of a property: set by the environment, else by the shipped file.
    pub(super) fn property(&self, name: &str) -> Option<Node> {
        self.properties.get(name).or_else(|| self.shipped.get(name))
    }
}

/// Detects the known product that `service` runs.
pub(super) fn detect_product(service: &Service, sources: &SourceMap) -> Option<Running> {
    let container = &service.container;
    let image_node = container.get("image").filter(|node| node.as_scalar().is_some());
    let reference =
        image_node.as_ref().and_then(|node| node.as_scalar()).map(|scalar| Arc::clone(&scalar.text));
    if let Some(flags) = redpanda::start_flags(container, sources) {
        return Some(redpanda_node(flags, service, image_node));
    }
    let image = recognise(reference.as_deref().unwrap_or_default());
    if image.family == Family::Redpanda {
        return None;
    }
    let environment = container.get("environment");
    let sets = |name: &str| environment.as_ref().is_some_and(|node| node.get(name).is_some());
    if server::starts_zookeeper(container) {
        return None;
    }
    let told = server::started(container).or(image.product).or_else(|| by_environment(&sets));
    let (image, product) = match told {
        Some(product) => (image.starting(product), product),
        None if is_debezium_worker(&sets) => {
            let product = Product::ConnectWorker;
            (Image::unknown(Family::Debezium, product), product)
        }
        None => return None,
    };
    match entrypoint::runs(container) {
        Runs::Server => {}
        Runs::Unknown if product != Product::Broker || listens(&sets) => {}
        Runs::Unknown | Runs::Other => return None,
    }
    // A derived image keeps its base image's mapping of the environment.
    let naming = if image.family == Family::Other && sets_any(environment.as_ref(), "KAFKA_CFG_") {
        Family::Bitnami
    } else {
        image.family
    };
    let version = reference.as_deref().and_then(version::of_image);
    let script = Script { product, family: naming, version: version.as_deref() };
    let mut entries = environment.as_ref().map(|node| script.properties(node)).unwrap_or_default();
    entries.retain(|entry| !is_defaulted(image, entry));
    let key_span = service.node.as_map().and_then(|map| map.entry("environment")).map(|entry| entry.key_span);
    let owner = owner_of(service);
    let own = service.node.get("environment");
    let place = own.as_ref().map_or_else(|| owner.clone(), |node| node.origin.clone());
    let written =
        Node::map(entries.into_iter().collect(), Origin { span: place.span, via: Provenance::default() });
    // What identifies the node is set under the names of another image: what is absent says nothing then.
    let is_meant = |name: &&str| sets(&format!("KAFKA_CFG_{name}")) && !sets(&format!("KAFKA_{name}"));
    let is_misnamed =
        naming != Family::Bitnami && product == Product::Broker && IDENTIFYING.iter().any(is_meant);
    let known = image.defaults_known
        && !is_misnamed
        && service.environment_known
        && !service.partial
        && !service.changes_settings()
        && !server::reads_own_file(container);
    // A file that takes the place of the image's own sets what the image would.
    let is_replaced = product == Product::Broker && server::replaces_settings(container);
    let shipped = if service.partial || is_replaced {
        Map::default()
    } else {
        shipped(image, version.as_deref(), container, &written)
    };
    let shipped = Node::map(shipped, owner.clone());
    let roles =
        if product == Product::Broker { roles(&written, &shipped, environment.as_ref()) } else { Vec::new() };
    let under = key_span.unwrap_or(service.key);
    let fields = fields(service, image.family, image_node, owner)
        .put_under("properties", under, written.clone())
        .put_under("image_defaults", under, shipped.clone())
        .flag("image_defaults_known", known);
    let fields = spelling(fields, script, environment.as_ref(), &owner_of(service));
    let fields = if product == Product::Broker {
        fields.put("roles", role_list(&roles, &written, service.key))
    } else {
        fields
    };
    Some(Running {
        name: Arc::clone(&service.name),
        family: image.family,
        naming,
        tag_version: version,
        properties: written,
        shipped,
        fields: fields.finish(),
        product,
        flags: None,
    })
}

/// Returns a Redpanda node.
fn redpanda_node(mut flags: Flags, service: &Service, image: Option<Node>) -> Running {
    let owner = owner_of(service);
    let command =
        service.node.as_map().and_then(|map| map.entry("command").or_else(|| map.entry("entrypoint")));
    let under = command.map_or(service.key, |entry| entry.key_span);
    let properties =
        Node::map(std::mem::take(&mut flags.properties), Origin { span: under, via: Provenance::default() });
    let shipped = Node::map(Map::default(), owner.clone());
    let fields = fields(service, Family::Redpanda, image, owner)
        .put_under("properties", under, properties.clone())
        .put_under("image_defaults", under, shipped.clone())
        .flag("image_defaults_known", false)
        .put("roles", role_list(&["broker"], &properties, service.key));
    Running {
        name: Arc::clone(&service.name),
        family: Family::Redpanda,
        naming: Family::Redpanda,
        tag_version: None,
        properties,
        shipped,
        fields: fields.finish(),
        product: Product::Broker,
        flags: Some(flags),
    }
}

fn fields(service: &Service, family: Family, image_node: Option<Node>, owner: Origin) -> Fields {
    let built = service.is_on_base().then(|| Node::boolean(true, owner.clone()));
    Fields::at(owner)
        .text("service", &service.name)
        .maybe("image", image_node)
        .maybe("built", built)
        .text("family", family.name())
        .flag("partial", service.partial)
}

fn owner_of(service: &Service) -> Origin {
    Origin { span: service.key, via: service.node.origin.via.clone() }
}

/// Adds how variables set properties: what they begin with, and those with a name of their own.
fn spelling(fields: Fields, script: Script<'_>, environment: Option<&Node>, owner: &Origin) -> Fields {
    let text = |text: &str| Node::derived(text, ScalarKind::Text, owner.clone());
    let entry = |(key, name): (Arc<str>, Arc<str>)| Entry { key, key_span: owner.span, node: text(&name) };
    let irregular: Map = script.irregular(environment).into_iter().map(entry).collect();
    let irregular = (!irregular.is_empty()).then(|| Node::map(irregular, owner.clone()));
    fields.maybe("variable_prefix", script.prefix().map(text)).maybe("variables", irregular)
}

fn role_list(roles: &[&'static str], written: &Node, key: Span) -> Node {
    let place = written
        .get("process.roles")
        .map_or(Origin { span: key, via: Provenance::default() }, |node| node.origin);
    let node = |role: &&str| Node::derived(*role, ScalarKind::Text, place.clone());
    Node::list(roles.iter().map(node).collect(), place.clone())
}

fn by_environment(sets: &impl Fn(&str) -> bool) -> Option<Product> {
    if sets("CONNECT_GROUP_ID") && sets("CONNECT_BOOTSTRAP_SERVERS") {
        Some(Product::ConnectWorker)
    } else if sets("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS") {
        Some(Product::SchemaRegistry)
    } else if sets("KAFKA_REST_BOOTSTRAP_SERVERS") {
        Some(Product::RestProxy)
    } else if sets("KSQL_BOOTSTRAP_SERVERS") && (sets("KSQL_LISTENERS") || sets("KSQL_KSQL_SERVICE_ID")) {
        Some(Product::Ksqldb)
    } else if IDENTIFYING.iter().any(|name| sets_for_broker(sets, name)) {
        Some(Product::Broker)
    } else {
        None
    }
}

/// Returns true if the environment sets what the entrypoint of Debezium's worker asks for, without a prefix
/// (`debezium/container-images`, `connect-base`). Consumers have a `GROUP_ID` and servers, too, but none of the topics.
fn is_debezium_worker(sets: &impl Fn(&str) -> bool) -> bool {
    let topics = ["CONFIG_STORAGE_TOPIC", "OFFSET_STORAGE_TOPIC", "STATUS_STORAGE_TOPIC"];
    sets("GROUP_ID") && topics.iter().filter(|name| sets(name)).count() >= 2
}

/// Returns true if the environment sets a listener or a role: jobs on a broker's image need neither.
fn listens(sets: &impl Fn(&str) -> bool) -> bool {
    ["LISTENERS", "ADVERTISED_LISTENERS", "PROCESS_ROLES"].iter().any(|name| sets_for_broker(sets, name))
}

fn sets_for_broker(sets: &impl Fn(&str) -> bool, name: &str) -> bool {
    sets(&format!("KAFKA_{name}")) || sets(&format!("KAFKA_CFG_{name}"))
}

fn sets_any(environment: Option<&Node>, prefix: &str) -> bool {
    environment
        .and_then(Node::as_map)
        .is_some_and(|map| map.entries().any(|entry| entry.key.starts_with(prefix)))
}

/// Returns `process.roles`; without it, a node that `ZooKeeper` coordinates is a broker. Debezium's image uses
/// `NODE_ROLE`.
fn roles(written: &Node, shipped: &Node, environment: Option<&Node>) -> Vec<&'static str> {
    let named = environment.and_then(|node| node.get("NODE_ROLE"));
    let text = match (written.get("process.roles"), named) {
        (Some(roles), _) => roles,
        (None, Some(role)) => role,
        (None, None) => match shipped.get("process.roles") {
            Some(roles) => roles,
            None => return vec!["broker"],
        },
    };
    let text = text.as_scalar().map(|scalar| scalar.text.to_ascii_lowercase()).unwrap_or_default();
    let mut roles = Vec::new();
    for role in ["broker", "controller"] {
        if text.contains(role) || text.contains("combined") {
            roles.push(role);
        }
    }
    if roles.is_empty() { vec!["broker"] } else { roles }
}
