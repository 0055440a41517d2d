//! The output of the formats for other programs on many real findings, validated against the published schemas.

use crate::expected::{report, root, scratch};
use crate::tables::format_names;
use crate::xsd::Schema;
use hy_msg_lint::finding::{Finding, Label, Problem, Report, Severity, Subject};
use hy_msg_lint::policy::Rule;
use hy_msg_lint::render::text::characters;
use hy_msg_lint::render::{Options, checkstyle, github, gitlab, junit, rdjson, sarif};
use hy_msg_lint::source::Span;
use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};

/// The report on all fixtures: every rule, broken files, and texts of many kinds.
static REPORT: LazyLock<Report> = LazyLock::new(|| {
    let report = report(&root().join("fixtures/projects"));
    assert!(report.findings.len() > 100 && !report.unknown.is_empty() && !report.problems.is_empty());
    report
});

const VERBOSE: Options = Options { verbose: true, ..Options::PLAIN };

fn rules() -> Vec<Arc<Rule>> {
    hy_msg_lint_policies::built_in().expect("the built-in policies are right").rules().to_vec()
}

/// Returns the JSON that `render` writes, after validating each of `parts` by the schema in `tests/schemas/`.
fn held(
    schema: &str,
    render: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>,
    parts: impl Fn(&Value) -> Vec<&Value>,
) -> Value {
    let schema = fs::read_to_string(root().join("tests/schemas").join(schema)).expect("the schema is there");
    // SARIF's pattern of a language has an extra bracket, which invalidates the whole schema.
    let schema = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).expect("the schema is JSON");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema);
    let validator = validator.expect("the schema is one");
    let mut out = Vec::new();
    render(&mut out).expect("it is written to memory");
    let document: Value = serde_json::from_slice(&out).expect("it is JSON");
    let parts = parts(&document);
    assert!(!parts.is_empty(), "nothing was written");
    for part in parts {
        let refused: Vec<_> = validator
            .iter_errors(part)
            .take(5)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(refused.is_empty(), "{refused:#?}");
    }
    document
}

/// Reads the file at `path`, percent-encoded or not.
fn text(path: &str) -> String {
    let path = path.strip_prefix("file://").unwrap_or(path);
    let path = percent_encoding::percent_decode_str(path).decode_utf8().expect("a path in UTF-8");
    fs::read_to_string(Path::new(&*path)).expect("the file is text")
}

fn number(value: &Value, name: &str) -> usize {
    value[name].as_u64().and_then(|number| usize::try_from(number).ok()).expect("a number")
}

#[test]
fn sarif_is_what_its_schema_asks_for() {
    let log =
        held("sarif-2.1.0.json", |out| sarif::render(&REPORT, &rules(), &VERBOSE, out), |log| vec![log]);
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(
        results.len(),
        REPORT.findings.len() + REPORT.unknown.len() + REPORT.excepted.len() + REPORT.suppressed.len()
    );
    for result in results {
        // Results about suppressions come from no policy, and have no rule descriptor.
        if result["ruleIndex"].is_null() {
            let id = result["ruleId"].as_str().expect("an id");
            assert!(id.contains("suppression"), "{result}");
        } else {
            let rule = &run["tool"]["driver"]["rules"][number(result, "ruleIndex")];
            assert_eq!(rule["id"], result["ruleId"]);
        }
        assert_eq!(result["locations"].as_array().map(Vec::len), Some(1), "{result}");
    }
}

/// §3.30.1: all forms of a region select the same characters.
#[test]
fn regions_of_sarif_are_the_same_in_characters_and_bytes() {
    let mut out = Vec::new();
    sarif::render(&REPORT, &rules(), &VERBOSE, &mut out).expect("it is written to memory");
    let log: Value = serde_json::from_slice(&out).expect("it is JSON");
    let mut seen = 0;
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let place = &result["locations"][0]["physicalLocation"];
        let text = text(place["artifactLocation"]["uri"].as_str().expect("a uri"));
        let region = &place["region"];
        let start = number(region, "byteOffset");
        let by_bytes = &text[start..start + number(region, "byteLength")];
        let characters = text.strip_prefix('\u{feff}').unwrap_or(&text).chars();
        let by_characters: String = characters
            .clone()
            .skip(number(region, "charOffset"))
            .take(number(region, "charLength"))
            .collect();
        let before = |line: &str, column: &str| {
            let (line, column) = (number(region, line), number(region, column));
            let lines = text.strip_prefix('\u{feff}').unwrap_or(&text).split_inclusive('\n');
            lines.take(line - 1).map(|line| line.chars().count()).sum::<usize>() + column - 1
        };
        let (first, behind) = (before("startLine", "startColumn"), before("endLine", "endColumn"));
        let by_columns: String = characters.skip(first).take(behind - first).collect();
        assert_eq!((by_bytes, by_bytes), (&*by_characters, &*by_columns), "{result}");
        seen += usize::from(!by_bytes.is_empty());
    }
    assert!(seen > 100, "only {seen} regions");
}

#[test]
fn rdjson_is_what_reviewdog_reads() {
    let document =
        held("rdjson.json", |out| rdjson::render(&REPORT, &VERBOSE, out), |document| vec![document]);
    let mut seen = 0;
    for diagnostic in document["diagnostics"].as_array().expect("diagnostics") {
        let range = &diagnostic["location"]["range"];
        let path = diagnostic["location"]["path"].as_str().expect("a path");
        let (start, end) = (&range["start"], &range["end"]);
        if range.is_null() || start["line"] != end["line"] || !Path::new(path).is_file() {
            continue;
        }
        let text = text(path);
        let line = text.lines().nth(number(start, "line") - 1).unwrap_or_default();
        let (from, to) = (number(start, "column") - 1, number(end, "column") - 1);
        assert!(line.get(from..to).is_some(), "{diagnostic}");
        seen += 1;
    }
    assert!(seen > 100, "only {seen} ranges");
}

