//! The `input` of a policy: a JSON Schema (draft 2020-12) for each kind of resource.
//!
//! The files in `inputs/` hold definitions by name. A definition named like a kind has the fields specific to that
//! kind; the others are parts of inputs. Two rules avoid repetition: a definition includes the fields of the
//! definitions listed under `fieldsOf`, and an object with `properties` has no other fields unless
//! `patternProperties` allows them. Alternative types use `anyOf`, because OPA's type checker reduces a list of types
//! to one of them.

use crate::resource::ResourceKind;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

type Object = Map<String, Value>;

const FILES: &[&str] = &[
    include_str!("inputs/resource.json"),
    include_str!("inputs/project.json"),
    include_str!("inputs/cluster.json"),
    include_str!("inputs/service.json"),
    include_str!("inputs/compose.json"),
    include_str!("inputs/network.json"),
    include_str!("inputs/server.json"),
    include_str!("inputs/broker.json"),
    include_str!("inputs/listener.json"),
    include_str!("inputs/connection.json"),
    include_str!("inputs/topic.json"),
    include_str!("inputs/connector.json"),
    include_str!("inputs/database_server.json"),
    include_str!("inputs/defect.json"),
];

/// The prefix of references to definitions.
const DEFINITIONS: &str = "#/$defs/";

/// The prefix of custom keys (Compose Specification, "Extensions").
const EXTENSION: &str = "x-";

/// The fields at the root of an input.
#[derive(Debug)]
pub struct Fields {
    names: BTreeSet<String>,
    closed: bool,
}

impl Fields {
    /// Returns their names, sorted, without the keys that begin with `x-`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// True unless custom keys, which begin with `x-`, are allowed.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// True for a field that an input can have.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name) || (!self.closed && name.starts_with(EXTENSION))
    }
}

/// Returns the fields of an input of `kind`, including those common to all resources.
pub fn fields(kind: ResourceKind) -> &'static Fields {
    static FIELDS: OnceLock<BTreeMap<ResourceKind, Fields>> = OnceLock::new();
    static NONE: Fields = Fields { names: BTreeSet::new(), closed: false };
    let of = |kind: &ResourceKind| {
        let root = root(*kind);
        let names = root.get("properties").and_then(Value::as_object);
        let names = names.into_iter().flat_map(|fields| fields.keys().cloned()).collect();
        (*kind, Fields { names, closed: !root.contains_key("patternProperties") })
    };
    FIELDS.get_or_init(|| ResourceKind::ALL.iter().map(of).collect()).get(&kind).unwrap_or(&NONE)
}

/// Returns the schema of an input of `kind`, with all referenced definitions in `$defs`.
pub fn schema(kind: ResourceKind) -> Value {
    let mut root = root(kind);
    let mut parts = Object::new();
    let mut wanted = references(&Value::Object(root.clone()));
    while let Some(name) = wanted.pop_first() {
        let part = Value::Object(expanded(&name));
        wanted.extend(references(&part).into_iter().filter(|other| !parts.contains_key(other)));
        parts.insert(name, part);
    }
    root.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    root.insert("title".into(), format!("input of kind {}", kind.name()).into());
    root.insert("$defs".into(), parts.into());
    root.into()
}

/// Returns the schema of `kind` without the definitions that it refers to.
fn root(kind: ResourceKind) -> Object {
    let mut root = expanded("resource");
    merge(&mut root, expanded(kind.name()));
    let is_kind = root.get_mut("properties").and_then(|fields| fields.get_mut("kind")?.as_object_mut());
    if let Some(is_kind) = is_kind {
        is_kind.insert("const".into(), kind.name().into());
    }
    root
}

fn definitions() -> &'static Object {
    static DEFINITIONS: OnceLock<Object> = OnceLock::new();
    DEFINITIONS.get_or_init(|| {
        FILES.iter().flat_map(|text| serde_json::from_str::<Object>(text).unwrap_or_default()).collect()
    })
}

/// Returns the definition `name` with all of its fields.
fn expanded(name: &str) -> Object {
    let mut own = definitions().get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    let bases = own.remove("fieldsOf").unwrap_or_default();
    let mut all = Object::new();
    for base in bases.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let mut base = expanded(base);
        base.remove("examples");
        merge(&mut all, base);
    }
    merge(&mut all, own);
    if all.contains_key("properties") {
        all.entry("type").or_insert_with(|| "object".into());
        all.entry("additionalProperties").or_insert(json!(false));
    }
    all
}

/// Merges `from` into `into`: objects are extended, lists are united, other values are replaced.
fn merge(into: &mut Object, from: Object) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
            (Some(Value::Array(known)), Value::Array(more)) => {
                let new: Vec<_> = more.into_iter().filter(|one| !known.contains(one)).collect();
                known.extend(new);
            }
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// Returns the names of the definitions that `schema` refers to.
fn references(schema: &Value) -> BTreeSet<String> {
    match schema {
        Value::Object(keywords) => {
            let own = keywords.get("$ref").and_then(|to| to.as_str()?.strip_prefix(DEFINITIONS));
            own.map(str::to_owned).into_iter().chain(keywords.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_is_there_once_and_of_use() {
        let parsed = FILES.iter().map(|text| serde_json::from_str::<Object>(text).unwrap());
        let names: Vec<_> = parsed.flat_map(|file| file.into_iter().map(|(name, _)| name)).collect();
        assert_eq!(names.len(), definitions().len(), "a name stands for two definitions");
        let everything = Value::Object(definitions().clone());
        let mut used = references(&everything);
        for definition in definitions().values() {
            let bases = definition.get("fieldsOf").and_then(Value::as_array);
            used.extend(bases.into_iter().flatten().map(|base| base.as_str().unwrap().to_owned()));
        }
        used.extend(ResourceKind::ALL.iter().map(|kind| kind.name().to_owned()));
        used.insert("resource".to_owned());
        assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), used);
    }

    #[test]
    fn a_schema_stands_by_itself() {
        for kind in ResourceKind::ALL {
            let schema = schema(*kind);
            assert!(jsonschema::meta::is_valid(&schema), "{}", kind.name());
            let parts = schema["$defs"].as_object().unwrap();
            for name in references(&schema) {
                assert!(parts.contains_key(&name), "{}: {name}", kind.name());
            }
            assert_eq!(schema["properties"]["kind"]["const"], kind.name());
            assert_eq!(schema["additionalProperties"], false);
        }
    }

    #[test]
    fn fields_are_those_of_the_schema() {
        let topic = fields(ResourceKind::Topic);
        assert!(["kind", "unresolved", "replication_factor"].iter().all(|name| topic.has(name)));
        assert!(topic.is_closed());
        assert!(["replication_facter", "x-owner"].iter().all(|name| !topic.has(name)));
        let service = fields(ResourceKind::Service);
        assert!(["image", "image_reference", "x-owner"].iter().all(|name| service.has(name)));
        assert!(!service.has("iamge") && !service.is_closed());
        for kind in ResourceKind::ALL {
            let schema = schema(*kind);
            let names: Vec<_> = schema["properties"].as_object().unwrap().keys().collect();
            assert!(fields(*kind).names().eq(names), "{}", kind.name());
        }
    }
}
