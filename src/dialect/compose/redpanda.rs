//! Redpanda: a broker that implements Kafka's protocol and is configured by flags (Redpanda documentation,
//! `rpk redpanda start`).
//!
//! It has its own properties and none of Kafka's. The text before `://` in an address is the listener's name, never
//! a protocol: `redpanda.yaml` sets whether a listener is encrypted, and a cluster property, which can change at
//! run time, sets whether its clients must authenticate.

use crate::dialect::kafka_topics::commands_of;
use crate::model::endpoint::{host_ports, parts};
use crate::model::image::{Family, recognise};
use crate::model::listener::{Endpoint, endpoints};
use crate::source::SourceMap;
use crate::syntax::brackets::rfind_outside;
use crate::tree::{Entry, Map, Node, ScalarKind};
use std::sync::Arc;

/// Redpanda's default port for clients.
const PORT: &str = "9092";

/// The configuration on a node's command line.
#[derive(Default)]
pub(super) struct Flags {
    /// The addresses on which it listens for clients.
    pub(super) bound: Vec<Endpoint>,
    /// The addresses that it advertises to clients.
    pub(super) advertised: Vec<Endpoint>,
    /// Its id.
    pub(super) node_id: Option<Node>,
    /// The hosts of the nodes with which it forms a cluster.
    pub(super) seeds: Vec<Node>,
    /// Redpanda's properties, by their names in `redpanda.yaml`.
    pub(super) properties: Map,
}

/// Returns true for a service with Redpanda's image, whatever it runs.
fn is_image(image: Option<&str>) -> bool {
    image.is_some_and(|image| recognise(image).family == Family::Redpanda)
}

/// Returns the flags of the node that `service` starts, or `None` if it starts none.
pub(super) fn start_flags(service: &Node, sources: &SourceMap) -> Option<Flags> {
    let text =
        |key: &str| service.get(key).and_then(|node| node.as_scalar().map(|one| Arc::clone(&one.text)));
    let is_own = is_image(text("image").as_deref());
    let has_command = ["entrypoint", "command"]
        .iter()
        .any(|key| service.get(key).is_some_and(|list| list.items().count() > 0));
    let mut flags = Flags::default();
    if has_command {
        let commands =
            commands_of(service, sources).into_iter().map(|command| tokens(&command.words, sources));
        // The commands of a script come after the words that call the script, and are parsed more precisely.
        let started = commands.filter_map(|tokens| start(tokens, is_own)).last()?;
        flags.read(&started, sources);
    } else if !is_own {
        return None;
    }
    for (name, bound) in [("REDPANDA_KAFKA_ADDRESS", true), ("REDPANDA_ADVERTISE_KAFKA_ADDRESS", false)] {
        let list = if bound { &mut flags.bound } else { &mut flags.advertised };
        if let (Some(value), true) = (service.at(&["environment", name]), list.is_empty()) {
            *list = addresses(&value, sources);
        }
    }
    flags.pair();
    Some(flags)
}

/// Returns the words, split at whitespace, as the image's entrypoint does.
fn tokens(words: &[Node], sources: &SourceMap) -> Vec<Node> {
    let mut tokens = Vec::new();
    for word in words {
        let Some(scalar) = word.as_scalar() else { continue };
        let text = &*scalar.text;
        if !text.contains(char::is_whitespace) {
            tokens.push(word.clone());
            continue;
        }
        for part in text.split_whitespace() {
            let at = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
            tokens.push(word.slice(sources, at..at + part.len()));
        }
    }
    tokens
}

/// Returns the words after `redpanda start`, or after a leading `start` on Redpanda's own image.
fn start(tokens: Vec<Node>, is_own: bool) -> Option<Vec<Node>> {
    let is =
        |token: &Node, word: &str| token.as_text().is_some_and(|text| text.rsplit('/').next() == Some(word));
    let begins = tokens.windows(2).position(|pair| match pair {
        [first, second] => is(first, "redpanda") && is(second, "start"),
        _ => false,
    });
    let behind = match begins {
        Some(at) => at + 2,
        None if is_own && tokens.first().is_some_and(|first| is(first, "start")) => 1,
        None => return None,
    };
    Some(tokens.into_iter().skip(behind).collect())
}

