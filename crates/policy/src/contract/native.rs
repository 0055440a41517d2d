//! Our contract: `deny` and `unknown` are sets of objects with `msg` and `at`.

use super::{ContractError, fix, pointer, shown};
use crate::severity::Severity;
use crate::violation::{Explains, Pointer, Violation, Where};
use regorus::Value;

const POINTER: &str = "expected a list of keys and indexes, as in [\"networks\", \"backend\", 0]";
const RELATED: &str = "expected a list of {\"at\": [...], \"msg\": \"...\"}";
const EXPLAINS: &str = "expected {\"rules\": [\"...\"], \"at\": [[...]]}";
const TEXT: &str = "expected text that is not empty";

/// Parses the violations in a result `set`, in the set's order.
///
/// # Errors
/// If the result is not a set, or a member is not an object with `msg` and `at` and, optionally, `label`, `key`,
/// `help`, `related`, `severity`, `fix`, `cause` and `explains`.
pub(crate) fn violations(set: &Value) -> Result<Vec<Violation>, ContractError> {
    match set {
        Value::Undefined => Ok(Vec::new()),
        Value::Set(members) => members.iter_sorted().map(violation).collect(),
        other => Err(ContractError {
            wrong: "it is not a set".to_owned(),
            wanted: "expected `deny contains violation if { ... }`",
            given: shown(other),
        }),
    }
}

fn violation(value: &Value) -> Result<Violation, ContractError> {
    let refuse = |wrong: String, wanted| ContractError { wrong, wanted, given: shown(value) };
    let Value::Object(object) = value else {
        let wanted = "expected objects with `msg` and `at`";
        return Err(refuse("a member of the set is not an object".to_owned(), wanted));
    };
    let (mut message, mut label, mut at, mut is_key, mut help) = (None, None, None, false, None);
    let (mut related, mut severity, mut parsed_fix) = (Vec::new(), None, None);
    let (mut cause, mut explains) = (None, None);
    for (key, field) in object.iter_sorted() {
        let name = if let Value::String(name) = key { &**name } else { "" };
        let read = match name {
            "msg" => text(field).map(|text| message = Some(text)).ok_or(TEXT),
            "label" => text(field).map(|text| label = Some(text)).ok_or(TEXT),
            "at" => pointer(field).map(|pointer| at = Some(pointer)).ok_or(POINTER),
            "key" => field.as_bool().map(|key| is_key = *key).map_err(|_| "expected true or false"),
            "help" => text(field).map(|text| help = Some(text)).ok_or(TEXT),
            "related" => labels(field).map(|labels| related = labels).ok_or(RELATED),
            "severity" => severity_of(field)
                .map(|level| severity = Some(level))
                .ok_or("expected \"error\", \"warning\" or \"info\""),
            "fix" => fix::fix(field).map(|one| parsed_fix = Some(one)).ok_or(fix::WANTED),
            "cause" => pointer(field).map(|pointer| cause = Some(pointer)).ok_or(POINTER),
            "explains" => explained(field).map(|one| explains = Some(one)).ok_or(EXPLAINS),
            _ => {
                let wanted = "expected `msg`, `label`, `at`, `key`, `help`, `related`, `severity`, `fix`, `cause` or `explains`";
                return Err(refuse(format!("there is no field {}", shown(key)), wanted));
            }
        };
        read.map_err(|wanted| refuse(format!("`{name}` has another shape"), wanted))?;
    }
    let message = message.ok_or_else(|| refuse("`msg` is missing".to_owned(), TEXT))?;
    let at = at.ok_or_else(|| refuse("`at` is missing".to_owned(), POINTER))?;
    let at = if is_key { Where::Key(at) } else { Where::At(at) };
    Ok(Violation { message, label, at, help, related, severity, fix: parsed_fix, cause, explains })
}

fn text(value: &Value) -> Option<String> {
    let text = value.as_string().ok()?;
    (!text.trim().is_empty()).then(|| text.to_string())
}

fn severity_of(value: &Value) -> Option<Severity> {
    match &**value.as_string().ok()? {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        _ => None,
    }
}

fn labels(value: &Value) -> Option<Vec<(Pointer, String)>> {
    let label = |value: &Value| Some((pointer(field(value, "at", 2)?)?, text(field(value, "msg", 2)?)?));
    value.as_array().ok()?.iter().map(label).collect()
}

fn explained(value: &Value) -> Option<Explains> {
    let rules = members(field(value, "rules", 2)?)?;
    let rules: Option<Vec<_>> = rules.iter().map(|rule| Some(text(rule)?.into())).collect();
    let at = members(field(value, "at", 2)?)?;
    let at: Option<Vec<_>> = at.iter().map(pointer).collect();
    Some(Explains { rules: rules?, at: at? })
}

/// Returns the members of a list or a set.
fn members(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(items) => Some(items.to_vec()),
        Value::Set(items) => Some(items.iter_sorted().cloned().collect()),
        _ => None,
    }
}

/// Returns the field `name` of an object with exactly `count` fields.
fn field<'a>(value: &'a Value, name: &str, count: usize) -> Option<&'a Value> {
    let object = value.as_object().ok()?;
    (object.len() == count).then(|| object.get(&Value::from(name)))?
}
