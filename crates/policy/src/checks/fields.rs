//! Fields of the input that no resource judged by the rule has.

use crate::error::PolicyDiagnostic;
use crate::inputs;
use crate::parse::ParsedModule;
use crate::rego;
use crate::resource::ResourceKind;
use crate::spelling::closest;
use regorus::unstable::{Expr, Rule};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A step from a value into it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// A field by its name.
    Name(Arc<str>),
    /// A field or an item that is computed.
    Any,
}

/// The variables of a rule that stand for a part of the input.
type Aliases = BTreeMap<Arc<str>, Vec<Step>>;

/// Checks that every field of the input that a file refers to exists in the input of one of `kinds`, as far as its names are
/// literal: directly, and through variables that stand for a part of the input or for the items of one.
pub(crate) fn fields(file: &ParsedModule, kinds: &[ResourceKind], diagnostics: &mut Vec<PolicyDiagnostic>) {
    let tree = &file.tree;
    let schemas: Vec<Value> = kinds.iter().map(|kind| inputs::schema(*kind)).collect();
    let others: BTreeSet<Arc<str>> = rego::declared_names(tree)
        .chain(tree.imports.iter().filter_map(rego::import).map(|(name, _)| name))
        .collect();
    let mut seen = BTreeSet::new();
    for rule in &tree.policy {
        let aliases = aliases(rule, &others);
        rego::expressions(rule, &mut |one, _| {
            let Some(path) = path(one, &aliases) else { return };
            let Some((number, known)) = absent(&path, &schemas) else { return };
            let range = rego::range(one.span());
            // A reference is visited once for each of its parts, and may stand in several places where it is written once.
            if !seen.insert(file.written(range.clone()).start) {
                return;
            }
            let (Some(Step::Name(field)), Some(owner)) = (path.get(number), path.get(..number)) else {
                return;
            };
            let advice = match closest(field, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`hy-msg-lint schema input` lists them".to_owned(),
            };
            let owner = if owner.is_empty() {
                let kinds: Vec<_> = kinds.iter().map(|kind| format!("`{}`", kind.name())).collect();
                format!("the input of kind {}", kinds.join(" or "))
            } else {
                format!("`{}`", shown(owner))
            };
            diagnostics.push(file.diagnostic(range, format!("{owner} has no field `{field}`; {advice}")));
        });
    }
}

/// Returns the steps from the input to what the reference `one` refers to; None for other expressions.
fn path(one: &Expr, aliases: &Aliases) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut next = one;
    loop {
        match next {
            Expr::Var { span, .. } => {
                let mut whole = match span.text() {
                    "input" => Vec::new(),
                    name => aliases.get(name)?.clone(),
                };
                steps.reverse();
                whole.append(&mut steps);
                return Some(whole);
            }
            Expr::RefDot { refr, field, .. } => {
                steps.push(Step::Name(field.0.text().into()));
                next = refr;
            }
            Expr::RefBrack { refr, index, .. } => {
                steps.push(match index.as_ref() {
                    Expr::String { value, .. } | Expr::RawString { value, .. } => {
                        Step::Name(value.as_string().ok()?.clone())
                    }
                    _ => Step::Any,
                });
                next = refr;
            }
            _ => return None,
        }
    }
}

/// Returns the variables of `rule` that are declared once, and are neither a rule nor an import in `others`, with the parts of
/// the input that they stand for.
fn aliases(rule: &Rule, others: &BTreeSet<Arc<str>>) -> Aliases {
    let mut found: BTreeMap<Arc<str>, Vec<rego::From<'_>>> = BTreeMap::new();
    rego::bindings(rule, &mut |name, from| found.entry(name).or_default().push(from));
    found.retain(|name, from| from.len() == 1 && !others.contains(name) && &**name != "_");
    let mut aliases = Aliases::new();
    // An alias may be of another.
    loop {
        let before = aliases.len();
        for (name, from) in &found {
            let steps = match from.first() {
                Some(rego::From::Value(value)) => path(value, &aliases),
                Some(rego::From::Items(value)) => path(value, &aliases).map(|mut steps| {
                    steps.push(Step::Any);
                    steps
                }),
                _ => None,
            };
            if let Some(steps) = steps {
                aliases.insert(Arc::clone(name), steps);
            }
        }
        if aliases.len() == before {
            return aliases;
        }
    }
}

