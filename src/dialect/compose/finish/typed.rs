//! Values to their types.

use super::quantity::{bytes, duration, nanoseconds, truth};
use super::types::{Attribute, Cast, Null, Type, Width};
use super::{hosts, words};
use crate::dialect::Defect;
use crate::dialect::compose::edit::{each, inside, of_kind, text, with_list, with_map};
use crate::source::SourceMap;
use crate::tree::{Entry, Kind, Map, Node, Scalar};

/// What typing needs beside a value.
pub(super) struct Typing<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) defects: &'a mut Vec<Defect>,
}

/// What a value should have been, and how to write it.
type Wanted = (&'static str, &'static str);

impl Typing<'_> {
    /// `node`, the value of `key`, as a value of its type; None where it is one already, or cannot be.
    ///
    /// What is of another shape than the type stays as it is: the vocabulary refuses it.
    pub(super) fn typed(&mut self, node: &Node, of: Type, key: &str) -> Option<Node> {
        if let Some(scalar) = node.as_scalar()
            && matches!(scalar.kind, Kind::Null | Kind::Unresolved)
        {
            return None;
        }
        match of {
            Type::List(item) => each(node, |value| self.typed(value, *item, key)),
            Type::Map(value) => {
                let changed =
                    self.entries(node, |typing, entry| typing.typed(&entry.node, *value, &entry.key));
                changed.map(|map| with_map(node, map))
            }
            Type::Record(attributes) => self.record(node, attributes),
            Type::Words => self.words(node, key),
            Type::Test => Self::test(node),
            Type::Texts => match node.as_list() {
                Some(_) => each(node, |item| self.typed(item, Type::Text, key)),
                None => Some(with_list(node, vec![bare_text(node)?])),
            },
            Type::Options => {
                let changed = self.entries(node, |typing, entry| typing.typed(&entry.node, Type::Texts, key));
                changed.map(|map| with_map(node, map))
            }
            Type::Hosts => hosts::hosts(node, self),
            Type::Mapping(null) => self.mapping(node, null),
            Type::Ulimit(cast) => {
                let limit = Type::Integer(Width::Signed, cast);
                match node.as_map() {
                    Some(_) => each(node, |limit_of| self.typed(limit_of, limit, key)),
                    None if node.as_scalar().is_some_and(|scalar| scalar.kind == Kind::Float) => {
                        self.refuse(
                            node,
                            format!("the limit `{key}` is no whole number"),
                            "write digits alone",
                        );
                        None
                    }
                    None => self.typed(node, limit, key),
                }
            }
            Type::SshKeys => None,
            _ => self.single(node, node.as_scalar()?, of, key),
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

    fn record(&mut self, node: &Node, attributes: &[Attribute]) -> Option<Node> {
        let changed = self.entries(node, |typing, entry| {
            let attribute = attributes.iter().find(|attribute| *attribute.key == *entry.key)?;
            typing.typed(&entry.node, attribute.of, &entry.key)
        });
        changed.map(|map| with_map(node, map))
    }

    fn single(&mut self, node: &Node, scalar: &Scalar, of: Type, key: &str) -> Option<Node> {
        let written = &*scalar.text;
        let is = |kind: Kind| scalar.kind == kind;
        let (typed, wanted): (Option<Node>, Wanted) = match of {
            Type::Text if is(Kind::Float) => (None, ("no text", "write it in quotes")),
            Type::Text => return as_text(node),
            Type::Truth if is(Kind::Bool) || is(Kind::Text) => {
                let value = truth(written).map(|value| if value { "true" } else { "false" });
                if is(Kind::Bool) && value == Some(written) {
                    return None;
                }
                (
                    value.map(|value| node.reworded(value, Kind::Bool)),
                    ("neither true nor false", "write `true` or `false`"),
                )
            }
            Type::Integer(width, cast) => {
                let number = integer(scalar, cast).and_then(|number| fitting(number, width));
                let text = number.map(|number| number.to_string());
                if is(Kind::Int) && text.as_deref() == Some(written) {
                    return None;
                }
                let wanted =
                    if width == Width::Signed { "no whole number" } else { "no whole number from 0" };
                (text.map(|text| node.reworded(text, Kind::Int)), (wanted, "write digits alone"))
            }
            Type::Float => {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "the type that Docker Compose has for it"
                )]
                let number = written.parse::<f64>().ok().map(|number| number as f32);
                let number = number.filter(|_| !is(Kind::Bool)).map(|number| number.to_string());
                if is(Kind::Float) && number.as_deref() == Some(written) {
                    return None;
                }
                (
                    number.map(|number| node.reworded(number, Kind::Float)),
                    ("no number", "write a number, such as `0.5`"),
                )
            }
            Type::Bytes => {
                let size = match scalar.kind {
                    // Docker Compose reads a number with a fraction as none, and one of more than 64 bits too.
                    Kind::Int => Some(written.parse().unwrap_or(0)),
                    Kind::Float => Some(0),
                    Kind::Text => bytes(written),
                    _ => None,
                };
                (
                    size.map(|size: i64| node.reworded(size.to_string(), Kind::Text)),
                    ("no size", "write a number and a unit, such as `512m`"),
                )
            }
            Type::Duration if is(Kind::Text) => {
                let span = nanoseconds(written).map(duration);
                if span.as_deref() == Some(written) {
                    return None;
                }
                (span.map(|span| node.reworded(span, Kind::Text)), ("no duration", "write `30s` or `1m30s`"))
            }
            Type::FileMode => {
                let mode = match scalar.kind {
                    Kind::Int => written.parse().ok(),
                    Kind::Text => i64::from_str_radix(written, 8).ok(),
                    _ => None,
                };
                (
                    mode.map(|mode: i64| node.reworded(octal(mode), Kind::Text)),
                    ("no file mode", "write octal digits, such as `0440`"),
                )
            }
            Type::Count if is(Kind::Text) && written.eq_ignore_ascii_case("all") => {
                (Some(node.reworded("-1", Kind::Int)), ("", ""))
            }
            Type::Count => {
                let number = integer(scalar, Cast::Text);
                if is(Kind::Int) && number.is_some() {
                    return None;
                }
                (
                    number.map(|number| node.reworded(number.to_string(), Kind::Int)),
                    ("no number of devices", "write `all` or a number"),
                )
            }
            _ => return None,
        };
        if typed.is_none() {
            self.refuse(node, format!("`{key}` is {}: `{written}`", wanted.0), wanted.1);
        }
        typed
    }

    pub(super) fn refuse(&mut self, node: &Node, message: String, help: &str) {
        self.defects.push(Defect::new(node.origin.span, message).help(help));
    }

    /// A command as words, each on the characters that gave it.
    fn words(&mut self, node: &Node, key: &str) -> Option<Node> {
        let scalar = node.as_scalar().filter(|scalar| scalar.kind == Kind::Text)?;
        let Some(words) = words::split(&scalar.text) else {
            let message =
                format!("`{key}` is no line of words: a quote is not closed, or a bracket stands alone");
            self.refuse(node, message, "write a list of words");
            return None;
        };
        let bare = Node::new(node.value.clone(), inside(node));
        let word = |word: words::Word| match word.plain {
            Some(range) => bare.slice(self.sources, range),
            None => bare.slice(self.sources, word.range).reworded(word.text, Kind::Text),
        };
        let words = words.into_iter().map(word).collect();
        Some(with_list(node, words))
    }

    fn test(node: &Node) -> Option<Node> {
        node.as_scalar()?;
        let shell = text("CMD-SHELL", node);
        Some(with_list(node, vec![shell, bare_text(node)?]))
    }

    fn mapping(&mut self, node: &Node, null: Null) -> Option<Node> {
        let listed = node.as_list().map(|items| {
            let assignment = |item: &Node| {
                let whole = item.as_text()?;
                let (name, value) = match whole.split_once('=') {
                    Some((name, _)) => (name, item.slice(self.sources, name.len() + 1..whole.len())),
                    None => (whole, Node::derived("", Kind::Null, item.origin.clone())),
                };
                Some(Entry { key: name.into(), key_span: item.origin.span, node: value })
            };
            with_map(node, items.iter().filter_map(assignment).collect())
        });
        let typed = self.entries(listed.as_ref().unwrap_or(node), |_, entry| {
            if entry.node.is_null() && null == Null::Empty {
                return Some(entry.node.reworded("", Kind::Text));
            }
            as_text(&entry.node)
        });
        typed.map(|map| with_map(node, map)).or(listed)
    }
}

