//! Topics in commands: `kafka-topics --create`, `kafka-configs --alter --add-config`, `rpk topic create` (Kafka documentation,
//! "Basic Kafka operations"; Redpanda documentation, `rpk topic`).

mod options;
mod variables;

use crate::model::{Fields, Resource, ResourceKind};
use crate::source::SourceMap;
use crate::syntax::shell::{self, Word};
use crate::tree::{Node, Origin, Provenance};
use options::Options;
use std::sync::Arc;
pub(super) use variables::Variables;

/// Scripts nested deeper than this are not read.
const MAX_NESTING: usize = 3;

/// A word that contains none of these is not read as a script.
const TOOLS: &[&str] = &["kafka-", "rpk ", "curl ", "cub ", "kcat "];

/// A simple command, each word with its own span.
pub(super) struct Command {
    pub(super) words: Vec<Node>,
    /// True if the script ignores its failure.
    tolerated: bool,
}

/// Returns the topics that the `entrypoint` and `command` of `service`, in canonical form, create or change.
pub(super) fn topics_of(service: &Node, name: &Arc<str>, sources: &SourceMap) -> Vec<Resource> {
    topics(&commands_of(service, sources), Some(name), sources)
}

/// Returns the topics that `commands` create or change; `service` is the service that runs them.
pub(super) fn topics(commands: &[Command], service: Option<&Arc<str>>, sources: &SourceMap) -> Vec<Resource> {
    commands.iter().flat_map(|command| declared(command, service, sources)).collect()
}

/// Returns the simple commands in the `entrypoint` and `command` of `service`, in canonical form, including those
/// in scripts.
pub(super) fn commands_of(service: &Node, sources: &SourceMap) -> Vec<Command> {
    let parts = ["entrypoint", "command"].iter().filter_map(|key| service.get(key));
    let words: Vec<Node> = parts.flat_map(|list| list.items().collect::<Vec<_>>()).collect();
    let mut found = vec![Command { words: words.clone(), tolerated: false }];
    let variables = Variables::default();
    for word in words {
        Reading { variables: &variables, sources, depth: 0, is_expanded: false }.word(&word, &mut found);
    }
    found
}

/// Returns the simple commands of a whole script; `variables` are already set.
pub(super) fn commands_in(script: &Node, variables: &Variables, sources: &SourceMap) -> Vec<Command> {
    let mut found = Vec::new();
    Reading { variables, sources, depth: 0, is_expanded: false }.script(script, &mut found);
    found
}

/// How a script is read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    variables: &'a Variables,
    sources: &'a SourceMap,
    depth: usize,
    /// True for a word of another script, which has run the `$(…)` in it already.
    is_expanded: bool,
}

impl Reading<'_> {
    /// Collects the commands in a word that is itself a script.
    fn word(self, word: &Node, found: &mut Vec<Command>) {
        let Some(scalar) = word.as_scalar() else { return };
        let calls = |tool: &&str| scalar.text.contains(*tool);
        let is_script = scalar.text.contains(char::is_whitespace) && TOOLS.iter().any(calls);
        if is_script && self.depth < MAX_NESTING {
            self.script(word, found);
        }
    }

    fn script(self, script: &Node, found: &mut Vec<Command>) {
        let Some(scalar) = script.as_scalar() else { return };
        let commands = shell::commands(&scalar.text);
        let variables = self.variables.with(&commands, script, self.sources);
        let inner = Reading { variables: &variables, depth: self.depth + 1, ..self };
        for command in commands {
            for run in command.words.iter().flat_map(|word| &word.substitutions).filter(|_| !self.is_expanded)
            {
                let run = script.slice(self.sources, run.clone());
                Reading { is_expanded: false, ..inner }.word(&run, found);
            }
            if is_text(&command.words) {
                continue;
            }
            let is_expanded: Vec<_> =
                command.words.iter().map(|word| !word.substitutions.is_empty()).collect();
            let node = |part: Word| {
                let written = || script.slice(self.sources, part.range.clone());
                let value =
                    part.expands.then(|| variables.value(&part.text, &written(), self.sources)).flatten();
                value.unwrap_or_else(|| node_of(script, part, self.sources))
            };
            let words: Vec<Node> = command.words.into_iter().map(node).collect();
            found.push(Command { words: words.clone(), tolerated: command.tolerated });
            for (word, is_expanded) in words.iter().zip(is_expanded) {
                Reading { is_expanded, ..inner }.word(word, found);
            }
        }
    }
}

