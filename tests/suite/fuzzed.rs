//! The targets of the fuzzers in `fuzz/`: they compile against the program as it is, and hold on one input each. The
//! fuzzers themselves need a nightly compiler, and run on a schedule.

use crate::expected::root;
use std::fs;
use std::process::Command;

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the package of the fuzzers is a library")]
mod targets;

const PROJECT: &str = "services:
  kafka:
    image: apache/kafka:latest # \u{1b}[31m::error::
    environment: {A: '${A:-x}'}
    networks: {a: {ipv4_address: 10.0.0.2}}
networks: {a: {}}
%% .env
A=1
%% topics.yml
topics: [{name: orders, partitions: 3, replication_factor: 1}]
%% setup.sh
kafka-topics --bootstrap-server kafka:9092 --create --topic a --partitions 0
";

#[test]
fn check_holds() {
    targets::check::run(PROJECT.as_bytes());
}

#[test]
fn configuration_holds() {
    let configuration = "select: [static-ip, kafka]\nbaseline: hy-msg-lint-baseline.json\n%% compose.yml\n";
    targets::configuration::run(format!("{configuration}{PROJECT}").as_bytes());
    targets::configuration::run(b"select: [\x1b[31m, no-such-rule]\n");
}

#[test]
fn rego_holds() {
    let policy = root().join("policies/topic/topic_name_convention/topic_name_convention.rego");
    let policy = fs::read_to_string(policy).expect("the policy is text");
    let renamed = policy.replace("topic_name_convention", "wide_topic");
    assert!(!targets::rego::may_abort(renamed.as_bytes()), "this policy calls nothing endless");
    targets::rego::run(renamed.as_bytes());
    assert!(targets::rego::may_abort(b"x := numbers . range(1, 1000000000)"));
    assert!(targets::rego::may_abort(b"x := 1e100000000"));
}

#[test]
fn language_server_holds() {
    let open = r#"{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "file:///compose.yml", "languageId": "yaml", "version": 1, "text": "services: {a: {image: b}}"}}}"#;
    let hover = r#"{"id": 1, "method": "textDocument/hover", "params": {"textDocument": {"uri": "file:///compose.yml"}, "position": {"line": 0, "character": 20}}}"#;
    targets::language_server::run([open, hover, hover, "{"].join("\n%% message\n").as_bytes());
}

#[test]
fn env_holds() {
    let doubled: Vec<_> = (1..20).map(|number| format!("A{number}=${{A{0}}}${{A{0}}}", number - 1)).collect();
    let doubled = doubled.join("\n");
    targets::env::run(format!("A0=0123456789abcdef\n{doubled}\n%% value\n$A19\n").as_bytes());
}

#[test]
fn every_format_is_fuzzed() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
    let said = command.args(["check", "--output", "none=x"]).output().expect("the binary runs").stderr;
    let said = String::from_utf8(said).expect("messages are text");
    let formats = targets::output::FORMATS.join(", ");
    assert!(
        said.contains(&format!("there are {formats}\n")),
        "fuzz/src/output.rs has {formats}, but: {said}"
    );
}

#[test]
fn every_target_is_on_the_schedule() {
    let workflow =
        fs::read_to_string(root().join(".github/workflows/fuzz.yml")).expect("the workflow is text");
    let listed = workflow.lines().find_map(|line| line.trim().strip_prefix("target: [")?.strip_suffix(']'));
    let targets = fs::read_dir(root().join("fuzz/fuzz_targets")).expect("there are targets").flatten();
    let mut targets: Vec<_> = targets
        .map(|entry| entry.path().file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    targets.sort();
    assert_eq!(listed, Some(&*targets.join(", ")));
}
