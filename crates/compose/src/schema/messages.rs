//! Messages for mismatches with the vocabulary, in the terms of Compose files.

use crate::tree::{Node, Replacement, Scalar};
use hy_msg_lint_tree::schema::messages::{Explanation, Wording, is, listed};
use hy_msg_lint_tree::schema::{Mismatch, Segment, Type, Wrong};

/// The terms that Compose files use for values.
pub(super) struct Compose;

impl Wording for Compose {
    fn name(&self, path: &[Segment]) -> String {
        thing(path)
    }

    fn types(&self, expected: &[Type]) -> String {
        types(expected)
    }

    fn own(&self, root: &Node, mismatch: &Mismatch) -> Option<Explanation> {
        Some(match &mismatch.wrong {
            Wrong::UnknownKey { key, known, patterns } => unknown_key(root, mismatch, key, known, patterns),
            Wrong::Type { expected, found } => wrong_type(root, mismatch, expected, *found),
            Wrong::NotOneOf { options, found } => {
                let message =
                    format!("{} is `{found}`, which Compose does not accept", thing(&mismatch.path));
                let advice = format!("use {}", listed(options, "or"));
                Explanation::new(mismatch.at, message).meant(found, options).advice(advice)
            }
            Wrong::Pattern { found, .. } => {
                let message = format!("{} cannot be `{found}`", thing(&mismatch.path));
                Explanation::new(mismatch.at, message).advice(form(&mismatch.path)?)
            }
            _ => return None,
        })
    }
}

/// Attributes that take a duration (Compose Specification, "Specifying durations").
const DURATIONS: &[&str] = &[
    "delay",
    "interval",
    "monitor",
    "start_interval",
    "start_period",
    "stop_grace_period",
    "timeout",
    "window",
];

fn unknown_key(
    root: &Node,
    mismatch: &Mismatch,
    key: &str,
    known: &[String],
    patterns: &[String],
) -> Explanation {
    let path = &*mismatch.path;
    let say = |message: String| Explanation::new(mismatch.at, message);
    if known.is_empty() && key.is_empty() {
        return say(format!("a key of {} is empty", thing(path))).advice("give it a name");
    }
    if known.is_empty() {
        let kind = names(path).and_then(singular);
        let kind =
            kind.map_or_else(|| format!("a key of {}", thing(path)), |kind| format!("the name of a {kind}"));
        return say(format!("`{key}` cannot be {kind}")).advice("use letters, digits, `.`, `_` and `-`");
    }
    let place = match path {
        [] => "a top-level key of a Compose file".to_owned(),
        [Segment::Key(section), Segment::Key(_)] => {
            format!("a {} attribute", singular(section).unwrap_or(section))
        }
        _ => format!("an attribute of {}", local(path)),
    };
    let explanation = say(format!("`{key}` is not {place}")).meant_key(key, known, mismatch.value(root));
    if explanation.meant.is_some() {
        return explanation;
    }
    let own = patterns.iter().any(|pattern| pattern == "^x-");
    let is_service = path.is_empty()
        && root.as_map().and_then(|map| map.get(key)).is_some_and(|node| {
            node.as_map().is_some_and(|map| ["image", "build"].iter().any(|key| map.get(key).is_some()))
        });
    let help = if is_service {
        "declare services under `services`".to_owned()
    } else if known.len() <= 8 && !path.is_empty() {
        let own = if own { ", and keys that begin with `x-`" } else { "" };
        format!("use {}{own}", listed(known, "and"))
    } else if own {
        "begin your own key with `x-`".to_owned()
    } else {
        format!("remove `{key}`")
    };
    explanation.advice(help)
}

