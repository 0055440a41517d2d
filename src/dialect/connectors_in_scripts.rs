//! Connectors that a script posts to Connect's REST API: JSON in a heredoc, or in an argument of `curl` or of a function
//! that calls it.

mod json;

use super::connect::{self, Declaration};
use super::kafka_topics::runs::assignment;
use super::kafka_topics::{MAX_NESTING, MAX_SCRIPT, Variables, node_of};
use super::yaml::lost_value;
use super::{Defect, defect};
use crate::model::{Resource, ResourceKind};
use crate::source::{SourceMap, Span};
use crate::syntax::shell::{self, Command, Word};
use crate::tree::{Node, Scalar};
use json::{Reader, objects_with};
use std::ops::Range;

/// A setting that every connector has.
const MARK: &str = "connector.class";

/// The REST API path of a connector's configuration, before and after the connector's name.
const URL: (&str, &str) = ("/connectors/", "/config");

/// The name of a connector whose name nothing says, in the spelling of a variable.
const UNKNOWN: &str = "${name}";

/// Programs whose arguments before a configuration are no connector's name.
const NOT_WRAPPERS: &[&str] = &[
    "curl", "wget", "http", "https", "echo", "printf", "cat", "tee", "jq", "docker", "kubectl", "sh", "bash",
    "sed", "envsubst", "read", "xh", "export", "local", "declare", "readonly",
];

/// Returns the connectors in `script`, each value with its own span, and a defect for each that cannot be read.
pub(super) fn posted_connectors(script: &Node, sources: &SourceMap) -> Vec<Resource> {
    let Some(scalar) = script.as_scalar().filter(|scalar| scalar.text.contains(MARK)) else {
        return Vec::new();
    };
    let search = Search { sources, declared_by: "curl" };
    let variables = Variables::default();
    let is_argument = scalar.text.trim_start().find('{').is_some_and(|open| {
        scalar.text.trim_start().get(..open).is_some_and(|before| !before.contains(char::is_whitespace))
    });
    let found = is_argument.then(|| search.argument(script, &variables, None).ok()).flatten();
    found.unwrap_or_else(|| search.script(script, &variables, None, 0))
}

/// Returns the connectors in `text`, JSON in a file of another form, each value with its own span. `name` is that of a
/// connector that has none; `declared_by` is the form.
///
/// # Errors
/// The reason why there is no connector in it.
pub(super) fn connectors_in_json(
    text: &Node,
    name: &Node,
    declared_by: &'static str,
    sources: &SourceMap,
) -> Result<Vec<Resource>, String> {
    Search { sources, declared_by }.argument(text, &Variables::default(), Some(name))
}

/// Returns what says that the connector in `text` cannot be read, for this reason; nothing if no connector's class is
/// set there.
pub(super) fn unread_connector(text: &Node, reason: &str, sources: &SourceMap) -> Vec<Resource> {
    Search { sources, declared_by: "" }.unread(text, reason)
}

/// Returns true if `text` sets the class of a connector, in JSON, YAML or properties.
pub(super) fn sets_class(text: &str) -> bool {
    setting(text).is_some()
}

/// The search in one script.
#[derive(Clone, Copy)]
struct Search<'a> {
    sources: &'a SourceMap,
    declared_by: &'static str,
}

