use super::*;
use crate::source::{Source, SourceMap};
use std::path::Path;
use std::sync::Arc;

fn parse(text: &str) -> (Arc<Source>, Node) {
    let source = SourceMap::default().add(Path::new("t.yml"), text.to_owned());
    let node = crate::syntax::yaml::parse(&source).documents.remove(0);
    (source, node)
}

fn shown(schema: &Schema, text: &str) -> Vec<String> {
    let (source, node) = parse(text);
    let show = |one: &Mismatch| {
        let wrong = match &one.wrong {
            Wrong::UnknownKey { key, known, patterns } => {
                format!("no key {key} but {} {}", known.join(","), patterns.join(","))
            }
            Wrong::MissingKey { key } => format!("without {key}"),
            Wrong::Type { expected, found } => {
                let expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
                format!("{found} for {}", expected.join(" or "))
            }
            Wrong::NotOneOf { options, found } => format!("{found} for {}", options.join("|")),
            Wrong::Empty => "empty".to_owned(),
            Wrong::Pattern { pattern, found } => format!("{found} for {pattern}"),
            Wrong::OutOfRange { minimum, maximum, found } => {
                let limit = |limit: &Option<String>| limit.clone().unwrap_or_default();
                format!("{} < {found} < {}", limit(minimum), limit(maximum))
            }
            Wrong::Duplicate { first } => format!("as at {}", first.start),
            Wrong::Other { message } => message.clone(),
            Wrong::TooLarge => "too large".to_owned(),
        };
        format!("{}: {wrong}", source.slice(one.at))
    };
    schema.mismatches(&node).iter().map(show).collect()
}

const SCHEMA: &str = r##"{
    "type": "object",
    "properties": {
        "text": {"type": "string", "pattern": "^[a-z]+$"},
        "few": {"enum": ["one", 2]},
        "some": {"type": ["string", "array"], "minLength": 1, "minItems": 1},
        "port": {"type": ["integer", "string"], "minimum": 0, "maximum": 9},
        "list": {"$ref": "#/definitions/list"},
        "either": {"oneOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}},
            {"type": "object", "properties": {"a": {"type": "number"}}, "additionalProperties": false, "required": ["a"]}
        ]},
        "deep": {"$ref": "#/definitions/deep"}
    },
    "patternProperties": {"^x-": true},
    "additionalProperties": false,
    "definitions": {
        "list": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
        "deep": {"type": "object", "properties": {"inner": {"type": "null"}}, "additionalProperties": false}
    }
}"##;

#[test]
fn says_what_is_wrong_and_where() {
    let schema = Schema::compile(SCHEMA).unwrap();
    let cases: &[(&str, &[&str])] = &[
        ("{text: a, few: 2, port: 0x9, list: [a, b], either: {a: .inf}, x-y: [], deep: {inner: }}", &[]),
        (
            "{txt: a, deep: {i: 1}}",
            &["txt: no key txt but deep,either,few,list,port,some,text ^x-", "i: no key i but inner "],
        ),
        ("text: 1", &["1: a whole number for text"]),
        ("text:", &["text: nothing for text"]),
        ("text: A b", &["A b: A b for ^[a-z]+$"]),
        ("[a]", &["[a]: a list for a mapping"]),
        ("text: [a]", &["text: a list for text"]),
        ("some: []", &["some: empty"]),
        ("some: ''", &["'': empty"]),
        ("few: three", &["three: three for one|2"]),
        ("port: 10", &["10:  < 10 < 9"]),
        ("port: -1", &["-1: 0 < -1 < "]),
        ("port: 1.5", &["1.5: a number for a whole number or text"]),
        ("list: [a, b, a]", &["a: as at 7"]),
        ("either: 1", &["1: a whole number for text or a list or a mapping"]),
        ("either: [a, 1]", &["1: a whole number for text"]),
        ("either: {b: 1}", &["either: without a", "b: no key b but a "]),
        ("either: {a: b}", &["b: text for a number"]),
        ("either:", &["either: nothing for text or a list or a mapping"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(shown(&schema, text), *wanted, "{text}");
    }
}

#[test]
fn a_value_that_needs_a_variable_matches_anything() {
    let schema = Schema::compile(SCHEMA).unwrap();
    let (_, mut node) = parse("{text: 1, list: [X], either: 1, deep: X, few: X}");
    let crate::tree::Value::Map(map) = &node.value else { panic!() };
    let unresolved = |node: &Node| Node::unresolved("${X}", "X", node.origin.clone());
    let entries = map.entries().map(|entry| {
        let node = match &*entry.key {
            "list" => {
                Node::list(vec![unresolved(&entry.node), unresolved(&entry.node)], entry.node.origin.clone())
            }
            _ => unresolved(&entry.node),
        };
        crate::tree::Entry { node, ..entry.clone() }
    });
    node = Node::map(entries.collect(), node.origin.clone());
    assert_eq!(schema.mismatches(&node), []);
}

#[test]
fn a_tree_of_shared_parts_is_not_unfolded() {
    let schema = Schema::compile("true").unwrap();
    let (_, mut node) = parse("[x]");
    for _ in 0..30 {
        node = Node::list(vec![node.clone(); 10], node.origin.clone());
    }
    let wrong: Vec<_> = schema.mismatches(&node).into_iter().map(|one| one.wrong).collect();
    assert_eq!(wrong, [Wrong::TooLarge]);
}

#[test]
fn no_schema_is_the_author_s_error() {
    assert!(Schema::compile("{").is_err());
    assert!(Schema::compile(r#"{"type": "nonsense"}"#).is_err());
}

#[test]
fn a_number_that_json_does_not_have_is_none() {
    let (_, node) = parse("[.inf, 1.5, 0x10]");
    assert_eq!(plain(&node), Some(serde_json::json!([null, 1.5, 16])));
}
