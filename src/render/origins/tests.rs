use super::*;
use crate::render::Options;
use crate::source::SourceMap;
use crate::syntax::yaml;
use crate::tree::{Entry, Map, Origin, Provenance, Substitution};
use std::path::Path;

const TEXT: &str = "\
x-env: &env {KAFKA_NODE_ID: 1, KAFKA_LISTENERS: 'INTERNAL://:19092,CONTROLLER://:9093,EXTERNAL://:9092'}
services:
  kafka:
    environment: {<<: *env, KAFKA_RACK: ''}
    ports: ['9092', \"\\e\"]
    labels: {com.example.a: on, b: {}}
    command: []
";

/// The services of [`TEXT`], with a value that nobody wrote, a normalized value, and a value with variables.
fn sample() -> (Vec<Trace>, SourceMap) {
    let sources = SourceMap::default();
    let source = sources.add(Path::new("compose.yml"), TEXT.into());
    let services = yaml::parse(&source).documents[0].get("services").unwrap();
    let origin = |text: &str| {
        let start = TEXT.find(text).unwrap();
        Origin { span: Span::new(source.id, start, start + text.len()), via: Provenance::default() }
    };
    let port = services.at(&["kafka", "ports"]).unwrap().items().next().unwrap();
    let parts = [
        (0..2, Replacement::File(origin("9093").span)),
        (3..5, Replacement::Default),
        (6..8, Replacement::Unset),
    ];
    let replaced = |(range, from): (std::ops::Range<usize>, _)| Substitution {
        expression: range.clone(),
        result: range,
        variable: "V".into(),
        from,
    };
    let scalar = port.as_scalar().unwrap().substituted(
        "ab cd ef".into(),
        ScalarKind::Unresolved,
        parts.map(replaced).to_vec(),
    );
    let of = |key: &str, node| Entry { key: key.into(), key_span: origin("kafka").span, node };
    let site = |how, text| Step { how, site: origin(text).span };
    let extended = services.after(site(StepKind::Extended { base: "base".into() }, "kafka"));
    let normalized = port.normalized("9092", ScalarKind::Int);
    let normalized =
        normalized.after(site(StepKind::Overridden, "1,")).after(site(StepKind::Included, "x-env"));
    let map: Map = [
        of("services", extended),
        of("added", Node::derived("bridge", ScalarKind::Text, origin("ports"))),
        of("reworded", normalized),
        of("variables", Node::new(Value::Scalar(scalar), origin("'9092'"))),
    ]
    .into_iter()
    .collect();
    (traces(&Node::map(map, origin("services"))), sources)
}

#[test]
fn columns_for_people() {
    let (traces, sources) = sample();
    let mut out = Vec::new();
    table(&traces, &sources, &Options { width: 72, ..Options::default() }, &mut out).unwrap();
    let expected = "\
services.kafka.environment.KAFKA_RACK
    \"\"                                                  compose.yml:4:41
    by extending `base` at compose.yml:3:3
services.kafka.environment.KAFKA_NODE_ID
    1                                                   compose.yml:1:29
    through `<<: *env` at compose.yml:4:23
    by extending `base` at compose.yml:3:3
services.kafka.environment.KAFKA_LISTENERS
    INTERNAL://:19092,CONTROLLER://:9093,EXTERNAL://:…  compose.yml:1:49
    through `<<: *env` at compose.yml:4:23
    by extending `base` at compose.yml:3:3
services.kafka.ports[0]  \"9092\"                         compose.yml:5:13
    by extending `base` at compose.yml:3:3
services.kafka.ports[1]  \\u{1b}                         compose.yml:5:21
    by extending `base` at compose.yml:3:3
services.kafka.labels.\"com.example.a\"
    on                                                  compose.yml:6:29
    by extending `base` at compose.yml:3:3
services.kafka.labels.b  {}                             compose.yml:6:36
    by extending `base` at compose.yml:3:3
services.kafka.command   []                             compose.yml:7:14
    by extending `base` at compose.yml:3:3
added                    bridge                         compose.yml:5:5
    added by Compose
reworded                 9092                           compose.yml:5:13
    replaces the value at compose.yml:1:29
    by `include` at compose.yml:1:1
variables                ab cd ef                       compose.yml:5:13
    value of `V` at compose.yml:1:82
    default of `V`
    `V` is not set
";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn a_document_for_programs() {
    let (traces, sources) = sample();
    let mut out = Vec::new();
    json(&traces, &sources, &mut out).unwrap();
    let rows: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let place =
        |line: u32, column: u32| serde_json::json!({"file": "compose.yml", "line": line, "column": column});
    let with = |mut object: serde_json::Value, more: serde_json::Value| {
        object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        object
    };
    let merge = serde_json::json!({"how": "merge", "name": "env", "words": "through `<<: *env`"});
    let extends = serde_json::json!({"how": "extends", "name": "base", "words": "by extending `base`"});
    let expected = serde_json::json!({
        "path": "services.kafka.environment.KAFKA_NODE_ID",
        "at": ["services", "kafka", "environment", "KAFKA_NODE_ID"],
        "value": 1,
        "steps": [with(merge, place(4, 23)), with(extends, place(3, 3))],
    });
    assert_eq!(rows[1], with(expected, place(1, 29)));
    assert_eq!(rows[4]["at"], serde_json::json!(["services", "kafka", "ports", 1]));
    let hows = |row: usize| {
        rows[row]["steps"].as_array().unwrap().iter().map(|step| step["how"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(hows(8), ["added"]);
    assert_eq!(hows(9), ["override", "include"]);
    assert_eq!(hows(10), ["variable", "variable_default", "variable_unset"]);
    assert_eq!(rows.as_array().unwrap().len(), 11);
}
