//! What policies, and texts given to policies, cannot do to a run: end it, hold it up, or fill memory.
#![cfg(target_os = "linux")]

use crate::expected::scratch;
use crate::projects::run;
use crate::watch::watched;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const TOPICS: &str = "\
topics:
  - {name: orders, partitions: 3, replication_factor: 1}
  - {name: payments, partitions: 3, replication_factor: 3}
";

/// What ends the process that evaluates it; only the program under test has such a function.
pub(crate) const ENDS_ITS_PROCESS: &str = "\ttesting.end_process(1) == 3";

/// Finds something on every topic, after `then`.
fn rule(then: &str) -> String {
    format!(
        "deny contains {{\"msg\": \"found\", \"at\": [\"name\"]}} if {{\n\tinput.name != \"\"\n{then}\n}}\n"
    )
}

/// Finds something on every topic but `orders`, where it takes more than there is.
fn for_orders(hard: &str) -> String {
    format!(
        "{}\n{}",
        rule("\tinput.name != \"orders\""),
        rule(&format!("\tinput.name == \"orders\"\n{hard}"))
    )
}

/// Creates topics, and policies on topics by name and body.
fn folder(name: &str, policies: &[(&str, String)]) -> PathBuf {
    let folder = scratch(&format!("harm_{name}"));
    fs::write(folder.join("topics.yml"), TOPICS).expect("a file can be written");
    for (name, body) in policies {
        let rule = folder.join("policies/topic").join(name);
        fs::create_dir_all(&rule).expect("folders can be made");
        let head = "# METADATA\n# title: Own\n# description: Own.\n# custom:\n#   input: [topic]\n#   severity: error\n";
        let text = format!("{head}package hy_msg_lint.topic.{name}\n\n{body}");
        fs::write(rule.join(format!("{name}.rego")), text).expect("a file can be written");
    }
    folder
}

fn json(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// Returns the rules and subjects of the findings.
fn found(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().expect("a list");
    let subjects = |finding: &Value| {
        let others = finding["others"].as_array().cloned().unwrap_or_default();
        let all: Vec<_> = std::iter::once(finding.clone()).chain(others).collect();
        all.into_iter().map(|one| one["subject"]["name"].clone()).collect::<Vec<_>>()
    };
    let one = |finding: &Value| {
        let named = |name: &Value| format!("{} {name}", finding["rule"]).replace('"', "");
        subjects(finding).iter().map(named).collect::<Vec<_>>()
    };
    findings.iter().flat_map(one).collect()
}

fn problems(report: &Value) -> Vec<String> {
    let errors = report["errors"].as_array().expect("a list");
    errors.iter().map(|error| error["message"].as_str().expect("text").to_owned()).collect()
}

fn check(folder: &Path, more: &[&str]) -> Output {
    run(folder, &[&["--policy", "policies", "--format", "json", "topics.yml"], more].concat())
}

/// Policies that ask for more memory or stack than there is, on one of two topics.
#[test]
fn what_asks_for_too_much_is_lost_on_one_resource() {
    let text = "\ttext := concat(\"\", [x | some _ in numbers.range(1, 4000); x := \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"])\n";
    let cases = [
        ("list", "\tcount(numbers.range(1, 10000000000000)) == 3".to_owned()),
        ("letters", ENDS_ITS_PROCESS.to_owned()),
        ("replaced", format!("{text}\treplace(text, \"a\", text) == \"b\"")),
        ("printed", format!("{text}\tsprintf(\"%999999999999d\", [1]) == text")),
        ("shifted", "\tbits.lsh(1, 100000000000) == 3".to_owned()),
    ];
    for (name, hard) in cases {
        let folder = folder(name, &[("own", for_orders(&hard)), ("other", rule(""))]);
        let (output, peak) = watched(&folder, &["--policy", "policies", "--format", "json", "topics.yml"]);
        assert!(peak < 2048, "{name}: {peak} MiB");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{name}");
        let report = json(&output);
        let found = found(&report);
        for wanted in ["low-replication-factor orders", "own payments", "other orders", "other payments"] {
            assert!(found.iter().any(|one| one == wanted), "{name}: {wanted} is missing: {report:#}");
        }
        assert!(!found.contains(&"own orders".to_owned()), "{name}: {report:#}");
        // An expression that is undefined is no harm.
        if output.status.code() != Some(1) {
            assert_eq!(output.status.code(), Some(2), "{name}: {report:#}");
            let problems = problems(&report);
            assert_eq!(problems.len(), 1, "{name}: {problems:?}");
            assert!(
                problems[0].starts_with("the rule `own` ") && problems[0].contains("topic `orders`"),
                "{problems:?}"
            );
        }
    }
}

