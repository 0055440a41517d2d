//! `kafka-topics --create` in the commands of a service (Kafka documentation, "Basic Kafka operations").

use crate::model::{Fields, Kind, Resource};
use crate::source::SourceMap;
use crate::syntax::shell::{self, Word};
use crate::tree::{Entry, Kind as Scalar, Map, Node, Origin, Via};
use std::sync::Arc;

/// A script in a script in a script is read; deeper ones are not.
const MAX_NESTING: usize = 3;

/// A word that holds none of these is not read as a script.
const TOOLS: &[&str] = &["kafka-", "rpk ", "curl ", "cub ", "kcat "];

/// The topics that the `entrypoint` and `command` of `service`, in canonical form, create.
pub(super) fn topics_of(service: &Node, name: &Arc<str>, sources: &SourceMap) -> Vec<Resource> {
    commands_of(service, sources).iter().filter_map(|words| topic(words, name, sources)).collect()
}

/// The simple commands that the `entrypoint` and `command` of `service`, in canonical form, run, also those in scripts.
pub(super) fn commands_of(service: &Node, sources: &SourceMap) -> Vec<Vec<Node>> {
    let parts = ["entrypoint", "command"].iter().filter_map(|key| service.get(key));
    let words: Vec<Node> = parts.flat_map(|list| list.items().collect::<Vec<_>>()).collect();
    let mut found = vec![words.clone()];
    for word in words {
        script(&word, sources, 0, &mut found);
    }
    found
}

/// Looks for commands in a word that is a script itself.
fn script(word: &Node, sources: &SourceMap, depth: usize, found: &mut Vec<Vec<Node>>) {
    let Some(scalar) = word.as_scalar() else { return };
    let calls = |tool: &&str| scalar.text.contains(*tool);
    let is_script = scalar.text.contains(char::is_whitespace) && TOOLS.iter().any(calls);
    if !is_script || depth >= MAX_NESTING {
        return;
    }
    for command in shell::commands(&scalar.text) {
        let words: Vec<Node> = command.into_iter().map(|part| node_of(word, part, sources)).collect();
        found.push(words.clone());
        for inner in &words {
            script(inner, sources, depth + 1, found);
        }
    }
}

fn node_of(script: &Node, word: Word, sources: &SourceMap) -> Node {
    let node = script.slice(sources, word.plain.clone().unwrap_or(word.range));
    if word.expands {
        return Node::unresolved(&word.text, word.text.trim_start_matches('$'), node.origin);
    }
    if word.plain.is_some() { node } else { node.reworded(word.text, Scalar::Text) }
}

/// The topic that a simple command creates, if it is `kafka-topics --create`.
fn topic(words: &[Node], service: &Arc<str>, sources: &SourceMap) -> Option<Resource> {
    let text = |node: &Node| node.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
    let at = words.iter().position(|word| {
        let text = text(word);
        let program = text.rsplit('/').next().unwrap_or_default();
        matches!(program, "kafka-topics" | "kafka-topics.sh")
    })?;
    let options = Options::read(&words[at + 1..], sources);
    if !options.create {
        return None;
    }
    let name = options.name?;
    let origin = Origin { span: name.origin.span, via: name.origin.via.clone() };
    let config = Node::map(options.config, Origin { span: origin.span, via: Via::default() });
    let fields = Fields::at(origin)
        .maybe("partitions", options.partitions.as_ref().map(Node::as_integer))
        .maybe("replication_factor", options.replication_factor.as_ref().map(Node::as_integer))
        .put("config", config)
        .text("declared_by", "kafka-topics")
        .text("service", service);
    let key = name.origin.span;
    Some(Resource::new(Kind::Topic, text(&name), key, fields.finish()))
}

#[derive(Default)]
struct Options {
    create: bool,
    name: Option<Node>,
    partitions: Option<Node>,
    replication_factor: Option<Node>,
    config: Map,
}

impl Options {
    fn read(words: &[Node], sources: &SourceMap) -> Self {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let Some(scalar) = word.as_scalar() else { continue };
            let (flag, value) = match scalar.text.split_once('=') {
                Some((flag, _)) if flag.starts_with("--") => {
                    (flag, Some(word.slice(sources, flag.len() + 1..scalar.text.len())))
                }
                _ => (&*scalar.text, None),
            };
            let mut value = || value.clone().or_else(|| words.next().cloned());
            match flag {
                "--create" => options.create = true,
                "--topic" => options.name = value(),
                "--partitions" => options.partitions = value(),
                "--replication-factor" => options.replication_factor = value(),
                "--config" => options.config.extend(value().and_then(|pair| setting(&pair, sources))),
                _ => {}
            }
        }
        options
    }
}

/// `key=value` behind `--config`.
fn setting(pair: &Node, sources: &SourceMap) -> Option<Entry> {
    let scalar = pair.as_scalar()?;
    let (key, value) = scalar.text.split_once('=')?;
    let key_span = pair.slice(sources, 0..key.len()).origin.span;
    let unresolved = scalar.kind == Scalar::Unresolved && value.contains('$');
    let place = pair.slice(sources, key.len() + 1..scalar.text.len());
    let node =
        if unresolved { Node::unresolved(value, value.trim_start_matches('$'), place.origin) } else { place };
    Some(Entry { key: key.into(), key_span, node })
}
