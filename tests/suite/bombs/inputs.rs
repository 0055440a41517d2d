//! Small inputs that ask for much: each costs the square of its size, or more, where a reader or a rule does not bound it.

use std::fmt::Write;

/// An input, and what is said of it.
pub(crate) struct Bomb {
    pub(crate) name: &'static str,
    /// The files, by name.
    pub(crate) files: Vec<(String, String)>,
    /// Words of the problem for which a part of it is not judged; None where all of it is.
    pub(crate) refused: Option<&'static str>,
}

const KAFKA: &str = "image: apache/kafka:4.1.0";

/// Whole runs of files that each are below the limits of one, for the benchmark.
#[allow(dead_code, reason = "the tests have smaller limits of a run")]
pub(crate) fn runs() -> Vec<Bomb> {
    let many =
        |name, count: usize, file: &str, text: &dyn Fn(usize) -> String, more: &[(&str, String)], refused| {
            let more = more.iter().map(|(name, text)| ((*name).to_owned(), text.clone()));
            let files = (0..count).map(|number| (file.replace('#', &number.to_string()), text(number)));
            Bomb { name, files: files.chain(more).collect(), refused }
        };
    let projects = joined(5_000, |number| format!("{{files: [c0.yml], name: p{number}}}"));
    let projects = ("hy-msg-lint.yaml", format!("projects: [{projects}]\n"));
    let env = ("a.env", variables(100, ""));
    let with_env = |_| services(480, |_| format!("{KAFKA}\n    env_file: ../a.env"));
    let brokers = |_| services(110, broker);
    let values = format!("topics: [{{name: a}}]\nx:\n{}", "  - [a, b, c, d, e, f, g, h, i]\n".repeat(9_500));
    let includes = ("compose.yml", format!("include:\n{}", "  - c0.yml\n".repeat(9_999)));
    let suppressions =
        format!("{}{}", "# hy-msg-lint: ignore-file[static-ip]\n".repeat(50_000), topics(5_000, name));
    let resources = Some("more than 25000 resources");
    vec![
        many("20 scripts of 5,000 topics", 20, "s#.sh", &|_| script(5_000, ""), &[], resources),
        many("20 files of 5,000 topics", 20, "t#.yml", &|_| topics(5_000, name), &[], resources),
        many(
            "40 projects with one file of variables",
            40,
            "c#/compose.yml",
            &with_env,
            &[env],
            Some("400000 values"),
        ),
        many("25 projects of 110 brokers", 25, "c#.yml", &brokers, &[], None),
        many("5,000 projects of one file", 1, "c#.yml", &brokers, &[projects], Some("400000 values")),
        many("10,000 times one file in a project", 1, "c#.yml", &brokers, &[includes], Some("400000 values")),
        many("100 files of 95,000 values", 100, "t#.yml", &|_| values.clone(), &[], Some("800000 values")),
        many("100 nodes of 300 listeners", 100, "n#.properties", &|_| node(300), &[], resources),
        many("50,000 suppressions", 1, "t#.yml", &|_| suppressions.clone(), &[], None),
    ]
}

