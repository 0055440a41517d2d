//! Connector configurations in the format of the Connect REST API: `{name, config}` to create a connector (POST),
//! or only its configuration to set it (PUT), named after the file. JSON, or the same in YAML.

use super::form::Form as Shape;
use super::yaml::{Claimed, YamlDialect};
use super::{Declared, Defect, is_template};
use crate::model::address::{Form, address_fields, holds_host, holds_no_host};
use crate::model::properties::with_references;
use crate::model::{Fields, Resource, ResourceKind};
use crate::source::{SourceMap, Span};
use crate::tree::{Entry, Node, Origin, Provenance};
use crate::workspace::{File, Format};
use hy_msg_lint_tree::quote::quoted;
use hy_msg_lint_tree::schema::Type;
use std::path::Path;
use std::sync::Arc;

/// The dialect of connector configurations.
pub(super) struct ConnectorConfiguration;

const CLASS: &str = "connector.class";
const QUOTED_CLASS: &str = "\"connector.class\"";
const TASKS: &str = "tasks.max";

/// Fields that the REST API accepts or returns with a configuration (KIP-980 for the state).
const AROUND: &[&str] = &["name", "config", "tasks", "type", "initial_state"];

/// Settings that are typical of connectors, and settings of workers, which share some of them.
const OF_CONNECTORS: &[&str] =
    &["key.converter", "value.converter", "errors.tolerance", "errors.deadletterqueue.topic.name"];
const OF_WORKERS: &[&str] = &["bootstrap.servers", "group.id", "offset.storage.file.filename"];

static SETTINGS: Shape = Shape::new("a connector's configuration", include_str!("connect.json"));

impl YamlDialect for ConnectorConfiguration {
    const NAME: &'static str = "connector configuration";
    const DEFECTS: &'static str = "connector";
    const NEEDLES: &'static [&'static str] = &[CLASS, TASKS, "value.converter"];

    /// Recognises JSON in a file with a YAML extension, too.
    fn looks_like(file: &File) -> bool {
        let text = &file.source.text;
        text.contains(CLASS) && (file.format == Format::Json || text.trim_start().starts_with('{'))
    }

    fn owns(document: &Node, file: &File) -> bool {
        !connectors(document, file).is_empty()
            || !unusable(document).is_empty()
            || file.source.text.contains(QUOTED_CLASS) && loose(file).is_some()
    }

    fn declare(claimed: &Claimed, found: &mut Declared) {
        for file in claimed.files {
            let loose = loose(file);
            // What a lenient reader makes of the text from the first error on is a consequence of that error.
            let first = loose.as_ref().map(|error| error.at.start);
            let is_cause = |defect: &Defect| first.is_none_or(|first| defect.at.start < first);
            found.defects("connector", loose);
            for document in &file.documents {
                found.defects("connector", unusable(document).into_iter().filter(is_cause));
                for connector in connectors(document, file) {
                    let wrong = wrong(&connector);
                    found.declare([resource(connector, claimed.sources)]);
                    found.defects("connector", wrong.into_iter().filter(is_cause));
                }
            }
        }
    }
}

/// A connector, before it is lowered to a resource.
pub(super) struct Declaration {
    pub(super) name: Arc<str>,
    /// The span of its name, or where it is shown if it has none.
    pub(super) key: Span,
    /// Its class, if it is declared outside of the configuration.
    pub(super) class: Option<Node>,
    pub(super) config: Node,
    /// The form that declares it.
    pub(super) declared_by: &'static str,
    /// True if the name is declared, false if it is derived from the file.
    pub(super) is_named: bool,
    /// The Connect cluster that it runs in, if declared.
    pub(super) connect_cluster: Option<Arc<str>>,
}

/// The forms of connectors that run in a program of their own, and not in the workers of a Connect cluster.
pub const WITHOUT_WORKERS: &[&str] = &[DEBEZIUM_SERVER, MIRROR_MAKER];

/// A connector that Debezium Server runs.
pub(super) const DEBEZIUM_SERVER: &str = "Debezium Server";

/// A connector that `connect-mirror-maker.sh` runs.
pub(super) const MIRROR_MAKER: &str = "MirrorMaker";

/// Returns the items of a document that is a list, else the document itself.
fn items(document: &Node) -> Vec<Node> {
    if document.as_list().is_some() { document.items().collect() } else { vec![document.clone()] }
}

/// Returns the connectors of a document: one, or a list of them.
fn connectors(document: &Node, file: &File) -> Vec<Declaration> {
    items(document).iter().filter_map(|item| connector(item, file)).collect()
}

fn connector(node: &Node, file: &File) -> Option<Declaration> {
    let named = node.get("name").filter(|name| name.as_text().is_some());
    let has_class = |node: &Node| node.as_map().is_some_and(|map| map.get(CLASS).is_some());
    let config = if has_class(node) || is_without_class(node) {
        node.clone()
    } else {
        node.get("config")
            .filter(|config| has_class(config) || is_request(node) && is_without_class(config))?
    };
    let is_named = named.is_some();
    let (name, key) = if let Some(name) = named {
        (name.as_text()?.into(), name.origin.span)
    } else {
        let first = config.entries().next()?.key_span;
        (file_stem(&file.source.path), config.get(CLASS).map_or(first, |class| class.origin.span))
    };
    Some(Declaration { name, key, class: None, config, declared_by: "REST", is_named, connect_cluster: None })
}

