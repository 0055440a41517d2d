//! The table is consistent.

use super::*;
use serde_json::Value;
use std::collections::BTreeSet;

/// Collects every record below `of`, with the path to it.
fn records(of: Type, path: &str, found: &mut Vec<(String, &'static Record)>) {
    let (Type::Record(record) | Type::List(record) | Type::Map(record)) = of else { return };
    found.push((path.to_owned(), record));
    for row in record.rows() {
        records(row.of, &format!("{path}.{}", row.key), found);
    }
}

fn all_records() -> Vec<(String, &'static Record)> {
    let mut found = Vec::new();
    records(Type::Record(&PROJECT), "", &mut found);
    found
}

#[test]
fn every_key_leads_to_its_row() {
    for (path, record) in all_records() {
        let keys: BTreeSet<_> = record.rows().iter().map(|row| row.key).collect();
        assert_eq!(keys.len(), record.rows().len(), "{path}: a key is there twice");
        for row in record.rows() {
            assert!(std::ptr::eq(record.row(row.key).unwrap(), row), "{path}.{}", row.key);
        }
        assert!(record.row("").is_none() && record.row("x-own").is_none(), "{path}");
    }
}

#[test]
fn a_path_of_keys_leads_to_a_row() {
    let key = |path: &str| row(path.split('.')).map(|row| row.key);
    assert_eq!(key("services.a.networks.n.aliases"), Some("aliases"));
    assert_eq!(key("services.a.build.args"), Some("args"));
    assert_eq!(key("services.a"), None);
    assert_eq!(key("services.a.volumes.0.target"), None);
}

/// The vocabulary defines what may be written, the table how it is processed.
#[test]
fn every_attribute_of_the_vocabulary_has_a_row() {
    let vocabulary: Value = serde_json::from_str(include_str!("../schema.json")).unwrap();
    let resolved = |schema: &Value| {
        let name = schema["$ref"].as_str().and_then(|to| to.strip_prefix("#/definitions/"));
        name.map_or_else(|| schema.clone(), |name| vocabulary["definitions"][name].clone())
    };
    let mut without_row = BTreeSet::new();
    let mut compared = 0;
    let mut stack = vec![(String::new(), Type::Record(&PROJECT), vocabulary.clone())];
    while let Some((path, of, schema)) = stack.pop() {
        let schema = resolved(&schema);
        let (record, schema) = match of {
            Type::Record(record) => (record, schema),
            Type::List(record) => (record, resolved(&schema["items"])),
            Type::Map(record) => {
                let named = schema["patternProperties"].as_object().unwrap().values().next().unwrap();
                (record, resolved(named))
            }
            _ => continue,
        };
        for (key, value) in schema["properties"].as_object().unwrap() {
            let path = format!("{path}.{key}");
            match record.row(key) {
                Some(row) => stack.push((path, row.of, value.clone())),
                None => drop(without_row.insert(path)),
            }
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
    let known = WITHOUT_ROW.iter().map(|path| (*path).to_owned()).collect();
    assert_eq!(without_row, known);
}

/// Accepted, checked and merged, but then dropped, as Docker Compose drops it.
const WITHOUT_ROW: &[&str] = &[".networks.ipam.options", ".services.pull_refresh_after"];
