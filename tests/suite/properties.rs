//! What holds for any input.

use hy_msg_lint::check::{Request, check};
use hy_msg_lint::source::SourceMap;
use hy_msg_lint::syntax::yaml;
use hy_msg_lint::tree::{Node, Value};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// Text that looks like the files of the field often enough to get past the first line of each layer.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("services:\n"),
        Just("include: [a.yml, {path: [b.yml], env_file: c}]\n"),
        Just("topics:\n- name: t\n  replication_factor: ${N:-2}\n"),
        Just("{\"connector.class\": \"x\", \"database.hostname\": \"10.0.0.1\"}\n"),
        Just("  kafka:\n    <<: *a\n    image: apache/kafka\n"),
        Just("x-a: &a {ports: ['${P:-9092}:9092', 1-3:4-6]}\n"),
        Just("    environment: {KAFKA_LISTENERS: 'A://:9092,B://[::]:${Q}'}\n"),
        Just("    extends: {service: kafka, file: compose.yml}\n"),
        Just("    command: sh -c \"kafka-topics --create --topic 'é' --replication-factor=1\"\n"),
        Just("    deploy: {resources: {limits: {memory: 1.5G, cpus: '0'}}}\n"),
        Just("    networks: [infra_net, !reset x]\n"),
        Just("---\n"),
        Just("${"),
        Just("$$"),
        Just("\t"),
        Just("\r\n"),
        Just("\u{feff}"),
        Just("\u{1b}[31m"),
        Just("|\n  x"),
        Just("é\u{202e}"),
        Just("'"),
        Just("&a *a"),
    ];
    let arbitrary = any::<String>().prop_map(|text| text.chars().take(20).collect::<String>());
    prop::collection::vec(prop_oneof![6 => piece.prop_map(str::to_owned), 1 => arbitrary], 0..12)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_is_too_much(text in text(), name in prop_oneof![Just("compose.yml"), Just("topics.yml"), Just("c.json")]) {
        let request = Request { stdin: Some((PathBuf::from(name), text.into_bytes())), ..Request::default() };
        let report = check(&request).expect("standard input can always be checked");
        for finding in report.findings.iter().chain(&report.unknown) {
            let source = report.sources.get(finding.primary.source).expect("a finding has a file");
            prop_assert!(source.text.get(finding.primary.range()).is_some(), "{finding:?} is not on characters");
        }
    }

    #[test]
    fn every_scalar_can_be_found_again(text in text()) {
        let sources = SourceMap::default();
        let source = sources.add(Path::new("t.yml"), text);
        for document in yaml::parse(&source).documents {
            letters_are_where_they_say(&sources, &document)?;
        }
    }
}

fn letters_are_where_they_say(sources: &SourceMap, node: &Node) -> Result<(), TestCaseError> {
    match &node.value {
        Value::List(items) => items.iter().try_for_each(|item| letters_are_where_they_say(sources, item)),
        Value::Map(map) => {
            map.entries().try_for_each(|entry| letters_are_where_they_say(sources, &entry.node))
        }
        Value::Scalar(scalar) => {
            for (at, character) in
                scalar.text.char_indices().filter(|(_, character)| character.is_alphanumeric())
            {
                let place = node.slice(sources, at..at + character.len_utf8()).origin.span;
                let source = sources.get(place.source).expect("a node has a file");
                let written = source.slice(place);
                prop_assert!(
                    written == character.to_string() || written.starts_with('\\'),
                    "{character} at {written:?}"
                );
            }
            Ok(())
        }
    }
}
