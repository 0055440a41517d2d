//! Connectors that a script posts to Connect's REST API: JSON in a heredoc, or in an argument of `curl` or of a function
//! that calls it.

mod json;

use super::connect::{self, Declaration};
use super::kafka_topics::{Variables, node_of};
use super::{Defect, defect};
use crate::model::{Resource, ResourceKind};
use crate::source::{SourceMap, Span};
use crate::syntax::shell::{self, Command, Word};
use crate::tree::Node;
use json::{Reader, objects_with};
use std::ops::Range;
use std::sync::Arc;

/// A setting that every connector has.
const MARK: &str = "connector.class";

/// The REST API path of a connector's configuration, before and after the connector's name.
const URL: (&str, &str) = ("/connectors/", "/config");

/// Scripts nested deeper than this are not read.
const MAX_NESTING: usize = 3;

/// Programs whose arguments before a configuration are no connector's name.
const NOT_WRAPPERS: &[&str] = &[
    "curl", "wget", "http", "https", "echo", "printf", "cat", "tee", "jq", "docker", "kubectl", "sh", "bash",
    "sed", "envsubst",
];

/// Returns the connectors in `script`, each value with its own span, and a defect for each that cannot be read.
pub(super) fn posted_connectors(script: &Node, sources: &SourceMap) -> Vec<Resource> {
    let Some(scalar) = script.as_scalar().filter(|scalar| scalar.text.contains(MARK)) else {
        return Vec::new();
    };
    let search = Search { whole: script, sources, declared_by: "curl" };
    let variables = Variables::default();
    let is_argument = scalar.text.trim_start().find('{').is_some_and(|open| {
        scalar.text.trim_start().get(..open).is_some_and(|before| !before.contains(char::is_whitespace))
    });
    let found = is_argument.then(|| search.argument(script, &variables, None).ok()).flatten();
    found.unwrap_or_else(|| search.script(script, &variables, 0))
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
    Search { whole: text, sources, declared_by }.argument(text, &Variables::default(), Some(name))
}

/// Returns what says that the connector in `text` cannot be read, for this reason; nothing if no connector's class is
/// set there.
pub(super) fn unread_connector(text: &Node, reason: &str, sources: &SourceMap) -> Vec<Resource> {
    Search { whole: text, sources, declared_by: "" }.unread(text, reason)
}

/// Returns true if `text` sets the class of a connector, in JSON, YAML or properties.
pub(super) fn sets_class(text: &str) -> bool {
    setting(text).is_some()
}

/// The search in one script.
#[derive(Clone, Copy)]
struct Search<'a> {
    whole: &'a Node,
    sources: &'a SourceMap,
    declared_by: &'static str,
}

impl Search<'_> {
    /// Returns the connectors in the commands and heredocs of `script`.
    fn script(self, script: &Node, variables: &Variables, depth: usize) -> Vec<Resource> {
        let Some(scalar) = script.as_scalar() else { return Vec::new() };
        let commands = shell::commands(&scalar.text);
        let variables = variables.with(&commands, script, self.sources);
        let mut found: Vec<(usize, Vec<Resource>)> = Vec::new();
        for command in &commands {
            for (at, word) in command.words.iter().enumerate().filter(|(_, word)| word.text.contains(MARK)) {
                let run: Vec<Resource> = word
                    .substitutions
                    .iter()
                    .filter(|_| depth < MAX_NESTING)
                    .map(|run| script.slice(self.sources, run.clone()))
                    .filter(|run| run.as_scalar().is_some_and(|run| run.text.contains(MARK)))
                    .flat_map(|run| self.script(&run, &variables, depth + 1))
                    .collect();
                if !run.is_empty() {
                    found.push((word.range.start, run));
                    continue;
                }
                let name = name_in(command, at, script, self.sources);
                let node = text_of(script, word.clone(), self.sources);
                found.push((word.range.start, self.word(&node, word, &variables, name.as_ref(), depth)));
            }
        }
        for heredoc in shell::heredocs(&scalar.text).into_iter().filter(|one| !one.is_script) {
            let word = heredoc.word(&scalar.text);
            if word.text.contains(MARK) {
                let reads = |command: &&Command| {
                    command.words.first().is_some_and(|word| word.range.start < heredoc.at)
                };
                let command = commands.iter().rev().find(reads);
                let name =
                    command.and_then(|command| name_in(command, command.words.len(), script, self.sources));
                let node = text_of(script, word, self.sources);
                let read = self.argument(&node, &variables, name.as_ref());
                found.push((heredoc.at, read.unwrap_or_else(|reason| self.unread(&node, &reason))));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().flat_map(|(_, found)| found).collect()
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
        let inner = if is_script { self.script(node, variables, depth + 1) } else { Vec::new() };
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
            let document = reader.read(range)?;
            let connector = self.connector(&document, text, range, name);
            connector.ok_or_else(|| format!("there is no `{MARK}` where a connector has it"))
        })?;
        Ok(found)
    }

    /// Returns the connector in a document: `{name, config}`, or only the configuration, whose name is in the URL or
    /// beside it.
    fn connector(
        self,
        document: &Node,
        text: &Node,
        range: &Range<usize>,
        beside: Option<&Node>,
    ) -> Option<Resource> {
        let has_class = |node: &Node| node.as_map().is_some_and(|map| map.get(MARK).is_some());
        let config =
            if has_class(document) { document.clone() } else { document.get("config").filter(has_class)? };
        let written = document.get("name").filter(|name| name.as_scalar().is_some());
        let (name, key) = match written.as_ref().or(beside) {
            Some(name) => (name.as_scalar()?.text.clone(), name.origin.span),
            None => (self.name_in_url(text, range), config.get(MARK)?.origin.span),
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

    /// Returns the name in the URL `…/connectors/NAME/config` that is nearest before the configuration at `range` of
    /// `text`, or else after it.
    fn name_in_url(self, text: &Node, range: &Range<usize>) -> Arc<str> {
        let place = text.slice(self.sources, range.clone()).origin.span;
        let source = self.sources.get(place.source);
        let whole = source.as_ref().map(|source| source.slice(self.whole.origin.span)).unwrap_or_default();
        let start = place.start.saturating_sub(self.whole.origin.span.start) as usize;
        let end = place.end.saturating_sub(self.whole.origin.span.start) as usize;
        let before =
            whole.get(..start).and_then(|text| Some(text.split_at(text.rfind(URL.0)? + URL.0.len()).1));
        let behind = whole.get(end..).and_then(|text| Some(text.split_at(text.find(URL.0)? + URL.0.len()).1));
        let found = before.and_then(named).or_else(|| behind.and_then(named));
        found.map_or_else(|| "connector".into(), Arc::from)
    }

    /// Returns what says that the connector in `text` cannot be read; nothing if the mark is no setting there.
    fn unread(self, text: &Node, reason: &str) -> Vec<Resource> {
        let Some(at) = text.as_scalar().and_then(|scalar| setting(&scalar.text)) else { return Vec::new() };
        let place: Span = text.slice(self.sources, at).origin.span;
        let message = format!("the connector here is not known: {reason}");
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

/// Returns where `text` sets the class of a connector, in JSON, YAML or properties.
fn setting(text: &str) -> Option<Range<usize>> {
    let places = text.match_indices(MARK).map(|(at, _)| at..at + MARK.len());
    let is_set = |place: &Range<usize>| {
        let rest = text.get(place.end..).unwrap_or_default().trim_start_matches(['\\', '"', '\'']);
        rest.trim_start().starts_with([':', '='])
    };
    places.into_iter().find(is_set)
}
