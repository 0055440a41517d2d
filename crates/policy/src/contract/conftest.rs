//! Conftest's contract: strings, or objects with `msg`, and rules for exceptions.

use super::{ContractError, fix, pointer, shown};
use crate::violation::{Violation, Where};
use regorus::Value;

/// Parses the violations in a rule's result by Conftest's contract: a set or list of strings, or of objects with
/// `msg` and, beyond Conftest, `at`, a path in the input, and `fix`. `_loc`, with `file` and `line`, is accepted as a place too.
/// A result that is neither a set nor a list has no violations, as in Conftest. Nor has a member that is neither a string
/// nor an object; these are returned beside the violations, as JSON.
///
/// # Errors
/// If an object has no text `msg`.
pub(crate) fn violations(value: &Value) -> Result<(Vec<Violation>, Vec<String>), ContractError> {
    let members: Vec<&Value> = match value {
        Value::Set(members) => members.iter_sorted().collect(),
        Value::Array(members) => members.iter().collect(),
        _ => Vec::new(),
    };
    let counts = |value: &&Value| matches!(value, Value::String(_) | Value::Object(_));
    let (members, ignored): (Vec<_>, Vec<_>) = members.into_iter().partition(counts);
    let violations = members.into_iter().map(result).collect::<Result<Vec<_>, _>>()?;
    Ok((violations.into_iter().flatten().collect(), ignored.into_iter().map(shown).collect()))
}

/// Parses a member; an empty string means no violation.
fn result(value: &Value) -> Result<Option<Violation>, ContractError> {
    let refuse = |wrong: &str| ContractError {
        wrong: wrong.to_owned(),
        wanted: "expected a text, or an object with the text `msg`",
        given: shown(value),
    };
    let (message, at, parsed_fix) = match value {
        Value::String(message) if message.is_empty() => return Ok(None),
        Value::String(message) => (message.to_string(), None, None),
        Value::Object(object) => {
            let get = |name: &str| object.get(&Value::from(name));
            let Some(Value::String(message)) = get("msg") else {
                return Err(refuse("an object of the result has no text `msg`"));
            };
            (
                message.to_string(),
                get("at").and_then(pointer).map(Where::At).or_else(|| get("_loc").and_then(line)),
                get("fix").and_then(fix::fix),
            )
        }
        _ => return Err(refuse("a member of the result is neither a text nor an object")),
    };
    let at = at.unwrap_or(Where::Quoted);
    Ok(Some(Violation {
        message,
        at,
        help: None,
        related: Vec::new(),
        severity: None,
        fix: parsed_fix,
        cause: None,
        explains: None,
        label: None,
    }))
}

/// True if `exceptions`, a collection of collections of names, has the name of the rule `name` without `deny_`,
/// `violation_` or `warn_`; plain `deny` becomes the empty name (Conftest documentation, "Exceptions").
pub(crate) fn excepts(exceptions: &Value, name: &str) -> bool {
    let name = match name {
        "deny" | "violation" | "warn" => "",
        _ => ["violation_", "deny_", "warn_"]
            .iter()
            .fold(name, |name, prefix| name.strip_prefix(prefix).unwrap_or(name)),
    };
    let name = Value::from(name);
    members(exceptions).into_iter().any(|names| members(names).contains(&&name))
}

fn members(value: &Value) -> Vec<&Value> {
    match value {
        Value::Set(members) => members.iter_sorted().collect(),
        Value::Array(members) => members.iter().collect(),
        Value::Object(fields) => fields.iter_sorted().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    }
}

/// Parses `{"file": "…", "line": 1}`; both fields are optional (Conftest documentation, "Output formats").
fn line(value: &Value) -> Option<Where> {
    let object = value.as_object().ok()?;
    let file = object.get(&Value::from("file")).and_then(|file| file.as_string().ok()).cloned();
    let line = object.get(&Value::from("line")).and_then(|line| line.as_u32().ok());
    (file.is_some() || line.is_some()).then(|| Where::Line(file, line.unwrap_or(1).max(1) as usize))
}
