//! Prints a canonical project as `docker compose config --format json` does.

use super::quantity::boolean;
use super::used_resources::Used;
use crate::attributes::{Attribute, Null, PROJECT, Shown, Type};
use crate::tree::{Entry, Map, Node, Scalar, ScalarKind, Value};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use std::borrow::Cow;

/// A canonical project that serializes as Docker Compose prints it: its attributes in the same order, without empty
/// values and unused resources, and with dollar signs doubled, so that the output can be read again.
#[derive(Debug, Clone, Copy)]
pub struct Printed<'a>(pub(super) &'a Node);

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let nothing = Map::default();
        let root = self.0.as_map().unwrap_or(&nothing);
        let used = Used::of(root);
        let mut map = serializer.serialize_map(None)?;
        for attribute in PROJECT.rows() {
            let node = root.get(attribute.key);
            let Some(names) = used.names(attribute.key) else {
                if is_shown(node, attribute) {
                    map.serialize_entry(attribute.printed, &Typed { node, of: attribute.of })?;
                }
                continue;
            };
            let resources = node.and_then(Node::as_map).unwrap_or(&nothing);
            let is_used = |entry: &&Entry| names.contains(&*entry.key);
            let shown: Map = resources.entries().filter(is_used).cloned().collect();
            if !shown.is_empty() {
                map.serialize_entry(attribute.printed, &Values { map: &shown, of: attribute.of })?;
            }
        }
        let mut extensions: Vec<_> = root.entries().filter(|entry| entry.key.starts_with("x-")).collect();
        extensions.sort_by(|a, b| a.key.cmp(&b.key));
        for extension in extensions {
            map.serialize_entry(&*escaped(&extension.key), &Verbatim(&extension.node))?;
        }
        map.end()
    }
}

/// A value of a type, or an absent value.
pub(super) struct Typed<'a> {
    pub(super) node: Option<&'a Node>,
    pub(super) of: Type,
}

impl Serialize for Typed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(node) = self.node else { return self.zero(serializer) };
        match (&node.value, self.of) {
            (Value::Map(map), Type::Record(record)) => fields(Some(map), record.rows(), serializer),
            (Value::Map(_), Type::Hosts) => serializer.serialize_seq(Some(0))?.end(),
            (Value::Map(map), Type::SshKeys) => {
                let key = |entry: &Entry| match entry.node.as_text() {
                    Some(path) => format!("{}={path}", entry.key),
                    None => entry.key.to_string(),
                };
                serializer.collect_seq(sorted(map).into_iter().map(|entry| escaped(&key(entry)).into_owned()))
            }
            (Value::Map(map), Type::Ulimit(_)) => {
                let mut limits = serializer.serialize_map(None)?;
                for key in ["soft", "hard"] {
                    if let Some(limit) = map.get(key).filter(|limit| !is_zero(limit)) {
                        limits.serialize_entry(key, &Verbatim(limit))?;
                    }
                }
                limits.end()
            }
            (Value::Scalar(scalar), Type::Ulimit(_))
                if scalar.kind == ScalarKind::Int && &*scalar.text == "0" =>
            {
                serializer.serialize_map(Some(0))?.end()
            }
            (
                Value::Map(map),
                of @ (Type::Map(_) | Type::Ulimits(_) | Type::Mapping(_) | Type::Dictionary | Type::Options),
            ) => Values { map, of }.serialize(serializer),
            (Value::List(items), of) => {
                let of = if let Type::List(record) = of { Type::Record(record) } else { Type::Text };
                serializer.collect_seq(items.iter().map(|item| Typed { node: Some(item), of }))
            }
            (Value::Scalar(scalar), _) => single(scalar, serializer),
            (Value::Map(_), _) => Verbatim(node).serialize(serializer),
        }
    }
}

impl Typed<'_> {
    /// Serializes an absent value that Docker Compose prints.
    fn zero<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.of {
            Type::Record(record) => fields(None, record.rows(), serializer),
            Type::Map(_) | Type::Ulimits(_) => serializer.serialize_map(Some(0))?.end(),
            Type::Text => serializer.serialize_str(""),
            Type::Integer(..) => serializer.serialize_i64(0),
            Type::Bytes => serializer.serialize_str("0"),
            Type::Truth => serializer.serialize_bool(false),
            _ => serializer.serialize_unit(),
        }
    }
}

