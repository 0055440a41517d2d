//! The stages of a Dockerfile, and what those that lead to the target say (Dockerfile reference, "Multi-stage builds").

use super::Built;
use super::heredocs::Plain;
use super::text::Text;
use super::variables::{TooLong, Variables};
use super::words::{Character, characters, pairs, range_of, text_of};
use crate::dialect::compose::server;
use crate::model::Fields;
use crate::tree::{Entry, Map, Node, ScalarKind};
use parse_dockerfile as parser;
use parse_dockerfile::{Command, HealthcheckArguments, Instruction, Source};
use std::collections::BTreeMap;
use std::iter::successors;
use std::ops::Range;
use std::sync::Arc;

/// A parsed Dockerfile.
pub(super) struct Dockerfile<'a> {
    parsed: parser::Dockerfile<'a>,
    plain: &'a Plain,
    escape: char,
}

/// A stage by its place, and the image or stage that it starts from.
struct Stage<'a, 'b> {
    name: Option<String>,
    base: Node,
    instructions: &'b [Instruction<'a>],
}

impl<'a> Dockerfile<'a> {
    /// Parses `plain`, or returns the line in which that fails.
    pub(super) fn parse(plain: &'a Plain) -> Result<Self, usize> {
        let parsed = parser::parse(&plain.text).map_err(|error| {
            // The parser says where it finds the end of the file.
            plain.without_end.map_or(error.line(), |line| line.min(error.line()))
        })?;
        let escape = parsed.parser_directives.escape.as_ref().map_or('\\', |escape| escape.value.value);
        Ok(Self { parsed, plain, escape })
    }

    /// Returns what the stages that lead to `target`, or to the last, say of the image.
    pub(super) fn build(
        &self,
        target: Option<&str>,
        text: &Text,
        mut variables: Variables,
        build: &Node,
    ) -> Option<Built> {
        for argument in self.parsed.global_args() {
            self.argument(&argument.arguments.span, text, &mut variables).ok()?;
        }
        let mut stages = Vec::new();
        for stage in self.parsed.stages() {
            let image = &stage.from.image.span;
            let word = characters(text.as_str(), image.clone(), self.escape);
            let (_, base) = variables.node(&word, image.start, self.escape, text).ok()?;
            let name = stage.from.as_.as_ref().map(|(_, name)| name.value.to_lowercase());
            stages.push(Stage { name, base, instructions: stage.instructions });
        }
        variables.begin_stages();
        let chain = chain(&stages, target)?;
        let first = stages.get(*chain.first()?)?;
        let start = Built::on(base(&first.base, build));
        let mut image = Image { built: start, is_command_own: false, escape: self.escape, text, variables };
        for (at, index) in chain.iter().enumerate() {
            let is_last = at + 1 == chain.len();
            image.is_command_own = false;
            for instruction in stages.get(*index)?.instructions {
                // A trigger runs in the stage that starts from this one.
                if matches!(instruction, Instruction::Onbuild(_)) && !is_last {
                    return None;
                }
                image.read(instruction, self).ok()?;
            }
        }
        Some(image.built)
    }

    /// Declares the arguments of an `ARG`.
    fn argument(&self, range: &Range<usize>, text: &Text, variables: &mut Variables) -> Result<(), TooLong> {
        let all = characters(text.as_str(), range.clone(), self.escape);
        for (name, value) in pairs(&all, self.escape) {
            let default = value.map(|word| variables.expand(word, self.escape)).transpose()?;
            variables.declare(&text_of(name), default);
        }
        Ok(())
    }
}

/// Returns the places of the stages from the one that starts from an image to the target.
fn chain(stages: &[Stage], target: Option<&str>) -> Option<Vec<usize>> {
    let mut named = BTreeMap::new();
    let mut before = Vec::new();
    for (at, stage) in stages.iter().enumerate() {
        before.push(stage.base.as_text().and_then(|base| named.get(&base.to_lowercase()).copied()));
        named.extend(stage.name.clone().map(|name| (name, at)));
    }
    let at = match target.filter(|target| !target.is_empty()) {
        Some(target) => named
            .get(&target.to_lowercase())
            .copied()
            .or_else(|| target.parse().ok().filter(|number| *number < stages.len()))?,
        None => stages.len().checked_sub(1)?,
    };
    let mut chain: Vec<_> = successors(Some(at), |at| before.get(*at).copied().flatten()).collect();
    chain.reverse();
    Some(chain)
}

/// Returns the image that `from` names, or the one that a named context of the build puts in its place.
fn base(from: &Node, build: &Node) -> Option<Node> {
    let name = from.as_scalar().map(|scalar| scalar.text.to_string())?;
    let contexts = build.get("additional_contexts");
    match contexts.and_then(|contexts| contexts.get(&name)) {
        Some(context) => {
            let image = context.as_text()?.strip_prefix("docker-image://")?.to_owned();
            Some(context.normalized(image, ScalarKind::Text))
        }
        None => (name != "scratch").then(|| from.clone()),
    }
}

impl Built {
    fn on(base: Option<Node>) -> Self {
        Self {
            base,
            environment: Map::default(),
            written: Map::default(),
            healthcheck: None,
            entrypoint: None,
            command: None,
            changes_settings: false,
        }
    }
}

/// An image as the instructions so far leave it.
struct Image<'a, 'b> {
    built: Built,
    /// True if the stage itself sets the command.
    is_command_own: bool,
    escape: char,
    text: &'a Text<'a>,
    variables: Variables<'b>,
}

