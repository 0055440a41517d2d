//! `env_file`s with `format: raw`: every line is read literally (Compose Specification, `env_file`).

use crate::defect::Defect;
use crate::load::env::{Environment, Lookup as _, Variable};
use crate::source::{Source, Span};
use std::sync::Arc;

/// Returns the assignments of `source`, in order; a name without a value gets the value from `outer`, or is omitted.
pub(super) fn assignments(
    source: &Source,
    outer: &Environment,
    defects: &mut Vec<Defect>,
) -> Vec<(Arc<str>, Variable)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let content =
            line.trim_start_matches(|character: char| character == '\u{feff}' || character.is_whitespace());
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let offset = start + line.len() - content.len();
        let (name, value) =
            content.split_once('=').map_or((content, None), |(name, value)| (name, Some(value)));
        if name.is_empty() || name.contains(char::is_whitespace) {
            let message = if name.is_empty() {
                "this line has no variable name"
            } else {
                "a variable name must not contain spaces"
            };
            defects.push(Defect::new(Span::new(source.id, offset, offset + name.len().max(1)), message));
            continue;
        }
        let variable = match value {
            Some(value) => {
                let from = offset + name.len() + 1;
                Some(Variable {
                    value: value.into(),
                    span: Span::new(source.id, from, from + value.len()),
                    missing: None,
                })
            }
            None => outer.get(name).cloned(),
        };
        found.extend(variable.map(|variable| (name.into(), variable)));
    }
    found
}
