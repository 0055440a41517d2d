//! Forms of data that have a JSON Schema, and what is wrong with a value in the words of its author.

use super::Defect;
use crate::spelling::closest;
use crate::syntax::schema::{Mismatch, Schema, Segment, Type, Wrong};
use crate::tree::{Node, Value};
use std::sync::OnceLock;

/// The patterns of the schemas for whole numbers, which may stand in quotes.
const DIGITS: &[&str] = &["^(-1|[1-9][0-9]*)$", "^[1-9][0-9]*$"];

/// A form of data.
#[derive(Debug)]
pub(super) struct Form {
    /// What it is called in messages: `a KafkaTopic`.
    name: &'static str,
    text: &'static str,
    schema: OnceLock<Option<Schema>>,
}

impl Form {
    /// A form called `name`, with the JSON Schema `text`.
    pub(super) const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text, schema: OnceLock::new() }
    }

    /// What the schema refuses in `node`. It is compiled once, and only if there is something to look at.
    pub(super) fn refused(&self, node: &Node) -> Vec<Defect> {
        let schema = self.schema.get_or_init(|| Schema::compile(self.text).ok()).as_ref();
        let mismatches = schema.map(|schema| schema.mismatches(node)).unwrap_or_default();
        mismatches.iter().map(|mismatch| self.defect(node, mismatch)).collect()
    }

    fn defect(&self, root: &Node, mismatch: &Mismatch) -> Defect {
        let thing = self.thing(&mismatch.path);
        let say = |message: String| Defect::new(mismatch.at, message);
        match &mismatch.wrong {
            Wrong::UnknownKey { key, known, .. } => match closest(key, known.iter().map(String::as_str)) {
                Some(meant) => say(format!("{thing} has no `{key}`; did you mean `{meant}`?"))
                    .help(format!("write `{meant}`")),
                None => say(format!("{thing} has no `{key}`")).help(format!("it has {}", listed(known))),
            },
            Wrong::MissingKey { key } => say(format!("{thing} has no `{key}`")).help(format!("add `{key}`")),
            Wrong::Type { expected, found } => {
                let is = if *found == Type::Null {
                    "there is nothing".to_owned()
                } else {
                    format!("this is {found}")
                };
                let defect = say(format!("{thing} takes {}, and {is}", types(expected)));
                let given = value(root, &mismatch.path).and_then(Node::as_scalar).map(|one| &*one.text);
                match given.and_then(|given| in_other_quotes(given, expected, *found)) {
                    Some(help) => defect.help(help),
                    None => defect,
                }
            }
            Wrong::NotOneOf { options, found } => {
                say(format!("{thing} cannot be `{found}`")).help(format!("it takes {}", listed(options)))
            }
            Wrong::Pattern { pattern, found } if DIGITS.contains(&&**pattern) => {
                say(format!("{thing} takes a whole number above 0, and this is `{found}`"))
            }
            Wrong::Pattern { found, .. } => say(format!("{thing} cannot be `{found}`")),
            Wrong::OutOfRange { minimum, maximum, found } => {
                let limit = match (minimum, maximum) {
                    (Some(least), _) => format!("the least is {least}"),
                    (_, most) => format!("the most is {}", most.as_deref().unwrap_or_default()),
                };
                say(format!("{thing} is {found}, and {limit}"))
            }
            Wrong::Duplicate { first } => {
                say(format!("{thing} stands there twice")).related(*first, "the first one")
            }
            Wrong::Other { message } => say(format!("{thing} is not what it should be: {message}")),
            Wrong::TooLarge => say(format!("{thing} has more in it than is looked at")),
        }
    }

    /// `spec.partitions`, or the form where that is all of it.
    fn thing(&self, path: &[Segment]) -> String {
        if path.is_empty() {
            return self.name.to_owned();
        }
        let mut text = String::new();
        for segment in path {
            match segment {
                Segment::Key(key) if text.is_empty() => text.push_str(key),
                Segment::Key(key) => text.extend([".", key]),
                Segment::Index(index) => text.extend(["[", &index.to_string(), "]"]),
            }
        }
        format!("`{text}` of {}", self.name)
    }
}

/// How to write `given` so that it is of one of the types that are `expected`, where quotes decide.
fn in_other_quotes(given: &str, expected: &[Type], found: Type) -> Option<String> {
    let has = |kind| expected.contains(&kind);
    let plain = match found {
        Type::Text => {
            (has(Type::Integer) && given.parse::<i64>().is_ok())
                || (has(Type::Boolean) && matches!(given, "true" | "false"))
        }
        _ => false,
    };
    let is_single = matches!(found, Type::Boolean | Type::Integer | Type::Number);
    if plain {
        return Some(format!("write it without quotes: `{given}`"));
    }
    (is_single && has(Type::Text)).then(|| format!("write it in quotes: `\"{given}\"`"))
}

/// The value of `root` that a path leads to.
fn value<'a>(root: &'a Node, path: &[Segment]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, segment| match (segment, &node.value) {
        (Segment::Key(key), Value::Map(map)) => map.get(key),
        (Segment::Index(index), Value::List(items)) => items.get(*index),
        _ => None,
    })
}

fn types(types: &[Type]) -> String {
    let singles = [Type::Boolean, Type::Number, Type::Text];
    if singles.iter().all(|single| types.contains(single)) {
        let end = if types.contains(&Type::List) { " or a list" } else { "" };
        return format!("a single value{end}");
    }
    let mut types: Vec<_> = types.iter().filter(|kind| **kind != Type::Null).collect();
    // Text beside a whole number is the same in quotes.
    if types.contains(&&Type::Integer) {
        types.retain(|kind| **kind != Type::Text);
    }
    let names: Vec<String> = types.iter().map(ToString::to_string).collect();
    names.join(" or ")
}

fn listed(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => "nothing".to_owned(),
    }
}
