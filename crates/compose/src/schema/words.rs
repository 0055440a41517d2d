//! A mismatch with the vocabulary in the words of somebody who writes Compose files.

use crate::defect::Defect;
use crate::syntax::schema::{Mismatch, Segment, Type, Wrong};
use crate::tree::{Node, Replacement, Scalar, Value};
use hy_msg_lint_tree::spelling::closest;

/// `mismatch` in `root` as a defect.
pub(super) fn defect(root: &Node, mismatch: &Mismatch) -> Defect {
    let thing = thing(&mismatch.path);
    let say = |message: String| Defect::new(mismatch.at, message);
    match &mismatch.wrong {
        Wrong::UnknownKey { key, known, patterns } => unknown_key(root, mismatch, key, known, patterns),
        Wrong::MissingKey { key } => say(format!("{thing} has no `{key}`")).help(format!("add `{key}`")),
        Wrong::Type { expected, found } => wrong_type(root, mismatch, expected, *found),
        Wrong::NotOneOf { options, found } => {
            let meant = closest(found, options.iter().map(String::as_str))
                .map(|near| format!("; did you mean `{near}`?"));
            let meant = meant.unwrap_or_default();
            say(format!("{thing} is `{found}`, which Compose does not know{meant}"))
                .help(format!("it takes {}", listed(options, "and")))
        }
        Wrong::Pattern { found, .. } => {
            let defect = say(format!("{thing} cannot be `{found}`"));
            match form(&mismatch.path) {
                Some(help) => defect.help(help),
                None => defect,
            }
        }
        Wrong::OutOfRange { minimum, maximum, found } => {
            let limit = match (minimum, maximum) {
                (Some(least), _) => format!("the least is {least}"),
                (_, most) => format!("the most is {}", most.as_deref().unwrap_or_default()),
            };
            say(format!("{thing} is {found}, and {limit}"))
        }
        Wrong::Duplicate { first } => {
            let list = self::thing(mismatch.path.split_last().map_or(&[], |(_, list)| list));
            let item = at(root, &mismatch.path).and_then(Node::as_text);
            let item = item.map_or_else(|| "the same item".to_owned(), |text| format!("`{text}`"));
            say(format!("{list} has {item} twice"))
                .help("take one of them away")
                .related(*first, "the first one")
        }
        Wrong::Other { message } => say(format!("{thing} is not what Compose takes: {message}")),
        Wrong::TooLarge => say("the project has more in it than is looked at".to_owned()),
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

fn unknown_key(root: &Node, mismatch: &Mismatch, key: &str, known: &[String], patterns: &[String]) -> Defect {
    let path = &*mismatch.path;
    let say = |message: String| Defect::new(mismatch.at, message);
    if known.is_empty() && key.is_empty() {
        return say(format!("a key of {} is empty", thing(path))).help("give it a name");
    }
    if known.is_empty() {
        let kind = names(path).and_then(singular);
        let kind =
            kind.map_or_else(|| format!("a key of {}", thing(path)), |kind| format!("the name of a {kind}"));
        return say(format!("`{key}` cannot be {kind}")).help("a name has letters, digits, `.`, `_` and `-`");
    }
    let place = match path {
        [] => "a top-level key of a Compose file".to_owned(),
        [Segment::Key(section), Segment::Key(_)] => {
            format!("a {} attribute", singular(section).unwrap_or(section))
        }
        _ => format!("an attribute of {}", local(path)),
    };
    if let Some(near) = closest(key, known.iter().map(String::as_str)) {
        return say(format!("`{key}` is not {place}; did you mean `{near}`?"))
            .help(format!("write `{near}`"));
    }
    let own = patterns.iter().any(|pattern| pattern == "^x-");
    let is_service = path.is_empty()
        && root.as_map().and_then(|map| map.get(key)).is_some_and(|node| {
            node.as_map().is_some_and(|map| ["image", "build"].iter().any(|key| map.get(key).is_some()))
        });
    let help = if is_service {
        "services stand below `services`".to_owned()
    } else if known.len() <= 8 && !path.is_empty() {
        let own = if own { ", and keys that begin with `x-`" } else { "" };
        format!("it takes {}{own}", listed(known, "and"))
    } else if own {
        "a key of your own begins with `x-`".to_owned()
    } else {
        format!("take `{key}` away")
    };
    say(format!("`{key}` is not {place}")).help(help)
}

fn wrong_type(root: &Node, mismatch: &Mismatch, expected: &[Type], found: Type) -> Defect {
    let path = &*mismatch.path;
    let takes = match (expected, path) {
        ([Type::Mapping], [Segment::Key(section)]) => format!("a mapping of names to {section}"),
        _ => types(expected),
    };
    let is = if found == Type::Null { "there is nothing".to_owned() } else { format!("this is {found}") };
    let defect = Defect::new(mismatch.at, format!("{} takes {takes}, and {is}", thing(path)));
    let value = at(root, path);
    let scalar = value.and_then(Node::as_scalar);
    let given = scalar.map(|scalar| &*scalar.text).unwrap_or_default();
    let takes_text = expected.contains(&Type::Text);
    let from_variable =
        |scalar: &Scalar| scalar.substitutions().iter().any(|one| one.from != Replacement::Escape);
    let help = match (path, found) {
        ([Segment::Key(key)], _) if &**key == "version" => {
            "take `version` away: Compose has no use for it".to_owned()
        }
        ([.., Segment::Key(key)], Type::Integer | Type::Number) if DURATIONS.contains(&&**key) => {
            format!("write the unit, such as `{given}s`")
        }
        (_, Type::Integer | Type::Number | Type::Boolean) if takes_text => {
            format!("write it in quotes: `\"{given}\"`")
        }
        (_, Type::Text) if scalar.is_some_and(from_variable) => {
            "write the value itself: Compose takes no variable here".to_owned()
        }
        ([.., Segment::Key(key)], Type::Null) if path.len() > 2 => {
            format!("take `{key}` away, or give it {takes}")
        }
        (_, Type::Null) => format!("give it {takes}"),
        (_, Type::List) if expected == [Type::Mapping] => "write `name: …` for each of them".to_owned(),
        (_, _) if expected == [Type::List] => "write each item on a line of its own, after `- `".to_owned(),
        _ => return defect,
    };
    defect.help(help)
}

/// The types in words. Compose takes numbers and truth values as text too, which need not be said.
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

/// What a path leads to: `ports` of service `web`.
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

/// What a path leads to, inside of a service or its like: `build`.
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

/// The section whose names the keys at `path` are: `services`, or `networks` in a service.
fn names(path: &[Segment]) -> Option<&str> {
    match path {
        [Segment::Key(section)] | [_, _, Segment::Key(section)] => Some(section),
        _ => None,
    }
}

/// What a text must look like, for attributes that take one of a form.
fn form(path: &[Segment]) -> Option<&'static str> {
    let Some(Segment::Key(key)) = path.last() else { return None };
    Some(match &**key {
        "container_name" => {
            "a container's name has at least two characters: letters, digits, `_`, `.` and `-`, the first a letter or digit"
        }
        "pull_policy" => {
            "it takes `always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_<time>`"
        }
        "gpus" => "it takes `all`, or a list of devices",
        _ => return None,
    })
}

pub(super) fn at<'a>(root: &'a Node, path: &[Segment]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, segment| match (segment, &node.value) {
        (Segment::Key(key), Value::Map(map)) => map.get(key),
        (Segment::Index(index), Value::List(items)) => items.get(*index),
        _ => None,
    })
}

fn listed(words: &[String], last: &str) -> String {
    let mut words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    let Some(end) = words.pop() else { return String::new() };
    if words.is_empty() { end } else { format!("{} {last} {end}", words.join(", ")) }
}
