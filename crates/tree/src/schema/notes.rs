//! Annotations in the program's own schemas: names of values, and messages for missing or wrong values.
//!
//! | keyword | its text |
//! |---|---|
//! | `x-name` | the name of the value; `{}` is its key. The default is the key |
//! | `x-item` | the name of an item of the list, instead of the name in the item's own schema |
//! | `x-noun` | the noun for a value that is not one of the allowed words: `severity` |
//! | `x-form` | the message for a text that does not match its pattern; `{}` is the text |
//! | `x-lacks` | the message for a mapping that lacks one of its keys |
//! | `x-purpose` | the purpose of the value, appended to its name if it is missing |

use super::messages::{Explanation, Wording, listed};
use super::mismatch::{Mismatch, Segment, Type, Wrong};
use super::{Schema, at};
use crate::tree::{Node, ScalarKind, Value};
use serde_json::Value as Json;

/// Formats messages with the annotations of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Notes<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// Returns the name of the value at a path.
    pub name: fn(&Schema, &[Segment]) -> String,
}

impl Wording for Notes<'_> {
    fn name(&self, path: &[Segment]) -> String {
        (self.name)(self.schema, path)
    }

    fn own(&self, root: &Node, mismatch: &Mismatch) -> Option<Explanation> {
        let path = &*mismatch.path;
        let node = mismatch.value(root)?;
        let name = self.name(path);
        let from_schema = |keyword| self.schema.note(path, keyword);
        let say = |message: String| Explanation::new(node.origin.span, message);
        Some(match &mismatch.wrong {
            Wrong::UnknownKey { key, .. } => {
                let known = self.schema.keys(path);
                let message = format!("{name} has no `{key}`");
                let advice = format!("it has {}", listed(&known, "and"));
                Explanation::new(mismatch.at, message).meant_key(key, &known, Some(node)).advice(advice)
            }
            Wrong::MissingKey { key } => {
                let field: Vec<_> = path.iter().cloned().chain([Segment::Key(key.as_str().into())]).collect();
                let purpose = self.schema.note(&field, "x-purpose").unwrap_or_default();
                let lacks = from_schema("x-lacks").map(str::to_owned);
                say(lacks.unwrap_or_else(|| format!("{name} has no `{key}`{purpose}")))
            }
            Wrong::Empty if node.as_list().is_some() => {
                let (_, owner) = path.split_last()?;
                match self.schema.note(owner, "x-lacks") {
                    Some(lacks) => Explanation::new(at(root, owner)?.origin.span, lacks),
                    None => say(format!("{name} is empty{}", from_schema("x-purpose").unwrap_or_default())),
                }
            }
            Wrong::Type { expected, .. } => say(self.not_of_type(path, &name, expected, node)),
            // Only a text can be reported as not allowed or not matching a pattern.
            Wrong::NotOneOf { .. } | Wrong::Pattern { .. } | Wrong::Empty if !has_text(node) => {
                say(self.not_of_type(path, &name, &[Type::Text], node))
            }
            Wrong::NotOneOf { options, found } => {
                let (message, has) = match from_schema("x-noun") {
                    Some(noun) => (format!("there is no {noun} `{found}`"), "there are"),
                    None => (format!("{name} takes no `{found}`"), "it takes"),
                };
                say(message).meant(found, options).advice(format!("{has} {}", listed(options, "and")))
            }
            Wrong::Pattern { found, .. } => say(from_schema("x-form")?.replace("{}", found)),
            _ => return None,
        })
    }
}

impl Notes<'_> {
    fn not_of_type(&self, path: &[Segment], name: &str, expected: &[Type], node: &Node) -> String {
        let is = type_of(node);
        let scalar = node.as_scalar();
        let given = scalar.map(|scalar| &*scalar.text).unwrap_or_default();
        let kind = scalar.map(|scalar| scalar.kind);
        let has = |kind| expected.contains(&kind);
        if has(Type::Mapping) {
            let known = self.schema.keys(path);
            let with =
                if known.is_empty() { String::new() } else { format!(" with {}", listed(&known, "and")) };
            let or = if has(Type::Text) { self.schema.note(path, "x-noun") } else { None };
            let or = or.map(|noun| format!(", or a {noun}")).unwrap_or_default();
            format!("{name} must be a mapping{with}{or}, not {is}")
        } else if has(Type::List) {
            match kind {
                Some(ScalarKind::Text) => format!("{name} must be a list: write `[{given}]`"),
                _ => format!("{name} must be a list, not {is}"),
            }
        } else if has(Type::Text) {
            match kind {
                Some(ScalarKind::Int | ScalarKind::Float | ScalarKind::Bool) => {
                    format!("{name} must be a string, not {is}: write `'{given}'`")
                }
                _ => format!("{name} must be a string, not {is}"),
            }
        } else {
            let expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
            format!("{name} must be {}, not {is}", expected.join(" or "))
        }
    }
}

