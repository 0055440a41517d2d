//! Connector configurations as the Connect REST API takes them: `{name, config}` to create one (POST), or the bare `config`
//! to set it (PUT), where the name is the file's. JSON, or the same in YAML.

use super::form::Form as Shape;
use super::{Declared, Defect, Dialect};
use crate::model::address::{Form, address_fields, holds_host, holds_no_host};
use crate::model::properties::with_references;
use crate::model::{Fields, Kind, Resource};
use crate::source::{SourceMap, Span, is_json};
use crate::tree::{Node, Origin, Via};
use crate::workspace::{File, Files, Layout};
use std::path::Path;
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "connector configuration", marks: &["connector.class"], claims, declares };

const CLASS: &str = "connector.class";

static SETTINGS: Shape = Shape::new("a connector's configuration", include_str!("connect.json"));

fn claims(file: &File) -> bool {
    if !file.errors.is_empty() && file.documents.is_empty() {
        return is_json(&file.source.path);
    }
    file.documents.iter().any(|document| !connectors(document, file).is_empty())
}

/// A connector on its way to a resource.
pub(super) struct Declaration {
    /// Its name.
    pub(super) name: Arc<str>,
    /// Where it is named.
    pub(super) key: Span,
    /// Its class, where that stands outside of the configuration.
    pub(super) class: Option<Node>,
    /// Its configuration.
    pub(super) config: Node,
    /// The form that declares it.
    pub(super) declared_by: &'static str,
    /// True where the name is written, and not the file's.
    pub(super) is_named: bool,
    /// The Connect cluster that it runs in, where it names one.
    pub(super) connect_cluster: Option<Arc<str>>,
}

/// The connectors of a document: one, or a list of them.
fn connectors(document: &Node, file: &File) -> Vec<Declaration> {
    if document.as_list().is_some() {
        return document.items().filter_map(|item| connector(&item, file)).collect();
    }
    connector(document, file).into_iter().collect()
}

fn connector(node: &Node, file: &File) -> Option<Declaration> {
    let named = node.get("name").filter(|name| name.as_text().is_some());
    let has_class = |node: &Node| node.as_map().is_some_and(|map| map.get(CLASS).is_some());
    let config = if has_class(node) { node.clone() } else { node.get("config").filter(has_class)? };
    let is_named = named.is_some();
    let (name, key) = match named {
        Some(name) => (name.as_text()?.into(), name.origin.span),
        None => (file_stem(&file.source.path), config.get(CLASS)?.origin.span),
    };
    Some(Declaration { name, key, class: None, config, declared_by: "REST", is_named, connect_cluster: None })
}

fn file_stem(path: &Path) -> Arc<str> {
    path.file_stem().map(|stem| stem.to_string_lossy().as_ref().into()).unwrap_or_default()
}

fn declares(claimed: &[Arc<File>], files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in &file.documents {
            for connector in connectors(document, file) {
                let wrong = wrong(&connector);
                found.resources.push(resource(connector, files.sources));
                found.resources.extend(wrong.into_iter().map(|defect| defect.into_resource("connector")));
            }
        }
    }
    found
}

/// What Connect refuses in a configuration, or takes for something else.
fn wrong(connector: &Declaration) -> Vec<Defect> {
    let mut defects = SETTINGS.refused(&connector.config);
    let inner = connector.config.as_map().and_then(|map| map.entry("name"));
    if let Some(inner) = inner.filter(|inner| inner.node.origin.span != connector.key) {
        let same = inner.node.as_text().is_none_or(|name| name == &*connector.name);
        if !same && connector.is_named {
            let message = format!("the configuration of connector `{}` has another name", connector.name);
            let defect = Defect::new(inner.node.origin.span, message).help("leave it out");
            defects.push(defect.related(connector.key, "the connector's name"));
        }
    }
    defects
}

/// The resource that a connector is.
pub(super) fn resource(connector: Declaration, sources: &SourceMap) -> Resource {
    let Declaration { name, key, class, config, declared_by, connect_cluster, .. } = connector;
    // `${topic}` is for the connector itself; a config provider has a colon.
    let config = with_references(&config, &|reference| reference.contains(':'));
    let mut addresses = Vec::new();
    for entry in config.entries() {
        if !holds_no_host(&entry.key) {
            let keep = |form: Form| form != Form::Host || holds_host(&entry.key);
            addresses.extend(address_fields(&entry.node, "config", Some(&entry.key), &keep, sources));
        }
    }
    let origin = Origin { span: config.origin.span, via: Via::default() };
    let class = class.or_else(|| config.get(CLASS));
    let kind = class.as_ref().and_then(|class| direction(class.as_text()?, &config));
    let mut fields = Fields::at(origin.clone())
        .maybe("class", class)
        .put_under("config", key, config)
        .put("addresses", Node::list(addresses, origin))
        .text("declared_by", declared_by);
    if let Some(kind) = kind {
        fields = fields.text("type", kind);
    }
    if let Some(cluster) = connect_cluster {
        fields = fields.text("connect_cluster", &cluster);
    }
    Resource::new(Kind::Connector, name, key, fields.finish())
}

/// Whether a connector reads from Kafka or writes to it: by the name of its class, or by the topics that only a sink has.
fn direction(class: &str, config: &Node) -> Option<&'static str> {
    let name = class.rsplit('.').next().unwrap_or_default();
    if class.starts_with("io.debezium.connector.jdbc.") || name.contains("Sink") {
        Some("sink")
    } else if class.starts_with("io.debezium.") || class.contains(".mirror.") || name.contains("Source") {
        Some("source")
    } else {
        ["topics", "topics.regex"].iter().any(|key| config.get(key).is_some()).then_some("sink")
    }
}
