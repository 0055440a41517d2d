//! Small policies and resources for unit tests.

#![expect(missing_docs, clippy::missing_panics_doc, clippy::unwrap_used, reason = "only tests use this")]

use crate::built_in::BuiltIn;
use crate::resource::{Resource, ResourceKind};
use crate::set::PolicySet;
use crate::source::{Source, SourceMap, Span};
use crate::tree::{self, Entry, Map, Node, Origin, Provenance, Scalar, Style};
use std::path::Path;
use std::sync::Arc;

/// Returns a rule file for services: its path and text.
pub fn rule(area: &str, name: &str, body: &str) -> (String, String) {
    let header = format!(
        "# METADATA\n# title: {name}\n# description: why\n# custom:\n#   input: [service]\n#   severity: warning\n\
         package hy_msg_lint.{area}.{name}\n\n"
    );
    (format!("{area}/{name}/{name}.rego"), header + body)
}

/// Returns a set of the rule `files`.
pub fn set(files: Vec<(String, String)>) -> PolicySet {
    (&BuiltIn::from_sources("policies", files).unwrap()).into()
}

/// A text whose parts are located by their content.
pub struct Text(pub Arc<Source>);

impl Text {
    pub fn new(text: &str) -> Self {
        Self(SourceMap::default().add(Path::new("compose.yaml"), text.to_owned()))
    }

    /// Returns the first span of `part`.
    pub fn span(&self, part: &str) -> Span {
        let start = self.0.text.find(part).unwrap();
        Span::new(self.0.id, start, start + part.len())
    }

    pub fn origin(&self, part: &str) -> Origin {
        Origin { span: self.span(part), via: Provenance::default() }
    }

    /// Returns a scalar written as `part`.
    pub fn scalar(&self, part: &str, kind: tree::ScalarKind) -> Node {
        let scalar = Scalar::written(part.into(), kind, Style::Plain, self.span(part));
        Node::new(tree::Value::Scalar(scalar), self.origin(part))
    }

    /// Returns a mapping at `part`; keys that the text does not contain are located there too.
    pub fn map(&self, part: &str, entries: Vec<(&str, Node)>) -> Node {
        let entry = |(key, node): (&str, Node)| Entry {
            key: key.into(),
            key_span: self.span(if self.0.text.contains(key) { key } else { part }),
            node,
        };
        Node::map(entries.into_iter().map(entry).collect::<Map>(), self.origin(part))
    }

    pub fn service(&self, name: &str, fields: Node) -> Resource {
        Resource::new(ResourceKind::Service, name, self.span(name), fields)
    }
}
