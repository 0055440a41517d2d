//! The functions of a script: where all calls of one may fail, so may its commands.

use super::{Command, Word};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The functions of a script.
#[derive(Debug, Default)]
pub(super) struct Functions {
    /// The name before `(`, and the number of commands with it.
    name: Option<(String, usize)>,
    /// The commands that are no calls: names before `()`.
    definitions: HashSet<usize>,
    bodies: Vec<(String, Range<usize>)>,
    ending: HashSet<String>,
}

impl Functions {
    /// Reads the words before `(`, which become command `at`.
    pub(super) fn names(&mut self, words: &[Word], at: usize) {
        self.name = match words {
            [name] => Some((name.text.clone(), at + 1)),
            [function, name] if function.text == "function" => Some((name.text.clone(), at + 1)),
            _ => None,
        };
    }

    /// Returns the function whose body begins at command `first`.
    pub(super) fn named(&mut self, first: usize) -> Option<String> {
        let (name, _) = self.name.take().filter(|(_, behind)| *behind == first)?;
        self.definitions.insert(first - 1);
        Some(name)
    }

    /// Adds a function; `ends` is true if it ends the script with a failure.
    pub(super) fn define(&mut self, name: String, body: Range<usize>, ends: bool) {
        if ends {
            self.ending.insert(name.clone());
        }
        self.bodies.push((name, body));
    }

    /// Returns true if the function `name` ends the script with a failure.
    pub(super) fn end(&self, name: &str) -> bool {
        self.ending.contains(name)
    }

    /// Marks the commands of functions that are called only where they may fail.
    pub(super) fn tolerate(&self, commands: &mut [Command]) {
        if self.bodies.is_empty() {
            return;
        }
        let mut calls: HashMap<&str, Vec<usize>> =
            self.bodies.iter().map(|(name, _)| (name.as_str(), Vec::new())).collect();
        for (at, command) in commands.iter().enumerate().filter(|(at, _)| !self.definitions.contains(at)) {
            for word in &command.words {
                if let Some(calls) = calls.get_mut(&*word.text) {
                    calls.push(at);
                }
            }
        }
        // A function usually stands before those that call it.
        for (name, body) in self.bodies.iter().rev() {
            let is_outside = |at: &&usize| !body.contains(*at);
            let calls = calls.get(name.as_str()).map(Vec::as_slice).unwrap_or_default();
            let may_fail = |at: &usize| commands.get(*at).is_some_and(|command| command.tolerated);
            let mut outside = calls.iter().filter(is_outside).peekable();
            if outside.peek().is_some() && outside.all(may_fail) {
                for command in commands.get_mut(body.clone()).unwrap_or_default() {
                    command.tolerated = true;
                }
            }
        }
    }
}
