//! Converts a validator's errors to mismatches: locates them in the tree and selects the intended alternative.

use super::mismatch::{Mismatch, Segment, Type, Wrong};
use crate::source::Span;
use crate::tree::{Node, ScalarKind, Value};
use jsonschema::error::{TypeKind, ValidationErrorKind as ErrorKind};
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The schema and the tree for an explanation.
pub(super) struct Explain<'a> {
    pub(super) schema: &'a Json,
    pub(super) root: &'a Node,
}

/// A value of the tree that an error is about.
struct Place<'a> {
    path: Vec<Segment>,
    /// Its key; None for an item of a list, and for the root.
    key: Option<Span>,
    node: &'a Node,
}

impl Explain<'_> {
    /// Converts `error` to mismatches; returns none for a value with an unresolved variable.
    pub(super) fn error(&self, error: &ValidationError<'_>) -> Vec<Mismatch> {
        let Some(place) = self.place(error.instance_path()) else { return Vec::new() };
        if place.node.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Unresolved) {
            return Vec::new();
        }
        let found = || place.node.as_scalar().map(|scalar| scalar.text.to_string()).unwrap_or_default();
        let wrong = match error.kind() {
            ErrorKind::AdditionalProperties { unexpected } => {
                return self.unknown_keys(&place, unexpected, error.schema_path());
            }
            ErrorKind::AnyOf { context } | ErrorKind::OneOfNotValid { context } => {
                return self.likeliest(&place, context);
            }
            ErrorKind::UniqueItems => return duplicates(&place),
            ErrorKind::Required { property } => {
                Wrong::MissingKey { key: property.as_str().unwrap_or_default().to_owned() }
            }
            ErrorKind::Type { kind } => Wrong::Type { expected: types(kind), found: type_of(place.node) },
            ErrorKind::Enum { options } => {
                let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
                Wrong::NotOneOf { options: options.iter().map(written).collect(), found: found() }
            }
            ErrorKind::Constant { expected_value } => {
                Wrong::NotOneOf { options: vec![written(expected_value)], found: found() }
            }
            ErrorKind::Pattern { pattern } => Wrong::Pattern { pattern: pattern.clone(), found: found() },
            ErrorKind::MinItems { limit: 1 } | ErrorKind::MinLength { limit: 1 } => Wrong::Empty,
            ErrorKind::Minimum { limit } => {
                Wrong::OutOfRange { minimum: Some(limit.to_string()), maximum: None, found: found() }
            }
            ErrorKind::Maximum { limit } => {
                Wrong::OutOfRange { minimum: None, maximum: Some(limit.to_string()), found: found() }
            }
            _ => Wrong::Other { message: error.to_string() },
        };
        vec![place.mismatch(wrong)]
    }

    fn place(&self, location: &Location) -> Option<Place<'_>> {
        let mut place = Place { path: Vec::new(), key: None, node: self.root };
        for segment in location.segments() {
            match (&segment, &place.node.value) {
                (LocationSegment::Property(key), Value::Map(map)) => {
                    let entry = map.entry(key)?;
                    place.path.push(Segment::Key(entry.key.clone()));
                    (place.key, place.node) = (Some(entry.key_span), &entry.node);
                }
                (LocationSegment::Index(index), Value::List(items)) => {
                    place.path.push(Segment::Index(*index));
                    (place.key, place.node) = (None, items.get(*index)?);
                }
                _ => return None,
            }
        }
        Some(place)
    }

    fn unknown_keys(&self, place: &Place<'_>, keys: &[String], keyword: &Location) -> Vec<Mismatch> {
        let pointer = keyword.as_str();
        let owner = pointer.rsplit_once('/').and_then(|(owner, _)| self.schema.pointer(owner));
        let names = |keyword: &str| -> Arc<[String]> {
            let keys = owner.and_then(|owner| owner.get(keyword)?.as_object());
            keys.map(|keys| keys.keys().cloned().collect()).unwrap_or_default()
        };
        let (known, patterns) = (names("properties"), names("patternProperties"));
        let unknown = keys.iter().filter_map(|key| {
            let entry = place.node.as_map()?.entry(key)?;
            let (known, patterns) = (Arc::clone(&known), Arc::clone(&patterns));
            let wrong = Wrong::UnknownKey { key: entry.key.clone(), known, patterns };
            Some(Mismatch { path: place.path.clone(), at: entry.key_span, wrong })
        });
        unknown.collect()
    }

    /// Returns the mismatches of the alternative that the author most likely meant: of those of the value's type, the
    /// one with the fewest mismatches, and of those the one whose mismatches are deepest.
    fn likeliest(&self, place: &Place<'_>, alternatives: &[Vec<ValidationError<'static>>]) -> Vec<Mismatch> {
        let explained = alternatives
            .iter()
            .map(|errors| errors.iter().flat_map(|error| self.error(error)).collect::<Vec<_>>());
        let mut expected = Vec::new();
        let mut nearest: Option<Vec<Mismatch>> = None;
        let rank = |mismatches: &[Mismatch]| {
            let depth = mismatches.iter().map(|one| one.path.len()).max().unwrap_or_default();
            (mismatches.len(), std::cmp::Reverse(depth))
        };
        for mismatches in explained {
            if mismatches.is_empty() {
                return Vec::new();
            }
            let of_another_type = mismatches.iter().find_map(|one| match &one.wrong {
                Wrong::Type { expected, .. } if one.path == place.path => Some(expected),
                _ => None,
            });
            if let Some(types) = of_another_type {
                expected.extend(types);
            } else if nearest.as_ref().is_none_or(|best| rank(&mismatches) < rank(best)) {
                nearest = Some(mismatches);
            }
        }
        nearest.unwrap_or_else(|| {
            expected.sort_unstable();
            expected.dedup();
            vec![place.mismatch(Wrong::Type { expected, found: type_of(place.node) })]
        })
    }
}