impl Schema {
    /// Validates `root` and omits consequential mismatches: a mapping with another mistake in it may lack a key
    /// because of that mistake.
    pub fn mistakes(&self, root: &Node) -> Vec<Mismatch> {
        let mismatches = self.mismatches(root);
        // Returns the length of the path of the mapping that lacks something.
        let lacking = |one: &Mismatch| match &one.wrong {
            Wrong::MissingKey { .. } => Some(one.path.len()),
            Wrong::Empty if one.value(root).is_some_and(|node| node.as_list().is_some()) => {
                one.path.len().checked_sub(1)
            }
            _ => None,
        };
        let others: Vec<_> =
            mismatches.iter().filter(|one| lacking(one).is_none()).map(|one| one.path.clone()).collect();
        let follows = |one: &Mismatch| {
            let owner = lacking(one).and_then(|length| one.path.get(..length));
            owner.is_some_and(|owner| others.iter().any(|other| other.starts_with(owner)))
        };
        mismatches.into_iter().filter(|one| !follows(one)).collect()
    }

    /// Returns the annotation `keyword` for the value at `path`.
    pub(super) fn note(&self, path: &[Segment], keyword: &str) -> Option<&str> {
        self.parts(path).iter().find_map(|part| part.get(keyword)?.as_str())
    }

    /// Returns the keys that the mapping at `path` may have, required keys first.
    fn keys(&self, path: &[Segment]) -> Vec<String> {
        let parts = self.parts(path);
        let required = parts.iter().filter_map(|part| part.get("required")?.as_array()).flatten();
        let known =
            parts.iter().filter_map(|part| part.get("properties")?.as_object()).flat_map(|keys| keys.keys());
        let mut keys: Vec<String> = required.filter_map(|key| key.as_str().map(str::to_owned)).collect();
        for key in known {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        keys
    }

    /// Returns the parts of the schema that apply to the value at `path`, including referenced ones.
    fn parts(&self, path: &[Segment]) -> Vec<&Json> {
        let mut parts = self.referred(&self.text);
        for segment in path {
            parts = parts
                .into_iter()
                .filter_map(|part| step(part, segment))
                .flat_map(|part| self.referred(part))
                .collect();
        }
        parts
    }

    /// Returns `part` and the parts of this schema that it refers to.
    fn referred<'a>(&'a self, part: &'a Json) -> Vec<&'a Json> {
        let next = |part: &&'a Json| self.text.pointer(part.get("$ref")?.as_str()?.strip_prefix('#')?);
        // A longer chain of references would be a cycle.
        std::iter::successors(Some(part), next).take(8).collect()
    }
}

/// Returns the part of `schema` that applies to `segment` of its value.
fn step<'a>(schema: &'a Json, segment: &Segment) -> Option<&'a Json> {
    match segment {
        Segment::Key(key) => {
            let named = schema.get("properties").and_then(|keys| keys.get(&**key));
            named.or_else(|| schema.get("additionalProperties"))
        }
        Segment::Index(_) => schema.get("items"),
    }
}

/// Returns the name of the value at `path`, by its annotations.
pub fn name(schema: &Schema, path: &[Segment]) -> String {
    let (last, owner) = match path.split_last() {
        Some((last, owner)) => (Some(last), owner),
        None => (None, path),
    };
    let item = matches!(last, Some(Segment::Index(_))).then(|| schema.note(owner, "x-item")).flatten();
    match (item.or_else(|| schema.note(path, "x-name")), last) {
        (Some(name), Some(Segment::Key(key))) => name.replace("{}", key),
        (Some(name), _) => name.to_owned(),
        (None, Some(Segment::Key(key))) => format!("`{key}`"),
        (None, Some(Segment::Index(_))) => format!("an item of {}", self::name(schema, owner)),
        (None, None) => "this".to_owned(),
    }
}

/// Returns `schema` without annotations, for use by other tools.
pub fn without(schema: Json) -> Json {
    match schema {
        Json::Object(entries) => {
            let entries = entries.into_iter().filter(|(key, _)| !key.starts_with("x-"));
            Json::Object(entries.map(|(key, value)| (key, without(value))).collect())
        }
        Json::Array(items) => Json::Array(items.into_iter().map(without).collect()),
        single => single,
    }
}