#[test]
fn a_policy_that_ends_its_process_leaves_the_report_in_every_format() {
    let hard = for_orders(ENDS_ITS_PROCESS);
    let folder = folder("formats", &[("own", hard)]);
    for format in ["human", "concise", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"] {
        let target = format!("{format}=report.{format}");
        let output = check(&folder, &["--output", &target]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        let written = fs::read_to_string(folder.join(format!("report.{format}"))).expect("it is written");
        for part in ["replication factor 1", "needs more memory than a policy may take"] {
            // Gitlab's format has no place for what could not be judged.
            let is_told = written.replace("\n  │ ", " ").contains(part);
            assert!(is_told || format == "gitlab" && part.starts_with("needs"), "{format}: {written}");
        }
    }
}

/// Thirty policies, by two configurations.
#[test]
fn policies_without_end_have_seconds_together() {
    let endless =
        rule("\tsome i in numbers.range(1, 90000)\n\tsome j in numbers.range(1, 90000)\n\ti * j == -1");
    let names: Vec<String> = (0..30).map(|number| format!("own_{number:02}")).collect();
    let policies: Vec<_> = names.iter().map(|name| (name.as_str(), endless.clone())).collect();
    let whole = scratch("harm_thirty");
    for (part, policies) in ["thirty/a", "thirty/b"].into_iter().zip(policies.chunks(15)) {
        let part = folder(part, policies);
        fs::write(part.join("hy-msg-lint.yaml"), "policies: [policies]\n").expect("a file can be written");
    }
    let start = Instant::now();
    let output = run(&whole, &["--format", "json", "a/topics.yml", "b/topics.yml"]);
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
    assert_eq!(output.status.code(), Some(2));
    let report = json(&output);
    assert_eq!(found(&report), ["low-replication-factor orders"; 2]);
    let problems = problems(&report);
    let left = problems.iter().filter(|problem| problem.contains("not everything is judged by"));
    let left: Vec<_> = left.map(String::as_str).collect();
    assert_eq!(left.len(), 2, "{problems:?}");
    let stopped = problems.iter().filter(|problem| problem.contains("does not come to an end")).count();
    assert!((1..=10).contains(&stopped), "{problems:?}");
    for name in names.iter().skip(stopped) {
        assert!(left.concat().contains(&format!("`{}` (", name.replace('_', "-"))), "{name}: {problems:?}");
    }
}

#[test]
fn a_rule_that_always_ends_its_process_is_stopped_ten_times_and_delays_no_other() {
    let hard = rule(ENDS_ITS_PROCESS);
    let folder = folder("always", &[("own", hard), ("other", rule(""))]);
    let topic = |at| format!("  - {{name: t{at}, partitions: 3, replication_factor: 3}}\n");
    let topics = format!("topics:\n{}", (0..40).map(topic).collect::<String>());
    fs::write(folder.join("topics.yml"), topics).expect("a file can be written");
    let reports = ["1", "8"].map(|threads| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
        command
            .args(["--policy", "policies", "--format", "json", "topics.yml"])
            .env("RAYON_NUM_THREADS", threads);
        command.current_dir(&folder).output().expect("the binary runs")
    });
    assert_eq!(reports[0].stdout, reports[1].stdout);
    let report = json(&reports[0]);
    assert_eq!(found(&report).len(), 40, "{report:#}");
    let problems = problems(&report);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().any(|one| one.ends_with("(and on 9 more)")), "{problems:?}");
    assert!(
        problems.iter().any(|one| one.ends_with("not everything is judged by `own` (30 resources left)")),
        "{problems:?}"
    );
}

