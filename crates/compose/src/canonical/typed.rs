//! Converts values to their types.

use super::scalar_types::{self, as_text};
use super::{hosts, shellwords};
use crate::attributes::{Cast, Null, Record, Type, Width};
use crate::defect::Defect;
use crate::edit::{each, inside, text, with_list, with_map};
use crate::source::SourceMap;
use crate::transform::lists::mapping;
use crate::tree::{Entry, Map, Node, ScalarKind};

/// The context that typing needs.
pub(super) struct Typing<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) defects: &'a mut Vec<Defect>,
}

impl Typing<'_> {
    /// Converts `node`, the value of `key`, to its type; None if it has the type already, or cannot be converted.
    ///
    /// A value of another shape than the type stays as it is: the vocabulary refuses it.
    pub(super) fn typed(&mut self, node: &Node, of: Type, key: &str) -> Option<Node> {
        if let Some(scalar) = node.as_scalar()
            && (scalar.kind == ScalarKind::Null
                || (scalar.kind == ScalarKind::Unresolved && !is_taken_apart(of)))
        {
            return None;
        }
        match of {
            Type::List(record) => each(node, |value| self.record(value, record)),
            Type::Map(record) => self.values(node, |typing, entry| typing.record(&entry.node, record)),
            Type::Record(record) => self.record(node, record),
            Type::Words => self.words(node, key),
            Type::Test => Self::test(node),
            Type::Texts => match node.as_list() {
                Some(_) => each(node, |item| self.typed(item, Type::Text, key)),
                None => Some(with_list(node, vec![bare_text(node)?])),
            },
            Type::Options => self.values(node, |typing, entry| typing.typed(&entry.node, Type::Texts, key)),
            Type::Dictionary => self.values(node, |typing, entry| match entry.node.as_scalar()?.kind {
                ScalarKind::Null => Some(entry.node.normalized("", ScalarKind::Text)),
                ScalarKind::Bool => {
                    typing.refuse(&entry.node, format!("`{}` is not text", entry.key), "write it in quotes");
                    None
                }
                _ => typing.typed(&entry.node, Type::Text, &entry.key),
            }),
            Type::Hosts => hosts::hosts(node, self),
            Type::Mapping(null) => self.mapping(node, null),
            Type::Ulimit(cast) => self.limit(node, cast, key),
            Type::Ulimits(cast) => {
                self.values(node, |typing, entry| typing.typed(&entry.node, Type::Ulimit(cast), &entry.key))
            }
            Type::SshKeys | Type::Verbatim => None,
            _ => self.single(node, of, key),
        }
    }

    fn entries(&mut self, node: &Node, change: impl Fn(&mut Self, &Entry) -> Option<Node>) -> Option<Map> {
        let map = node.as_map()?;
        let mut changed: Option<Map> = None;
        for entry in map.entries() {
            if let Some(node) = change(self, entry) {
                changed.get_or_insert_with(|| map.clone()).set(Entry { node, ..entry.clone() });
            }
        }
        changed
    }

    fn values(&mut self, node: &Node, change: impl Fn(&mut Self, &Entry) -> Option<Node>) -> Option<Node> {
        self.entries(node, change).map(|map| with_map(node, map))
    }

    fn record(&mut self, node: &Node, record: &Record) -> Option<Node> {
        self.values(node, |typing, entry| typing.typed(&entry.node, record.row(&entry.key)?.of, &entry.key))
    }

    fn single(&mut self, node: &Node, of: Type, key: &str) -> Option<Node> {
        let scalar = node.as_scalar()?;
        match scalar_types::typed(node, scalar, of) {
            Ok(typed) => typed,
            Err((what, help)) => {
                self.refuse(node, format!("`{key}` is {what}: `{}`", scalar.text), help);
                None
            }
        }
    }

    /// Reports `message` for `node`.
    pub(super) fn refuse(&mut self, node: &Node, message: String, help: &str) {
        self.defects.push(Defect::new(node.origin.span, message).help(help));
    }

    /// Splits a command into words, each with the span of its characters.
    fn words(&mut self, node: &Node, key: &str) -> Option<Node> {
        let scalar = node
            .as_scalar()
            .filter(|scalar| matches!(scalar.kind, ScalarKind::Text | ScalarKind::Unresolved))?;
        let Some(words) = shellwords::split(&scalar.text) else {
            if scalar.kind == ScalarKind::Unresolved {
                return None;
            }
            let message = format!("`{key}` cannot be split into words: a quote or a bracket is not closed");
            self.refuse(node, message, "write a list of words");
            return None;
        };
        let bare = Node::new(node.value.clone(), inside(node));
        let word = |word: shellwords::Word| match word.plain {
            Some(range) => bare.slice(self.sources, range),
            None => bare.slice(self.sources, word.range).normalized(word.text, ScalarKind::Text),
        };
        let words = words.into_iter().map(word).collect();
        Some(with_list(node, words))
    }

    fn limit(&mut self, node: &Node, cast: Cast, key: &str) -> Option<Node> {
        if node.as_map().is_some() {
            let parts = self.entries(node, |typing, part| {
                if part.key.starts_with("x-") { None } else { typing.limit(&part.node, cast, key) }
            });
            return parts.map(|map| with_map(node, map));
        }
        if node.as_scalar()?.kind == ScalarKind::Float {
            self.refuse(node, format!("the limit `{key}` is not a whole number"), "write digits alone");
            return None;
        }
        let limit = Type::Integer(Width::Signed, cast);
        self.typed(node, limit, key)
    }

    fn test(node: &Node) -> Option<Node> {
        node.as_scalar()?;
        let shell = text("CMD-SHELL", node);
        Some(with_list(node, vec![shell, bare_text(node)?]))
    }

    fn mapping(&mut self, node: &Node, null: Null) -> Option<Node> {
        let listed = mapping(node, self.sources);
        let typed = self.entries(listed.as_ref().unwrap_or(node), |_, entry| {
            if entry.node.is_null() && null == Null::Empty {
                return Some(entry.node.normalized("", ScalarKind::Text));
            }
            as_text(&entry.node)
        });
        typed.map(|map| with_map(node, map)).or(listed)
    }
}

/// Returns true for a type whose parts are meaningful even if the whole contains a variable.
fn is_taken_apart(of: Type) -> bool {
    matches!(of, Type::Words | Type::Test | Type::Texts)
}

/// Returns the scalar `node` as a text for a list that holds its steps and its tag.
fn bare_text(node: &Node) -> Option<Node> {
    node.as_scalar()?;
    let bare = Node::new(node.value.clone(), inside(node));
    Some(as_text(&bare).unwrap_or(bare))
}
