//! The brokers that a service is configured to connect to.

mod console;
mod values;

use super::quoted::{between_quotes, is_in_list};
use crate::dialect::kafka_topics::commands_of;
use crate::model::Fields;
use crate::model::endpoint::HostPort;
use crate::source::SourceMap;
use crate::tree::{Entry, Node, ScalarKind};
use std::sync::Arc;
use values::{DEFAULT_PORT, brokers, default_port, needs_no_port, of_value, plain};

/// Flags that take a list of brokers: in Kafka's tools, `rpk`, and the metrics exporter.
const FLAGS: &[&str] =
    &["--bootstrap-server", "--bootstrap-servers", "--broker-list", "--brokers", "--kafka.server"];

/// Tools whose `-b` takes a list of brokers.
const SHORT: &[&str] = &["kcat", "kafkacat", "cub"];

/// Keys of configurations whose value is a list of brokers.
const SETTINGS: &[&str] = &["bootstrap.servers", "bootstrap-servers", "bootstrapServers"];

/// What the names of variables end in that have an address of Kafka.
const ADDRESSES: &[&str] = &[
    "KAFKAADDR",
    "KAFKAADDRESS",
    "KAFKAADDRESSES",
    "KAFKABOOTSTRAP",
    "KAFKAENDPOINT",
    "KAFKAENDPOINTS",
    "KAFKAHOST",
    "KAFKAHOSTS",
    "KAFKASERVER",
    "KAFKASERVERS",
    "KAFKAURI",
    "KAFKAURL",
    "KAFKAURLS",
];

/// Schemes of URLs that lead to brokers alone: sinks of change feeds, transports of task queues.
const URLS: &[&str] = &["kafka://", "kafka+ssl://"];

/// Words in names of options and variables whose addresses are those of a broker's own listeners.
const OF_LISTENERS: &[&str] = &["listener", "kafka-addr"];

/// Tools on librdkafka, whose addresses need no port (`kcat -h`: `-b <brokers,..>  Bootstrap broker(s) (host[:port])`).
const ON_LIBRDKAFKA: &[&str] = &["kcat", "kafkacat"];

/// Returns `[{"host", "port", "where", "key"}]`, each host with its own span.
pub(super) fn bootstrap_servers(service: &Node, sources: &SourceMap) -> Node {
    let mut found = Vec::new();
    let variables: Vec<Entry> = service.get("environment").iter().flat_map(Node::entries).collect();
    let default = default_port(&variables);
    for entry in &variables {
        let is_console = &*entry.key == console::VARIABLE;
        let default =
            if is_console { Some(DEFAULT_PORT) } else { needs_no_port(&entry.key).then_some(&*default) };
        let lists = if is_console {
            console::brokers(&entry.node, sources)
        } else if !names_brokers(&entry.key) {
            let url = url(&entry.node, &entry.key, sources);
            url.map_or_else(|| in_text(&entry.node, sources), |url| vec![url])
        } else if let Some(list) = between_quotes(&entry.node, sources) {
            found.extend(quoted(entry, &list, sources));
            continue;
        } else {
            of_value(&entry.node, sources)
        };
        let servers = lists.iter().flat_map(|list| brokers(list, default, sources));
        let servers = servers.filter(|one| one.port.is_some());
        found.extend(servers.map(|one| server(one, "environment", Some(entry)).finish()));
    }
    found.extend(in_commands(service, "command", sources));
    Node::list(found, service.origin.clone())
}

/// Returns what a variable tells with the brokers `list` in quotation marks, if it is an item of a list, where Compose takes no
/// quotes away (`- KAFKA_BROKERS="a:9092"`). What is written so in a mapping is meant for somebody who reads the quotes.
fn quoted(entry: &Entry, list: &Node, sources: &SourceMap) -> Option<Node> {
    if !is_in_list(entry, sources) {
        return None;
    }
    let text = &*entry.node.as_scalar()?.text;
    let default = needs_no_port(&entry.key).then_some(DEFAULT_PORT);
    let lists = of_value(list, sources);
    let mut servers = lists.iter().flat_map(|list| brokers(list, default, sources));
    let port = servers.find_map(|one| one.port);
    let host = entry.node.slice(sources, 0..text.len());
    let told = server(HostPort { scheme: None, host, port: Some(port?) }, "environment", Some(entry));
    Some(told.flag("quoted", true).finish())
}