fn has_text(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Text && !scalar.text.trim().is_empty())
}

/// Returns the type of a value, for a sentence about its expected type.
fn type_of(node: &Node) -> &'static str {
    match &node.value {
        Value::Map(_) => "a mapping",
        Value::List(_) => "a list",
        Value::Scalar(scalar) => match scalar.kind {
            ScalarKind::Null => "nothing",
            ScalarKind::Bool => "a boolean",
            ScalarKind::Int | ScalarKind::Float => "a number",
            ScalarKind::Text | ScalarKind::Unresolved if scalar.text.trim().is_empty() => "an empty string",
            ScalarKind::Text | ScalarKind::Unresolved => "a string",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::messages::explain;
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    const SCHEMA: &str = r##"{
        "x-name": "a list of guests",
        "type": "object",
        "properties": {
            "guests": {"type": "array", "items": {"$ref": "#/$defs/guest"}},
            "by_day": {"type": "object", "additionalProperties": {"x-name": "the day `{}`", "type": "object"}},
            "hosts": {"x-item": "a host", "type": "array", "items": {"x-name": "a person", "type": "string"}},
            "mood": {"x-noun": "mood", "enum": ["gay", "sad"]},
            "size": {"enum": ["small", "large"]},
            "code": {"x-form": "`{}` is no code: one is of digits", "type": "string", "pattern": "^[0-9]+$"},
            "open": {"type": "boolean"}
        },
        "additionalProperties": false,
        "$defs": {"guest": {
            "x-name": "a guest",
            "x-lacks": "a guest has a `name`, and `plates`",
            "type": "object",
            "properties": {
                "age": {"type": "integer"},
                "name": {"type": "string", "minLength": 1},
                "plates": {"type": "array", "minItems": 1}
            },
            "additionalProperties": false,
            "required": ["name", "plates"]
        }}
    }"##;

    fn said(text: &str) -> Vec<String> {
        let schema = Schema::compile(SCHEMA).unwrap();
        let source = SourceMap::default().add(Path::new("t.yml"), text.to_owned());
        let root = crate::syntax::yaml::parse(&source).documents.remove(0);
        let words = Notes { schema: &schema, name };
        let one = |mismatch: &Mismatch| {
            let explanation = explain(&root, mismatch, &words);
            format!("{}: {}", source.slice(explanation.at), explanation.sentence())
        };
        schema.mistakes(&root).iter().map(one).collect()
    }

    #[test]
    fn values_are_called_by_their_notes() {
        for (text, wanted) in [
            (
                "[a]",
                "[a]: a list of guests must be a mapping with `by_day`, `code`, `guests`, `hosts`, `mood`, `open` and `size`, not a list",
            ),
            ("{guest: []}", "guest: a list of guests has no `guest`; did you mean `guests`?"),
            ("{guests: x}", "x: `guests` must be a list: write `[x]`"),
            ("{guests: [{}]}", "{}: a guest has a `name`, and `plates`"),
            (
                "{guests: [{name: a, plates: []}]}",
                "{name: a, plates: []}: a guest has a `name`, and `plates`",
            ),
            // The missing key is the misspelt one.
            ("{guests: [{nam: a}]}", "nam: a guest has no `nam`; did you mean `name`?"),
            ("{guests: [{x: a}]}", "x: a guest has no `x`; it has `name`, `plates` and `age`"),
            ("{guests: [{name: '', plates: [1]}]}", "'': `name` must be a string, not an empty string"),
            ("{by_day: {monday: 1}}", "1: the day `monday` must be a mapping, not a number"),
            ("{hosts: [1]}", "1: a host must be a string, not a number: write `'1'`"),
            ("{mood: sadd}", "sadd: there is no mood `sadd`; did you mean `sad`?"),
            ("{mood: high}", "high: there is no mood `high`; there are `gay` and `sad`"),
            ("{mood: 1}", "1: `mood` must be a string, not a number: write `'1'`"),
            ("{size: huge}", "huge: `size` takes no `huge`; it takes `small` and `large`"),
            ("{code: x}", "x: `x` is no code: one is of digits"),
            ("{open: 'no'}", "'no': `open` must be `true` or `false`, not a string"),
        ] {
            let mut said = said(text);
            said.dedup();
            assert_eq!(said, [wanted], "{text}");
        }
    }

    #[test]
    fn others_see_no_notes() {
        let schema = without(serde_json::from_str(SCHEMA).unwrap());
        assert!(!schema.to_string().contains("x-"), "{schema}");
        assert_eq!(schema["properties"]["open"]["type"], "boolean");
    }
}
