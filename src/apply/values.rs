//! The values of resources, to compare two readings.

use super::candidate::Id;
use crate::fix::declared;
use crate::model::Resource;
use crate::source::SourceMap;
use crate::tree::{Node, Value};
use std::collections::{BTreeMap, HashMap};

/// The texts of a resource's values, by path.
pub(super) type Values = BTreeMap<String, String>;

/// Returns the values that are written for each of `resources`; those with the same name in a file are one.
pub(super) fn of(resources: &[Resource], sources: &SourceMap) -> HashMap<Id, Values> {
    let mut all: HashMap<Id, Values> = HashMap::new();
    for resource in resources {
        let mut entries = declared(resource).peekable();
        if entries.peek().is_none() {
            continue;
        }
        let values = all.entry(Id::of(&resource.name, resource.key, sources)).or_default();
        for entry in entries {
            walk(&entry.node, &format!("{} {}", resource.kind.name(), entry.key), values);
        }
    }
    all
}

fn walk(node: &Node, path: &str, values: &mut Values) {
    match &node.value {
        Value::Scalar(scalar) if scalar.is_derived() => {}
        Value::Scalar(scalar) => {
            let text = values.entry(path.to_owned()).or_default();
            text.push('\n');
            text.push_str(&scalar.text);
        }
        Value::List(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(number, item)| walk(item, &format!("{path}/{number}"), values));
        }
        Value::Map(map) => {
            map.entries().for_each(|entry| walk(&entry.node, &format!("{path}/{}", entry.key), values));
        }
    }
}