/// Words before the program of a command.
pub(super) const KEYWORDS: &[&str] =
    &["if", "then", "elif", "else", "do", "while", "until", "!", "{", "time", "exec", "command"];

/// Programs whose arguments are text.
const SAYING: &[&str] = &["echo", "printf", "log", "logger", ":", "git", "true"];

/// True for a command that shows or keeps its words.
fn is_text(words: &[Word]) -> bool {
    let is_assignment =
        |word: &str| word.split_once('=').is_some_and(|(name, _)| !name.contains(['-', ' ', '/']));
    let mut parts = words.iter().map(|word| &*word.text);
    let program = parts.find(|word| !KEYWORDS.contains(word) && !is_assignment(word));
    program.is_some_and(|program| SAYING.contains(&program) || program.starts_with("log_"))
}

/// Returns `word` of `script` as a node with its text.
pub(super) fn node_of(script: &Node, word: Word, sources: &SourceMap) -> Node {
    let node = script.slice(sources, word.plain.clone().unwrap_or(word.range));
    if word.expands {
        return Node::unresolved(&word.text, word.text.trim_matches(['$', '{', '}', '(', ')']), node.origin);
    }
    if word.plain.is_some() { node } else { node.unquoted(&word.text, &word.edits) }
}

/// A tool that creates or changes topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tool {
    KafkaTopics,
    KafkaConfigs,
    Rpk,
}

impl Tool {
    /// Returns the tool that a word calls, with or without a path.
    fn called(word: &str) -> Option<Self> {
        match word.rsplit('/').next().unwrap_or_default() {
            "kafka-topics" | "kafka-topics.sh" => Some(Self::KafkaTopics),
            "kafka-configs" | "kafka-configs.sh" => Some(Self::KafkaConfigs),
            "rpk" => Some(Self::Rpk),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::KafkaTopics => "kafka-topics",
            Self::KafkaConfigs => "kafka-configs",
            Self::Rpk => "rpk",
        }
    }
}

/// Returns the topics that a simple command creates or changes.
fn declared(command: &Command, service: Option<&Arc<str>>, sources: &SourceMap) -> Vec<Resource> {
    let text = |node: &Node| node.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
    let called =
        command.words.iter().enumerate().find_map(|(at, word)| Some((at, Tool::called(&text(word))?)));
    let Some((at, tool)) = called else { return Vec::new() };
    let (Some(program), Some(arguments)) = (command.words.get(at), command.words.get(at + 1..)) else {
        return Vec::new();
    };
    let options = match tool {
        Tool::Rpk => Options::of_rpk(arguments, sources),
        Tool::KafkaTopics | Tool::KafkaConfigs => {
            Options::of_kafka(arguments, tool == Tool::KafkaConfigs, sources)
        }
    };
    let Some(options) = options else { return Vec::new() };
    let facts = Fields::at(Origin { span: program.origin.span, via: program.origin.via.clone() })
        .flag("idempotent", options.if_not_exists)
        .flag("tolerated", command.tolerated)
        .maybe("zookeeper", options.zookeeper.clone())
        .maybe("bootstrap_servers", options.bootstrap_servers.clone())
        .finish();
    let topic = |name: &Node| {
        let origin = Origin { span: name.origin.span, via: name.origin.via.clone() };
        let config =
            Node::map(options.config.clone(), Origin { span: origin.span, via: Provenance::default() });
        let mut fields = Fields::at(origin)
            .maybe("partitions", options.partitions.as_ref().map(Node::as_integer))
            .maybe("replication_factor", options.replication_factor.as_ref().map(Node::as_integer))
            .put("config", config)
            .text("declared_by", tool.name())
            .put("command", facts.clone());
        if !options.creates {
            fields = fields.flag("creates", false);
        }
        if let Some(service) = service {
            fields = fields.text("service", service);
        }
        Resource::new(ResourceKind::Topic, text(name), name.origin.span, fields.finish())
    };
    options.names.iter().map(topic).collect()
}