/// Returns the inputs that exceed a limit, and the largest that do not.
pub(crate) fn all() -> Vec<Bomb> {
    let compose = |text: String| vec![("compose.yml", text)];
    let one = |name, files: Vec<(&str, String)>, refused| {
        let files = files.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        Bomb { name, files, refused }
    };
    let with_env = |name, text: &str| vec![(name, chained()), ("compose.yml", text.to_owned())];
    vec![
        one("variables", with_env(".env", "services: {a: {image: 'x:${A40}'}}\n"), Some("1 MiB per value")),
        one(
            "variables of a service",
            with_env("a.env", "services: {a: {image: 'x:1', env_file: a.env}}\n"),
            Some("1 MiB per value"),
        ),
        one(
            "a value that is named often",
            vec![
                (".env", format!("A={}\n", "x".repeat(1_000_000))),
                ("compose.yml", services(10_000, |_| "image: '${A}'".to_owned())),
            ],
            Some("32 MiB per project"),
        ),
        one("10,000 brokers", compose(services(10_000, broker)), Some("more than 100000 keys and values")),
        one("1,000 brokers", compose(services(1_000, broker)), Some("has 1000 services")),
        one("500 brokers", compose(services(500, broker)), None),
        one("500 brokers at names that nobody has", compose(services(500, lost_broker)), None),
        one("5,000 listeners", compose(listeners(5_000)), Some("has 5000 listeners")),
        one("300 listeners", compose(listeners(300)), None),
        one("280 clients of 280 brokers", compose(clients(280, 280)), Some("400000 values")),
        one(
            "100 clients of 60 brokers",
            compose(clients(100, 60)),
            Some("more than 5000 addresses of brokers"),
        ),
        one("100 clients of 48 brokers", compose(clients(100, 48)), None),
        one("a list in a list", compose(settings(500)), None),
        one("3,000 voters", compose(voters(3_000)), None),
        one("1,000 brokers of one cluster", brokers_of_one_cluster(), None),
        one(
            "a file with 50,000 listeners",
            vec![("server.properties", node(50_000))],
            Some("has 50000 listeners"),
        ),
        one(
            "a file of variables for 500 services",
            vec![
                ("a.env", variables(40_000, "")),
                ("compose.yml", services(500, |_| "env_file: a.env".to_owned())),
            ],
            Some("more than 50000 variables"),
        ),
        one(
            "a Dockerfile for 500 services",
            vec![
                ("Dockerfile", format!("FROM apache/kafka:4.1.0\n{}", variables(9_000, "ENV "))),
                ("compose.yml", services(500, |_| "build: .".to_owned())),
            ],
            Some("more than 100000 variables"),
        ),
        one(
            "a chain of `extends`",
            compose(extended(500)),
            Some("brings more values here than the limit allows"),
        ),
        one("merged variables", compose(merged(50)), Some("expand to more than the limit")),
        one("merged variables, a quarter of them", compose(merged(12)), None),
        one(
            "a script of 100,000 topics",
            vec![("create.sh", script(100_000, ""))],
            Some("larger than 4 MiB"),
        ),
        one("a script of 40,000 topics", vec![("create.sh", script(40_000, ""))], Some("more than 512 KiB")),
        one("a script of 5,000 topics", vec![("create.sh", script(5_000, ""))], None),
        one("100,000 topics", vec![("topics.yml", topics(100_000, name))], Some("larger than 4 MiB")),
        one("14,000 topics", vec![("topics.yml", topics(14_000, name))], Some("more than 5000 resources")),
        one(
            "30,000 colliding topics",
            vec![("topics.yml", topics(30_000, colliding))],
            Some("more than 100000 keys and values"),
        ),
        one("5,000 colliding topics", vec![("topics.yml", topics(5_000, colliding))], None),
        one("a block of 50,000 topics", compose(block(50_000)), Some("larger than 4 MiB")),
        one("a block of 40,000 topics", compose(block(40_000)), Some("64 KiB")),
        one("ports on many addresses", compose(ports(3_000)), Some("more than 32768 ports")),
        one("half of all ports of an address", compose(ports(1).replace("65535", "32768")), None),
    ]
}

/// Each variable names the one before ten times.
fn chained() -> String {
    let mut text = "A0=xxxxxxxxxx\n".to_owned();
    for number in 1..=40 {
        let _ = writeln!(text, "A{number}={}", format!("${{A{}}}", number - 1).repeat(10));
    }
    text
}

/// A Compose file with `count` services of one line each.
fn services(count: usize, of: impl Fn(usize) -> String) -> String {
    let mut text = "services:\n".to_owned();
    for number in 1..=count {
        let _ = writeln!(text, "  s{number}:\n    {}", of(number));
    }
    text
}

fn broker(number: usize) -> String {
    format!(
        "{KAFKA}\n    environment:\n      KAFKA_NODE_ID: {number}\n      KAFKA_PROCESS_ROLES: broker,controller\n      \
         KAFKA_LISTENERS: PLAINTEXT://:9092,CONTROLLER://:9093\n      \
         KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://s{number}:9092\n      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@s1:9093"
    )
}

/// A broker that advertises a name that no service has, and may be its machine's.
fn lost_broker(number: usize) -> String {
    broker(number).replace("PLAINTEXT://s", "PLAINTEXT://broker-s")
        + &format!("\n    ports: ['{}:9092']", 10_000 + number)
}

/// Lines that set variables, each behind `word`.
fn variables(count: usize, word: &str) -> String {
    let mut text = String::new();
    for number in 0..count {
        let _ = writeln!(text, "{word}V{number}=a");
    }
    text
}

/// A node with `count` listeners, in a properties file.
fn node(count: usize) -> String {
    let at = |host: &str| joined(count, |number| format!("L{number}://{host}:{number}"));
    format!(
        "process.roles=broker\nnode.id=1\nlog.dirs=/data\nlisteners={}\nadvertised.listeners={}\n",
        at(""),
        at("kafka")
    )
}

/// Joins what `part` makes of each number below `count`.
fn joined(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().join(",")
}

