//! The commands of a script as they are read: which of them the script lets fail.

use super::{Command, Word};

/// Words that make the following command a condition.
const CONDITIONS: &[&str] = &["if", "elif", "while", "until", "!"];

/// The commands read so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    commands: Vec<Command>,
    current: Command,
    /// True where a pipeline fails with any of its commands.
    keeps_pipes: bool,
    /// True behind `set +e`.
    goes_on: bool,
    /// The first command of what `||` decides about: a pipeline, or several joined by `&&`.
    pipeline: usize,
    /// The first commands of the open groups, `(…)` and `{ …; }`.
    groups: Vec<usize>,
    /// The first command of a group that just ended.
    closed: Option<usize>,
}

impl Found {
    /// Begins a script; with `keeps_pipes`, a pipeline fails with any of its commands.
    pub(super) fn new(keeps_pipes: bool) -> Self {
        Self { keeps_pipes, ..Self::default() }
    }

    /// Adds a word to the current command.
    pub(super) fn word(&mut self, word: Word) {
        if self.current.words.is_empty() {
            match &*word.text {
                "{" => self.groups.push(self.commands.len()),
                "}" => {
                    self.closed = self.groups.pop();
                    return;
                }
                _ => self.closed = None,
            }
        }
        self.current.words.push(word);
    }

    /// Ends the current command at `operator`.
    pub(super) fn operator(&mut self, operator: &str) {
        let or = operator == "||";
        if or {
            let first = self.closed.unwrap_or(self.pipeline);
            self.commands.iter_mut().skip(first).for_each(|command| command.tolerated = true);
        }
        if !self.current.words.is_empty() {
            self.current.tolerated |= or || (operator == "|" && !self.keeps_pipes);
            self.end();
            // What runs where another command failed handles the failure.
            self.current.tolerated = or;
        } else if or {
            self.current.tolerated = true;
        }
        match operator {
            "(" => self.groups.push(self.commands.len()),
            ")" => self.closed = self.groups.pop(),
            _ => {}
        }
        if !matches!(operator, "|" | "&&") {
            self.pipeline = self.commands.len();
        }
    }

    fn end(&mut self) {
        let mut command = std::mem::take(&mut self.current);
        let words: Vec<_> = command.words.iter().map(|word| &*word.text).collect();
        match words.as_slice() {
            ["set", "+e", ..] => self.goes_on = true,
            ["set", "-e", ..] => self.goes_on = false,
            _ => {}
        }
        command.tolerated |= self.goes_on || words.first().is_some_and(|first| CONDITIONS.contains(first));
        self.commands.push(command);
    }

    /// Returns the commands.
    pub(super) fn finish(mut self) -> Vec<Command> {
        if !self.current.words.is_empty() {
            self.end();
        }
        self.commands
    }
}