impl Place<'_> {
    fn mismatch(&self, wrong: Wrong) -> Mismatch {
        Mismatch { path: self.path.clone(), at: self.shown(), wrong }
    }

    /// Returns the span to show: for a mapping without a key, that of its first key.
    fn shown(&self) -> Span {
        let own = self.node.origin.span;
        match &self.node.value {
            Value::Scalar(_) if !own.range().is_empty() => own,
            Value::Map(map) => self.key.or(map.entries().next().map(|first| first.key_span)).unwrap_or(own),
            _ => self.key.unwrap_or(own),
        }
    }
}

/// Reports the items of a list that equal an earlier item. Items with unresolved variables are not compared.
fn duplicates(list: &Place<'_>) -> Vec<Mismatch> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut duplicates = Vec::new();
    for (index, item) in list.node.as_list().unwrap_or_default().iter().enumerate() {
        let Some(json) = super::plain(item).filter(|_| is_settled(item)) else { continue };
        if let Some(first) = seen.get(&json.to_string()) {
            let mut path = list.path.clone();
            path.push(Segment::Index(index));
            let place = Place { path, key: None, node: item };
            duplicates.push(place.mismatch(Wrong::Duplicate { first: *first }));
        } else {
            seen.insert(json.to_string(), item.origin.span);
        }
    }
    duplicates
}

fn is_settled(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => scalar.kind != ScalarKind::Unresolved,
        Value::List(items) => items.iter().all(is_settled),
        Value::Map(map) => map.entries().all(|entry| is_settled(&entry.node)),
    }
}

fn types(kind: &TypeKind) -> Vec<Type> {
    let name = |kind: JsonType| match kind {
        JsonType::Null => Type::Null,
        JsonType::Boolean => Type::Boolean,
        JsonType::Integer => Type::Integer,
        JsonType::Number => Type::Number,
        JsonType::String => Type::Text,
        JsonType::Array => Type::List,
        JsonType::Object => Type::Mapping,
    };
    match kind {
        TypeKind::Single(kind) => vec![name(*kind)],
        TypeKind::Multiple(kinds) => kinds.iter().map(name).collect(),
    }
}

fn type_of(node: &Node) -> Type {
    match &node.value {
        Value::List(_) => Type::List,
        Value::Map(_) => Type::Mapping,
        Value::Scalar(scalar) => match scalar.kind {
            ScalarKind::Null => Type::Null,
            ScalarKind::Bool => Type::Boolean,
            ScalarKind::Int => Type::Integer,
            ScalarKind::Float => Type::Number,
            ScalarKind::Text | ScalarKind::Unresolved => Type::Text,
        },
    }
}

fn written(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
