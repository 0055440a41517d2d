//! Topics in commands: `kafka-topics --create`, `kafka-configs --alter --add-config`, `rpk topic create` (Kafka documentation,
//! "Basic Kafka operations"; Redpanda documentation, `rpk topic`).

mod options;
pub(super) mod runs;
mod variables;

use crate::model::{Fields, Resource, ResourceKind};
use crate::source::SourceMap;
use crate::syntax::shell::{self, Word};
use crate::tree::{Node, Origin, Provenance};
use options::Options;
use std::collections::HashMap;
use std::sync::Arc;
pub(super) use variables::Variables;

/// The maximum length of a script that is read, in bytes; those of the corpus have some hundred. A container's
/// command is not judged at a tenth of that, and a problem says so.
pub(super) const MAX_SCRIPT: usize = 512 * 1024;

/// Scripts nested deeper than this are not read.
pub(super) const MAX_NESTING: usize = 3;

/// A word that contains none of these is not read as a script.
const TOOLS: &[&str] = &["kafka-", "rpk ", "curl ", "cub ", "kcat ", "kafka://", "kafka+ssl://"];

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

/// Returns the words of the `entrypoint` and the `command` of `service`, in canonical form, in the order of the run. One
/// that is longer than a script that is read may be anything.
pub(super) fn words_of(service: &Node) -> Vec<Node> {
    let parts = ["entrypoint", "command"].iter().filter_map(|key| service.get(key));
    let read = |word: Node| match word.as_scalar() {
        Some(scalar) if scalar.text.len() > MAX_SCRIPT => {
            Node::unresolved("${SCRIPT}", "SCRIPT", word.origin)
        }
        _ => word,
    };
    parts.flat_map(|list| list.items().collect::<Vec<_>>()).map(read).collect()
}

/// Returns the simple commands in the `entrypoint` and `command` of `service`, in canonical form, including those
/// in scripts.
pub(super) fn commands_of(service: &Node, sources: &SourceMap) -> Vec<Command> {
    let words = words_of(service);
    let texts: Vec<&str> =
        words.iter().map(|word| word.as_scalar().map(|scalar| &*scalar.text).unwrap_or_default()).collect();
    let mut found = Vec::new();
    if runs::is_text(&texts) && words.len() > 1 {
        return found;
    }
    found.push(Command { words: words.clone(), tolerated: false });
    let variables = Variables::default();
    let reading = Reading {
        variables: &variables,
        sources,
        depth: 0,
        is_expanded: false,
        tolerated: false,
        item: None,
    };
    for (_, word) in words.iter().enumerate().filter(|(at, _)| is_script_in(&texts, *at)) {
        reading.word(word, &mut found);
    }
    found
}

/// Returns true if the word at `at` of a container's command is a script: behind a shell and `-c`, or for the image's
/// own entrypoint, which may be one.
fn is_script_in(words: &[&str], at: usize) -> bool {
    let is_of_image = at == 0 || (at == 1 && words.first().is_some_and(|first| first.starts_with('-')));
    is_of_image || runs::scripts(words).contains(&at)
}

