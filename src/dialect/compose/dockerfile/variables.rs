//! The variables of a Dockerfile: arguments and the environment (Dockerfile reference, "ARG", "ENV", "Environment
//! replacement").

use super::text::Text;
use super::words::{Character, range_of};
use crate::tree::{Node, Scalar};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A longer value is not worked out: a few lines could make each twice as long as the one before.
const MAX_VALUE: usize = 64 * 1024;

/// The value of a variable; `None` for an argument that has none.
type Known = Option<Value>;

/// A value.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) text: Arc<str>,
    /// A variable that it needs and that nothing defines.
    pub(super) needs: Option<Arc<str>>,
}

impl Value {
    fn of(node: &Node, name: &str) -> Self {
        if let Some(scalar) = node.as_scalar().filter(|scalar| Scalar::is_known(scalar)) {
            return Self { text: Arc::clone(&scalar.text), needs: None };
        }
        // An argument without a value takes that of the shell in which Compose runs.
        let missing = node.as_scalar().and_then(|one| one.missing_variables().next().cloned());
        let needs = missing.unwrap_or_else(|| name.into());
        Self { text: format!("${{{name}}}").into(), needs: Some(needs) }
    }
}

/// The variables that are set at an instruction.
pub(super) struct Variables<'a> {
    /// The arguments that Compose gives.
    given: BTreeMap<Arc<str>, Value>,
    /// The arguments before the first stage.
    global: BTreeMap<Arc<str>, Known>,
    /// The arguments of the stage, or before the first one.
    arguments: BTreeMap<Arc<str>, Known>,
    /// The environment.
    environment: BTreeMap<Arc<str>, Value>,
    room: &'a mut usize,
}

/// The value would be too long, or too much in all.
#[derive(Debug)]
pub(super) struct TooLong;

impl<'a> Variables<'a> {
    /// Returns the arguments that `build` gives; `room` is how much all values may come to.
    pub(super) fn of(build: &Node, room: &'a mut usize) -> Self {
        let given = build.get("args").iter().flat_map(Node::entries).collect::<Vec<_>>();
        let given = given.into_iter().map(|one| (Arc::clone(&one.key), Value::of(&one.node, &one.key)));
        Self {
            given: given.collect(),
            global: BTreeMap::new(),
            arguments: BTreeMap::new(),
            environment: BTreeMap::new(),
            room,
        }
    }

    /// Begins the stages: an argument from before them has to be declared again.
    pub(super) fn begin_stages(&mut self) {
        self.global = std::mem::take(&mut self.arguments);
    }

    /// Declares an argument.
    pub(super) fn declare(&mut self, name: &str, default: Known) {
        let global = || self.global.get(name).cloned().flatten();
        let value = self.given.get(name).cloned().or(default).or_else(global);
        self.arguments.insert(name.into(), value);
    }

    /// Sets a variable of the environment.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.environment.insert(name.into(), value);
    }

    /// Returns the value of `name`; `Some(None)` for an argument without one, `None` for what nothing here declares.
    fn get(&self, name: &str) -> Option<Known> {
        let own = self.environment.get(name).map(|value| Some(value.clone()));
        own.or_else(|| self.arguments.get(name).cloned())
    }

    /// Returns the value of a word, with variables in place of their names and without quotes.
    pub(super) fn expand(&mut self, word: &[Character], escape: char) -> Result<Value, TooLong> {
        let mut reader = Reader { word, at: 0, escape, variables: self, text: String::new(), needs: None };
        reader.read()?;
        let Reader { text, needs, .. } = reader;
        *self.room = self.room.checked_sub(text.len()).ok_or(TooLong)?;
        Ok(Value { text: text.into(), needs })
    }

    /// Returns the value of `word` at its place, or at `otherwise` if it has no characters.
    pub(super) fn node(
        &mut self,
        word: &[Character],
        otherwise: usize,
        escape: char,
        text: &Text,
    ) -> Result<(Value, Node), TooLong> {
        let value = self.expand(word, escape)?;
        let inner = match word {
            [(_, open @ ('"' | '\'')), inner @ .., (_, close)] if open == close => inner,
            _ => word,
        };
        // Between quotes, the value is the characters if none of them means another.
        let whole = range_of(word, otherwise);
        let between = range_of(inner, whole.start);
        let is_plain = text.as_str().get(between.clone()) == Some(&*value.text);
        let range = if is_plain { between } else { whole };
        let node = text.value(range, &value.text, value.needs.as_deref());
        Ok((value, node))
    }
}