/// Returns the brokers that the health check of `service` connects to, as [`bootstrap_servers`] does.
pub(super) fn checked_servers(service: &Node, sources: &SourceMap) -> Vec<Node> {
    let Some(test) = service.at(&["healthcheck", "test"]) else { return Vec::new() };
    let words: Vec<Node> = test.items().collect();
    let Some((first, rest)) = words.split_first() else { return Vec::new() };
    let shell = |text: &str| Node::derived(text, ScalarKind::Text, test.origin.clone());
    let words = match first.as_text() {
        Some("CMD-SHELL") => [&[shell("sh"), shell("-c")], rest].concat(),
        Some("CMD") => rest.to_vec(),
        _ => return Vec::new(),
    };
    let command =
        Fields::at(test.origin.clone()).put("command", Node::list(words, test.origin.clone())).finish();
    in_commands(&command, "healthcheck", sources)
}

/// Returns the brokers in the commands of `service`.
fn in_commands(service: &Node, place: &str, sources: &SourceMap) -> Vec<Node> {
    let commands = commands_of(service, sources);
    let mut found = Vec::new();
    for command in commands.iter().filter(|command| !runs_elsewhere(&command.words)) {
        // It succeeds whether or not it reaches what the listener advertises.
        let asks_once = calls(&command.words, "kafka-broker-api-versions") && place == "healthcheck";
        let default = ON_LIBRDKAFKA.iter().any(|tool| runs(&command.words, tool)).then_some(DEFAULT_PORT);
        for value in lists(&command.words, sources) {
            let servers = brokers(&value, default, sources).into_iter().map(|one| server(one, place, None));
            let flagged = |fields: Fields| if asks_once { fields.flag("asks_once", true) } else { fields };
            found.extend(servers.map(|fields| flagged(fields).finish()));
        }
    }
    found
}

/// Returns how many addresses `service`, in canonical form, has at most; without looking closely.
pub(super) fn most_addresses(service: &Node) -> usize {
    let text = |node: &Node| node.as_scalar().map(|one| Arc::clone(&one.text)).unwrap_or_default();
    let listed = |text: &str| 1 + text.matches(',').count();
    let of_variable = |entry: Entry| {
        let text = text(&entry.node);
        let settings: usize = SETTINGS.iter().map(|setting| text.matches(setting).count()).sum();
        let is_url = || URLS.iter().any(|scheme| text.contains(scheme));
        let is_console = &*entry.key == console::VARIABLE;
        let settings = if is_console { text.lines().count() } else { settings };
        if names_brokers(&entry.key) || settings > 0 || is_url() { settings + listed(&text) } else { 0 }
    };
    let variables = service.get("environment");
    let variables: usize = variables.iter().flat_map(Node::entries).map(of_variable).sum();
    let words = ["entrypoint", "command"].iter().filter_map(|key| service.get(key));
    let words =
        words.chain(service.at(&["healthcheck", "test"])).flat_map(|list| list.items().collect::<Vec<_>>());
    let words: Vec<Arc<str>> = words.map(|word| text(&word)).collect();
    let needles = ["server", "broker", "-b"].iter().chain(URLS);
    let names_some = needles.into_iter().any(|one| words.iter().any(|word| word.contains(one)));
    if names_some { variables + words.iter().map(|word| listed(word)).sum::<usize>() } else { variables }
}

/// Returns true for an option by which applications take their settings: `--spring.kafka.bootstrap-servers`,
/// `-Dkafka.bootstrap.servers`, `--kafka.brokers`.
fn is_option_of_application(flag: &str) -> bool {
    let Some(name) = flag.strip_prefix("--").or_else(|| flag.strip_prefix("-D")) else { return false };
    SETTINGS.iter().any(|setting| name.ends_with(setting))
        || (name.contains("kafka") && name.ends_with(".brokers"))
}