#[test]
fn a_rule_without_end_on_one_resource_judges_the_others() {
    let hard = "\tsome i in numbers.range(1, 90000)\n\tsome j in numbers.range(1, 90000)\n\ti * j == -1";
    let folder = folder("one", &[("own", for_orders(hard))]);
    let report = json(&check(&folder, &[]));
    assert!(found(&report).contains(&"own payments".to_owned()), "{report:#}");
    let problems = problems(&report);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].ends_with("on topic `orders`: it was stopped after 5 s"), "{problems:?}");
}

#[test]
fn a_builtin_that_cannot_be_interrupted_is_stopped() {
    let squares: Vec<_> = (0..40).map(|at| format!("n{} := n{at} * n{at}\n", at + 1)).collect();
    let body = format!("n0 := 99999999999999999999\n{}\n{}", squares.concat(), for_orders("\tn40 == 1"));
    let folder = folder("number", &[("own", body)]);
    let report = json(&check(&folder, &[]));
    assert!(found(&report).contains(&"own payments".to_owned()), "{report:#}");
    let problems = problems(&report);
    assert!(problems[0].ends_with("on topic `orders`: it was stopped after 6 s"), "{problems:?}");
}

#[test]
fn a_pattern_is_not_given_a_text_of_megabytes() {
    let pattern = "regex.match(`a[ab]{300}c|[ab]{100}a[ab]{400}e`, input.config.text)";
    let folder = folder("pattern", &[("own", rule(&format!("\t{pattern}")))]);
    // Patterns take long where the text does not repeat.
    let mut state = 1_u32;
    let letter = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if state >> 31 == 0 { 'a' } else { 'b' }
    };
    let text: String = (0..4_000_000).map(letter).collect();
    let topics =
        format!("topics: [{{name: a, partitions: 1, replication_factor: 1, config: {{text: {text}}}}}]\n");
    fs::write(folder.join("topics.yml"), topics).expect("a file can be written");
    let (output, peak) = watched(&folder, &["--policy", "policies", "--format", "json", "topics.yml"]);
    assert!(peak < 1024, "{peak} MiB");
    let report = json(&output);
    assert!(found(&report).contains(&"low-replication-factor a".to_owned()), "{report:#}");
    let problems = problems(&report);
    assert!(problems[0].starts_with("it is longer than 64 KiB"), "{problems:?}");
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn results_above_a_limit_are_refused() {
    let many = "deny contains {\"msg\": sprintf(\"%d is a number of a long text that is said again and again\", [i]), \
                \"at\": []} if some i in numbers.range(1, 100000)\n";
    let folder = folder("results", &[("own", many.to_owned())]);
    let output = check(&folder, &[]);
    let problems = problems(&json(&output));
    assert!(problems[0].contains("its result is larger than 4 MiB"), "{problems:?}");
}

#[test]
fn a_quorum_of_thousands_is_judged_and_hides_nothing_of_others() {
    let folder = scratch("harm_voters");
    let voters: Vec<_> = (0..3000).map(|id| format!("{id}@k{id}:9093")).collect();
    let service = |name: &str, voters: &str| {
        format!(
            "  {name}:\n    image: apache/kafka:3.9.0\n    environment:\n      KAFKA_NODE_ID: 1\n      \
             KAFKA_PROCESS_ROLES: broker,controller\n      KAFKA_CONTROLLER_QUORUM_VOTERS: {voters}\n      \
             KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093\n      \
             KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER\n"
        )
    };
    let compose = ["services:\n".to_owned(), service("big", &voters.join(",")), service("small", "7@k:9093")];
    fs::write(folder.join("compose.yml"), compose.concat()).expect("a file can be written");
    let reports = ["1", "8"].map(|threads| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hy-msg-lint"));
        command.args(["--format", "json", "compose.yml"]).env("RAYON_NUM_THREADS", threads);
        command.current_dir(&folder).output().expect("the binary runs")
    });
    assert_eq!(reports[0].stdout, reports[1].stdout);
    let report = json(&reports[0]);
    assert!(found(&report).contains(&"broken-quorum small".to_owned()), "{report:#}");
    assert!(found(&report).contains(&"broken-quorum harm_voters".to_owned()), "{report:#}");
    assert_eq!(problems(&report), [""; 0]);
}

