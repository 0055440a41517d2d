//! Topic settings in the arguments of a tool.

use crate::source::SourceMap;
use crate::tree::{Entry, Map, Node, ScalarKind};
use std::ops::Range;

/// The arguments of a command that creates or changes topics.
#[derive(Default)]
pub(super) struct Options {
    /// True for a command that creates topics, false for a command that changes them.
    pub(super) creates: bool,
    /// The word that says so: `--create`, or `create` of `rpk`.
    pub(super) create: Option<Node>,
    pub(super) names: Vec<Node>,
    pub(super) partitions: Option<Node>,
    pub(super) replication_factor: Option<Node>,
    pub(super) config: Map,
    /// True if an existing topic is no error.
    pub(super) if_not_exists: bool,
    pub(super) zookeeper: Option<Node>,
    pub(super) bootstrap_servers: Option<Node>,
}

/// An iterator over words and their flags: `--flag value` and `--flag=value`.
struct Arguments<'a> {
    words: std::slice::Iter<'a, Node>,
    sources: &'a SourceMap,
}

/// A word, with its inline value after `=`.
struct Argument {
    flag: String,
    word: Node,
    inline: Option<Node>,
}

impl Arguments<'_> {
    fn next(&mut self) -> Option<Argument> {
        loop {
            let word = self.words.next()?;
            let Some(scalar) = word.as_scalar() else { continue };
            return Some(match scalar.text.split_once('=') {
                Some((flag, _)) if flag.starts_with('-') => Argument {
                    flag: flag.to_owned(),
                    inline: Some(word.slice(self.sources, flag.len() + 1..scalar.text.len())),
                    word: word.clone(),
                },
                _ => Argument { flag: scalar.text.to_string(), word: word.clone(), inline: None },
            });
        }
    }

    fn value(&mut self, argument: &Argument) -> Option<Node> {
        argument.inline.clone().or_else(|| self.words.next().cloned())
    }
}

impl Options {
    /// Reads the arguments of `kafka-topics`, or of `kafka-configs` if `is_configs`; `None` if the command declares
    /// no topic.
    pub(super) fn of_kafka(words: &[Node], is_configs: bool, sources: &SourceMap) -> Option<Self> {
        let mut options = Self::default();
        let (mut alters, mut of_topics) = (false, !is_configs);
        let mut arguments = Arguments { words: words.iter(), sources };
        while let Some(argument) = arguments.next() {
            match argument.flag.as_str() {
                "--create" => {
                    options.creates = true;
                    options.create = Some(argument.word);
                }
                "--alter" => alters = true,
                "--if-not-exists" => options.if_not_exists = true,
                "--topic" | "--entity-name" => options.names.extend(arguments.value(&argument)),
                "--entity-type" => {
                    let kind = arguments.value(&argument);
                    of_topics = kind.is_some_and(|kind| kind.as_text() == Some("topics"));
                }
                "--partitions" => options.partitions = arguments.value(&argument),
                "--replication-factor" => options.replication_factor = arguments.value(&argument),
                "--config" => {
                    let pair = arguments.value(&argument);
                    options.config.extend(pair.and_then(|pair| whole_setting(&pair, sources)));
                }
                "--add-config" => {
                    let list = arguments.value(&argument);
                    options.config.extend(list.iter().flat_map(|list| settings(list, sources)));
                }
                "--zookeeper" => options.zookeeper = arguments.value(&argument),
                "--bootstrap-server" => options.bootstrap_servers = arguments.value(&argument),
                _ => {}
            }
        }
        // `kafka-configs --topic t` is short for `--entity-type topics --entity-name t`.
        of_topics |= is_configs && !options.names.is_empty() && !words.iter().any(is_entity);
        let changes = alters && !(is_configs && options.config.is_empty());
        (of_topics && (options.creates || changes)).then_some(options)
    }

    /// Reads the arguments of `rpk`; `None` if the command declares no topic.
    pub(super) fn of_rpk(words: &[Node], sources: &SourceMap) -> Option<Self> {
        let mut options = Self::default();
        let mut plain: Vec<Node> = Vec::new();
        let mut arguments = Arguments { words: words.iter(), sources };
        while let Some(argument) = arguments.next() {
            match argument.flag.as_str() {
                "-p" | "--partitions" => options.partitions = arguments.value(&argument),
                "-r" | "--replicas" => options.replication_factor = arguments.value(&argument),
                "-c" | "--topic-config" | "-s" | "--set" => {
                    let pair = arguments.value(&argument);
                    options.config.extend(pair.and_then(|pair| whole_setting(&pair, sources)));
                }
                "--if-not-exists" => options.if_not_exists = true,
                "--brokers" => options.bootstrap_servers = arguments.value(&argument),
                "-X" => {
                    let option = arguments.value(&argument);
                    let brokers =
                        option.filter(|node| node.as_text().is_some_and(|text| text.starts_with("brokers=")));
                    options.bootstrap_servers = brokers.or(options.bootstrap_servers);
                }
                flag if flag.starts_with('-') => {}
                _ => plain.push(argument.word),
            }
        }
        let word = |at: usize| plain.get(at).and_then(Node::as_text).unwrap_or_default();
        match (word(0), word(1)) {
            ("topic", "create") => options.creates = true,
            ("topic", "alter-config") => {}
            _ => return None,
        }
        options.create = plain.get(1).filter(|_| options.creates).cloned();
        options.names = plain.into_iter().skip(2).collect();
        Some(options)
    }
}

fn is_entity(word: &Node) -> bool {
    word.as_text().is_some_and(|text| text.starts_with("--entity-type"))
}

/// Parses a whole word as `key=value`. Brackets belong to the value, and Kafka rejects them.
fn whole_setting(pair: &Node, sources: &SourceMap) -> Option<Entry> {
    setting(pair, 0..pair.as_scalar()?.text.len(), false, sources)
}

/// Parses `a=b,c=[d,e]`: commas in brackets belong to a value.
fn settings(list: &Node, sources: &SourceMap) -> Vec<Entry> {
    let Some(scalar) = list.as_scalar() else { return Vec::new() };
    let mut depth = 0_usize;
    let mut start = 0;
    let mut ranges = Vec::new();
    for (at, character) in scalar.text.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                ranges.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    ranges.push(start..scalar.text.len());
    ranges.into_iter().filter_map(|range| setting(list, range, true, sources)).collect()
}

/// Parses the `key=value` at `range` of a word, without brackets around the value if `is_bracketed`.
fn setting(word: &Node, range: Range<usize>, is_bracketed: bool, sources: &SourceMap) -> Option<Entry> {
    let scalar = word.as_scalar()?;
    let text = scalar.text.get(range.clone())?;
    let (key, value) = text.split_once('=')?;
    let key_start = range.start + (key.len() - key.trim_start().len());
    let key_span = word.slice(sources, key_start..range.start + key.len()).origin.span;
    let unresolved = scalar.kind == ScalarKind::Unresolved && value.contains('$');
    let from = range.start + key.len() + 1;
    let inner = || value.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let (from, to) = match inner().filter(|_| is_bracketed) {
        Some(inner) => (from + 1, from + 1 + inner.len()),
        None => (from, from + value.len()),
    };
    let place = word.slice(sources, from..to);
    let node = if unresolved {
        Node::unresolved(value, value.trim_matches(['$', '{', '}', '(', ')']), place.origin)
    } else {
        place
    };
    Some(Entry { key: key.trim().into(), key_span, node })
}
