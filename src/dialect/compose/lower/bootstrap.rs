//! The brokers that a service is told to connect to.

use crate::dialect::kafka_topics::commands_of;
use crate::model::Fields;
use crate::model::endpoint::{HostPort, host_ports};
use crate::source::SourceMap;
use crate::tree::{Entry, Kind, Node};

/// Flags of Kafka's tools before a list of brokers.
const FLAGS: &[&str] = &["--bootstrap-server", "--bootstrap-servers", "--broker-list", "--brokers"];

/// `[{"host", "port", "where", "key"}]`, each host on its own characters.
pub(super) fn of(service: &Node, sources: &SourceMap) -> Node {
    let mut found = Vec::new();
    for entry in service.get("environment").iter().flat_map(|node| node.entries().collect::<Vec<_>>()) {
        if names_brokers(&entry.key) {
            let servers = host_ports(&entry.node, sources).into_iter().filter(|one| one.port.is_some());
            found.extend(servers.map(|one| server(one, "environment", Some(&entry))));
        }
    }
    for command in commands_of(service, sources) {
        let words = command.words;
        let mut before: Option<&Node> = None;
        for word in &words {
            let text = word.as_scalar().map(|one| one.text.clone()).unwrap_or_default();
            let value = match text.split_once('=') {
                Some((flag, _)) if FLAGS.contains(&flag) => {
                    Some(word.slice(sources, flag.len() + 1..text.len()))
                }
                _ => before
                    .and_then(|flag| flag.as_text())
                    .filter(|flag| FLAGS.contains(flag))
                    .map(|_| word.clone()),
            };
            let servers = value.map(|value| host_ports(&value, sources)).unwrap_or_default();
            found.extend(servers.into_iter().map(|one| server(one, "command", None)));
            before = Some(word);
        }
    }
    Node::list(found, service.origin.clone())
}

/// True for variables such as `CONNECT_BOOTSTRAP_SERVERS`, `KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS` and
/// `SPRING_KAFKA_BOOTSTRAP-SERVERS`.
fn names_brokers(key: &str) -> bool {
    let plain: String =
        key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    plain.ends_with("BOOTSTRAPSERVERS") || plain.ends_with("BOOTSTRAPSERVER")
}

fn server(one: HostPort, place: &str, entry: Option<&Entry>) -> Node {
    let key = entry.map(|entry| Node::derived(entry.key.clone(), Kind::Text, one.host.origin.clone()));
    Fields::at(one.host.origin.clone())
        .put("host", one.host)
        .maybe("port", one.port)
        .text("where", place)
        .maybe("key", key)
        .finish()
}