/// Returns true for a mapping with a name and a configuration, and only fields that the REST API knows.
fn is_request(node: &Node) -> bool {
    let known = |entry: Entry| AROUND.contains(&&*entry.key);
    node.get("name").is_some() && node.get("config").is_some() && node.entries().all(known)
}

/// Returns true for a configuration that lacks a class but has settings that only connectors have.
fn is_without_class(config: &Node) -> bool {
    let Some(map) = config.as_map() else { return false };
    let has = |key: &&str| map.get(key).is_some();
    let count = |keys: &[&str]| keys.iter().filter(|key| has(key)).count();
    let topics = count(&["topics", "topics.regex"]);
    let settings = count(OF_CONNECTORS);
    let is_one = if has(&TASKS) { topics + settings > 0 } else { topics > 0 && settings > 1 };
    is_one && !has(&CLASS) && count(OF_WORKERS) == 0
}

/// Returns the defects of configurations that are no mapping: text, or a list.
fn unusable(document: &Node) -> Vec<Defect> {
    let says_class = |config: &Node| match config.as_list() {
        Some(items) => items.iter().any(|item| item.get(CLASS).is_some()),
        None => config.as_text().is_some_and(|text| text.contains(CLASS)),
    };
    let defect = |node: &Node| {
        let config =
            node.as_map()?.entry("config").filter(|entry| is_request(node) && says_class(&entry.node))?;
        let name = node.get("name").and_then(|name| name.as_text().map(str::to_owned)).unwrap_or_default();
        let is = if config.node.as_list().is_some() { Type::List } else { Type::Text };
        let message = format!("`config` of connector `{name}` must be a mapping, and this is {is}");
        Some(Defect::new(config.key_span, message).help("write each setting as its own key"))
    };
    items(document).iter().filter_map(defect).collect()
}

/// Returns `config` with values from a config provider (`${file:…}`, KIP-297) unresolved.
fn with_providers(config: &Node) -> Node {
    with_references(config, &|reference| reference.contains(':'))
}

fn file_stem(path: &Path) -> Arc<str> {
    path.file_stem().map(|stem| stem.to_string_lossy().as_ref().into()).unwrap_or_default()
}

/// Returns the defect of a `.json` file that is valid YAML but not valid JSON: a trailing comma, single quotes.
fn loose(file: &File) -> Option<Defect> {
    let text = file.source.text.trim_start_matches('\u{feff}');
    let before = file.source.text.len() - text.len();
    // Placeholders of `envsubst` or a template are not filled in yet.
    if file.format != Format::Json || !file.errors.is_empty() || text.contains("${") || is_template(text) {
        return None;
    }
    let (error, said) = not_json(text)?;
    let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = (line + error.column().saturating_sub(1)).min(text.len());
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let wrong = text.get(at..).and_then(|rest| rest.chars().next());
    // A comment in YAML syntax shows that YAML is intended.
    if wrong == Some('#') {
        return None;
    }
    let length = wrong.map_or(0, char::len_utf8);
    let message = format!("this is not valid JSON, which the REST API requires: {said}");
    let at = before + at;
    Some(Defect::new(Span::new(file.source.id, at, at + length), message))
}

/// Returns why `text` is not JSON, which Connect's REST API takes and nothing looser, with what is said of it without its place.
pub(super) fn not_json(text: &str) -> Option<(serde_json::Error, String)> {
    let error = serde_json::from_str::<serde_json::Value>(text).err()?;
    let mut said = error.to_string();
    said.truncate(said.find(" at line ").unwrap_or(said.len()));
    Some((error, said))
}

/// Returns what Connect rejects or misinterprets in a configuration.
fn wrong(connector: &Declaration) -> Vec<Defect> {
    let subject = Some(format!("connector {}", quoted(&connector.name)));
    let mut defects = SETTINGS.refused_in(&with_providers(&connector.config), subject.as_deref());
    let inner = connector.config.as_map().and_then(|map| map.entry("name"));
    if let Some(inner) = inner.filter(|inner| inner.node.origin.span != connector.key) {
        let same = inner.node.as_text().is_none_or(|name| name == &*connector.name);
        if !same && connector.is_named {
            let message =
                format!("the configuration of connector `{}` has a different `name`", connector.name);
            let defect = Defect::new(inner.node.origin.span, message).help("remove it");
            defects.push(defect.related(connector.key, "the connector's name"));
        }
    }
    defects
}

/// Lowers a connector to a resource.
pub(super) fn resource(connector: Declaration, sources: &SourceMap) -> Resource {
    // `${topic}` is for the connector itself; references to a config provider contain a colon.
    let config = with_providers(&connector.config);
    lowered(Declaration { config, ..connector }, sources)
}

/// Lowers a connector to a resource; what its configuration leaves open is already unresolved.
pub(super) fn lowered(connector: Declaration, sources: &SourceMap) -> Resource {
    let Declaration { name, key, class, config, declared_by, connect_cluster, .. } = connector;
    let mut addresses = Vec::new();
    for entry in config.entries() {
        if !holds_no_host(&entry.key) {
            let keep = |form: Form| form != Form::Host || holds_host(&entry.key);
            addresses.extend(address_fields(&entry.node, "config", Some(&entry.key), &keep, sources));
        }
    }
    let origin = Origin { span: config.origin.span, via: Provenance::default() };
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
    Resource::new(ResourceKind::Connector, name, key, fields.finish())
}

/// Returns whether a connector is a source or a sink, by its class name or by topic settings that only sinks have.
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