fn wrong_type(root: &Node, mismatch: &Mismatch, expected: &[Type], found: Type) -> Explanation {
    let path = &*mismatch.path;
    let takes = match (expected, path) {
        ([Type::Mapping], [Segment::Key(section)]) => format!("a mapping of names to {section}"),
        _ => types(expected),
    };
    let explanation =
        Explanation::new(mismatch.at, format!("{} takes {takes}, and {}", thing(path), is(found)));
    let scalar = mismatch.value(root).and_then(Node::as_scalar);
    let given = scalar.map(|scalar| &*scalar.text).unwrap_or_default();
    let takes_text = expected.contains(&Type::Text);
    let from_variable =
        |scalar: &Scalar| scalar.substitutions().iter().any(|one| one.from != Replacement::Escape);
    let help = match (path, found) {
        ([Segment::Key(key)], _) if &**key == "version" => "remove `version`: Compose ignores it".to_owned(),
        ([.., Segment::Key(key)], Type::Integer | Type::Number) if DURATIONS.contains(&&**key) => {
            format!("write the unit, such as `{given}s`")
        }
        (_, Type::Integer | Type::Number | Type::Boolean) if takes_text => {
            format!("write it in quotes: `\"{given}\"`")
        }
        (_, Type::Text) if scalar.is_some_and(from_variable) => {
            "write the value itself: Compose replaces no variables here".to_owned()
        }
        ([.., Segment::Key(key)], Type::Null) if path.len() > 2 => {
            format!("remove `{key}`, or give it {takes}")
        }
        (_, Type::Null) => format!("give it {takes}"),
        (_, Type::List) if expected == [Type::Mapping] => "write `name: …` for each of them".to_owned(),
        (_, _) if expected == [Type::List] => "write each item on a line of its own, after `- `".to_owned(),
        _ => return explanation,
    };
    explanation.advice(help)
}

/// Returns the types as text. Compose also accepts numbers and booleans as text, which the message leaves out.
fn types(expected: &[Type]) -> String {
    match expected {
        [Type::Boolean, Type::Text] | [Type::Text, Type::Boolean] => Type::Boolean.to_string(),
        [Type::Integer, Type::Text] | [Type::Text, Type::Integer] => Type::Integer.to_string(),
        [Type::Number, Type::Text] | [Type::Text, Type::Number] => Type::Number.to_string(),
        _ if expected.contains(&Type::Boolean) && expected.contains(&Type::Number) => {
            "a single value".to_owned()
        }
        _ => {
            let known = expected.iter().filter(|kind| **kind != Type::Null);
            known.map(ToString::to_string).collect::<Vec<_>>().join(" or ")
        }
    }
}

/// Returns a description of the value at a path: `ports` of service `web`.
fn thing(path: &[Segment]) -> String {
    let [Segment::Key(section), rest @ ..] = path else { return "a Compose file".to_owned() };
    match (singular(section), rest) {
        (Some(kind), [Segment::Key(name)]) => format!("{kind} `{name}`"),
        (Some(kind), [Segment::Key(name), inner @ ..]) => {
            format!("{} of {kind} `{name}`", dotted(inner))
        }
        _ => dotted(path),
    }
}

/// Returns a description of the value at a path inside a service or another resource: `build`.
fn local(path: &[Segment]) -> String {
    match path {
        [Segment::Key(section), Segment::Key(_), inner @ ..] if singular(section).is_some() => dotted(inner),
        _ => dotted(path),
    }
}

fn dotted(path: &[Segment]) -> String {
    let keys: Vec<_> = path
        .iter()
        .filter_map(|segment| if let Segment::Key(key) = segment { Some(&**key) } else { None })
        .collect();
    let item = if matches!(path.last(), Some(Segment::Index(_))) { "an item of " } else { "" };
    format!("{item}`{}`", keys.join("."))
}

fn singular(section: &str) -> Option<&'static str> {
    Some(match section {
        "services" | "depends_on" => "service",
        "networks" => "network",
        "volumes" => "volume",
        "secrets" => "secret",
        "configs" => "config",
        "models" => "model",
        _ => return None,
    })
}

/// Returns the section whose names are the keys at `path`: `services`, or `networks` in a service.
fn names(path: &[Segment]) -> Option<&str> {
    match path {
        [Segment::Key(section)] | [_, _, Segment::Key(section)] => Some(section),
        _ => None,
    }
}

/// Returns the required format of a text, for attributes that have one.
fn form(path: &[Segment]) -> Option<&'static str> {
    let Some(Segment::Key(key)) = path.last() else { return None };
    Some(match &**key {
        "container_name" => {
            "use at least two characters: letters, digits, `_`, `.` and `-`, the first a letter or digit"
        }
        "pull_policy" => "use `always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_<time>`",
        "gpus" => "use `all`, or a list of devices",
        _ => return None,
    })
}
