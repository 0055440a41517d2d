//! A service in canonical form matches `inputs/compose.json`.

use hy_msg_lint::model::{ResourceKind, inputs};
use hy_msg_lint_compose::{Fields, Shape, canonical_service};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The schema of services.
struct Described(Value);

impl Described {
    /// Returns the target of `schema` if it is a reference or nullable, else `schema` itself.
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|to| to.strip_prefix("#/$defs/")) {
            return self.resolved(&self.0["$defs"][name]);
        }
        match schema["anyOf"].as_array().map(Vec::as_slice) {
            Some([one, null]) if *null == json!({"type": "null"}) => self.resolved(one),
            _ => schema,
        }
    }

    fn record(&self, attributes: Fields, schema: &Value, at: &str) {
        for (key, field) in schema["properties"].as_object().expect(at) {
            let at = format!("{at}.{key}");
            if let Some(shape) = attributes.get(key) {
                self.is(shape, self.resolved(field), &at);
            }
        }
    }

    fn is(&self, shape: Shape, schema: &Value, at: &str) {
        let one_of =
            |name: &str| assert_eq!(schema["anyOf"], json!([{"type": name}, {"type": "string"}]), "{at}");
        let items = self.resolved(&schema["items"]);
        let values = &schema["additionalProperties"];
        match shape {
            Shape::Text => assert_eq!(schema["type"], "string", "{at}"),
            Shape::Number => one_of("number"),
            Shape::Boolean => one_of("boolean"),
            Shape::Texts => assert_eq!(items["type"], "string", "{at}"),
            Shape::TextsByName => assert_eq!(values["type"], "string", "{at}"),
            Shape::TextsOrNullsByName => assert_eq!(values["$ref"], "#/$defs/text_or_null", "{at}"),
            Shape::ListsByName => self.is(Shape::Texts, self.resolved(values), at),
            Shape::LimitsByName => {
                let options = self.resolved(values)["anyOf"].as_array().expect(at);
                assert!(
                    options.iter().any(|option| self.resolved(option)["required"] == json!(["soft", "hard"])),
                    "{at}"
                );
            }
            Shape::Keys => assert!(schema["type"].is_null(), "{at}"),
            Shape::List(item) => self.record(item, items, at),
            Shape::Map(value) => self.record(value, self.resolved(values), at),
            Shape::Record(attributes) => self.record(attributes, schema, at),
            Shape::Verbatim => panic!("{at}: nothing is known of it"),
        }
    }

    /// Asserts that `schema` has the attributes of `words`, a part of `vocabulary`.
    fn has_the_words(&self, vocabulary: &Value, words: &Value, schema: &Value, at: &str) {
        let part = words["$ref"].as_str().and_then(|to| to.strip_prefix("#/definitions/"));
        let words = part.map_or(words, |name| &vocabulary["definitions"][name]);
        let schema = self.resolved(schema);
        let schema = schema["anyOf"]
            .as_array()
            .and_then(|options| options.last())
            .map_or(schema, |last| self.resolved(last));
        let keys = |of: &Value| {
            of["properties"].as_object().map(|fields| fields.keys().cloned().collect::<BTreeSet<_>>())
        };
        if let (Some(mut known), Some(described)) = (keys(words), keys(schema)) {
            known.remove("extends");
            let missing: Vec<_> = known.difference(&described).collect();
            assert!(missing.is_empty(), "{at}: {missing:?}");
            for key in known {
                let at = format!("{at}.{key}");
                self.has_the_words(vocabulary, &words["properties"][&key], &schema["properties"][&key], &at);
            }
        }
        if words["items"].is_object() && schema["items"].is_object() {
            self.has_the_words(vocabulary, &words["items"], &schema["items"], at);
        }
        let names =
            words["patternProperties"].as_object().into_iter().flatten().filter(|(name, _)| *name != "^x-");
        for (_, value) in names {
            self.has_the_words(vocabulary, value, &schema["additionalProperties"], at);
        }
    }
}

#[test]
fn attributes_are_of_the_type_that_is_said() {
    let described = Described(inputs::schema(ResourceKind::Service));
    let fields = inputs::fields(ResourceKind::Service);
    let missing: Vec<_> =
        canonical_service().iter().map(|(key, _)| key).filter(|key| !fields.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    described.record(canonical_service(), &described.0, "service");
}

#[test]
fn every_attribute_of_the_vocabulary_is_described() {
    let vocabulary = include_str!("../../../crates/compose/src/schema.json");
    let vocabulary: Value = serde_json::from_str(vocabulary).expect("the vocabulary is JSON");
    for (definition, kind) in [("service", ResourceKind::Service), ("network", ResourceKind::Network)] {
        let described = Described(inputs::schema(kind));
        described.has_the_words(
            &vocabulary,
            &vocabulary["definitions"][definition],
            &described.0,
            definition,
        );
    }
}