fn calls(words: &[Node], program: &str) -> bool {
    words.iter().any(|word| word.as_scalar().is_some_and(|one| one.text.contains(program)))
}

/// Returns true if a word is the program, by its name or its path.
fn runs(words: &[Node], program: &str) -> bool {
    let is_program = |text: &str| text.rsplit('/').next() == Some(program);
    words.iter().any(|word| word.as_scalar().is_some_and(|one| is_program(&one.text)))
}

/// Returns true for a command that another container runs: `docker exec kafka kafka-topics …`.
fn runs_elsewhere(words: &[Node]) -> bool {
    let is = |word: &Node, wanted: &str| word.as_text() == Some(wanted);
    let starts =
        words.iter().position(|word| ["docker", "kubectl", "podman"].iter().any(|one| is(word, one)));
    starts.is_some_and(|at| words.iter().skip(at).any(|word| is(word, "exec") || is(word, "run")))
}

/// Returns the lists of brokers in a simple command.
fn lists(words: &[Node], sources: &SourceMap) -> Vec<Node> {
    let text = |word: &Node| word.as_scalar().map(|one| one.text.clone()).unwrap_or_default();
    let takes_short = SHORT.iter().any(|tool| runs(words, tool));
    let is_flag =
        |flag: &str| FLAGS.contains(&flag) || (takes_short && flag == "-b") || is_option_of_application(flag);
    let mut found = Vec::new();
    let mut before: Arc<str> = "".into();
    for word in words {
        let text = text(word);
        let rest = match text.split_once('=') {
            Some((flag, _)) if is_flag(flag) => Some(flag.len() + 1),
            Some(("brokers", _)) if &*before == "-X" => Some("brokers=".len()),
            _ if is_flag(&before) => Some(0),
            _ => None,
        };
        match rest {
            Some(start) => found.push(word.slice(sources, start..text.len())),
            None => found.extend(url(word, &before, sources)),
        }
        before = text;
    }
    found
}

/// Returns the brokers of a URL, if `value` is one, or an option with one. `before` is the name of the variable, or the word before.
fn url(value: &Node, before: &str, sources: &SourceMap) -> Option<Node> {
    let text = &*value.as_scalar()?.text;
    let (option, start) = match text.split_once('=') {
        Some((option, _)) if option.starts_with('-') => (option, option.len() + 1),
        _ => (before, 0),
    };
    let name = option.to_ascii_lowercase();
    let quoted = text.get(start..)?;
    let rest = quoted.trim_start_matches(['"', '\'']);
    let scheme = URLS.iter().find(|scheme| rest.starts_with(**scheme))?;
    if OF_LISTENERS.iter().any(|word| name.contains(word)) {
        return None;
    }
    let authority = rest.get(scheme.len()..)?;
    let length = authority.find(['/', '?', '#', '"', '\'']).unwrap_or(authority.len());
    let start = start + quoted.len() - rest.len();
    Some(value.slice(sources, start..start + scheme.len() + length))
}

/// Returns the lists of brokers in a value that is a whole configuration, as of AKHQ or of Spring: what stands behind
/// `bootstrap.servers`.
fn in_text(value: &Node, sources: &SourceMap) -> Vec<Node> {
    let Some(scalar) = value.as_scalar() else { return Vec::new() };
    let text = &*scalar.text;
    let mut keys: Vec<usize> =
        SETTINGS.iter().flat_map(|key| text.match_indices(key).map(|(at, key)| at + key.len())).collect();
    keys.sort_unstable();
    // What stands in a list begins none.
    let mut end = 0;
    let mut list = |from: usize| {
        if from < end {
            return None;
        }
        let quotes = |one: char| matches!(one, '"' | '\'' | ' ');
        let rest = text.get(from..)?.trim_start_matches(quotes).strip_prefix([':', '='])?;
        let rest = rest.trim_start_matches(quotes);
        let start = text.len() - rest.len();
        let ends = |one: char| one.is_whitespace() || matches!(one, '"' | '\'' | '}' | ';' | '&');
        let length = rest.find(ends).unwrap_or(rest.len());
        end = start + length;
        (length > 0).then(|| value.slice(sources, start..end))
    };
    keys.into_iter().filter_map(&mut list).collect()
}

