//! What the configuration says for one file, as a table and as JSON.

use super::{columns, json};
use crate::source::Site;
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};

/// What holds for a file.
#[derive(Debug, Serialize)]
pub struct Settings {
    /// The file, as shown.
    pub file: String,
    /// The configuration that applies to it.
    pub configuration: Option<String>,
    /// The files that this extends.
    pub extends: Vec<String>,
    /// What general rules judge.
    pub scope: Held,
    /// The lowest severity that fails a run.
    pub fail_on: Held,
    /// The rules and areas to judge by; all if there are none.
    pub select: Vec<Held>,
    /// The rules of which something is set, by area and id.
    pub rules: Vec<HeldRule>,
}

/// What is set of a rule.
#[derive(Debug, Serialize)]
pub struct HeldRule {
    /// The rule's id.
    pub id: String,
    /// Its severity, `off`, or `ignored`.
    pub severity: Option<Held>,
    /// Its parameters that are set.
    #[serde(serialize_with = "by_name")]
    pub parameters: Vec<(String, Held)>,
}

/// A value, and where it is set.
#[derive(Debug, Serialize)]
pub struct Held {
    value: Value,
    /// `hy-msg-lint.yaml:3`, or `preset local:8`; `None` for a default.
    set_in: Option<String>,
}

impl Held {
    /// Returns `value`, which is set at `site`, or nowhere.
    pub fn of(value: impl Into<Value>, site: Option<&Site>) -> Self {
        let line = |site: &Site| match site.position() {
            Some((line, _)) => format!("{}:{line}", site.path),
            None => site.path.to_string(),
        };
        Self { value: value.into(), set_in: site.map(line) }
    }

    fn cells(&self) -> [String; 2] {
        let value = self.value.as_str().map_or_else(|| self.value.to_string(), str::to_owned);
        [value, self.set_in.clone().unwrap_or_else(|| "default".to_owned())]
    }
}

fn by_name<S: serde::Serializer>(parameters: &[(String, Held)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(parameters.iter().map(|(name, held)| (name, held)))
}

/// Writes a line for each thing that is set: its name, its value, and where it is set.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn table(settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let row = |name: &str, parameter: &str, held: &Held| {
        let [value, place] = held.cells();
        [name.to_owned(), parameter.to_owned(), value, place]
    };
    let mut rows = vec![["setting", "parameter", "value", "set in"].map(str::to_owned)];
    rows.push(row("scope", "-", &settings.scope));
    rows.push(row("fail_on", "-", &settings.fail_on));
    rows.extend(settings.select.iter().map(|one| row("select", "-", one)));
    for rule in &settings.rules {
        rows.extend(rule.severity.iter().map(|held| row(&rule.id, "-", held)));
        rows.extend(rule.parameters.iter().map(|(name, held)| row(&rule.id, name, held)));
    }
    columns::write(&rows, out)
}

/// Writes the same as JSON; the shape is versioned.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn json(settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        version: u32,
        #[serde(flatten)]
        settings: &'a Settings,
    }
    json::write(&Document { version: 1, settings }, out)
}
