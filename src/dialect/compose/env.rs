//! `.env` files (Docker documentation, "Environment variables: env file syntax").

use super::interpolate;
use crate::source::{Source, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// Variables by name, for interpolation. The shell's own are not among them: the same files give the same findings everywhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Environment {
    variables: HashMap<Arc<str>, Variable>,
}

/// A variable that a file sets.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    /// Its value.
    pub(super) value: Arc<str>,
    /// Where the value stands.
    pub(super) span: Span,
}

impl Environment {
    pub(super) fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name)
    }

    /// The assignments of `source` alone, in order, as an `env_file` gives them to a service.
    pub(super) fn assignments(&self, source: &Source) -> Vec<(Arc<str>, Variable)> {
        read(source, self)
    }

    /// These variables, and those of `sources` that they lack; of two sources, the later wins.
    pub(super) fn extended_by<'a>(&self, sources: impl IntoIterator<Item = &'a Source>) -> Self {
        let mut extended = Self::default();
        for source in sources {
            extended.variables.extend(read(source, self));
        }
        extended.variables.extend(self.variables.iter().map(|(name, one)| (Arc::clone(name), one.clone())));
        extended
    }

    /// These variables, and those of `more` that they lack.
    pub(super) fn with(&self, more: impl IntoIterator<Item = (Arc<str>, Variable)>) -> Self {
        let mut variables: HashMap<_, _> = more.into_iter().collect();
        variables.extend(self.variables.iter().map(|(name, one)| (Arc::clone(name), one.clone())));
        Self { variables }
    }

    #[cfg(test)]
    pub(super) fn set_for_test(&mut self, name: &str, value: &str) {
        let sources = crate::source::SourceMap::default();
        let source = sources.add(std::path::Path::new(".env"), String::new());
        let variable = Variable { value: value.into(), span: Span::new(source.id, 0, 0) };
        self.variables.insert(name.into(), variable);
    }
}

/// The assignments of `source`, in order. A line that is none is passed.
fn read(source: &Source, outer: &Environment) -> Vec<(Arc<str>, Variable)> {
    let mut so_far = outer.clone();
    let mut found = Vec::new();
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_start_matches(['\u{feff}', ' ', '\t']);
        let content = content.strip_prefix("export ").unwrap_or(content).trim_start();
        let Some((name, value)) = content.split_once('=') else { continue };
        let name = name.trim();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-[]".contains(&byte);
        if name.is_empty() || content.starts_with('#') || !name.bytes().all(is_name) {
            continue;
        }
        let trimmed = value.trim();
        let offset = start + line.len() - value.len() + (value.len() - value.trim_start().len());
        let (raw, literal) = unquote(trimmed);
        let value = if literal {
            raw.to_owned()
        } else {
            interpolate::replace(&unescape(raw, trimmed), &so_far)
                .map_or_else(|_| raw.to_owned(), |new| new.text)
        };
        let quotes = if trimmed.starts_with(raw) { 0 } else { 2 };
        let span = Span::new(source.id, offset, offset + raw.len() + quotes);
        let variable = Variable { value: value.into(), span };
        // What is known from outside stays what it is: the file's own value is for whoever reads the result.
        if outer.get(name).is_none() {
            so_far.variables.insert(name.into(), variable.clone());
        }
        found.push((name.into(), variable));
    }
    found
}

/// The text inside quotes, or up to a comment; true where variables in it are not replaced.
fn unquote(value: &str) -> (&str, bool) {
    for (quote, literal) in [('\'', true), ('"', false)] {
        if let Some(rest) = value.strip_prefix(quote) {
            let end = rest.char_indices().scan(false, |escaped, (at, character)| {
                let closes = character == quote && !*escaped;
                *escaped = character == '\\' && !*escaped;
                Some((at, closes))
            });
            if let Some((end, _)) = end.into_iter().find(|(_, closes)| *closes) {
                return (&rest[..end], literal);
            }
        }
    }
    let end = value.find(" #").unwrap_or(value.len());
    (value[..end].trim_end(), false)
}

fn unescape(raw: &str, written: &str) -> String {
    if !written.starts_with('"') {
        return raw.to_owned();
    }
    raw.replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("\\t", "\t")
        .replace("\\\"", "\"")
        .replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_assignments_and_where_they_stand() {
        let text = "# c\nA=1 # one\nexport B=\"x ${A}\"\nC='$A'\nD=\nE=a#b\n";
        let sources = crate::source::SourceMap::default();
        let source = sources.add(std::path::Path::new(".env"), text.into());
        let environment = Environment::default().extended_by([&*source]);
        for (name, value, written) in [
            ("A", "1", "1"),
            ("B", "x 1", "\"x ${A}\""),
            ("C", "$A", "'$A'"),
            ("D", "", ""),
            ("E", "a#b", "a#b"),
        ] {
            let variable = environment.get(name).unwrap();
            assert_eq!((&*variable.value, source.slice(variable.span)), (value, written), "{name}");
        }
    }
}
