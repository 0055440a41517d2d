//! Relations across files: a change in one file decides about a finding in another.

use crate::expected::{Lines, report, said, scratch};
use hy_msg_lint::check::{Declarations, Request, read};
use hy_msg_lint::model::ResourceKind;
use hy_msg_lint::tree::Node;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

const BOTH: &str = "\
clusters:
  - name: shop
    files: [shop.yml, 'shop/**']
  - name: audit
    files: [audit.yml, audit/*.yml]
";

/// Returns a project of one broker that counts for three, with these settings.
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

/// Returns the results of the rules about in-sync replicas for `files`, by file.
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

/// Returns the number of node groups in a project of brokers with these settings, and the group of each broker.
fn groups(brokers: &[String]) -> (String, Vec<Option<String>>) {
    let mut text = "services:\n".to_owned();
    for (number, settings) in brokers.iter().enumerate() {
        let environment = format!("{{KAFKA_NODE_ID: 1, {settings}}}");
        let _ = writeln!(text, "  k{number}: {{image: apache/kafka:4.1.0, environment: {environment}}}");
    }
    let stdin = Some((PathBuf::from("compose.yml"), text.into_bytes()));
    let Declarations { resources, .. } =
        read(&Request { stdin, ..Request::default() }).expect("it can be read");
    let cluster = resources.iter().find(|one| one.kind == ResourceKind::Cluster).expect("there is a cluster");
    let text = |node: &Node, key: &str| node.get(key).and_then(|node| node.as_text().map(str::to_owned));
    let nodes = cluster.fields.get("brokers").expect("there are brokers");
    let count = text(&cluster.fields, "groups").expect("groups are counted");
    (count, nodes.items().map(|node| text(&node, "group")).collect())
}

#[test]
fn nodes_are_told_apart_by_whom_they_coordinate_with() {
    let voters = |voters: &str| format!("KAFKA_CONTROLLER_QUORUM_VOTERS: '{voters}'");
    let zookeeper = |connect: &str| format!("KAFKA_ZOOKEEPER_CONNECT: '{connect}'");
    let nothing = || "KAFKA_BROKER_RACK: a".to_owned();
    for (brokers, wanted) in [
        (vec![voters("1@a:9093,2@b:9093"), voters("2@b:9093")], "0 0"),
        (vec![voters("1@a:9093"), voters("1@b:9093")], "0 1"),
        (vec![voters("1@localhost:9093"), voters("1@localhost:9093")], "0 1"),
        (vec![voters("${V}"), voters("${V}")], "0 0"),
        (vec![voters("1@a:9093"), nothing()], "0 0"),
        (vec![voters("1@a:9093"), voters("1@b:9093"), nothing()], "0 1 -"),
        (vec![zookeeper("z:2181/a"), zookeeper("z:2181/b")], "0 1"),
        (vec![zookeeper("y:2181,z:2181/a"), zookeeper("z:2181/a")], "0 0"),
    ] {
        let (count, groups) = groups(&brokers);
        let shown: Vec<_> = groups.iter().map(|group| group.as_deref().unwrap_or("-")).collect();
        assert_eq!(shown.join(" "), wanted, "{brokers:?}");
        assert_eq!(count, if wanted.contains('1') { "2" } else { "1" }, "{brokers:?}");
    }
}
