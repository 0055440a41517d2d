//! Debezium Server's `application.properties`: one connector, whose configuration is behind `debezium.source.`.
//!
//! Quarkus reads the file: `${NAME}` and `${NAME:default}` are variables, and no config provider's references.

use crate::dialect::connect::{self, Declaration};
use crate::model::Resource;
use crate::model::properties::with_named_references;
use crate::source::{SourceMap, Span};
use crate::tree::{Entry, Map, Node};
use std::sync::Arc;

/// The prefix of the connector's settings.
const SOURCE: &str = "debezium.source.";

/// The prefix of all settings. Those of the sink and the format keep their names.
const ALL: &str = "debezium.";

/// Settings by which Debezium knows a connector, and names its topics.
const NAMES: &[&str] = &["topic.prefix", "database.server.name"];

/// Returns true for the properties of a Debezium Server.
pub(super) fn is_one(properties: &Node) -> bool {
    properties.as_map().is_some_and(|map| map.get("debezium.source.connector.class").is_some())
}

/// Returns the connector of a Debezium Server, under `name` if nothing names its topics.
pub(super) fn resource(properties: &Node, name: Arc<str>, key: Span, sources: &SourceMap) -> Resource {
    let setting = |entry: Entry| {
        let name = entry.key.strip_prefix(SOURCE).map(Arc::from);
        let name = name.or_else(|| entry.key.starts_with(ALL).then(|| Arc::clone(&entry.key)))?;
        Some(Entry { key: name, ..entry })
    };
    let config = properties.entries().filter_map(setting).collect::<Map>();
    let config = Node::map(config, properties.origin.clone());
    let config = with_named_references(&config, &|reference| reference.split(':').next());
    let named = NAMES.iter().find_map(|key| {
        let node = config.get(key)?;
        Some((Arc::from(node.as_text()?), node.origin.span))
    });
    let is_named = named.is_some();
    let (name, key) = named.unwrap_or((name, key));
    let declared_by = connect::DEBEZIUM_SERVER;
    let declaration =
        Declaration { name, key, class: None, config, declared_by, is_named, connect_cluster: None };
    connect::lowered(declaration, sources)
}
