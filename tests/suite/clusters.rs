//! What belongs together across files: a change in one file decides about a finding in another.

use crate::expected::{Lines, report, said, scratch};
use std::fmt::Write as _;
use std::fs;

const BOTH: &str = "\
clusters:
  - name: shop
    files: [shop.yml, 'shop/**']
  - name: audit
    files: [audit.yml, audit/*.yml]
";

/// A project of one broker that counts for three, with these settings.
fn brokers(settings: &[(&str, &str)]) -> String {
    let broker = |number: usize| {
        let mut text =
            format!("  kafka-{number}:\n    image: confluentinc/cp-kafka:8.1.1\n    environment:\n");
        let _ = writeln!(text, "      KAFKA_NODE_ID: {number}");
        text += "      KAFKA_PROCESS_ROLES: broker,controller\n";
        text += "      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093\n";
        for (name, value) in settings {
            let _ = writeln!(text, "      {name}: '{value}'");
        }
        text
    };
    format!("services:\n{}", (1..=3).map(broker).collect::<String>())
}

/// What the rules about in-sync replicas say of `files`, by file.
fn judged(name: &str, files: &[(&str, &str)]) -> Lines {
    let folder = scratch(&format!("clusters/{name}"));
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }
    let report = report(&folder);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    said(&report, &folder, |rule| rule.contains("insync") && rule.starts_with("min-"))
}

fn lines(of: &Lines, file: &str) -> Vec<String> {
    of.get(file).cloned().unwrap_or_default()
}

const TOPIC: &str = "topics:\n  - name: orders\n    partitions: 6\n    config: {min.insync.replicas: 2}\n";
const FACTOR: &str = "KAFKA_DEFAULT_REPLICATION_FACTOR";
const MINIMUM: &str = "KAFKA_MIN_INSYNC_REPLICAS";

#[test]
fn a_factor_in_one_file_decides_about_a_topic_in_another() {
    let with = |name: &str, factor: &str| {
        let brokers = brokers(&[(FACTOR, factor), (MINIMUM, "1")]);
        judged(name, &[("hy-msg-lint.yaml", BOTH), ("shop.yml", &brokers), ("shop/topics.yml", TOPIC)])
    };
    let found = "4 error[min-insync-equals-replication-factor]";
    assert_eq!(lines(&with("factor_2", "2"), "shop/topics.yml"), [found]);
    assert!(lines(&with("factor_3", "3"), "shop/topics.yml").is_empty());
}

#[test]
fn a_minimum_of_the_brokers_holds_for_topics_that_set_none() {
    let topic = "topics:\n  - name: orders\n    replication_factor: 2\n";
    let with = |name: &str, minimum: &str| {
        let brokers = brokers(&[(FACTOR, "3"), (MINIMUM, minimum)]);
        judged(name, &[("hy-msg-lint.yaml", BOTH), ("shop.yml", &brokers), ("shop/topics.yml", topic)])
    };
    let found = "3 error[min-insync-equals-replication-factor]";
    assert_eq!(lines(&with("minimum_2", "2"), "shop/topics.yml"), [found]);
    assert!(lines(&with("minimum_1", "1"), "shop/topics.yml").is_empty());
}

#[test]
fn clusters_do_not_leak_into_each_other() {
    let (low, high) = (brokers(&[(FACTOR, "2")]), brokers(&[(FACTOR, "3")]));
    let found = judged(
        "two",
        &[
            ("hy-msg-lint.yaml", BOTH),
            ("shop.yml", &low),
            ("audit.yml", &high),
            ("shop/topics.yml", TOPIC),
            ("audit/topics.yml", TOPIC),
            ("audit/deeper/topics.yml", TOPIC),
            ("topics.yml", TOPIC),
        ],
    );
    let files: Vec<_> = found.keys().map(String::as_str).collect();
    assert_eq!(files, ["shop/topics.yml"], "{found:?}");
}

#[test]
fn a_file_that_two_clusters_claim_belongs_to_none() {
    let both = BOTH.replace("audit.yml, ", "audit.yml, shop/topics.yml, ");
    let low = brokers(&[(FACTOR, "2")]);
    let files = [("hy-msg-lint.yaml", &*both), ("shop.yml", &low), ("shop/topics.yml", TOPIC)];
    assert!(judged("claimed_twice", &files).is_empty());
}

#[test]
fn two_clusters_in_one_project_give_a_topic_nothing() {
    let broker = |name: &str, factor: u8| {
        format!(
            "  {name}:\n    image: confluentinc/cp-kafka:8.1.1\n    environment:\n      KAFKA_NODE_ID: 1\n      KAFKA_PROCESS_ROLES: broker,controller\n      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@{name}:9093\n      {FACTOR}: {factor}\n"
        )
    };
    let init = "  init:\n    image: confluentinc/cp-kafka:8.1.1\n    command: kafka-topics --create --topic a --config min.insync.replicas=2\n";
    let one = format!("services:\n{}{init}", broker("source", 2));
    let line = |of: &Lines| lines(of, "compose.yml").iter().filter(|line| line.contains("equals")).count();
    assert_eq!(line(&judged("one_in_a_project", &[("compose.yml", &one)])), 1);
    let two = format!("services:\n{}{}{init}", broker("source", 2), broker("target", 3));
    assert_eq!(line(&judged("two_in_a_project", &[("compose.yml", &two)])), 0);
}
