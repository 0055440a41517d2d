//! What goes wrong costs no report: it is written in the format that was asked for, with all that could be found, and so
//! is every file.
#![cfg(target_os = "linux")]

use crate::expected::scratch;
use crate::projects::run;
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const TOPICS: &str = "topics: [{name: orders, partitions: 3, replication_factor: 1}]\n";

fn folder(name: &str) -> PathBuf {
    let folder = scratch(&format!("reported_{name}"));
    write(&folder.join("topics.yml"), TOPICS);
    folder
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file can be written");
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("it is written");
    serde_json::from_str(&text).expect("JSON")
}

/// Runs in `folder` and returns the report, after a look at the exit code, and that `--output` has the same.
fn report(folder: &Path, arguments: &[&str]) -> Value {
    let asked = ["--format", "json", "--output", "json=report.json", "topics.yml"];
    let output = run(folder, &[&asked, arguments].concat());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert_eq!(report, read(&folder.join("report.json")));
    report
}

fn rules(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().map(|finding| finding["rule"].as_str().expect("text")).collect()
}

#[test]
fn a_baseline_that_cannot_be_used_is_a_problem_beside_the_findings() {
    let folder = folder("baseline");
    write(&folder.join("broken.json"), "{");
    write(&folder.join("old.json"), "{\"version\": 0}");
    fs::create_dir_all(folder.join("folder.json")).expect("a folder can be made");
    std::os::unix::fs::symlink("/etc/passwd", folder.join("linked.json")).expect("a link can be made");
    for file in ["absent.json", "broken.json", "old.json", "folder.json", "linked.json"] {
        for option in ["--baseline", "--write-baseline"] {
            if (file, option) == ("absent.json", "--write-baseline") {
                continue;
            }
            let report = report(&folder, &["--isolated", &format!("{option}={file}")]);
            assert_eq!(rules(&report), ["low-replication-factor"], "{option} {file}: {report:#}");
            assert_eq!(report["errors"].as_array().map(Vec::len), Some(1), "{option} {file}: {report:#}");
            assert_eq!(report["errors"][0]["file"], file);
        }
    }
    assert_eq!(fs::read_to_string(folder.join("broken.json")).expect("it is there"), "{");
}

