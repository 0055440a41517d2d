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
    let found = "4 warning[min-insync-equals-replication-factor]";
    assert_eq!(lines(&with("factor_2", "2"), "shop/topics.yml"), [found]);
    assert!(lines(&with("factor_3", "3"), "shop/topics.yml").is_empty());
}

#[test]
fn a_folder_stands_for_the_files_in_it() {
    let low = brokers(&[(FACTOR, "2"), (MINIMUM, "1")]);
    let with = |name: &str, folder: &str, topics: &str| {
        let shop = format!("clusters:\n  - {{name: shop, files: [shop.yml, {folder}]}}\n");
        let found = judged(name, &[("hy-msg-lint.yaml", &shop), ("shop.yml", &low), (topics, TOPIC)]);
        !lines(&found, topics).is_empty()
    };
    assert!(with("folder", "shop", "shop/topics.yml"));
    assert!(with("folder_below", "./shop/", "shop/deeper/topics.yml"));
    assert!(!with("folder_like", "shop", "shopping/topics.yml"));
}

#[test]
fn a_minimum_of_the_brokers_holds_for_topics_that_set_none() {
    let topic = "topics:\n  - name: orders\n    replication_factor: 2\n";
    let with = |name: &str, minimum: &str| {
        let brokers = brokers(&[(FACTOR, "3"), (MINIMUM, minimum)]);
        judged(name, &[("hy-msg-lint.yaml", BOTH), ("shop.yml", &brokers), ("shop/topics.yml", topic)])
    };
    let found = "3 warning[min-insync-equals-replication-factor]";
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

/// Returns the cluster that `compose.yml` with this text declares.
fn cluster(text: String) -> Node {
    let stdin = Some((PathBuf::from("compose.yml"), text.into_bytes()));
    let Declarations { resources, .. } =
        read(&Request { stdin, ..Request::default() }).expect("it can be read");
    let cluster = resources.into_iter().find(|one| one.kind == ResourceKind::Cluster);
    cluster.expect("there is a cluster").fields
}

/// Returns a field of each member in a list of `cluster`, `-` where it is absent.
fn each(cluster: &Node, list: &str, field: &str) -> String {
    let nodes = cluster.get(list).expect("the list is there");
    let shown = |node: Node| {
        let field = node.get(field)?;
        Some(field.as_scalar()?.text.to_string())
    };
    nodes.items().map(|node| shown(node).unwrap_or("-".to_owned())).collect::<Vec<_>>().join(" ")
}

/// Returns the cluster of a project of brokers with these settings.
fn settings(brokers: &[String]) -> Node {
    let mut text = "services:\n".to_owned();
    for (number, settings) in brokers.iter().enumerate() {
        let environment = format!("{{KAFKA_NODE_ID: 1, {settings}}}");
        let _ = writeln!(text, "  k{number}: {{image: apache/kafka:4.1.0, environment: {environment}}}");
    }
    cluster(text)
}

#[test]
fn nodes_are_told_apart_by_whom_they_coordinate_with() {
    let voters = |voters: &str| format!("KAFKA_CONTROLLER_QUORUM_VOTERS: '{voters}'");
    let bootstrap = |servers: &str| format!("KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS: '{servers}'");
    let zookeeper = |connect: &str| format!("KAFKA_ZOOKEEPER_CONNECT: '{connect}'");
    let nothing = || "KAFKA_BROKER_RACK: a".to_owned();
    for (brokers, groups, ensembles) in [
        (vec![voters("1@a:9093,2@b:9093"), voters("2@b:9093")], "0 0", "0 0"),
        (vec![voters("1@a:9093"), voters("1@b:9093")], "0 1", "0 1"),
        (vec![voters("1@localhost:9093"), voters("1@localhost:9093")], "0 1", "- -"),
        (vec![voters("1@127.0.0.1:9093,2@a:9093"), voters("2@a:9093")], "0 0", "0 0"),
        (vec![voters("1@0.0.0.0:9093"), voters("a:9093")], "0 1", "- -"),
        (vec![voters("${V}"), voters("${V}")], "0 0", "- -"),
        (vec![voters("1@a:9093"), nothing()], "0 0", "0 -"),
        (vec![voters("1@a:9093"), voters("1@b:9093"), nothing()], "0 1 -", "0 1 -"),
        (vec![bootstrap("c:9093"), bootstrap("localhost:9093, c:9093")], "0 0", "0 0"),
        (vec![zookeeper("z:2181/a"), zookeeper("z:2181/b")], "0 1", "0 1"),
        (vec![zookeeper("y:2181,z:2181/a/x"), zookeeper("z:2181/a/x")], "0 0", "0 0"),
        (vec![zookeeper("localhost:2181"), zookeeper("localhost:2181")], "0 0", "- -"),
    ] {
        let cluster = settings(&brokers);
        assert_eq!(each(&cluster, "brokers", "group"), groups, "{brokers:?}");
        assert_eq!(each(&cluster, "brokers", "ensemble"), ensembles, "{brokers:?}");
        let count = cluster.get("groups").and_then(|node| node.as_text().map(str::to_owned));
        assert_eq!(count.as_deref(), Some(if groups.contains('1') { "2" } else { "1" }), "{brokers:?}");
    }
}

#[test]
fn voters_are_known_by_their_ids_and_ports() {
    for (voters, wanted) in [
        ("2@b:9094,1@a:9093,2@c:9094", "1:9093,2:9094"),
        ("10@j:9093,9@i:9093", "9:9093,10:9093"),
        ("1@a:9093,b:9093", "-"),
        ("one@a:9093", "-"),
    ] {
        let cluster = settings(&[format!("KAFKA_CONTROLLER_QUORUM_VOTERS: '{voters}'")]);
        assert_eq!(each(&cluster, "brokers", "quorum"), wanted, "{voters}");
    }
}

/// Brokers by name, each in a cluster of its own and advertised as `<name>.internal`, and `more` services.
fn kafkas(names: &[&str], more: &str) -> Node {
    let mut text = "services:\n".to_owned();
    for name in names {
        let listeners = format!(
            "KAFKA_LISTENERS: 'A://:9092,C://:9093', KAFKA_ADVERTISED_LISTENERS: 'A://{name}.internal:9092', \
             KAFKA_CONTROLLER_LISTENER_NAMES: C"
        );
        let quorum = format!(
            "KAFKA_NODE_ID: 1, KAFKA_PROCESS_ROLES: 'broker,controller', KAFKA_CONTROLLER_QUORUM_VOTERS: '1@{name}:9093'"
        );
        let _ =
            writeln!(text, "  {name}: {{image: apache/kafka:4.1.0, environment: {{{quorum}, {listeners}}}}}");
    }
    cluster(text + more)
}

#[test]
fn groups_of_workers_are_counted() {
    for (ids, wanted) in [(&["g", "g", "h"][..], "2"), (&["", "", "g"], "3"), (&["g"], "1"), (&[], "0")] {
        let worker = |(number, id): (usize, &&str)| {
            let id = if id.is_empty() { String::new() } else { format!(", CONNECT_GROUP_ID: {id}") };
            format!(
                "  w{number}: {{image: 'confluentinc/cp-kafka-connect:8.1.1', environment: {{CONNECT_X: y{id}}}}}\n"
            )
        };
        let workers: String = ids.iter().enumerate().map(worker).collect();
        let count = kafkas(&["a"], &workers).get("connect_groups").expect("workers are counted");
        assert_eq!(count.as_text(), Some(wanted), "{ids:?}");
    }
}

#[test]
fn workers_go_where_their_servers_are() {
    let worker = |(number, servers): (usize, &&str)| {
        format!(
            "  w{number}: {{image: 'confluentinc/cp-kafka-connect:8.1.1', environment: {{CONNECT_BOOTSTRAP_SERVERS: '{servers}'}}}}\n"
        )
    };
    for (brokers, servers, wanted) in [
        (&["a", "b"][..], &["a:9092", "SASL_SSL://a.internal:9093, a:9092", "b:9092"][..], "0 0 1"),
        (&["a", "b"], &["a:9092,b:9092", "localhost:9092", ""], "- - -"),
        // Kafkas elsewhere, in whatever order their servers are named.
        (&["a"], &["x.prod:9092", "z.prod:9092, y.prod:9092", "y.prod:9092,z.prod:9092"], "1 2 2"),
        (&["a"], &["", "localhost:9092", "127.0.0.1:9092"], "0 0 0"),
        (&[], &["a:9092", "a:9092", "b:9092"], "0 0 1"),
        (&[], &["", "localhost:9092"], "- -"),
    ] {
        let workers: String = servers.iter().enumerate().map(worker).collect();
        let cluster = kafkas(brokers, &workers);
        assert_eq!(each(&cluster, "connect_workers", "group"), wanted, "{brokers:?} {servers:?}");
    }
}

#[test]
fn topics_go_where_their_commands_go() {
    let init = |server: &str| {
        let server = if server.is_empty() { String::new() } else { format!("--bootstrap-server {server} ") };
        format!(
            "  init: {{image: 'confluentinc/cp-kafka:8.1.1', command: kafka-topics {server}--create --topic t}}\n"
        )
    };
    for (brokers, server, wanted) in [
        (&["a", "b"][..], "b:9092", "1"),
        (&["a", "b"], "", "-"),
        (&["a", "b"], "localhost:9092", "-"),
        (&["a"], "", "0"),
        (&["a"], "elsewhere:9092", "1"),
    ] {
        assert_eq!(each(&kafkas(brokers, &init(server)), "topics", "group"), wanted, "{brokers:?} {server}");
    }
    // A broker whose environment declares the topic is the one that gets it.
    let own = "  c: {image: 'wurstmeister/kafka:2.13-2.8.1', environment: {KAFKA_BROKER_ID: 1, KAFKA_ZOOKEEPER_CONNECT: 'z:2181', \
               KAFKA_CREATE_TOPICS: 'orders:1:1'}}\n";
    assert_eq!(each(&kafkas(&["a", "b"], own), "topics", "group"), "2");
}

#[test]
fn nodes_that_decide_alike_stand_for_each_other() {
    let minimum = |text: &str| format!("KAFKA_MIN_INSYNC_REPLICAS: {text}");
    let rack = || "KAFKA_BROKER_RACK: a".to_owned();
    for (brokers, wanted) in [
        (vec![minimum("2"), minimum("2"), minimum("2")], "0"),
        (vec![minimum("2"), rack(), minimum("2"), minimum("1"), rack()], "0 1 3"),
        (vec![], ""),
    ] {
        let cluster = if brokers.is_empty() {
            kafkas(&[], "  w: {image: 'confluentinc/cp-kafka-connect:8.1.1'}\n")
        } else {
            settings(&brokers)
        };
        let deciding = cluster.at(&["deciding", "brokers"]).expect("it is there");
        let shown: Vec<_> = deciding.items().filter_map(|one| one.as_text().map(str::to_owned)).collect();
        assert_eq!(shown.join(" "), wanted, "{brokers:?}");
    }
}