struct Reader<'a, 'b> {
    word: &'a [Character],
    at: usize,
    escape: char,
    variables: &'a Variables<'b>,
    text: String,
    needs: Option<Arc<str>>,
}

impl Reader<'_, '_> {
    fn next(&mut self) -> Option<char> {
        let (_, next) = self.word.get(self.at)?;
        self.at += 1;
        Some(*next)
    }

    fn push_next(&mut self) {
        let next = self.next();
        self.text.extend(next);
    }

    fn peek(&self) -> Option<char> {
        self.word.get(self.at).map(|(_, next)| *next)
    }

    fn read(&mut self) -> Result<(), TooLong> {
        let mut quote = None;
        while let Some(next) = self.next() {
            match (next, quote) {
                (one, Some(open)) if one == open => quote = None,
                (one, Some('\'')) => self.text.push(one),
                ('"' | '\'', None) => quote = Some(next),
                ('$', _) => self.variable(),
                (one, None) if one == self.escape => self.push_next(),
                (one, Some(_)) if one == self.escape => match self.peek() {
                    Some(after) if after == '"' || after == '$' || after == self.escape => {
                        self.push_next();
                    }
                    _ => self.text.push(one),
                },
                (one, _) => self.text.push(one),
            }
            if self.text.len() > MAX_VALUE {
                return Err(TooLong);
            }
        }
        Ok(())
    }

    /// Reads a variable behind `$`.
    fn variable(&mut self) {
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                self.text.push('$');
            } else {
                self.put(&name, "", &format!("${name}"));
            }
            return;
        }
        self.at += 1;
        let name = self.name();
        let start = self.at;
        let mut depth = 1;
        while depth > 0 {
            match self.next() {
                Some('{') => depth += 1,
                Some('}') => depth -= 1,
                Some(_) => {}
                None => break,
            }
        }
        let end = if depth == 0 { self.at - 1 } else { self.at };
        let modifier: String =
            self.word.get(start..end).unwrap_or_default().iter().map(|one| one.1).collect();
        self.put(&name, &modifier, &format!("${{{name}{modifier}}}"));
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(next) = self.peek().filter(|one| one.is_ascii_alphanumeric() || *one == '_') {
            name.push(next);
            self.at += 1;
        }
        name
    }

    /// Writes the value of `name`, or `expression` where it is not known.
    fn put(&mut self, name: &str, modifier: &str, expression: &str) {
        let value = self.variables.get(name);
        let own = || value.clone().flatten();
        let is_plain = |text: &str| !text.contains(['$', '"', '\'', self.escape]);
        let (sign, word) = match modifier.strip_prefix(':') {
            Some(rest) => (rest.get(..1), rest.get(1..).unwrap_or_default()),
            None => (modifier.get(..1), modifier.get(1..).unwrap_or_default()),
        };
        let counts = |value: &Value| !modifier.starts_with(':') || !value.text.is_empty();
        let text = |text: &str| Some(Value { text: text.into(), needs: None });
        let found = match (sign, own().filter(counts), value.is_some()) {
            // Without a value, it may be of the environment of the image before.
            (None | Some("-" | "?"), Some(value), _) => Some(value),
            (Some("-"), None, true) if is_plain(word) => text(word),
            (Some("+"), Some(value), _) if is_plain(word) && value.needs.is_none() => text(word),
            (Some("+"), None, true) => text(""),
            _ => None,
        };
        if let Some(value) = found {
            self.text.push_str(&value.text);
            self.needs = self.needs.take().or(value.needs);
        } else {
            self.text.push_str(expression);
            self.needs.get_or_insert_with(|| name.into());
        }
    }
}
