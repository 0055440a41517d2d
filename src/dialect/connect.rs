//! Connector configurations as the Connect REST API takes them: `{name, config}` to create one (POST), or the bare `config`
//! to set it (PUT), where the name is the file's. JSON, or the same in YAML.

use super::{Declared, Dialect};
use crate::model::address::{Form, address_fields, holds_host, holds_no_host};
use crate::model::connector::direction;
use crate::model::{Fields, Kind, Resource};
use crate::source::{SourceMap, Span, is_json};
use crate::tree::{Entry, Node, Origin, Via};
use crate::workspace::{File, Files, Layout};
use std::path::Path;
use std::sync::Arc;

/// The dialect.
pub(super) const DIALECT: Dialect =
    Dialect { name: "connector configuration", marks: &["connector.class"], claims, declares };

const CLASS: &str = "connector.class";

fn claims(file: &File) -> bool {
    if !file.errors.is_empty() && file.documents.is_empty() {
        return is_json(&file.source.path);
    }
    file.documents.iter().any(|document| !connectors(document, file).is_empty())
}

/// A connector on its way to a resource.
struct Declaration {
    name: Arc<str>,
    key: Span,
    config: Node,
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
    let (name, key) = match named {
        Some(name) => (name.as_text()?.into(), name.origin.span),
        None => (file_stem(&file.source.path), config.get(CLASS)?.origin.span),
    };
    Some(Declaration { name, key, config: with_providers(&config) })
}

/// `config` with what a config provider gives (`${file:…}`, KIP-297) left open.
fn with_providers(config: &Node) -> Node {
    let entry = |entry: Entry| {
        let text = entry.node.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
        let reference = text.find("${").and_then(|start| {
            let rest = text.get(start + 2..)?;
            rest.get(..rest.find('}')?)
        });
        match reference.filter(|reference| reference.contains(':')) {
            Some(reference) => {
                let node = Node::unresolved(&text, reference, entry.node.origin.clone());
                Entry { node, ..entry }
            }
            None => entry,
        }
    };
    Node::map(config.entries().map(entry).collect(), config.origin.clone())
}

fn file_stem(path: &Path) -> Arc<str> {
    path.file_stem().map(|stem| stem.to_string_lossy().as_ref().into()).unwrap_or_default()
}

fn declares(claimed: &[Arc<File>], files: &Files, _layout: &Layout) -> Declared {
    let mut found = Declared::default();
    for file in claimed {
        found.problems.extend(file.errors.iter().map(|error| super::syntax_problem(file, error)));
        for document in &file.documents {
            let declared = connectors(document, file).into_iter();
            found.resources.extend(declared.map(|one| resource(one, files.sources)));
        }
    }
    found
}

fn resource(connector: Declaration, sources: &SourceMap) -> Resource {
    let Declaration { name, key, config } = connector;
    let fields = fields(config.get(CLASS), key, config, sources);
    Resource::new(Kind::Connector, name, key, fields.finish())
}

/// What every form says of a connector: `class`, `type`, `config` under the key at `under`, and the `addresses` in it.
pub(super) fn fields(class: Option<Node>, under: Span, config: Node, sources: &SourceMap) -> Fields {
    let mut addresses = Vec::new();
    for entry in config.entries() {
        if !holds_no_host(&entry.key) {
            let keep = |form: Form| form != Form::Host || holds_host(&entry.key);
            addresses.extend(address_fields(&entry.node, "config", Some(&entry.key), &keep, sources));
        }
    }
    let origin = Origin { span: config.origin.span, via: Via::default() };
    let direction = class.as_ref().and_then(Node::as_text).and_then(direction);
    let fields = Fields::at(origin.clone())
        .maybe("class", class)
        .put_under("config", under, config)
        .put("addresses", Node::list(addresses, origin));
    match direction {
        Some(direction) => fields.text("type", direction),
        None => fields,
    }
}