/// A broker of 300 listeners that sends everybody astray, beside services that are each told of as many addresses of it.
fn clients(count: usize, addresses: usize) -> String {
    let list = joined(addresses, |number| format!("kafka:{}", 9000 + number));
    let client = |_| format!("image: a:1\n    environment: {{KAFKA_BROKERS: '{list}'}}");
    let broker = listeners(300).replace("://kafka:", "://localhost:");
    let clients = services(count, client);
    format!("{broker}\n{}", clients.trim_start_matches("services:\n"))
}

/// A value with many settings, each of which seems to have all that follow in its list.
fn settings(count: usize) -> String {
    services(1, |_| {
        format!("image: a:1\n    environment: {{X: '{}'}}", "bootstrap.servers=b:1,".repeat(count))
    })
}

fn listeners(count: usize) -> String {
    let mut text = format!("services:\n  kafka:\n    {KAFKA}\n    environment:\n");
    let at = |host: &str| joined(count, |number| format!("L{number}://{host}:{}", 9000 + number));
    let map = joined(count, |number| format!("L{number}:PLAINTEXT"));
    let _ = writeln!(
        text,
        "      KAFKA_LISTENERS: {}\n      KAFKA_ADVERTISED_LISTENERS: {}",
        at(""),
        at("kafka")
    );
    let _ = writeln!(text, "      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: {map}\n    ports:");
    for number in 0..count {
        let _ = writeln!(text, "      - \"{0}:{0}\"", 9000 + number);
    }
    text
}

fn voters(count: usize) -> String {
    let voters = joined(count, |number| format!("{number}@k{number}:9093"));
    format!(
        "services:\n  kafka:\n    {KAFKA}\n    environment:\n      KAFKA_NODE_ID: 1\n      \
         KAFKA_PROCESS_ROLES: broker,controller\n      KAFKA_CONTROLLER_QUORUM_VOTERS: {voters}\n"
    )
}

const ONE_CLUSTER: &str = "clusters: [{name: shop, files: ['parts/**']}]\n";

/// Two projects of one cluster, each of whose brokers leaves a shared setting to a variable.
fn brokers_of_one_cluster() -> Vec<(&'static str, String)> {
    let of = |number| format!("{}\n      KAFKA_NUM_PARTITIONS: '${{P{number}}}'", broker(number));
    let part = || services(500, of);
    let names = ["parts/a/compose.yml", "parts/b/compose.yml"];
    let parts = names.into_iter().map(|name| (name, part()));
    std::iter::once(("hy-msg-lint.yaml", ONE_CLUSTER.to_owned())).chain(parts).collect()
}

/// Each service extends the one before, and adds six variables.
fn extended(count: usize) -> String {
    services(count, |number| {
        let base = if number == 1 { "image: x".to_owned() } else { format!("extends: s{}", number - 1) };
        let variables = joined(6, |one| format!("V{number}_{one}: '${{X{number}_{one}}}'"));
        format!("{base}\n    environment: {{{variables}}}")
    })
}

/// Services that share an environment of four thousand variables.
fn merged(count: usize) -> String {
    let mut text = "x-env: &env\n".to_owned();
    for number in 0..4_000 {
        let _ = writeln!(text, "  V{number}: ${{X{number}:-a}}");
    }
    text + &services(count, |_| format!("{KAFKA}\n    environment:\n      <<: *env"))
}

fn script(count: usize, indentation: &str) -> String {
    let mut text = format!("{indentation}#!/bin/sh\n");
    for number in 0..count {
        let _ = writeln!(
            text,
            "{indentation}kafka-topics --bootstrap-server kafka:9092 --create --topic t{number} --partitions 3"
        );
    }
    text
}

fn block(count: usize) -> String {
    let script = script(count, "        ");
    format!("services:\n  init:\n    {KAFKA}\n    command:\n      - sh\n      - -c\n      - |\n{script}")
}

fn topics(count: usize, name: impl Fn(usize) -> String) -> String {
    let mut text = "topics:\n".to_owned();
    for number in 0..count {
        let _ = writeln!(text, "  - name: {}\n    partitions: 3\n    replication_factor: 3", name(number));
    }
    text
}

fn name(number: usize) -> String {
    format!("t{number}")
}

/// Names of dots and underscores, which are one name to Kafka's metrics.
fn colliding(number: usize) -> String {
    let sign = |bit: usize| if number >> bit & 1 == 0 { '.' } else { '_' };
    (0..15).flat_map(|bit| ['a', sign(bit)]).collect()
}

/// Every port, on `count` addresses of the host.
fn ports(count: usize) -> String {
    let mut text = format!("services:\n  kafka:\n    {KAFKA}\n    ports:\n");
    for number in 0..count {
        let _ = writeln!(text, "      - \"10.0.{}.{}:1-65535:1-65535\"", number >> 8, number & 255);
    }
    text
}
