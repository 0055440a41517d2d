//! Variables of a script that have one value: they are set once, and to what is written there.

use crate::source::SourceMap;
use crate::syntax::shell::Command;
use crate::tree::Node;
use std::collections::BTreeMap;

/// Words before assignments that are commands to the shell alone.
const DECLARATIONS: &[&str] = &["export", "readonly", "local", "declare", "typeset"];

/// Values by name; none for a name that is set more than once, or to something that only running tells.
#[derive(Debug, Clone, Default)]
pub(in crate::dialect) struct Variables(BTreeMap<String, Option<Node>>);

impl Variables {
    /// Sets a variable; one that has a value has none from then on.
    pub(in crate::dialect) fn set(&mut self, name: &str, value: Option<Node>) {
        let value = if self.0.contains_key(name) { None } else { value };
        self.0.insert(name.to_owned(), value);
    }

    /// With what the `commands` of `script` assign. What a loop or `read` gives a variable is not known.
    pub(super) fn with(&self, commands: &[Command], script: &Node, sources: &SourceMap) -> Self {
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

    /// The value of a word that is one variable and nothing else: `$RF`, `${RF}`, `${RF:-3}`, in a makefile `$(RF)`. `word` stands
    /// in `script`, and its text is `text`.
    pub(super) fn value(&self, text: &str, word: &Node, sources: &SourceMap) -> Option<Node> {
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
