//! Reads a document, with its aliases and merge keys.

use super::scalar;
use crate::functions::{Outcome, Wrong, fails, room_for_depth, room_for_members};
use granit_parser::{Event, Parser, ScalarStyle, Tag};
use regorus::Value;
use regorus::value::Object;
use std::collections::HashMap;

/// Reads the first document of `text`; nothing is null.
pub(super) fn document(text: &str) -> Outcome {
    let mut reader = Reader { open: Vec::new(), anchors: HashMap::new(), count: 0, root: None };
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, _) = next.map_err(|error| Wrong::Fails(format!("the text is not YAML: {error}")))?;
        match event {
            Event::DocumentEnd | Event::StreamEnd => break,
            event => reader.take(event)?,
        }
    }
    Ok(reader.root.unwrap_or(Value::Null))
}

/// A value that is read, and how many values are in it, each as often as it is written or referred to.
#[derive(Clone)]
struct Read {
    value: Value,
    count: usize,
}

/// A collection that is not at its end.
struct Open {
    anchor: usize,
    count: usize,
    content: Content,
}

enum Content {
    List(Vec<Value>),
    Map { object: Object, merged: Vec<Value>, key: Option<Key> },
}

/// A key that has no value yet.
enum Key {
    Text(String),
    Merge,
}

struct Reader {
    open: Vec<Open>,
    anchors: HashMap<usize, Read>,
    count: usize,
    root: Option<Value>,
}

impl Reader {
    fn take(&mut self, event: Event) -> Result<(), Wrong> {
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref()),
            Event::SequenceStart(_, anchor, _) => self.begin(anchor, Content::List(Vec::new())),
            Event::MappingStart(_, anchor, _) => {
                self.begin(anchor, Content::Map { object: Object::new(), merged: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(read) => self.add(0, read, None),
                None => fails("an alias has no anchor"),
            },
            _ => Ok(()),
        }
    }

    fn begin(&mut self, anchor: usize, content: Content) -> Result<(), Wrong> {
        self.open.push(Open { anchor, count: 1, content });
        room_for_depth(self.open.len())
    }

    fn end(&mut self) -> Result<(), Wrong> {
        let Some(Open { anchor, count, content }) = self.open.pop() else { return Ok(()) };
        let value = match content {
            Content::List(members) => Value::from(members),
            Content::Map { mut object, merged, .. } => {
                for other in merged {
                    merge(&mut object, &other)?;
                }
                object.into_value()
            }
        };
        self.add(anchor, Read { value, count }, None)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), Wrong> {
        let is_plain = style == ScalarStyle::Plain;
        let is_text =
            tag.map_or(!is_plain, |tag| !is_plain || tag.is_yaml_core_schema_tag("str") || tag.is_custom());
        let is_key = matches!(self.open.last(), Some(Open { content: Content::Map { key: None, .. }, .. }));
        let key = match (is_key, is_text) {
            (false, _) => None,
            (true, true) => Some(Key::Text(text.to_owned())),
            (true, false) if scalar::kind(text) == scalar::Kind::Merge => Some(Key::Merge),
            (true, false) => Some(Key::Text(scalar::key(text)?)),
        };
        let value = if is_text || key.is_some() { Value::from(text) } else { scalar::value(text)? };
        self.add(anchor, Read { value, count: 1 }, key)
    }

    /// Adds a value to its collection, which is `as_key` if it is a scalar where a key is wanted.
    fn add(&mut self, anchor: usize, read: Read, as_key: Option<Key>) -> Result<(), Wrong> {
        self.count = self.count.saturating_add(1);
        room_for_members(self.count.max(read.count))?;
        if anchor != 0 {
            self.anchors.insert(anchor, read.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(read.value);
            return Ok(());
        };
        open.count = open.count.saturating_add(read.count);
        room_for_members(open.count)?;
        match &mut open.content {
            Content::List(members) => members.push(read.value),
            Content::Map { object, merged, key } => match (key.take(), as_key) {
                (None, Some(as_key)) => *key = Some(as_key),
                (None, None) => match read.value {
                    Value::String(text) => *key = Some(Key::Text(text.to_string())),
                    _ => return fails("a key is a list or a mapping"),
                },
                (Some(Key::Text(name)), _) => {
                    object.insert(Value::from(name), read.value);
                }
                (Some(Key::Merge), _) => merged.push(read.value),
            },
        }
        Ok(())
    }
}

/// Adds the fields of a mapping, or of each in a list, that are not there.
fn merge(object: &mut Object, other: &Value) -> Result<(), Wrong> {
    match other {
        Value::Object(other) => {
            for (key, value) in other.iter().filter(|(key, _)| !object.contains_key(key)).collect::<Vec<_>>()
            {
                object.insert(key.clone(), value.clone());
            }
            Ok(())
        }
        Value::Array(others) if others.iter().all(|other| matches!(other, Value::Object(_))) => {
            others.iter().try_for_each(|other| merge(object, other))
        }
        _ => fails("`<<` needs a mapping, or a list of mappings"),
    }
}
