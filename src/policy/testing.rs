//! Small policies and resources for the unit tests of this layer.

use super::set::PolicySet;
use crate::model::{Kind, Resource};
use crate::source::{Source, SourceMap, Span};
use crate::tree::{self, Entry, Map, Node, Origin, Scalar, Style, Via};
use std::path::Path;
use std::sync::Arc;

/// A rule's file: its path and text, for services.
pub(crate) fn rule(area: &str, name: &str, body: &str) -> (String, String) {
    let header = format!(
        "# METADATA\n# title: {name}\n# description: why\n# custom:\n#   input: [service]\n#   severity: warning\n\
         package hy_msg_lint.{area}.{name}\n\n"
    );
    (format!("{area}/{name}/{name}.rego"), header + body)
}

/// A set of such files.
pub(crate) fn set(files: Vec<(String, String)>) -> PolicySet {
    PolicySet::from_sources("policies", files).unwrap()
}

/// A text in which parts are found by their characters.
pub(crate) struct Text(pub(crate) Arc<Source>);

impl Text {
    pub(crate) fn new(text: &str) -> Self {
        Self(SourceMap::default().add(Path::new("compose.yaml"), text.to_owned()))
    }

    /// The first place of `part`.
    pub(crate) fn span(&self, part: &str) -> Span {
        let start = self.0.text.find(part).unwrap();
        Span::new(self.0.id, start, start + part.len())
    }

    pub(crate) fn origin(&self, part: &str) -> Origin {
        Origin { span: self.span(part), via: Via::default() }
    }

    /// A scalar that stands for `part`.
    pub(crate) fn scalar(&self, part: &str, kind: tree::Kind) -> Node {
        let scalar = Scalar::written(part.into(), kind, Style::Plain, self.span(part));
        Node::new(tree::Value::Scalar(scalar), self.origin(part))
    }

    /// A mapping on `part`; keys that the text does not have stand there too.
    pub(crate) fn map(&self, part: &str, entries: Vec<(&str, Node)>) -> Node {
        let entry = |(key, node): (&str, Node)| Entry {
            key: key.into(),
            key_span: self.span(if self.0.text.contains(key) { key } else { part }),
            node,
        };
        Node::map(entries.into_iter().map(entry).collect::<Map>(), self.origin(part))
    }

    pub(crate) fn service(&self, name: &str, fields: Node) -> Resource {
        Resource::new(Kind::Service, name, self.span(name), fields)
    }
}
