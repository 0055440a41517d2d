//! JSON Schema (Open Policy Agent, "Policy Reference", "Object"): `json.verify_schema`, `json.match_schema`.

use super::args::any;
use super::{Outcome, Wrong, fails, json_text};
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::paths::LocationSegment;
use jsonschema::{ValidationError, Validator};
use regorus::Value;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The most errors of a document that are told.
const MOST_ERRORS: usize = 1000;

/// Reads a text with JSON, or takes an object or an array.
fn json(value: &Value) -> Result<Json, Wrong> {
    let text = match value {
        Value::String(text) => {
            json_text::read(text).or_else(|_| fails("invalid JSON string"))?;
            text.to_string()
        }
        Value::Object(_) | Value::Array(_) => {
            let mut text = String::new();
            json_text::write(value, None, &mut text, 0)?;
            text
        }
        _ => return fails("wrong type, expected string or object"),
    };
    serde_json::from_str(&text).map_err(|error| Wrong::Fails(error.to_string()))
}

fn schema(value: &Value) -> Result<Validator, Wrong> {
    let schema = json(value)?;
    if !matches!(schema, Json::Object(_) | Json::Bool(_)) {
        return fails("schema is invalid");
    }
    jsonschema::validator_for(&schema).map_err(|error| Wrong::Fails(error.to_string()))
}

/// `json.verify_schema`: whether it is a schema, and why not.
pub(super) fn verify(args: &[Value]) -> Outcome {
    let (is_schema, why) = match schema(any(args, 0)) {
        Ok(_) => (true, Value::Null),
        Err(Wrong::Exceeds(why)) => return Err(Wrong::Exceeds(why)),
        Err(Wrong::Fails(why)) => (false, Value::from(format!("jsonschema: {why}"))),
    };
    Ok(Value::from(vec![Value::from(is_schema), why]))
}

/// `json.match_schema(document, schema)`: whether it matches, and what does not.
pub(super) fn matches(args: &[Value]) -> Outcome {
    let (document, schema) = (json(any(args, 0))?, schema(any(args, 1))?);
    let errors: Vec<Value> =
        schema.iter_errors(&document).take(MOST_ERRORS).flat_map(|error| told(&error)).collect();
    Ok(Value::from(vec![Value::from(errors.is_empty()), Value::from(errors)]))
}

/// An error in the words of Open Policy Agent.
fn told(error: &ValidationError) -> Vec<Value> {
    let mut field: Vec<String> = Vec::new();
    for segment in error.instance_path() {
        field.push(match segment {
            LocationSegment::Property(name) => name.to_string(),
            LocationSegment::Index(at) => at.to_string(),
        });
    }
    let field = if field.is_empty() { "(Root)".to_owned() } else { field.join(".") };
    let one = |kind: &str, description: String| {
        Value::from(BTreeMap::from([
            (Value::from("error"), Value::from(format!("{field}: {description}"))),
            (Value::from("type"), Value::from(kind)),
            (Value::from("field"), Value::from(&*field)),
            (Value::from("desc"), Value::from(description)),
        ]))
    };
    let all = |options: &Json| {
        let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
        options.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    vec![match error.kind() {
        Kind::Required { property } => {
            one("required", format!("{} is required", property.as_str().unwrap_or_default()))
        }
        Kind::AdditionalProperties { unexpected } => {
            let told = |name| format!("Additional property {name} is not allowed");
            return unexpected
                .iter()
                .map(|name| one("additional_property_not_allowed", told(name)))
                .collect();
        }
        Kind::Type { kind } => {
            let (wanted, given) = (wanted(kind), given(error.instance()));
            one("invalid_type", format!("Invalid type. Expected: {wanted}, given: {given}"))
        }
        Kind::Enum { options } => {
            one("enum", format!("{field} must be one of the following: {}", all(options)))
        }
        Kind::Constant { expected_value } => {
            one("const", format!("{field} does not match: {expected_value}"))
        }
        Kind::Pattern { pattern } => one("pattern", format!("Does not match pattern '{pattern}'")),
        Kind::Minimum { limit } => one("number_gte", format!("Must be greater than or equal to {limit}")),
        Kind::Maximum { limit } => one("number_lte", format!("Must be less than or equal to {limit}")),
        Kind::ExclusiveMinimum { limit } => one("number_gt", format!("Must be greater than {limit}")),
        Kind::ExclusiveMaximum { limit } => one("number_lt", format!("Must be less than {limit}")),
        Kind::MinLength { limit } => {
            one("string_gte", format!("String length must be greater than or equal to {limit}"))
        }
        Kind::MaxLength { limit } => {
            one("string_lte", format!("String length must be less than or equal to {limit}"))
        }
        Kind::MinItems { limit } => one("array_min_items", format!("Array must have at least {limit} items")),
        Kind::MaxItems { limit } => one("array_max_items", format!("Array must have at most {limit} items")),
        _ => one("invalid", error.to_string()),
    }]
}

fn wanted(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(all) => all.iter().map(|one| one.to_string()).collect::<Vec<_>>().join("/"),
    }
}

fn given(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_f64() => "number",
        Json::Number(_) => "integer",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}