#[test]
fn policies_that_cannot_be_used_are_problems_beside_the_findings() {
    let folder = folder("policies");
    fs::create_dir_all(folder.join("empty")).expect("a folder can be made");
    write(&folder.join("broken.rego"), "package main\n\ndeny contains \"x\" if {\n");
    write(&folder.join("bytes.rego"), "package main\0");
    let named = "# hy-msg-lint: ignore-file[own-rule] ours\n";
    write(&folder.join("topics.yml"), &format!("{named}{TOPICS}"));
    write(
        &folder.join("hy-msg-lint.yaml"),
        "rules: {own-rule: {severity: warning, parameters: {least: 3}}}\n",
    );
    for policies in ["empty", "broken.rego", "bytes.rego", "absent.rego"] {
        let report = report(&folder, &["--policy", policies]);
        // The names may be those of the rules that are missing.
        assert_eq!(rules(&report), ["low-replication-factor"], "{policies}: {report:#}");
        assert_eq!(report["errors"].as_array().map(Vec::len), Some(1), "{policies}: {report:#}");
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_a_problem_in_the_format_that_was_asked_for() {
    let folder = folder("configuration");
    let report = report(&folder, &["--config", "absent.yaml"]);
    assert_eq!(report["errors"].as_array().map(Vec::len), Some(1), "{report:#}");
}

#[test]
fn a_file_that_cannot_be_written_keeps_no_other_from_being_written() {
    let folder = folder("outputs");
    std::os::unix::fs::symlink("/dev/null/x", folder.join("first.json")).expect("a link can be made");
    let outputs =
        ["--output", "json=first.json", "--output", "json=second.json", "--output", "sarif=first.json/x"];
    let output = run(&folder, &[&outputs[..4], &["topics.yml"]].concat());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("`first.json` cannot be written"), "{output:?}");
    assert_eq!(rules(&read(&folder.join("second.json"))), ["low-replication-factor"]);
}

#[test]
fn standard_output_that_cannot_be_written_keeps_no_file_from_being_written() {
    let folder = folder("full");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
    command.args(["--output", "json=report.json", "topics.yml"]).current_dir(&folder);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let output = command.stdout(full).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be written"), "{output:?}");
    assert_eq!(rules(&read(&folder.join("report.json"))), ["low-replication-factor"]);
}

#[test]
fn names_that_are_no_text_stay_apart() {
    let folder = scratch("reported_names");
    for name in [&b"a\xff.yml"[..], b"a\xfe.yml"] {
        write(&folder.join(OsStr::from_bytes(name)), TOPICS);
    }
    let output = run(&folder, &["--isolated", "--format", "json", "."]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let places = |key: &str| {
        let findings = report["findings"].as_array().expect("a list");
        findings
            .iter()
            .map(|finding| finding[key].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(places("file"), ["a\\xFE.yml", "a\\xFF.yml"]);
    let identities = places("identity");
    assert_ne!(identities[0], identities[1]);
    let sarif = run(&folder, &["--isolated", "--format", "sarif", "."]);
    let sarif = String::from_utf8_lossy(&sarif.stdout).into_owned();
    assert!(sarif.contains("\"a%FF.yml\"") && sarif.contains("\"a%FE.yml\""), "{sarif}");
    // What is known of one is not known of the other.
    let first = folder.join(OsStr::from_bytes(b"a\xff.yml"));
    fs::rename(&first, folder.join("kept")).expect("a file can be renamed");
    run(&folder, &["--isolated", "--write-baseline=known.json", "."]);
    fs::rename(folder.join("kept"), &first).expect("a file can be renamed");
    let output = run(&folder, &["--isolated", "--baseline", "known.json", "--format", "concise", "-q", "."]);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert!(shown.starts_with("a\\xFF.yml:"), "{shown}");
}

#[test]
fn a_text_too_long_for_rules_is_told_and_nothing_is_said_of_it() {
    let folder = scratch("reported_texts");
    let long = "a".repeat(70_000);
    let compose = format!(
        "services:\n  kafka:\n    image: apache/kafka:{long}\n    mem_limit: 1g\n  other:\n    image: nginx:latest\n"
    );
    write(&folder.join("compose.yml"), &compose);
    let output = run(&folder, &["--isolated", "--format", "json", "compose.yml"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let problem = &report["errors"][0];
    assert_eq!(
        (&problem["file"], &problem["start"]["line"]),
        (&"compose.yml".into(), &3.into()),
        "{report:#}"
    );
    let message = problem["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("it is longer than 64 KiB, so no rule is given it"), "{message}");
    let of = |list: &str, subject: &str, rule: &str| {
        let all = report[list].as_array().expect("a list");
        all.iter().any(|one| one["rule"] == rule && one["subject"]["name"] == subject)
    };
    // The image of one is not judged, and everything else of both is.
    assert!(
        !of("findings", "kafka", "unpinned-image") && of("unknown", "kafka", "missing-healthcheck"),
        "{report:#}"
    );
    assert!(of("findings", "other", "unpinned-image") && of("findings", "kafka", "missing-resource-limits"));
    assert!(!String::from_utf8_lossy(&output.stdout).contains(&long));
}

#[test]
fn a_topic_with_too_much_text_is_not_judged_and_others_are() {
    let folder = scratch("reported_total");
    let first = format!("x: &text {}", "a".repeat(60_000));
    let settings: Vec<_> = [first].into_iter().chain((0..80).map(|at| format!("x{at}: *text"))).collect();
    let topics = format!(
        "topics:\n  - {{name: a, partitions: 1, replication_factor: 1, config: {{{}}}}}\n  - {{name: b, partitions: 1, \
         replication_factor: 1}}\n",
        settings.join(", ")
    );
    write(&folder.join("topics.yml"), &topics);
    let output = run(&folder, &["--isolated", "--format", "json", "topics.yml"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let judged: Vec<_> =
        report["findings"].as_array().expect("a list").iter().map(|one| &one["subject"]["name"]).collect();
    assert!(judged.iter().all(|name| **name == "b") && !judged.is_empty(), "{report:#}");
    let message = report["errors"][0]["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("no rule judges this topic"), "{message}");
}

#[test]
fn a_limit_of_extends_is_told_once() {
    let folder = folder("extends");
    // A chain longer than is followed, for hundreds of services.
    let service = |number: usize| format!("  a{number}: {{image: 'x:1', extends: a{}}}\n", number + 1);
    let chain: String = (0..400).map(service).collect();
    write(&folder.join("compose.yml"), &format!("services:\n{chain}  a400: {{image: 'x:1'}}\n"));
    let output = run(&folder, &["--isolated", "--format", "concise", "compose.yml"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.matches("brings more values here than the limit allows").count(), 1, "{text}");
    assert_eq!(output.status.code(), Some(2), "{text}");
}

#[test]
fn an_error_is_one_line_and_names_some_of_many() {
    let folder = folder("many");
    let cluster = |number: usize| format!("  - {{name: cluster{number}, files: [topics.yml]}}\n");
    let clusters: String = (0..1000).map(cluster).collect();
    write(&folder.join("hy-msg-lint.yaml"), &format!("clusters:\n{clusters}"));
    let output = run(&folder, &["."]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("`cluster9` and 990 more"), "{text}");
    // A name that is long, or has line breaks, in each place of a configuration.
    let long = "a".repeat(10_000);
    for text in [
        format!("exclude: ['{long}[']\n"),
        format!("policies: ['{long}']\n"),
        format!("select: [{long}]\n"),
        format!("clusters: [{{name: {long}, files: [a]}}, {{name: {long}, files: [a]}}]\n"),
        "select: [\"a\\n::error::b\"]\n".to_owned(),
        "baseline: \"a\\n::error::b\"\n".to_owned(),
    ] {
        write(&folder.join("hy-msg-lint.yaml"), &text);
        for format in ["human", "concise", "json", "sarif", "github"] {
            let output = run(&folder, &["--format", format, "--select", "invalid-compose", "."]);
            let said = String::from_utf8_lossy(&output.stdout);
            let is_long = said.contains(&"a".repeat(200));
            assert!(!is_long, "{format}: {}", text.replace(&long, "LONG"));
            assert!(!said.contains("│ ::error"), "{format}: {text}: {said}");
            assert!(said.lines().count() < 200, "{format}: {said}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_told_at_its_place() {
    let folder = folder("places");
    for arguments in [
        &["--isolated", "--policy", "absent"][..],
        &["--isolated", "--data", "absent.json"],
        &["--config", "absent.yaml"],
    ] {
        for format in ["concise", "human", "github", "gitlab", "checkstyle"] {
            let output = run(&folder, &[arguments, &["--format", format, "topics.yml"]].concat());
            let text =
                [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            let text = text.concat();
            assert!(text.contains("absent"), "{arguments:?} {format}: {text}");
            assert!(!text.lines().any(|line| line.starts_with(": error")), "{arguments:?} {format}: {text}");
            let empty = ["file=,", "file=::", "\"path\": \"\"", "name=\"\""];
            assert!(!empty.iter().any(|one| text.contains(one)), "{arguments:?} {format}: {text}");
        }
        let report = report(&folder, arguments);
        let file = report["errors"][0]["file"].as_str().expect("text");
        assert!(file.starts_with("absent"), "{report:#}");
    }
}
