//! Script variables with one known value: assigned once, with a literal.

use crate::source::SourceMap;
use crate::syntax::shell::Command;
use crate::tree::Node;
use std::collections::BTreeMap;

/// Shell commands that can precede an assignment.
const DECLARATIONS: &[&str] = &["export", "readonly", "local", "declare", "typeset"];

/// Values by name; `None` for a variable that is assigned more than once or with a value known only at run time.
#[derive(Debug, Clone, Default)]
pub(in crate::dialect) struct Variables(BTreeMap<String, Option<Node>>);

impl Variables {
    /// Sets a variable; setting it again makes its value unknown.
    pub(in crate::dialect) fn set(&mut self, name: &str, value: Option<Node>) {
        let value = if self.0.contains_key(name) { None } else { value };
        self.0.insert(name.to_owned(), value);
    }

    /// Adds the assignments in the `commands` of `script`. Values from a loop or `read` are unknown.
    pub(in crate::dialect) fn with(&self, commands: &[Command], script: &Node, sources: &SourceMap) -> Self {
        let mut all = self.clone();
        for command in commands {
            let mut words = command.words.iter().peekable();
            while words
                .next_if(|word| DECLARATIONS.contains(&&*word.text) || word.text.starts_with('-'))
                .is_some()
            {}
            let first = words.peek().map(|word| word.text.clone()).unwrap_or_default();
            if matches!(first.as_str(), "for" | "read" | "select") {
                words.skip(1).for_each(|word| all.set(&word.text, None));
                continue;
            }
            for word in words {
                let Some((name, value)) = word.text.split_once('=').filter(|(name, _)| is_name(name)) else {
                    break;
                };
                let whole = super::node_of(script, word.clone(), sources);
                let node = whole.slice(sources, name.len() + 1..word.text.len());
                all.set(name, (!word.expands && !value.is_empty()).then_some(node));
            }
        }
        all
    }

    /// Returns the value of a word that is a single variable: `$RF`, `${RF}`, `${RF:-3}`, in a makefile `$(RF)`.
    /// `word` is part of the script, and its text is `text`.
    pub(in crate::dialect) fn value(&self, text: &str, word: &Node, sources: &SourceMap) -> Option<Node> {
        let name = text.strip_prefix('$')?;
        let braced = [('{', '}'), ('(', ')')]
            .into_iter()
            .find_map(|(open, close)| name.strip_prefix(open)?.strip_suffix(close));
        let name = braced.unwrap_or(name);
        let (name, default) = match name.split_once(":-").or_else(|| name.split_once('-')) {
            Some((name, default)) => (name, Some(default)),
            None => (name, None),
        };
        if !is_name(name) {
            return None;
        }
        if let Some(known) = self.0.get(name) {
            return known.clone();
        }
        let default = default.filter(|default| !default.is_empty() && !default.contains('$'))?;
        let at = word.as_scalar()?.text.find(default)?;
        Some(word.slice(sources, at..at + default.len()))
    }
}

fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    starts && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
