//! Data files, which policies read below `data`.

use crate::error::PolicyDiagnostic;
use crate::source::Site;
use hy_msg_lint_tree::budget::Limits;
use serde_json::{Map, Value};
use std::sync::{Arc, OnceLock};

/// A data file.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    /// The origin of its text, as shown.
    pub(crate) path: Arc<str>,
    /// The keys below `data` for its content, as OPA places it: those of its folder.
    pub(crate) at: Vec<String>,
    /// Its text: JSON or YAML, by the path.
    pub(crate) text: Arc<str>,
    /// True for a built-in file.
    pub(crate) built_in: bool,
    value: OnceLock<Result<Value, PolicyDiagnostic>>,
}

impl Data {
    pub(crate) fn new(path: &str, at: Vec<String>, text: &str, built_in: bool) -> Self {
        Self { path: path.into(), at, text: text.into(), built_in, value: OnceLock::new() }
    }

    /// Returns the string that a text using this file contains: `data.lib.properties.broker`.
    pub(crate) fn reference(&self) -> String {
        format!("data.{}", self.at.join("."))
    }

    /// Returns what says that it has too much in it, with the data before.
    pub(crate) fn too_much(&self) -> PolicyDiagnostic {
        let most = Limits::default().data;
        self.diagnostic(
            None,
            format!("data has more than {most} values together: leave out what policies do not need"),
        )
    }

    /// Returns its parsed content; parses it once.
    ///
    /// # Errors
    /// If the text is not JSON or YAML; the author must fix it.
    pub(crate) fn value(&self) -> Result<&Value, PolicyDiagnostic> {
        self.value.get_or_init(|| self.read()).as_ref().map_err(Clone::clone)
    }

    fn read(&self) -> Result<Value, PolicyDiagnostic> {
        if self.path.ends_with(".json") {
            serde_json::from_str(&self.text).map_err(|error| {
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                self.diagnostic(
                    Some((error.line(), error.column())),
                    format!("this is not valid JSON: {message}"),
                )
            })
        } else {
            serde_yaml::from_str(&self.text).map_err(|error| {
                let place = error.location().map(|place| (place.line(), place.column()));
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                self.diagnostic(place, format!("this is not YAML that JSON can represent: {message}"))
            })
        }
    }

    /// Puts the content of a JSON file at its place in `data`, a mapping, and replaces what is there.
    ///
    /// # Errors
    /// If the text is not JSON, or its place is below a value that is not a mapping; the author must fix it.
    pub(crate) fn put_into(&self, data: &mut regorus::Value) -> Result<(), PolicyDiagnostic> {
        let value = serde_json::from_str(&self.text)
            .map_err(|error| self.diagnostic(Some((error.line(), error.column())), error.to_string()))?;
        let wrong = |_| self.diagnostic(None, "its folder is below a value that is not a mapping".to_owned());
        let mut place = data;
        for key in &self.at {
            let key = regorus::Value::from(key.as_str());
            let folder = place.as_object_mut().map_err(wrong)?;
            if folder.get(&key).is_none() {
                folder.insert(key.clone(), regorus::Value::new_object());
            }
            let Some(next) = folder.get_mut(&key) else { return Ok(()) };
            place = next;
        }
        *place = value;
        Ok(())
    }

    /// True if it has a value at `path`.
    fn has(&self, path: &[String]) -> bool {
        let shared = self.at.iter().zip(path).all(|(own, wanted)| own == wanted);
        let below = path.get(self.at.len()..).unwrap_or_default();
        let value =
            self.value().ok().and_then(|value| below.iter().try_fold(value, |value, key| value.get(key)));
        shared && value.is_some()
    }

    /// Returns a diagnostic at a line and column, or for the file as a whole.
    fn diagnostic(&self, place: Option<(usize, usize)>, message: String) -> PolicyDiagnostic {
        let range = place.map_or(0..0, |(line, column)| {
            let start =
                self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
            let rest = self.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
            let skip = rest.char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at);
            start + skip..start + rest.len().max(skip)
        });
        PolicyDiagnostic::new(
            Site { path: Arc::clone(&self.path), text: Arc::clone(&self.text), range },
            message,
        )
    }
}

/// Puts the content of `files` below `into`, each at its place, and merges it with what is there, as OPA merges
/// files.
///
/// # Errors
/// If a file cannot be read, is not a mapping, or conflicts with another file on a key; the author must fix it.
pub(crate) fn place<'a>(
    files: impl Iterator<Item = &'a Data>,
    into: &mut Map<String, Value>,
) -> Result<(), PolicyDiagnostic> {
    let mut placed: Vec<&Data> = Vec::new();
    for file in files {
        let mut value = file.value()?.clone();
        if !value.is_object() && file.at.is_empty() {
            let message = "this must be a mapping, whose keys are directly under `data`";
            return Err(file.diagnostic(Some((1, 1)), message.to_owned()));
        }
        for key in file.at.iter().rev() {
            value = Value::Object(std::iter::once((key.clone(), value)).collect());
        }
        let Value::Object(map) = value else { continue };
        if let Err(path) = merge(into, map) {
            let other = placed.iter().rev().find(|other| other.has(&path));
            let other = other
                .map_or_else(|| "the parameters of rules".to_owned(), |other| format!("`{}`", other.path));
            let message = format!("`data.{}` is there already, from {other}", path.join("."));
            return Err(file.diagnostic(None, message));
        }
        placed.push(file);
    }
    Ok(())
}

/// Merges mappings recursively; the error is the path of a conflicting value.
fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) -> Result<(), Vec<String>> {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (None, value) => drop(into.insert(key, value)),
            (Some(Value::Object(known)), Value::Object(more)) => {
                merge(known, more).map_err(|path| [vec![key], path].concat())?;
            }
            (Some(_), _) => return Err(vec![key]),
        }
    }
    Ok(())
}
