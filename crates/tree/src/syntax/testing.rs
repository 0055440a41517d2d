//! What tests of parsers compare.

use super::yaml::Parsed;
use crate::source::{Source, SourceMap};
use crate::tree::{Node, ScalarKind, Value};
use std::path::Path;

fn written(node: &Node, into: &mut String) {
    match &node.value {
        Value::Scalar(scalar) if scalar.kind == ScalarKind::Null => into.push_str("null"),
        Value::Scalar(scalar) if scalar.kind == ScalarKind::Text => {
            into.push_str(&serde_json::to_string(&*scalar.text).unwrap());
        }
        Value::Scalar(scalar) => into.push_str(&scalar.text),
        Value::List(items) => {
            into.push('[');
            for (at, item) in items.iter().enumerate() {
                into.push_str(if at > 0 { "," } else { "" });
                written(item, into);
            }
            into.push(']');
        }
        Value::Map(map) => {
            into.push('{');
            for (at, entry) in map.entries().enumerate() {
                into.push_str(if at > 0 { "," } else { "" });
                into.push_str(&serde_json::to_string(&*entry.key).unwrap());
                into.push(':');
                written(&entry.node, into);
            }
            into.push('}');
        }
    }
}

/// Returns the first document of `text` as JSON, or the first error.
pub(super) fn json(parse: fn(&Source) -> Parsed, text: &str) -> Result<String, String> {
    let sources = SourceMap::default();
    let parsed = parse(&sources.add(Path::new("file"), text.to_owned()));
    if let Some(error) = parsed.errors.first() {
        return Err(error.message.clone());
    }
    let mut json = String::new();
    parsed.documents.first().into_iter().for_each(|node| written(node, &mut json));
    Ok(json)
}

/// Returns the characters of all keys and scalars of `text`, in order.
pub(super) fn places(parse: fn(&Source) -> Parsed, text: &str) -> Vec<String> {
    fn walk(node: &Node, source: &Source, found: &mut Vec<String>) {
        match &node.value {
            Value::Scalar(scalar) if scalar.is_derived() => {}
            Value::Scalar(_) => found.push(source.slice(node.origin.span).to_string()),
            Value::List(items) => items.iter().for_each(|item| walk(item, source, found)),
            Value::Map(map) => {
                for entry in map.entries() {
                    found.push(source.slice(entry.key_span).to_string());
                    walk(&entry.node, source, found);
                }
            }
        }
    }
    let sources = SourceMap::default();
    let source = sources.add(Path::new("file"), text.to_owned());
    let mut found = Vec::new();
    parse(&source).documents.iter().for_each(|node| walk(node, &source, &mut found));
    found
}
