//! Properties that hold for any input.

use crate::expected::scratch;
use crate::projects::assert_tame;
use hy_msg_lint::check::{Request, check};
use hy_msg_lint::config::{self, ConfigError};
use hy_msg_lint::locate::quoted;
use hy_msg_lint::render::{Options, origins};
use hy_msg_lint::source::SourceMap;
use hy_msg_lint::syntax::{toml, yaml};
use hy_msg_lint::tree::{Node, Value};
use hy_msg_lint::workspace::Files;
use hy_msg_lint_compose::{self as compose, ProjectRequest, Reading};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

/// Text that resembles supported files often enough to get past the first line of each layer.
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

/// Text that resembles a configuration often enough.
fn configuration() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("projects:\n"),
        Just("project: &a\n"),
        Just("- files: [a.yml, hy-msg-lint.yaml]\n"),
        Just("  env_files: [hy-msg-lint.yaml]\n"),
        Just("- {files: [], name: shop}\n"),
        Just("  name: é\u{202e}\n"),
        Just("- <<: *a\n"),
        Just("'': [null, 7, {}, ..]\n"),
        Just("---\n"),
    ];
    let other = text();
    prop::collection::vec(prop_oneof![8 => piece.prop_map(str::to_owned), 1 => other], 0..8)
        .prop_map(|pieces| pieces.concat())
}

/// Text that is TOML often enough.
fn toml_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[a.b]\n"),
        Just("[[c]]\n"),
        Just("d.e = "),
        Just("'f g'.\"h\\u00e9\" = "),
        Just("{i = 1, j.k = ["),
        Just("]}\n"),
        Just("0x_F, "),
        Just("0xF\n"),
        Just("+1_0.5e-2\n"),
        Just("-inf\n"),
        Just("99999999999999999999\n"),
        Just("1979-05-27 07:32:00.50+00:00\n"),
        Just("'''\r\nl\\'\n'''\n"),
        Just("\"\"\"m \\ \n  n\\u00e9\"\"\"\"\n"),
        Just("\"\"\"\r\n\r\nm\"\" \\\n\n  n\\U000000e9\"\"\"\n"),
        Just("true # o\n"),
        Just("\"p\\x41\\e\"\n"),
        Just("\n"),
        Just("\u{feff}"),
    ];
    let other = text();
    prop::collection::vec(prop_oneof![8 => piece.prop_map(str::to_owned), 1 => other], 0..10)
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
    fn no_project_is_too_much(text in text()) {
        let sources = SourceMap::default();
        sources.add(Path::new("compose.yml"), text);
        for reading in [Reading::Open, Reading::AsCompose] {
            let request = ProjectRequest { reading, ..ProjectRequest::of([PathBuf::from("compose.yml")]) };
            let project = compose::load(&Files::over(&sources), &request);
            for defect in &project.refusals() {
                let source = sources.get(defect.at.source).expect("a defect has a file");
                prop_assert!(source.text.get(defect.at.range()).is_some(), "{defect:?} is not on characters");
            }
            let traces = origins::traces(&project.canonical);
            let (mut table, mut json) = (Vec::new(), Vec::new());
            origins::table(&traces, &sources, &Options::default(), &mut table).expect("memory can be written");
            origins::json(&traces, &sources, &mut json).expect("memory can be written");
            for text in [table, json] {
                assert_tame(&String::from_utf8(text).expect("the output is UTF-8"), "origins");
            }
        }
    }

    #[test]
    fn no_configuration_is_too_much(text in configuration()) {
        let file = scratch("any_configuration").join(config::FILE_NAME);
        fs::write(&file, text).expect("a file can be written");
        let Err(ConfigError::Mistakes(mistakes)) = config::read(&file) else { return Ok(()) };
        for problem in &mistakes.problems {
            let place = problem.place.expect("a mistake has a place");
            let source = mistakes.sources.get(place.source).expect("a mistake has a file");
            prop_assert!(source.text.get(place.range()).is_some(), "{problem:?} is not on characters");
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

    #[test]
    fn no_message_is_too_much(text in text(), before in text(), quotes in any::<(bool, char)>(), other in any::<usize>()) {
        let sources = SourceMap::default();
        let source = sources.add(Path::new("t.yml"), text.clone());
        // A part of the document, so that there is a match.
        let words: Vec<_> = text.split_whitespace().collect();
        let word = words.get(other % words.len().max(1)).copied().unwrap_or_default();
        let mark = if quotes.0 { '`' } else { quotes.1 };
        let message = format!("{before}{mark}{}{mark} {word}", word.trim_matches([':', '{', '}', ',']));
        for document in yaml::parse(&source).documents {
            if let Some(span) = quoted(&document, &message) {
                prop_assert!(source.text.get(span.range()).is_some(), "{message:?} is not on characters");
            }
        }
    }

    #[test]
    fn no_toml_is_too_much(text in toml_text()) {
        let sources = SourceMap::default();
        let source = sources.add(Path::new("t.toml"), text);
        let read = toml::parse(&source);
        prop_assert_eq!(read.documents.len() + read.errors.len(), 1);
        for error in &read.errors {
            prop_assert!(source.text.get(error.span.range()).is_some(), "{error:?} is not on characters");
        }
        for document in &read.documents {
            stands_on_characters(&sources, &source.text, document)?;
        }
    }
}

/// Asserts that keys and values of a TOML document have spans on characters, and that the letters of quoted texts are
/// at their spans. Numbers and dates may be normalized.
fn stands_on_characters(sources: &SourceMap, text: &str, node: &Node) -> Result<(), TestCaseError> {
    let raw = text.get(node.origin.span.range());
    prop_assert!(raw.is_some(), "{node:?} is not on characters");
    for entry in node.entries() {
        prop_assert!(text.get(entry.key_span.range()).is_some(), "{} is not on characters", entry.key);
        stands_on_characters(sources, text, &entry.node)?;
    }
    node.items().try_for_each(|item| stands_on_characters(sources, text, &item))?;
    // A line continuation after blanks gives every character the span of the whole text.
    let exact = raw.is_some_and(|raw| raw.starts_with(['\'', '"']) && !raw.contains("\\ "));
    if exact && node.as_scalar().is_some() { letters_are_where_they_say(sources, node) } else { Ok(()) }
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