/// Returns the simple commands of a whole script; `variables` are already set, and it may fail if `tolerated`.
pub(super) fn commands_in(
    script: &Node,
    variables: &Variables,
    tolerated: bool,
    sources: &SourceMap,
) -> Vec<Command> {
    let mut found = Vec::new();
    Reading { variables, sources, depth: 0, is_expanded: false, tolerated, item: None }
        .script(script, &mut found);
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
    /// True if the command that runs it may fail.
    tolerated: bool,
    /// What `xargs` around it replaces.
    item: Option<&'a str>,
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
        let Some(scalar) = script.as_scalar().filter(|scalar| scalar.text.len() <= MAX_SCRIPT) else {
            return;
        };
        let commands = shell::commands(&scalar.text);
        let variables = self.variables.with(&commands, script, self.sources);
        let run = run_variables(&commands);
        let inner = Reading { variables: &variables, depth: self.depth + 1, ..self };
        for (at, command) in commands.iter().enumerate() {
            let tolerated = self.tolerated || command.tolerated;
            let inner = Reading { tolerated, ..inner };
            for run in command.words.iter().flat_map(|word| &word.substitutions).filter(|_| !self.is_expanded)
            {
                let run = script.slice(self.sources, run.clone());
                Reading { is_expanded: false, ..inner }.word(&run, found);
            }
            let texts = runs::texts(&command.words);
            let item = runs::placeholder(&texts).or(self.item);
            let scripts = runs::scripts_of(command, commands.get(at + 1));
            let nested = |at: &usize| {
                let word = command.words.get(*at)?;
                Some((self.value(word, script, &variables), !word.substitutions.is_empty()))
            };
            for (word, is_expanded) in scripts.iter().filter_map(nested) {
                Reading { is_expanded, item, ..inner }.word(&word, found);
            }
            self.assigned(command, script, &run, inner, found);
            if runs::is_text(&texts) {
                continue;
            }
            let arguments = command.words.iter().filter(|word| !word.is_input);
            let words = arguments.flat_map(|word| self.split(word, script, &variables)).map(|word| {
                let replaced = |item: &str| filled_in(&word, item);
                item.and_then(replaced).unwrap_or(word)
            });
            found.push(Command { words: words.collect(), tolerated });
        }
    }

    /// Collects the commands in the texts that `command` assigns to variables that are `run` and have no single
    /// value.
    fn assigned(
        self,
        command: &shell::Command,
        script: &Node,
        run: &HashMap<&str, bool>,
        inner: Reading<'_>,
        found: &mut Vec<Command>,
    ) {
        for word in &command.words {
            let Some((name, value)) = runs::assignment(&word.text) else { continue };
            let Some(tolerated) = run.get(name) else { continue };
            let is_known = inner.variables.value(
                &format!("${name}"),
                &self.value(word, script, inner.variables),
                self.sources,
            );
            if is_known.is_some() || !value.contains(char::is_whitespace) {
                continue;
            }
            let whole = node_of(script, Word { expands: false, ..word.clone() }, self.sources);
            let value = whole.slice(self.sources, name.len() + 1..word.text.len());
            let tolerated = self.tolerated || *tolerated;
            Reading { is_expanded: !word.substitutions.is_empty(), tolerated, ..inner }.word(&value, found);
        }
    }

    /// Returns a word of `script` with its value.
    fn value(self, word: &Word, script: &Node, variables: &Variables) -> Node {
        let written = || script.slice(self.sources, word.range.clone());
        let value = word.expands.then(|| variables.value(&word.text, &written(), self.sources)).flatten();
        value.unwrap_or_else(|| node_of(script, word.clone(), self.sources))
    }

    /// Returns a word of `script` as the words that the shell makes of it: the value of a variable without quotes is
    /// split at spaces.
    fn split(self, word: &Word, script: &Node, variables: &Variables) -> Vec<Node> {
        let node = self.value(word, script, variables);
        let is_quoted = word.plain.as_ref() != Some(&word.range);
        let Some(scalar) = node.as_scalar().filter(|scalar| {
            word.expands && !is_quoted && *scalar.text != *word.text && scalar.text.contains(' ')
        }) else {
            return vec![node];
        };
        let mut at = 0;
        let mut parts = Vec::new();
        for part in scalar.text.split(' ') {
            if !part.is_empty() {
                parts.push(node.slice(self.sources, at..at + part.len()));
            }
            at += part.len() + 1;
        }
        parts
    }
}

/// Returns the variables that `commands` run as commands, each with true if it may fail wherever it is run.
fn run_variables(commands: &[shell::Command]) -> HashMap<&str, bool> {
    let mut found = HashMap::new();
    for command in commands {
        let texts = runs::texts(&command.words);
        if runs::is_text(&texts) {
            continue;
        }
        let scripts = runs::scripts(&texts);
        // Behind a wrapper, any word without quotes may be the program.
        let is_run =
            |at: usize, word: &Word| word.plain.as_ref() == Some(&word.range) || scripts.contains(&at);
        let run = command.words.iter().enumerate().filter(|(at, word)| is_run(*at, word));
        for name in run.filter_map(|(_, word)| runs::variable(&word.text)) {
            *found.entry(name).or_insert(true) &= command.tolerated;
        }
    }
    found
}

/// Returns `word` with a part that `xargs` fills in, in the spelling of a variable; `None` if it has none.
fn filled_in(word: &Node, item: &str) -> Option<Node> {
    let scalar = word.as_scalar().filter(|scalar| scalar.text.contains(item))?;
    let variable = item.trim_matches(['{', '}']);
    let text = scalar.text.replace(item, &format!("${{{variable}}}"));
    Some(Node::unresolved(&text, item, word.origin.clone()))
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
        .maybe("create", options.create.clone())
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
    let before: Vec<_> = command.words.get(..at).unwrap_or_default().iter().map(text).collect();
    let before: Vec<&str> = before.iter().map(|word| &**word).collect();
    if options.names.is_empty() && runs::gets_arguments(&before) {
        let last = arguments.last().unwrap_or(program);
        return vec![topic(&Node::unresolved("${xargs}", "xargs", last.origin.clone()))];
    }
    options.names.iter().map(topic).collect()
}