impl Search<'_> {
    /// Returns the connectors in the commands and heredocs of `script`. `around` is the name that the command around it
    /// gives them.
    fn script(
        self,
        script: &Node,
        variables: &Variables,
        around: Option<&Node>,
        depth: usize,
    ) -> Vec<Resource> {
        let is_read = |scalar: &&Scalar| scalar.text.len() <= MAX_SCRIPT;
        let Some(scalar) = script.as_scalar().filter(is_read) else { return Vec::new() };
        let commands = shell::commands(&scalar.text);
        let variables = variables.with(&commands, script, self.sources);
        let mut found: Vec<(usize, Vec<Resource>)> = Vec::new();
        for (place, command) in commands.iter().enumerate() {
            for (at, word) in command.words.iter().enumerate().filter(|(_, word)| word.text.contains(MARK)) {
                let name = self
                    .name_for(&commands, place, at, script)
                    .or_else(|| self.name_for_variable(&commands, &word.text, script))
                    .or_else(|| around.cloned());
                let run: Vec<Resource> = word
                    .substitutions
                    .iter()
                    .filter(|_| depth < MAX_NESTING)
                    .map(|run| script.slice(self.sources, run.clone()))
                    .filter(|run| run.as_scalar().is_some_and(|run| run.text.contains(MARK)))
                    .flat_map(|run| self.script(&run, &variables, name.as_ref(), depth + 1))
                    .collect();
                if !run.is_empty() {
                    found.push((word.range.start, run));
                    continue;
                }
                let node = text_of(script, word.clone(), self.sources);
                found.push((word.range.start, self.word(&node, word, &variables, name.as_ref(), depth)));
            }
        }
        for heredoc in shell::heredocs(&scalar.text).into_iter().filter(|one| !one.is_script) {
            let word = heredoc.word(&scalar.text);
            if word.text.contains(MARK) {
                let name = self.name_of_heredoc(&commands, heredoc.at, script).or_else(|| around.cloned());
                let node = text_of(script, word, self.sources);
                let read = self.argument(&node, &variables, name.as_ref());
                found.push((heredoc.at, read.unwrap_or_else(|reason| self.unread(&node, &reason))));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().flat_map(|(_, found)| found).collect()
    }

    /// Returns the name for the configuration in the word `at` of a command, or for what it prints where the next one
    /// reads that.
    fn name_for(self, commands: &[Command], place: usize, at: usize, script: &Node) -> Option<Node> {
        let own = commands.get(place).and_then(|command| name_in(command, at, script, self.sources));
        own.or_else(|| {
            let readers = commands
                .get(place..)?
                .windows(2)
                .take_while(|pair| pair.first().is_some_and(|one| one.pipes));
            readers
                .filter_map(|pair| pair.last())
                .find_map(|reader| name_in(reader, reader.words.len(), script, self.sources))
        })
    }

    /// Returns the name that a command gives to the value that `word` assigns to a variable.
    fn name_for_variable(self, commands: &[Command], word: &str, script: &Node) -> Option<Node> {
        self.name_of_variable(commands, assignment(word)?.0, script)
    }

    fn name_of_variable(self, commands: &[Command], variable: &str, script: &Node) -> Option<Node> {
        let (plain, braced) = (format!("${variable}"), format!("${{{variable}}}"));
        let reads = |text: &str| {
            let text = text.split_once('=').map_or(text, |(_, text)| text);
            text == plain || text == braced
        };
        commands.iter().find_map(|command| {
            let at = command.words.iter().position(|word| reads(&word.text))?;
            name_in(command, at, script, self.sources)
        })
    }

    /// Returns the name for the heredoc whose operator is at `at`.
    fn name_of_heredoc(self, commands: &[Command], at: usize, script: &Node) -> Option<Node> {
        let begins = |command: &Command| command.words.first().is_some_and(|word| word.range.start < at);
        let place = commands.iter().rposition(begins)?;
        let command = commands.get(place)?;
        if command.words.first().is_some_and(|word| word.text == "read") {
            return self.name_of_variable(commands, &command.words.last()?.text, script);
        }
        self.name_for(commands, place, command.words.len(), script)
    }

    /// Returns the connectors in a word of a command: a configuration, or a script that is run elsewhere.
    fn word(
        self,
        node: &Node,
        word: &Word,
        variables: &Variables,
        name: Option<&Node>,
        depth: usize,
    ) -> Vec<Resource> {
        let reason = match self.argument(node, variables, name) {
            Ok(found) => return found,
            Err(reason) => reason,
        };
        let is_script = word.text.contains(char::is_whitespace) && depth < MAX_NESTING;
        let inner = if is_script { self.script(node, variables, name, depth + 1) } else { Vec::new() };
        let has_one = inner.iter().any(|one| one.kind == ResourceKind::Connector);
        if has_one { inner } else { self.unread(node, &reason) }
    }

    /// Returns the connectors in a text that holds their configurations; else why it holds none.
    fn argument(
        self,
        text: &Node,
        variables: &Variables,
        name: Option<&Node>,
    ) -> Result<Vec<Resource>, String> {
        let reader = Reader { text, variables, sources: self.sources };
        let found = objects_with(MARK, text, |range| {
            let (document, twice) = reader.read(range)?;
            let connector = self.connector(&document, name);
            let connector = connector.ok_or_else(|| format!("a connector needs `{MARK}`"))?;
            let lost = twice.iter().filter_map(lost_value);
            let lost = lost.map(|lost| defect::resource(&lost, "connector"));
            Ok(std::iter::once(connector).chain(lost).collect::<Vec<_>>())
        })?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Returns the connector in a document: `{name, config}`, or only the configuration, whose name is in the URL or
    /// beside it.
    fn connector(self, document: &Node, beside: Option<&Node>) -> Option<Resource> {
        let has_class = |node: &Node| node.as_map().is_some_and(|map| map.get(MARK).is_some());
        let config =
            if has_class(document) { document.clone() } else { document.get("config").filter(has_class)? };
        let written = document.get("name").filter(|name| name.as_scalar().is_some());
        let (name, key) = match written.as_ref().or(beside) {
            // What `printf` fills in, in the spelling of a variable.
            Some(name) => (name.as_scalar()?.text.replace("%s", "${%s}").into(), name.origin.span),
            None => (UNKNOWN.into(), config.get(MARK)?.origin.span),
        };
        let declaration = Declaration {
            name,
            key,
            class: None,
            config,
            declared_by: self.declared_by,
            is_named: written.is_some(),
            connect_cluster: None,
        };
        Some(connect::resource(declaration, self.sources))
    }

    /// Returns what says that the connector in `text` cannot be read; nothing if the mark is no setting there.
    fn unread(self, text: &Node, reason: &str) -> Vec<Resource> {
        let Some(at) = text.as_scalar().and_then(|scalar| setting(&scalar.text)) else { return Vec::new() };
        let place: Span = text.slice(self.sources, at).origin.span;
        let message = format!("the connector here cannot be read: {reason}");
        vec![defect::unread(&Defect::new(place, message), "connector")]
    }
}

/// Returns the name before `/config` in the rest of a URL.
fn named(rest: &str) -> Option<&str> {
    let end = rest.find(URL.1)?;
    rest.get(..end)
        .filter(|name| !name.is_empty() && !name.contains(|one: char| one.is_whitespace() || one == '"'))
}

/// Returns `word` of `script` with its text, in which variables stay as they are written.
fn text_of(script: &Node, word: Word, sources: &SourceMap) -> Node {
    node_of(script, Word { expands: false, ..word }, sources)
}

/// Returns the name that `command` gives to the configuration in its word `at`: in the URL, or as an argument of a
/// function before it.
fn name_in(command: &Command, at: usize, script: &Node, sources: &SourceMap) -> Option<Node> {
    for word in command.words.iter().filter(|word| !word.text.contains('{') || word.text.contains(URL.0)) {
        let Some(start) = word.text.find(URL.0).map(|start| start + URL.0.len()) else { continue };
        if let Some(name) = word.text.get(start..).and_then(named) {
            return Some(text_of(script, word.clone(), sources).slice(sources, start..start + name.len()));
        }
    }
    if let Some(name) = named_by_httpie(command) {
        return Some(text_of(script, name.clone(), sources).slice(sources, "name=".len()..name.text.len()));
    }
    let is_assignment = |word: &&Word| word.text.split_once('=').is_some_and(|(name, _)| !name.contains('-'));
    let mut words = command.words.get(..at)?.iter().skip_while(is_assignment);
    let program = words.next()?.text.rsplit('/').next()?;
    let is_name = |word: &&Word| {
        let allowed = |one: char| one.is_ascii_alphanumeric() || "._-$".contains(one);
        !word.text.is_empty() && !word.text.starts_with('-') && word.text.chars().all(allowed)
    };
    let name = words.find(is_name).filter(|_| !NOT_WRAPPERS.contains(&program))?;
    Some(text_of(script, name.clone(), sources))
}

/// Returns the word `name=…` of a command of `HTTPie`.
fn named_by_httpie(command: &Command) -> Option<&Word> {
    let calls = |word: &Word| matches!(&*word.text, "http" | "https" | "xh");
    let is_name = |word: &&Word| word.text.starts_with("name=") && word.text.len() > "name=".len();
    command.words.iter().find(is_name).filter(|_| command.words.iter().any(calls))
}

/// Returns where `text` sets the class of a connector, in JSON, YAML or properties.
fn setting(text: &str) -> Option<Range<usize>> {
    let places = text.match_indices(MARK).map(|(at, _)| at..at + MARK.len());
    let is_set = |place: &Range<usize>| {
        let rest = text.get(place.end..).unwrap_or_default().trim_start_matches(['\\', '"', '\'']);
        rest.trim_start().starts_with([':', '='])
    };
    places.into_iter().find(is_set)
}
