//! JSON (Open Policy Agent, "Policy Reference", "Encoding").

use super::args::{any, kind, object, text};
use super::{Outcome, fails, json_text};
use regorus::Value;

pub(super) fn marshal(args: &[Value]) -> Outcome {
    let mut out = String::new();
    json_text::write(any(args, 0), None, &mut out, 0)?;
    Ok(Value::from(out))
}

/// `json.marshal_with_options`: `prefix`, `indent`, `pretty`.
pub(super) fn marshal_with_options(args: &[Value]) -> Outcome {
    let (mut prefix, mut indent, mut pretty, mut is_laid_out) = ("", "\t", None, false);
    for (key, value) in object(args, 1)?.iter() {
        match (key, value) {
            (Value::String(key), Value::String(value)) if &**key == "prefix" => {
                (prefix, is_laid_out) = (value, true);
            }
            (Value::String(key), Value::String(value)) if &**key == "indent" => {
                (indent, is_laid_out) = (value, true);
            }
            (Value::String(key), Value::Bool(value)) if &**key == "pretty" => pretty = Some(*value),
            (key, value) => return fails(format!("the option {key} cannot be of type {}", kind(value))),
        }
    }
    let mut out = String::new();
    if pretty.unwrap_or(is_laid_out) {
        out.push_str(prefix);
        json_text::write(any(args, 0), Some((prefix, indent)), &mut out, 0)?;
    } else {
        json_text::write(any(args, 0), None, &mut out, 0)?;
    }
    Ok(Value::from(out))
}

pub(super) fn unmarshal(args: &[Value]) -> Outcome {
    json_text::read(text(args, 0)?)
}

pub(super) fn is_valid(args: &[Value]) -> Outcome {
    Ok(Value::from(text(args, 0).is_ok_and(|text| json_text::read(text).is_ok())))
}
