//! Fields of the input that no resource judged by the rule has.

use crate::error::PolicyDiagnostic;
use crate::inputs;
use crate::parse::ParsedModule;
use crate::rego;
use crate::resource::ResourceKind;
use crate::spelling::closest;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Checks that every `input.<field>.<field>` in a file exists in the input of one of `kinds`, as far as its names are
/// literal.
pub(crate) fn fields(file: &ParsedModule, kinds: &[ResourceKind], diagnostics: &mut Vec<PolicyDiagnostic>) {
    let tree = &file.tree;
    let schemas: Vec<Value> = kinds.iter().map(|kind| inputs::schema(*kind)).collect();
    let mut seen = BTreeSet::new();
    for rule in &tree.policy {
        rego::expressions(rule, &mut |one, _| {
            let Some(path) =
                rego::path(one).filter(|path| path.first().is_some_and(|root| &**root == "input"))
            else {
                return;
            };
            let Some((number, known)) = absent(&path, &schemas) else { return };
            let range = rego::range(one.span());
            // A reference is visited once for each of its parts, all of which start at the same place.
            if !seen.insert(range.start) {
                return;
            }
            let (Some(field), Some(owner)) = (path.get(number), path.get(..number)) else { return };
            let advice = match closest(field, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`hy-msg-lint schema input` lists them".to_owned(),
            };
            let owner = match owner {
                [_] => {
                    let kinds: Vec<_> = kinds.iter().map(|kind| format!("`{}`", kind.name())).collect();
                    format!("the input of kind {}", kinds.join(" or "))
                }
                names => format!("`{}`", names.join(".")),
            };
            diagnostics.push(file.diagnostic(range, format!("{owner} has no field `{field}`; {advice}")));
        });
    }
}

/// Returns the index in `path`, which starts with `input`, of the first name that no schema has, and the names that the
/// schemas have there.
fn absent<'a>(path: &[Arc<str>], schemas: &'a [Value]) -> Option<(usize, Vec<&'a str>)> {
    let mut here: Vec<(&Value, &Value)> = schemas.iter().map(|schema| (schema, schema)).collect();
    for (number, name) in path.iter().enumerate().skip(1) {
        let objects: Vec<_> =
            here.into_iter().flat_map(|(schema, root)| alternatives(schema, root)).collect();
        let mut next = Vec::new();
        let mut known = Vec::new();
        for (schema, root) in objects {
            let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
            let is_extension = schema.get("patternProperties").is_some() && name.starts_with("x-");
            if !is_closed || is_extension {
                return None;
            }
            let fields = schema.get("properties").and_then(Value::as_object)?;
            known.extend(fields.keys().map(String::as_str));
            next.extend(fields.get(&**name).map(|field| (field, root)));
        }
        if next.is_empty() {
            // Nothing is known below a value that is not an object.
            return (!known.is_empty()).then_some((number, known));
        }
        here = next;
    }
    None
}

/// Returns the object schemas that `schema` allows: the schema it refers to, and each of `anyOf`.
fn alternatives<'a>(schema: &'a Value, root: &'a Value) -> Vec<(&'a Value, &'a Value)> {
    let mut left = vec![schema];
    let mut found = Vec::new();
    while let Some(schema) = left.pop() {
        if let Some(name) =
            schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/$defs/"))
        {
            left.extend(root.get("$defs").and_then(|parts| parts.get(name)));
        } else if let Some(some) = schema.get("anyOf").and_then(Value::as_array) {
            left.extend(some);
        } else if schema.get("type").and_then(Value::as_str) == Some("null") {
            // Null has no fields, which does not make the fields of the other alternatives unknown.
        } else {
            found.push((schema, root));
        }
    }
    found
}
