//! The commands of a script as they are read: which of them the script lets fail.

use super::branches::Branches;
use super::functions::Functions;
use super::{Command, Word};
use std::collections::HashMap;
use std::ops::Range;

/// Words before the program of a command.
const LEADING: &[&str] = &["if", "elif", "while", "until", "!", "then", "else", "do", "{", "time"];

/// Programs, and usual names of functions, that fail or end the script with a failure.
const ENDING: &[&str] = &["false", "die", "fail", "abort", "bail", "fatal", "panic", "error_exit"];

/// The commands read so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    commands: Vec<Command>,
    /// What is known of each command.
    known: Vec<Known>,
    current: Command,
    /// True where a pipeline fails with any of its commands.
    keeps_pipes: bool,
    /// True behind `set +e`.
    goes_on: bool,
    /// The first command of what `||` decides about: a pipeline, or several joined by `&&`.
    pipeline: usize,
    groups: Vec<Group>,
    /// The ends of groups that are closed, by their first commands.
    ended: HashMap<usize, usize>,
    /// The first command of a group, a loop or an `if` that just ended.
    closed: Option<usize>,
    handled: Vec<Handled>,
    branches: Branches,
    functions: Functions,
}

/// What is known of a command besides its words.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// True if the script goes on only because of `set +e`.
    by_set: bool,
    /// True if it ends the script, or the function, with a failure.
    ends: bool,
    /// In how many conditions and loops it stands.
    depth: usize,
}

/// A group that is open: `(…)` or `{ …; }`.
#[derive(Debug)]
struct Group {
    first: usize,
    is_subshell: bool,
    /// Whether the script goes on after failures around it.
    goes_on: bool,
    depth: usize,
    /// The function that it is the body of.
    function: Option<String>,
}

/// Commands before `||`, and where their handler begins.
#[derive(Debug)]
struct Handled {
    commands: Range<usize>,
    depth: usize,
}

impl Found {
    /// Begins a script; with `keeps_pipes`, a pipeline fails with any of its commands.
    pub(super) fn new(keeps_pipes: bool) -> Self {
        Self { keeps_pipes, ..Self::default() }
    }

    /// Adds a word to the current command.
    pub(super) fn word(&mut self, word: Word) {
        let words = &self.current.words;
        if words.is_empty() {
            self.closed = None;
            if word.text == "}" {
                self.close(false);
                return;
            }
        }
        let named = match words.as_slice() {
            [function, name] if function.text == "function" => Some(name.text.clone()),
            _ => None,
        };
        if word.text == "{" && (named.is_some() || words.iter().all(|word| is_leading(&word.text))) {
            self.open(false, named);
        }
        self.current.words.push(word);
    }

    /// Ends the current command at `operator`.
    pub(super) fn operator(&mut self, operator: &str) {
        let (or, pipe) = (operator == "||", matches!(operator, "|" | "|&"));
        let ended = !self.current.words.is_empty();
        if operator == "(" {
            self.functions.names(&self.current.words, self.commands.len());
        }
        if ended {
            self.current.pipes = pipe;
            self.current.tolerated |= pipe && !self.keeps_pipes;
            self.end();
            self.current.tolerated = false;
        }
        let all = self.closed.unwrap_or(self.pipeline)..self.commands.len();
        if or {
            self.handled.push(Handled { commands: all, depth: self.branches.depth() });
            // What runs where another command failed handles the failure.
            self.current.tolerated = true;
        } else if pipe && self.closed.is_some() && !self.keeps_pipes {
            self.tolerate(all);
        }
        match operator {
            "(" => self.open(true, None),
            ")" => self.close(true),
            _ => {}
        }
        if !pipe && operator != "&&" {
            self.pipeline = self.commands.len();
        }
    }

