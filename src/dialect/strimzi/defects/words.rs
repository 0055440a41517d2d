//! A mismatch with a schema in the words of somebody who writes the resource.

use crate::dialect::Defect;
use crate::dialect::strimzi::manifest::Manifest;
use crate::syntax::schema::{Mismatch, Segment, Type, Wrong};
use crate::tree::{Node, Value};

/// Names that other tools have for what Strimzi calls otherwise.
const SYNONYMS: &[(&str, &str)] = &[
    ("className", "class"),
    ("configs", "config"),
    ("configuration", "config"),
    ("connector.class", "class"),
    ("connectorClass", "class"),
    ("maxTasks", "tasksMax"),
    ("name", "topicName"),
    ("numPartitions", "partitions"),
    ("partitionCount", "partitions"),
    ("partitionsCount", "partitions"),
    ("replication", "replicas"),
    ("replicationFactor", "replicas"),
    ("replication_factor", "replicas"),
    ("settings", "config"),
    ("tasks", "tasksMax"),
    ("tasks.max", "tasksMax"),
    ("tasks_max", "tasksMax"),
    ("topic", "topicName"),
];

/// `mismatch` of `manifest`, a resource of `form`, as a defect.
pub(super) fn defect(manifest: &Manifest, form: &str, mismatch: &Mismatch) -> Defect {
    let whole = format!("{form} `{}`", manifest.name);
    let path = dotted(&mismatch.path);
    let thing = if path.is_empty() { whole.clone() } else { format!("`{path}` of {whole}") };
    let say = |message: String| Defect::new(mismatch.at, message);
    match &mismatch.wrong {
        Wrong::UnknownKey { key, known, .. } => unknown_key(mismatch, key, known, &thing),
        Wrong::MissingKey { key } => missing_key(manifest, mismatch, key, &path, &whole),
        Wrong::Type { expected, found } => wrong_type(manifest, mismatch, expected, *found, &thing),
        Wrong::NotOneOf { options, found } => {
            let options: Vec<_> = options.iter().filter(|option| *option != "null").collect();
            let listed = options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>().join(", ");
            say(format!("{thing} cannot be `{found}`")).help(format!("it is one of {listed}"))
        }
        Wrong::OutOfRange { minimum, maximum, found } => {
            let limit = match (minimum, maximum) {
                (Some(least), _) => format!("the least is {least}"),
                (_, most) => format!("the most is {}", most.as_deref().unwrap_or_default()),
            };
            let defect = say(format!("{thing} is {found}, and {limit}"));
            match last_key(&mismatch.path) {
                Some(key @ ("partitions" | "replicas")) if minimum.is_some() => {
                    defect.help(format!("take `{key}` away if the brokers' default is meant"))
                }
                _ => defect,
            }
        }
        Wrong::Pattern { found, .. } => say(format!("{thing} cannot be `{found}`")),
        Wrong::Duplicate { first } => {
            say(format!("an item of {thing} stands in it twice")).related(*first, "the first one")
        }
        Wrong::Other { message } => say(format!("{thing} is not what Strimzi takes: {message}")),
        Wrong::TooLarge => say(format!("{whole} has more in it than is looked at")),
    }
}

fn unknown_key(mismatch: &Mismatch, key: &str, known: &[String], thing: &str) -> Defect {
    let say = |meant: String| Defect::new(mismatch.at, format!("{thing} has no field `{key}`{meant}"));
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == key).map(|(_, own)| *own);
    let meant = synonym.filter(|own| known.iter().any(|one| one == own)).or_else(|| nearest(key, known));
    match meant {
        Some(meant) => say(format!("; did you mean `{meant}`?")).help(format!("write `{meant}`")),
        None if key.contains('.') && known.iter().any(|one| one == "config") => {
            say(String::new()).help(format!("write `{key}` below `config`"))
        }
        None => say(String::new()).help(format!("take `{key}` away")),
    }
}

fn missing_key(manifest: &Manifest, mismatch: &Mismatch, key: &str, path: &str, whole: &str) -> Defect {
    let full = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let thing = if manifest.name.is_empty() { format!("a {}", manifest.kind) } else { whole.to_owned() };
    // Shown on the resource's name where that which lacks it stands over many lines.
    let at = if path.is_empty() { manifest.key } else { mismatch.at };
    Defect::new(at, format!("{thing} has no `{full}`")).help(format!("add `{full}`"))
}

fn wrong_type(
    manifest: &Manifest,
    mismatch: &Mismatch,
    expected: &[Type],
    found: Type,
    thing: &str,
) -> Defect {
    let expected: Vec<Type> = expected.iter().copied().filter(|kind| *kind != Type::Null).collect();
    let value = at(&manifest.node, &mismatch.path).and_then(Node::as_scalar);
    let given = value.map(|scalar| &*scalar.text).unwrap_or_default();
    // A setting may be anything but a mapping: that is how most of them are not written.
    let takes = if expected.len() > 2 {
        "a single value".to_owned()
    } else {
        expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
    };
    let is = match found {
        Type::Null => "there is nothing".to_owned(),
        Type::List | Type::Mapping => format!("this is {found}"),
        Type::Text => format!("`{given}` is text"),
        Type::Boolean => format!("{given} is a truth value"),
        Type::Number if *expected == [Type::Integer] => format!("{given} is none"),
        _ => format!("{given} is {found}"),
    };
    let defect = Defect::new(mismatch.at, format!("{thing} takes {takes}, and {is}"));
    let whole = given.parse::<i64>().is_ok();
    match (&*expected, found) {
        ([Type::Integer], Type::Text) if whole => defect.help(format!("write it without quotes: `{given}`")),
        ([Type::Boolean], Type::Text) if matches!(given, "true" | "false") => {
            defect.help(format!("write it without quotes: `{given}`"))
        }
        ([Type::Text], Type::Integer | Type::Number | Type::Boolean) => {
            defect.help(format!("write it in quotes: `\"{given}\"`"))
        }
        _ if expected.len() > 2 && found == Type::Mapping => {
            defect.help("write the name of the setting in one word, with dots: `cleanup.policy`")
        }
        _ => defect,
    }
}

fn dotted(path: &[Segment]) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Key(key) => {
                let dot = if text.is_empty() { "" } else { "." };
                text.extend([dot, key]);
            }
            Segment::Index(index) => text.extend(["[", &index.to_string(), "]"]),
        }
    }
    text
}

fn last_key(path: &[Segment]) -> Option<&str> {
    if let Some(Segment::Key(key)) = path.last() { Some(key) } else { None }
}

fn at<'a>(root: &'a Node, path: &[Segment]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, segment| match (segment, &node.value) {
        (Segment::Key(key), Value::Map(map)) => map.get(key),
        (Segment::Index(index), Value::List(items)) => items.get(*index),
        _ => None,
    })
}

/// The one of `options` that `word` is a misspelling of.
fn nearest<'a>(word: &str, options: &'a [String]) -> Option<&'a str> {
    let alike = options
        .iter()
        .map(|option| (strsim::jaro_winkler(word, option), option))
        .filter(|(likeness, _)| *likeness > 0.87)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    alike.map(|(_, option)| option.as_str())
}