/// Returns true for variables such as `CONNECT_BOOTSTRAP_SERVERS`, `KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS`,
/// `SPRING_KAFKA_BOOTSTRAP-SERVERS` and `KAFKA_BROKERS`. Excludes the similarly named variable with which a Kafka
/// node finds its controllers, which are not brokers.
fn names_brokers(key: &str) -> bool {
    let plain = plain(key);
    let ends = |ends: &[&str]| ends.iter().any(|end| plain.ends_with(end));
    let is_bootstrap = ends(&["BOOTSTRAPSERVERS", "BOOTSTRAPSERVER"]) && !plain.contains("QUORUM");
    let is_kafka = ["KAFKA", "REDPANDA"].iter().any(|name| plain.contains(name));
    is_bootstrap
        || ends(ADDRESSES)
        || (is_kafka
            && ends(&[
                "BROKERS",
                "BROKER",
                "BROKERLIST",
                "BROKERCONNECT",
                "BROKERURL",
                "BROKERURLS",
                "BROKERADDRESS",
            ]))
}

fn server(one: HostPort, place: &str, entry: Option<&Entry>) -> Fields {
    let key = entry.map(|entry| Node::derived(entry.key.clone(), ScalarKind::Text, one.host.origin.clone()));
    Fields::at(one.host.origin.clone())
        .put("host", one.host)
        .maybe("port", one.port)
        .text("where", place)
        .maybe("key", key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn finds_brokers_where_clients_are_told_them() {
        for (text, wanted) in [
            ("environment: {A_BOOTSTRAP_SERVERS: 'a:1,b:2'}", &["a 1 environment", "b 2 environment"][..]),
            ("environment: {KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: 'a:1'}", &["a 1 environment"]),
            ("environment: {spring.kafka.bootstrap-servers: 'SASL_SSL://a:1'}", &["a 1 environment"]),
            (
                "environment: {KAFKA_BROKERS: 'a:1', KAFKA_BROKERCONNECT: 'b:2'}",
                &["a 1 environment", "b 2 environment"],
            ),
            ("environment: {KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS: 'a:1'}", &[]),
            ("environment: {KAFKA_ADDR: 'a:1', KAFKA_URL: 'b:2'}", &["a 1 environment", "b 2 environment"]),
            (
                "environment: {KAFKA_CONNECT_URL: 'http://a:1', KAFKA_REST_HOST: 'b:2', KAFKA_UI_ADDRESS: 'c:3'}",
                &[],
            ),
            (
                "environment: {AKHQ_CONFIGURATION: \"akhq:\\n  connections:\\n    c:\\n      properties:\\n        bootstrap.servers: 'a:1,b:2'\\n\"}",
                &["a 1 environment", "b 2 environment"],
            ),
            (
                "environment: {APP_JSON: '{\"spring.kafka.bootstrap-servers\": \"a:1\"}'}",
                &["a 1 environment"],
            ),
            (
                "environment: {OPTS: '-Dbootstrap.servers=a:1 -Dx=y', DOC: see bootstrap.servers}",
                &["a 1 environment"],
            ),
            (
                "environment: {CONSOLE_CONFIG_FILE: \"kafka:\\n  brokers: ['a:1', b]\\n  schemaRegistry:\\n    urls: [http://c:3]\\n\"}",
                &["a 1 environment", "b 9092 environment"],
            ),
            (
                "environment: {CONSOLE_CONFIG_FILE: \"server:\\n  x: 1\\nkafka:\\n  brokers:\\n    - a:1 # one\\n    - b:2\\n  sasl: {}\\n\"}",
                &["a 1 environment", "b 2 environment"],
            ),
            ("environment: {CONSOLE_CONFIG_FILE: \"connect:\\n  brokers: [a:1]\\n\"}", &[]),
            ("environment: {MQTT_BROKERS: 'a:1', KAFKA_BROKERS: three, A_BOOTSTRAP_SERVERS: }", &[]),
            ("command: [kafka-topics, --bootstrap-server, 'a:1', --list]", &["a 1 command"]),
            ("command: [--kafka.server=a:1, --kafka.server=b:2]", &["a 1 command", "b 2 command"]),
            (
                "command: [sh, -c, 'kcat -b a:1 -L; cub kafka-ready -b b:2 1 40']",
                &["a 1 command", "b 2 command"],
            ),
            ("command: [rpk, topic, list, -X, 'brokers=a:1']", &["a 1 command"]),
            ("command: [mount, -b, 'a:1']", &[]),
            ("command: [kcat, -b, 'a,b:2', -L]", &["a 9092 command", "b 2 command"]),
            ("environment: {KAFKA_URL: 'http://a:1', KAFKA_URI: 'https://a:1,HTTP://b:2'}", &[]),
            (
                "environment: {KAFKA_URL: 'redis://a:1', KAFKA_ADDR: 'ws://a:1', KAFKA_HOST: 'postgresql://u@a:1/x'}",
                &[],
            ),
            (
                "environment: {KAFKA_URL: 'kafka://u:p@a:1', KAFKA_BROKERS: 'PLAINTEXT://a:1,INTERNAL://b:2,tcp://c:3'}",
                &["a 1 environment", "a 1 environment", "b 2 environment", "c 3 environment"],
            ),
            ("environment: {KAFKA_BROKERS: '[\"a:1\", \"b:2\"]'}", &["a 1 environment", "b 2 environment"]),
            ("environment: {KAFKA_BROKERS: '\"a:1\"'}", &[]),
            (
                "environment: {SPRING_CLOUD_STREAM_KAFKA_BINDER_BROKERS: 'a,b:2', KAFKA_BROKERS: c}",
                &["a 9092 environment", "b 2 environment"],
            ),
            (
                "environment: {SPRING_CLOUD_STREAM_KAFKA_BINDER_BROKERS: a, SPRING_CLOUD_STREAM_KAFKA_BINDER_DEFAULTBROKERPORT: 1}",
                &["a 1 environment"],
            ),
            (
                "command: [java, -jar, a.jar, '--spring.kafka.bootstrap-servers=a:1', '-Dx.bootstrap.servers=b:2']",
                &["a 1 command", "b 2 command"],
            ),
            ("command: [app, --kafka.brokers, 'a:1']", &["a 1 command"]),
            ("command: [cdc, --sink-uri, 'kafka://a:1/orders?servers=b:2,c:3']", &["a 1 command"]),
            (
                "command: [sh, -c, 'cdc create --sink-uri=\"kafka://u:p@a:1,b:2/orders\"']",
                &["a 1 command", "b 2 command"],
            ),
            ("command: [rpk, redpanda, start, --kafka-addr, 'kafka://a:1']", &[]),
            ("environment: {SINK: 'kafka+ssl://a:1/orders', TOPIC: 'kafka://orders'}", &["a 1 environment"]),
            ("environment: {KAFKA_LISTENERS: 'kafka://a:1', DOC: 'see kafka://a:1'}", &[]),
            (
                "command: [sh, -c, 'docker exec kafka kafka-topics --bootstrap-server localhost:9092 --list']",
                &[],
            ),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.yml"), format!("{{{text}}}"));
            let found = bootstrap_servers(&yaml::parse(&source).documents[0], &sources);
            let shown: Vec<_> = found
                .items()
                .map(|one| {
                    let part = |key: &str| one.get(key).unwrap();
                    assert_eq!(source.slice(part("host").origin.span), part("host").as_text().unwrap());
                    ["host", "port", "where"].map(|key| part(key).as_text().unwrap().to_owned()).join(" ")
                })
                .collect();
            assert_eq!(shown, wanted, "{text}");
        }
    }
}