impl Flags {
    fn read(&mut self, tokens: &[Node], sources: &SourceMap) {
        let mut tokens = tokens.iter().peekable();
        while let Some(token) = tokens.next() {
            let Some(scalar) = token.as_scalar() else { continue };
            let (flag, own) = match scalar.text.split_once('=') {
                Some((flag, _)) if flag.starts_with("--") => {
                    (flag, Some(token.slice(sources, flag.len() + 1..scalar.text.len())))
                }
                _ => (&*scalar.text, None),
            };
            if !matches!(
                flag,
                "--kafka-addr" | "--advertise-kafka-addr" | "--node-id" | "--seeds" | "-s" | "--set"
            ) {
                continue;
            }
            let Some(value) = own.or_else(|| tokens.next().cloned()) else { return };
            match flag {
                "--kafka-addr" => self.bound.extend(addresses(&value, sources)),
                "--advertise-kafka-addr" => self.advertised.extend(addresses(&value, sources)),
                "--node-id" => self.node_id = Some(value),
                "--seeds" | "-s" => {
                    self.seeds.extend(host_ports(&value, sources).into_iter().map(|one| one.host));
                }
                _ => self.properties.extend(setting(&value, sources)),
            }
        }
    }

    /// Pairs unnamed addresses in order: an advertised address takes the name of the bound address.
    fn pair(&mut self) {
        let mut bound = self.bound.iter().filter(|one| is_unnamed(one));
        for advertised in self.advertised.iter_mut().filter(|one| is_unnamed(one)) {
            if let Some(bound) = bound.next() {
                advertised.name = bound.name.clone();
            }
        }
    }
}

fn is_unnamed(endpoint: &Endpoint) -> bool {
    endpoint.whole.as_scalar().is_some_and(|one| !one.text.contains("://"))
}

/// Returns the addresses in a list: `NAME://host:port`, `host:port` or `host`, each optionally followed by `|` and
/// an authentication method. The name of an unnamed address is the address itself.
fn addresses(value: &Node, sources: &SourceMap) -> Vec<Endpoint> {
    let Some(scalar) = value.as_scalar() else { return Vec::new() };
    let address = |range: std::ops::Range<usize>| {
        let entry = scalar.text.get(range.clone())?;
        let entry = entry.split('|').next()?.trim_matches(['"', '\'']);
        let start = range.start + scalar.text.get(range)?.find(entry)?;
        let whole = value.slice(sources, start..start + entry.len());
        if entry.contains("://") || whole.as_scalar().is_some_and(|one| one.kind == ScalarKind::Unresolved) {
            return endpoints(&whole, sources).into_iter().next();
        }
        let split = rfind_outside(entry, ':');
        let host = whole.slice(sources, 0..split.unwrap_or(entry.len()));
        let port = split.map(|at| whole.slice(sources, at + 1..entry.len()));
        Some(Endpoint { name: whole.clone(), host, port, whole })
    };
    let with_port = |mut endpoint: Endpoint| {
        let usual = || Node::derived(PORT, ScalarKind::Int, endpoint.whole.origin.clone());
        endpoint.port = Some(endpoint.port.take().unwrap_or_else(usual));
        endpoint
    };
    parts(&scalar.text, ',').filter_map(address).map(with_port).collect()
}