#[test]
fn a_quorum_of_many_nodes_is_judged() {
    let folder = scratch("harm_quorum");
    let voters: Vec<_> = (1..=200).map(|id| format!("{id}@k{id}:9093")).collect();
    let node = |id: usize| {
        let role = if id <= voters.len() { "controller" } else { "broker" };
        format!(
            "  k{id}: {{image: 'apache/kafka:3.9.0', environment: {{KAFKA_NODE_ID: {id}, KAFKA_PROCESS_ROLES: {role}, \
             KAFKA_CONTROLLER_QUORUM_VOTERS: '{}'}}}}\n",
            voters.join(",")
        )
    };
    let compose = format!("services:\n{}", (1..=480).map(node).collect::<String>());
    fs::write(folder.join("compose.yml"), compose).expect("a file can be written");
    let report = json(&run(&folder, &["--format", "json", "--select", "broken-quorum", "compose.yml"]));
    assert_eq!(problems(&report), [""; 0]);
    assert_eq!(found(&report), ["broken-quorum harm_quorum"]);
}

#[test]
fn topics_of_a_cluster_above_the_limit_are_told_at_the_first() {
    let twice = |number: usize| format!("t{:05}", number / 2);
    let alike = |number: usize| format!("{}{}x", twice(number), [".", "_"][number % 2]);
    let cases: [(_, &dyn Fn(usize) -> String, _); 2] = [
        ("duplicate-topic", &twice, "are declared twice"),
        ("colliding-topic-names", &alike, "have colliding names"),
    ];
    for (rule, name, what) in cases {
        let folder = scratch(&format!("harm_{rule}"));
        fs::write(folder.join("hy-msg-lint.yaml"), "clusters: [{name: shop, files: ['*.topics.yml']}]\n")
            .expect("a file can be written");
        for part in 0..5 {
            let topic = |number| format!("  - {{name: {}, partitions: {}}}\n", name(number), 1 + number % 2);
            let topics: String = (4_500 * part..4_500 * (part + 1)).map(topic).collect();
            fs::write(folder.join(format!("{part}.topics.yml")), format!("topics:\n{topics}"))
                .expect("a file can be written");
        }
        let report = json(&run(&folder, &["--format", "json", "--select", rule, "."]));
        assert_eq!(found(&report).len(), 10_000, "{rule}");
        let message = format!(
            "more than 20000 topics of cluster `shop` {what}, and the topics from here on are not compared: check the files in parts"
        );
        assert_eq!(problems(&report), [message]);
        let error = &report["errors"][0];
        // Topic number 20,000 is in the last file.
        assert_eq!(
            (error["file"].as_str(), error["start"]["line"].as_u64()),
            (Some("4.topics.yml"), Some(2_002)),
            "{error}"
        );
    }
}

#[test]
fn a_test_that_ends_the_program_is_told() {
    let folder = folder("tests", &[("own", rule(""))]);
    let text = format!("package hy_msg_lint.topic.own_test\n\ntest_x if {{\n{ENDS_ITS_PROCESS}\n}}\n");
    fs::write(folder.join("policies/topic/own/own_test.rego"), text).expect("a file can be written");
    let output = run(&folder, &["test"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told = String::from_utf8_lossy(&output.stderr);
    let last = told.lines().last().unwrap_or_default();
    assert!(last.starts_with("error: a test ends the program (") && last.contains("more memory"), "{told}");
}

#[test]
fn data_that_comes_to_too_much_is_told_once() {
    let values = format!("[{}1]", "1,".repeat(60_000));
    let text = format!("\"{}\"", "x".repeat(1_500_000));
    for (name, each, said) in [
        ("values", values, "data has more than 200000 values together"),
        ("text", text, "policies and their data have more than 4096 KiB"),
    ] {
        let folder = folder(&format!("data_{name}"), &[("own", rule(""))]);
        for number in 0..4 {
            let path = folder.join(format!("data/d{number}/data.json"));
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
            fs::write(path, format!("{{\"k{number}\": {each}}}")).expect("a file can be written");
        }
        let output = check(&folder, &["--data", "data"]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let report = json(&output);
        let problems = problems(&report);
        assert!(problems.len() == 1 && problems[0].contains(said), "{problems:?}");
        assert!(found(&report).iter().any(|one| one.starts_with("low-replication-factor")), "{report:#}");
    }
}