fn fields<S: Serializer>(
    map: Option<&Map>,
    attributes: &[Attribute],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut printed = serializer.serialize_map(None)?;
    for attribute in attributes {
        let node = map.and_then(|map| map.get(attribute.key)).filter(|node| !node.is_null());
        if is_shown(node, attribute) {
            printed.serialize_entry(attribute.printed, &Typed { node, of: attribute.of })?;
        }
    }
    printed.end()
}

/// Entries of a mapping, sorted by key.
struct Values<'a> {
    map: &'a Map,
    of: Type,
}

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of = match self.of {
            Type::Map(record) => Type::Record(record),
            Type::Ulimits(cast) => Type::Ulimit(cast),
            _ => Type::Texts,
        };
        let mut printed = serializer.serialize_map(None)?;
        for entry in sorted(self.map) {
            if entry.node.is_null() && matches!(self.of, Type::Mapping(Null::Dropped)) {
                continue;
            }
            printed.serialize_entry(&*escaped(&entry.key), &Typed { node: Some(&entry.node), of })?;
        }
        printed.end()
    }
}

/// A value without a type, such as the value of an extension.
struct Verbatim<'a>(&'a Node);

impl Serialize for Verbatim<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.value {
            Value::Scalar(scalar) => single(scalar, serializer),
            // Docker Compose prints an empty list without a type as null.
            Value::List(items) if items.is_empty() => serializer.serialize_unit(),
            Value::List(items) => {
                let mut printed = serializer.serialize_seq(Some(items.len()))?;
                for item in items.iter() {
                    printed.serialize_element(&Verbatim(item))?;
                }
                printed.end()
            }
            Value::Map(map) => {
                let entries = sorted(map);
                serializer.collect_map(
                    entries.into_iter().map(|entry| (escaped(&entry.key), Verbatim(&entry.node))),
                )
            }
        }
    }
}

fn single<S: Serializer>(scalar: &Scalar, serializer: S) -> Result<S::Ok, S::Error> {
    let text = &*scalar.text;
    match scalar.kind {
        ScalarKind::Null => return serializer.serialize_unit(),
        ScalarKind::Bool => {
            if let Some(value) = boolean(text) {
                return serializer.serialize_bool(value);
            }
        }
        ScalarKind::Int | ScalarKind::Float => {
            if let Ok(number) = text.parse() {
                return serializer.serialize_i64(number);
            }
            if let Ok(number) = text.parse() {
                return serializer.serialize_u64(number);
            }
            if let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) {
                #[expect(clippy::cast_possible_truncation, reason = "checked: a whole number below 2^53")]
                return if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
                    serializer.serialize_i64(number as i64)
                } else {
                    serializer.serialize_f64(number)
                };
            }
        }
        ScalarKind::Text | ScalarKind::Unresolved => {}
    }
    serializer.serialize_str(&escaped(text))
}

/// Doubles dollar signs, so that they do not start a variable.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains('$') { Cow::Owned(text.replace('$', "$$")) } else { Cow::Borrowed(text) }
}

fn sorted(map: &Map) -> Vec<&Entry> {
    let mut entries: Vec<_> = map.entries().collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    entries
}

fn is_shown(node: Option<&Node>, attribute: &Attribute) -> bool {
    match attribute.shown {
        Shown::Always => true,
        Shown::Never | Shown::Followed => false,
        Shown::Present => node.is_some_and(|node| !node.is_null()),
        Shown::Filled => node.is_some_and(|node| match &node.value {
            Value::Scalar(scalar) => match attribute.of {
                Type::Bytes => &*scalar.text != "0",
                Type::Duration => &*scalar.text != "0s",
                _ => !is_zero(node),
            },
            Value::List(items) => !items.is_empty(),
            Value::Map(map) if matches!(attribute.of, Type::Mapping(Null::Dropped)) => {
                !map.entries().all(|entry| entry.node.is_null())
            }
            Value::Map(map) => !map.is_empty() || matches!(attribute.of, Type::Record(_)),
        }),
    }
}

/// Returns true for the zero value of a Go type.
fn is_zero(node: &Node) -> bool {
    let Some(scalar) = node.as_scalar() else { return false };
    match scalar.kind {
        ScalarKind::Null => true,
        ScalarKind::Bool => boolean(&scalar.text) == Some(false),
        ScalarKind::Int | ScalarKind::Float => scalar.text.parse::<f64>().is_ok_and(|number| number == 0.0),
        ScalarKind::Text => scalar.text.is_empty(),
        ScalarKind::Unresolved => false,
    }
}