/// Returns steps in the notation of Rego.
fn shown(steps: &[Step]) -> String {
    let mut text = "input".to_owned();
    for step in steps {
        match step {
            Step::Name(name) => {
                text.push('.');
                text.push_str(name);
            }
            Step::Any => text.push_str("[_]"),
        }
    }
    text
}

/// Returns the index in `path` of the first name that no schema has, and the names that the schemas have there.
fn absent<'a>(path: &[Step], schemas: &'a [Value]) -> Option<(usize, Vec<&'a str>)> {
    let mut here: Vec<(&Value, &Value)> = schemas.iter().map(|schema| (schema, schema)).collect();
    for (number, step) in path.iter().enumerate() {
        let values: Vec<_> = here.into_iter().flat_map(|(schema, root)| alternatives(schema, root)).collect();
        let mut next = Vec::new();
        let mut known = Vec::new();
        for (schema, root) in values {
            match step {
                Step::Any => next.push((inside(schema)?, root)),
                Step::Name(name) => {
                    let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
                    let is_extension = schema.get("patternProperties").is_some() && name.starts_with("x-");
                    if !is_closed || is_extension {
                        return None;
                    }
                    let fields = schema.get("properties").and_then(Value::as_object)?;
                    known.extend(fields.keys().map(String::as_str));
                    next.extend(fields.get(&**name).map(|field| (field, root)));
                }
            }
        }
        if next.is_empty() {
            // Nothing is known below a value that is not an object.
            return (!known.is_empty()).then_some((number, known));
        }
        here = next;
    }
    None
}

/// Returns the schema of each item of a list, or of each value of an object whose keys are not known.
fn inside(schema: &Value) -> Option<&Value> {
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => schema.get("items"),
        Some("object") if schema.get("properties").is_none() => {
            schema.get("additionalProperties").filter(|values| values.is_object())
        }
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::Known;
    use crate::module::Module;
    use crate::parse;

    fn found(body: &str) -> Vec<String> {
        let rego = format!("package hy_msg_lint.a.b\n\nother := 1\n\np if {{ {body} }}\n");
        let mut module = Module::read("a/b.rego", rego, false).unwrap().0;
        module.lower(&Arc::new(Known::default())).unwrap();
        let file = parse::parse(&mut regorus::Engine::new(), &Arc::new(module)).unwrap();
        let mut diagnostics = Vec::new();
        fields(&file, &[ResourceKind::Broker], &mut diagnostics);
        diagnostics.into_iter().map(|one| one.message).collect()
    }

    #[test]
    fn fields_are_known_behind_variables_and_brackets() {
        for (body, name) in [
            ("input.listenerz", "listenerz"),
            ("some listener in input.listeners; listener.nam == 1", "nam"),
            ("input.listeners[_].nam == 1", "nam"),
            ("project := input.project; some name, one in project.services; one.runz == name", "runz"),
            ("every one in input.listeners { one.nam }", "nam"),
        ] {
            let found = found(body);
            assert!(found.len() == 1 && found[0].contains(&format!("`{name}`")), "{body}: {found:?}");
        }
        for body in [
            "input.listeners",
            "some listener in input.listeners; listener.name == 1",
            "x := input.project; y := [x.z | some x in [1]]; y == 1",
            "other.z == input.listeners",
            "input.properties[_] == input.properties.ANY",
        ] {
            assert_eq!(found(body), [""; 0], "{body}");
        }
    }
}