impl Image<'_, '_> {
    fn read(&mut self, instruction: &Instruction, file: &Dockerfile) -> Result<(), TooLong> {
        match instruction {
            Instruction::Arg(argument) => {
                let range = &argument.arguments.span;
                file.argument(range, self.text, &mut self.variables)?;
            }
            Instruction::Env(environment) => self.environment(&environment.arguments.span)?,
            Instruction::Healthcheck(check) => {
                self.built.healthcheck =
                    Some(self.healthcheck(check.healthcheck.span.clone(), &check.arguments));
            }
            Instruction::Entrypoint(entrypoint) => {
                self.built.entrypoint = self.command(&entrypoint.arguments);
                if !self.is_command_own {
                    self.built.command = None;
                }
            }
            Instruction::Cmd(command) => {
                self.built.command = self.command(&command.arguments);
                self.is_command_own = true;
            }
            other => {
                let documents = keyword(other).and_then(|place| file.plain.documents_of(place));
                let documents = documents.and_then(|place| self.text.as_str().get(place)).unwrap_or_default();
                self.built.changes_settings |= changes_settings(other) || server::names_settings(documents);
            }
        }
        Ok(())
    }

    /// Sets the variables of an `ENV`: a variable in it has the value from before it.
    fn environment(&mut self, range: &Range<usize>) -> Result<(), TooLong> {
        let all = characters(self.text.as_str(), range.clone(), self.escape);
        let mut set = Vec::new();
        for (name, value) in pairs(&all, self.escape) {
            let key: Arc<str> = text_of(name).into();
            let place = range_of(name, range.start);
            let behind = place.end + 1;
            let word = value.unwrap_or_default();
            let (value, node) = self.variables.node(word, behind.min(range.end), self.escape, self.text)?;
            let key_span = self.text.node(place).origin.span;
            set.push((value, is_written(word, &node), Entry { key, key_span, node }));
        }
        for (value, is_written, entry) in set {
            self.variables.set(&entry.key, value);
            if is_written {
                self.built.written.set(entry.clone());
            }
            self.built.environment.set(entry);
        }
        Ok(())
    }

    fn healthcheck(&self, keyword: Range<usize>, arguments: &HealthcheckArguments) -> Node {
        let origin = self.text.node(keyword).origin;
        let fields = Fields::at(origin.clone());
        match arguments {
            HealthcheckArguments::Cmd { arguments, .. } => {
                let (first, words) = match arguments {
                    Command::Exec(words) => ("CMD", self.words(&words.value)),
                    Command::Shell(shell) => ("CMD-SHELL", vec![self.text.node(shell.span.clone())]),
                    _ => ("CMD", Vec::new()),
                };
                let first = Node::derived(first, ScalarKind::Text, origin.clone());
                fields.put("test", Node::list([vec![first], words].concat(), origin)).finish()
            }
            // `NONE`, the only other one.
            _ => fields.flag("disable", true).finish(),
        }
    }

    /// Returns the words of a command; the shell's own words stand where the command stands.
    fn command(&self, command: &Command) -> Option<Node> {
        match command {
            Command::Exec(words) => {
                Some(Node::list(self.words(&words.value), self.text.node(words.span.clone()).origin))
            }
            Command::Shell(shell) => {
                let text = self.text.node(shell.span.clone());
                let origin = text.origin.clone();
                let word = |word: &str| Node::derived(word, ScalarKind::Text, origin.clone());
                Some(Node::list(vec![word("/bin/sh"), word("-c"), text], origin.clone()))
            }
            _ => None,
        }
    }

    fn words(&self, words: &[parser::UnescapedString]) -> Vec<Node> {
        words.iter().map(|word| self.text.value(word.span.clone(), &word.value, None)).collect()
    }
}

/// Returns true if the characters of `word`, whose value is `node`, take nothing from a variable.
fn is_written(word: &[Character], node: &Node) -> bool {
    let is_quoted = matches!(word, [(_, '\''), ..]);
    let is_own = is_quoted || word.iter().all(|(_, one)| *one != '$');
    is_own && node.as_scalar().is_some_and(|scalar| scalar.substitutions().is_empty())
}

/// Returns where an instruction that may have here-documents begins.
fn keyword(instruction: &Instruction) -> Option<usize> {
    match instruction {
        Instruction::Add(add) => Some(add.add.span.start),
        Instruction::Copy(copy) => Some(copy.copy.span.start),
        Instruction::Run(run) => Some(run.run.span.start),
        _ => None,
    }
}

/// Returns true if `instruction` may change the files that the image's server reads.
fn changes_settings(instruction: &Instruction) -> bool {
    let path = |source: &Source| match source {
        Source::Path(path) => server::names_settings(&path.value),
        _ => false,
    };
    match instruction {
        Instruction::Add(add) => server::names_settings(&add.dest.value) || add.src.iter().any(path),
        Instruction::Copy(copy) => server::names_settings(&copy.dest.value) || copy.src.iter().any(path),
        Instruction::Workdir(folder) => server::names_settings(&folder.arguments.value),
        Instruction::Run(run) => match &run.arguments {
            Command::Exec(words) => words.value.iter().any(|word| server::names_settings(&word.value)),
            Command::Shell(shell) => server::names_settings(shell.value),
            _ => true,
        },
        _ => false,
    }
}