#[test]
fn gitlab_gets_what_it_checks() {
    let document = held(
        "gitlab.json",
        |out| gitlab::render(&REPORT, &VERBOSE, out),
        |document| document.as_array().into_iter().flatten().collect(),
    );
    let violations = document.as_array().expect("an array");
    let fingerprints: std::collections::BTreeSet<_> =
        violations.iter().filter_map(|one| one["fingerprint"].as_str()).collect();
    assert_eq!(fingerprints.len(), violations.len());
    let known = ["info", "minor", "major", "critical", "blocker"];
    for one in violations {
        assert!(known.contains(&one["severity"].as_str().unwrap_or_default()), "{one}");
        assert!(number(&one["location"]["lines"], "begin") >= 1, "{one}");
    }
}

#[test]
fn junit_is_what_jenkins_takes() {
    let schema = fs::read_to_string(root().join("tests/schemas/junit-10.xsd")).expect("the schema is there");
    let schema = Schema::read(&schema);
    let mut out = Vec::new();
    junit::render(&REPORT, &rules(), &mut out).expect("it is written to memory");
    let text = String::from_utf8(out).expect("it is UTF-8");
    assert!(text.matches("<failure").count() > 100 && text.contains("<skipped") && text.contains("<error"));
    assert_eq!(schema.against(&text), Vec::<String>::new());
    let other = "<testsuites skipped='1'><testsuite name='a'><failure/><other/></testsuite></testsuites>";
    assert_eq!(
        schema.against(other),
        [
            "testsuites has no attribute skipped",
            "testsuite is without errors",
            "testsuite is without failures",
            "testsuite is without tests",
            "testsuite has no element failure",
            "there is no element other",
        ]
    );
}

#[test]
fn outputs_are_what_the_formats_are() {
    let folder = scratch("outputs");
    let input = root().join("tests/cmd/input");
    let run = |arguments: &[String]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
        let output = program.current_dir(&input).stdin(Stdio::null()).args(arguments).output();
        let output = output.expect("the binary runs");
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let formats = format_names();
    let file = |format: &str| folder.join(format);
    let outputs: Vec<_> = formats
        .iter()
        .flat_map(|format| ["--output".to_owned(), format!("{format}={}", file(format).display())])
        .collect();
    assert!(!run(&outputs).is_empty());
    for format in &formats {
        let said = run(&["--format".to_owned(), format.clone()]);
        let written = fs::read(file(format)).expect("the output is there");
        assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&said), "{format}");
    }
}

/// Texts with special characters of the formats and of terminals.
fn odd() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "\n",
            "\r",
            "::error::",
            "%0A",
            ",",
            "<a b=\"c\">",
            "&amp;",
            "]]>",
            "'",
            "\u{1b}[2J",
            "\u{202e}",
            "\0",
            "{0}",
            "[a](1)",
            "\\",
            "漢",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// Returns a report of one finding and one problem with these texts.
fn worded(file: &str, text: &str, rule: &str, message: &str) -> Report {
    let mut report = Report::default();
    let source = report.sources.add(Path::new(file), text.to_owned());
    let primary = Span::new(source.id, text.len() / 2, text.len());
    let subject = Subject { kind: "topic", name: message.to_owned() };
    let finding = Finding {
        at: message.to_owned(),
        related: vec![Label { span: primary, message: message.to_owned() }],
        help: Some(message.to_owned()),
        url: Some(message.into()),
        ..Finding::new(rule, Severity::Warning, message.to_owned(), primary, subject)
    };
    report.problems = vec![Problem {
        file: file.to_owned(),
        place: Some(primary),
        message: message.to_owned(),
        related: vec![],
    }];
    report.unknown = vec![finding.clone()];
    report.findings = vec![finding];
    report
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_a_format(file in "[^/\0]{1,8}", text in odd(), rule in odd(), message in odd()) {
        let report = worded(&file, &text, &rule, &message);
        let written = |render: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
            let mut out = Vec::new();
            render(&mut out).expect("it is written to memory");
            String::from_utf8(out).expect("it is UTF-8")
        };
        let json = [
            written(&|out| sarif::render(&report, &[], &VERBOSE, out)),
            written(&|out| gitlab::render(&report, &VERBOSE, out)),
            written(&|out| rdjson::render(&report, &VERBOSE, out)),
        ];
        let xml =
            [written(&|out| checkstyle::render(&report, &VERBOSE, out)), written(&|out| junit::render(&report, &[], out))];
        let commands = written(&|out| github::render(&report, &VERBOSE, out));
        for text in json.iter().chain(&xml).chain([&commands]) {
            prop_assert!(!characters(text).any(|(_, one, is_hostile)| is_hostile && one != '\n'), "{text:?}");
        }
        for text in &json {
            prop_assert!(serde_json::from_str::<Value>(text).is_ok(), "{text}");
        }
        for text in &xml {
            let mut reader = quick_xml::Reader::from_str(text);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => prop_assert!(false, "{error}: {text}"),
                }
            }
        }
        prop_assert_eq!(commands.lines().count(), 3);
        prop_assert!(commands.lines().all(|line| line.starts_with("::")), "{}", commands);
    }
}
