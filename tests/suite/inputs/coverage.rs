//! The coverage of the schemas by inputs.

use serde_json::Value;
use std::collections::BTreeSet;

/// Fields by owner, the absence of optional fields, and values of enumerated fields. The absence of Compose's own
/// fields is not tracked.
pub(super) struct Coverage {
    described: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Coverage {
    /// Returns the empty coverage of `schemas`.
    pub(super) fn of<'a>(schemas: impl Iterator<Item = &'a Value>) -> Self {
        let mut described = BTreeSet::new();
        for schema in schemas {
            describe(schema, kind_of(schema), &mut described);
            for (name, part) in schema["$defs"].as_object().into_iter().flatten() {
                describe(part, owner_of(name), &mut described);
            }
        }
        Self { described, seen: BTreeSet::new() }
    }

    /// Records `input`, which `schema` describes.
    pub(super) fn see(&mut self, schema: &Value, input: &Value) {
        self.walk(schema, schema, kind_of(schema), input);
    }

    /// Returns the described items that were not seen.
    pub(super) fn missing(&self) -> impl Iterator<Item = &String> {
        self.described.difference(&self.seen)
    }

    fn walk(&mut self, root: &Value, schema: &Value, owner: &str, input: &Value) {
        if let Some(name) = schema["$ref"].as_str().and_then(|to| to.strip_prefix("#/$defs/")) {
            return self.walk(root, &root["$defs"][name], owner_of(name), input);
        }
        self.seen.extend(schema["enum"].as_array().map(|options| value(options, input)));
        // No alternative has objects on both sides.
        for option in schema["anyOf"].as_array().into_iter().flatten() {
            self.walk(root, option, owner, input);
        }
        if input.is_object() {
            let absent = optional(schema, owner).filter(|name| input.get(name).is_none());
            self.seen.extend(absent.map(|name| format!("{owner} without {name}")));
        }
        for (name, inner) in input.as_object().into_iter().flatten() {
            match schema["properties"].get(name) {
                Some(field) => {
                    self.seen.insert(format!("{owner}.{name}"));
                    self.walk(root, field, owner, inner);
                }
                None => self.walk(root, &schema["additionalProperties"], owner, inner),
            }
        }
        for item in input.as_array().into_iter().flatten() {
            self.walk(root, &schema["items"], owner, item);
        }
    }
}

/// Returns the kind whose inputs `schema` describes.
fn kind_of(schema: &Value) -> &str {
    schema["properties"]["kind"]["const"].as_str().unwrap_or_default()
}

/// Returns the owner of the fields of the definition `name`: a member of a cluster shares those of its kind.
fn owner_of(name: &str) -> &str {
    name.strip_prefix("cluster_").unwrap_or(name)
}

fn describe(schema: &Value, owner: &str, described: &mut BTreeSet<String>) {
    for name in schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys()) {
        described.insert(format!("{owner}.{name}"));
    }
    described.extend(optional(schema, owner).map(|name| format!("{owner} without {name}")));
    super::each(schema, &mut |part| {
        if let Some(options) = part["enum"].as_array() {
            described.extend(options.iter().map(|option| value(options, option)));
        }
    });
}

/// Returns the optional fields of `schema`.
fn optional<'a>(schema: &'a Value, owner: &str) -> impl Iterator<Item = &'a String> {
    let is_ours = !owner.starts_with("compose_") && owner != "published_port";
    let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    let fields = schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys());
    fields.filter(move |name| is_ours && !required.iter().any(|one| one == *name))
}

/// Formats one value of an enumeration, whichever field has it.
fn value(options: &[Value], one: &Value) -> String {
    format!("{one} of {}", Value::from(options))
}