/// Returns the `redpanda.NAME=VALUE` after `--set`.
fn setting(pair: &Node, sources: &SourceMap) -> Option<Entry> {
    let text = &*pair.as_scalar()?.text;
    let (key, value) = text.split_once('=')?;
    let name = key.trim_start_matches(['"', '\'']).strip_prefix("redpanda.")?;
    let key_span = pair.slice(sources, 0..key.len()).origin.span;
    let value = value.trim_end_matches(['"', '\'']);
    let node = pair.slice(sources, key.len() + 1..key.len() + 1 + value.len());
    Some(Entry { key: name.into(), key_span, node })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn reads_flags_however_they_stand() {
        let flags = "kafka-addr INSIDE://0.0.0.0:29092,OUTSIDE://0.0.0.0:9092";
        for (text, wanted) in [
            (
                format!("command: 'redpanda start --{flags}'"),
                Some("INSIDE 0.0.0.0 29092,OUTSIDE 0.0.0.0 9092"),
            ),
            (
                format!("command: [redpanda start, '--{flags}']"),
                Some("INSIDE 0.0.0.0 29092,OUTSIDE 0.0.0.0 9092"),
            ),
            (
                "command: [redpanda, start, --kafka-addr=A://a:1, --kafka-addr, 'B://b:2']".to_owned(),
                Some("A a 1,B b 2"),
            ),
            ("command: [start, --kafka-addr, 'a:1', --smp, '1']".to_owned(), Some("a:1 a 1")),
            ("command: [start, --kafka-addr, 'A://a|sasl']".to_owned(), Some("A a 9092")),
            (
                "entrypoint: [sh, -c, \"rpk redpanda start \\\\\\n --kafka-addr 'A://a:1'\"]".to_owned(),
                Some("A a 1"),
            ),
            ("environment: {REDPANDA_KAFKA_ADDRESS: 'A://a:1'}".to_owned(), Some("A a 1")),
            ("hostname: a".to_owned(), Some("")),
            ("command: [rpk, topic, create, a]".to_owned(), None),
            ("command: [sh, -c, 'rpk cluster info']".to_owned(), None),
        ] {
            let sources = SourceMap::default();
            let text = format!("{{image: redpandadata/redpanda:v24.2, {text}}}");
            let source = sources.add(Path::new("a.yml"), text.clone());
            let canonical = canonical(&yaml::parse(&source).documents[0], &sources);
            let shown = start_flags(&canonical, &sources).map(|flags| {
                let show = |one: &Endpoint| {
                    [Some(&one.name), Some(&one.host), one.port.as_ref()]
                        .map(|node| node.unwrap().as_text().unwrap().to_owned())
                        .join(" ")
                };
                flags.bound.iter().map(show).collect::<Vec<_>>().join(",")
            });
            assert_eq!(shown.as_deref(), wanted, "{text}");
        }
    }

    /// Returns a service in canonical form, in which a command written as one text is a list.
    fn canonical(service: &Node, sources: &SourceMap) -> Node {
        let list = |mut entry: Entry| {
            if let Some(scalar) = entry.node.as_scalar().filter(|_| &*entry.key == "command") {
                let text = Arc::clone(&scalar.text);
                let words = parts(&text, ' ').map(|range| entry.node.slice(sources, range)).collect();
                entry.node = Node::list(words, entry.node.origin.clone());
            }
            entry
        };
        Node::map(service.entries().map(list).collect(), service.origin.clone())
    }

    #[test]
    fn other_flags_are_kept_apart() {
        let sources = SourceMap::default();
        let text = "{image: vectorized/redpanda, command: [redpanda, start, --node-id, '2', --seeds, 'a:33145,b', --set, redpanda.auto_create_topics_enabled=false, \
                    --advertise-kafka-addr, 'kafka:9092', --kafka-addr, '0.0.0.0:9092', --mode dev-container]}";
        let source = sources.add(Path::new("a.yml"), text.to_owned());
        let flags = start_flags(&yaml::parse(&source).documents[0], &sources).unwrap();
        assert_eq!(flags.node_id.unwrap().as_text(), Some("2"));
        assert_eq!(
            flags.seeds.iter().map(|seed| source.slice(seed.origin.span)).collect::<Vec<_>>(),
            ["a", "b"]
        );
        let set = flags.properties.get("auto_create_topics_enabled").unwrap();
        assert_eq!((set.as_text(), source.slice(set.origin.span)), (Some("false"), "false"));
        assert_eq!(flags.advertised[0].name.as_text(), Some("0.0.0.0:9092"));
        assert_eq!(source.slice(flags.advertised[0].host.origin.span), "kafka");
    }
}