/// A number or truth value as the text that it is written with.
fn as_text(node: &Node) -> Option<Node> {
    let scalar = node.as_scalar()?;
    match scalar.kind {
        Kind::Bool if truth(&scalar.text).is_some_and(|value| value.to_string() != *scalar.text) => {
            Some(node.reworded(truth(&scalar.text)?.to_string(), Kind::Text))
        }
        Kind::Int | Kind::Float | Kind::Bool => Some(of_kind(node, Kind::Text)),
        Kind::Null | Kind::Text | Kind::Unresolved => None,
    }
}

/// The scalar `node` as a text that a list with its steps and its tag holds.
fn bare_text(node: &Node) -> Option<Node> {
    node.as_scalar()?;
    let bare = Node::new(node.value.clone(), inside(node));
    Some(as_text(&bare).unwrap_or(bare))
}

fn integer(scalar: &Scalar, cast: Cast) -> Option<i64> {
    match scalar.kind {
        // A number that only an unsigned type holds comes out negative, as in Docker Compose.
        Kind::Int => scalar.text.parse().ok().or_else(|| scalar.text.parse().ok().map(u64::cast_signed)),
        Kind::Text if cast == Cast::Text => scalar.text.parse().ok(),
        Kind::Float => {
            let number = scalar.text.parse::<f64>().ok()?;
            #[expect(clippy::cast_possible_truncation, reason = "checked: below 2^53")]
            (number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
        }
        _ => None,
    }
}

/// `number` in as many bits as it may have; None for one below the least.
fn fitting(number: i64, width: Width) -> Option<i64> {
    match width {
        Width::Unsigned(_) if number < 0 => None,
        Width::Unsigned(bits) if bits < 64 => Some(number & ((1 << bits) - 1)),
        Width::Signed | Width::Unsigned(_) => Some(number),
    }
}

/// Permissions as Docker Compose writes them.
fn octal(mode: i64) -> String {
    let sign = if mode < 0 { "-" } else { "" };
    format!("0{sign}{:o}", mode.unsigned_abs())
}