    fn open(&mut self, is_subshell: bool, function: Option<String>) {
        let (first, depth) = (self.commands.len(), self.branches.depth());
        let function = function.or_else(|| if is_subshell { None } else { self.functions.named(first) });
        self.groups.push(Group { first, is_subshell, goes_on: self.goes_on, depth, function });
    }

    /// Closes the innermost group; the `)` behind a pattern of `case` closes none.
    fn close(&mut self, is_subshell: bool) {
        let Some(group) = self.groups.pop_if(|group| group.is_subshell == is_subshell) else { return };
        let end = self.commands.len();
        if is_subshell {
            // A subshell ends as its last command does, and `set` in it is about it alone.
            if let Some(last) = self.known.get_mut(group.first..).and_then(<[Known]>::last_mut) {
                last.by_set &= group.goes_on;
            }
            self.goes_on = group.goes_on;
        }
        self.ended.insert(group.first, end);
        self.closed = Some(group.first);
        if let Some(name) = group.function {
            let ends = self.ends(group.first..end, group.depth);
            self.functions.define(name, group.first..end, ends);
        }
    }

    /// Returns true if one of the commands that run in any case fails on purpose; `depth` is that around them.
    fn ends(&self, commands: Range<usize>, depth: usize) -> bool {
        self.known.get(commands).is_some_and(|known| known.iter().any(|one| one.ends && one.depth == depth))
    }

    fn tolerate(&mut self, commands: Range<usize>) {
        for command in self.commands.get_mut(commands).unwrap_or_default() {
            command.tolerated = true;
        }
    }

    fn end(&mut self) {
        let command = std::mem::take(&mut self.current);
        let at = self.commands.len();
        let words: Vec<_> = command.words.iter().map(|word| &*word.text).collect();
        let mut rest = words.as_slice();
        let mut settled = Vec::new();
        while let Some((first, behind)) = rest.split_first() {
            let closed = self.branches.keyword(first, at, &mut settled);
            self.closed = closed.or(self.closed);
            if !is_leading(first) {
                break;
            }
            rest = behind;
        }
        match rest {
            ["set", flags, ..] if flags.starts_with('+') && flags.contains('e') => self.goes_on = true,
            ["set", flags, ..] if flags.starts_with('-') && flags.contains('e') => self.goes_on = false,
            ["set", "+o", "errexit", ..] => self.goes_on = true,
            ["set", "-o", "errexit", ..] => self.goes_on = false,
            _ => {}
        }
        let ends = match rest {
            ["exit" | "return", "0", ..] | [] => false,
            ["exit" | "return", ..] => true,
            [program, ..] => ENDING.contains(program) || self.functions.end(program),
        };
        let is_negated = words.iter().take_while(|word| is_leading(word)).any(|word| *word == "!");
        let is_condition = self.branches.command(at, is_negated, ends);
        let known = Known { by_set: self.goes_on, ends, depth: self.branches.depth() };
        self.known.push(known);
        let tolerated = command.tolerated || (is_negated && !is_condition);
        self.commands.push(Command { tolerated, ..command });
        for at in settled {
            self.tolerate(at..at + 1);
        }
    }

    /// Returns the commands.
    pub(super) fn finish(mut self) -> Vec<Command> {
        if !self.current.words.is_empty() {
            self.end();
        }
        let settled: Vec<usize> = std::mem::take(&mut self.branches).finish();
        for at in settled {
            self.tolerate(at..at + 1);
        }
        for Handled { commands, depth } in std::mem::take(&mut self.handled) {
            let first = commands.end;
            let handler = first..self.ended.get(&first).copied().unwrap_or(first + 1);
            if !self.ends(handler, depth) {
                self.tolerate(commands);
            }
        }
        for (command, known) in self.commands.iter_mut().zip(&self.known) {
            command.tolerated |= known.by_set;
        }
        self.functions.tolerate(&mut self.commands);
        self.commands
    }
}

/// Returns true for a keyword of the shell before the program of a command.
pub fn is_leading(word: &str) -> bool {
    LEADING.contains(&word)
}
