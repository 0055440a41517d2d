//! Compares our YAML reader with `serde_yaml`, and our TOML reader with the `toml` crate: without spans, the trees of
//! all compared files are equal.

use crate::expected::{files_under, root};
use hy_msg_lint::source::SourceMap;
use hy_msg_lint::syntax::{toml as ours, yaml};
use hy_msg_lint::tree::{Node, Scalar, ScalarKind, Tag, Value};
use serde::Deserialize as _;
use serde_yaml::value::TaggedValue;
use serde_yaml::{Deserializer, Value as Theirs};

#[test]
fn trees_agree() {
    let (mut agreed, mut refused) = (0, 0);
    for folder in ["fixtures/projects", "policies", ".github"] {
        for path in files_under(&root().join(folder)) {
            let extension = path.extension().and_then(|extension| extension.to_str());
            if !matches!(extension, Some("yml" | "yaml" | "json")) {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            // A template's `{{ x }}` is a mapping as a key, which the two readers spell differently.
            if text.contains("{{ ") {
                continue;
            }
            let sources = SourceMap::default();
            let source = sources.add(&path, text.clone());
            let ours = yaml::parse(&source);
            let theirs: Result<Vec<Theirs>, _> =
                Deserializer::from_str(&text).map(Theirs::deserialize).collect();
            let theirs =
                theirs.and_then(|documents| documents.into_iter().map(merged).collect::<Result<Vec<_>, _>>());
            match theirs {
                Ok(theirs) => {
                    assert_eq!(ours.errors, [], "{}", path.display());
                    let theirs: Vec<_> =
                        theirs.into_iter().map(plain).filter(|document| !document.is_null()).collect();
                    let ours: Vec<_> =
                        ours.documents.iter().map(read).filter(|document| !document.is_null()).collect();
                    assert_eq!(ours, theirs, "{}", path.display());
                    agreed += 1;
                }
                Err(error) => {
                    assert!(!ours.errors.is_empty(), "{}: only serde_yaml refuses: {error}", path.display());
                    refused += 1;
                }
            }
        }
    }
    assert!(agreed >= 50 && refused >= 3, "{agreed} files agreed on, {refused} refused");
}

#[test]
fn toml_agrees() {
    let root = root();
    let files = ["Cargo.toml", "Cargo.lock", "clippy.toml", "rustfmt.toml"].map(|name| root.join(name));
    let fixtures = files_under(&root.join("fixtures")).into_iter();
    let fixtures = fixtures.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    for path in files.into_iter().chain(fixtures) {
        let text = std::fs::read_to_string(&path).expect("TOML is text");
        toml_is_the_same(&text, &path.display().to_string());
    }
    let every_notation = r#"
        "a b".c.'d' = [1, 0x1F, 0o17, 0b1, -1_000, +7]
        e = { f = 1.5, g = 1e3, h = -0.0, i = 6.626e-34, j = true }
        k = ['l', "m\t\u00e9", """n\
            o""", '''
p''']
        [[q]]
        r = []
        [[q.s]]
        t = 1979-05-27T00:32:00.5-07:00
        u = 1979-05-27T07:32:00
        v = 1979-05-27
        w = 07:32:00
        [q.x]
    "#;
    toml_is_the_same(every_notation, "every notation");
}

fn toml_is_the_same(text: &str, name: &str) {
    let sources = SourceMap::default();
    let source = sources.add(std::path::Path::new("a.toml"), text.to_owned());
    let read = ours::parse(&source);
    let theirs: toml::Table = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(read.errors, [], "{name}");
    same_toml(&read.documents[0], &toml::Value::Table(theirs), name);
}

fn same_toml(ours: &Node, theirs: &toml::Value, name: &str) {
    let text = ours.as_text().unwrap_or_default();
    let kind = ours.as_scalar().map(|scalar| scalar.kind);
    match theirs {
        toml::Value::Table(table) => {
            let keys: Vec<_> = ours.entries().map(|entry| entry.key.to_string()).collect();
            assert_eq!((keys.len(), ours.as_map().is_some()), (table.len(), true), "{name}: {keys:?}");
            for (key, value) in table {
                let node = ours.get(key).unwrap_or_else(|| panic!("{name}: no `{key}`"));
                same_toml(&node, value, name);
            }
        }
        toml::Value::Array(items) => {
            assert_eq!(ours.as_list().map(<[Node]>::len), Some(items.len()), "{name}: {ours:?}");
            ours.items().zip(items).for_each(|(ours, theirs)| same_toml(&ours, theirs, name));
        }
        toml::Value::String(theirs) => {
            assert_eq!((text, kind), (&**theirs, Some(ScalarKind::Text)), "{name}");
        }
        toml::Value::Integer(theirs) => {
            assert_eq!((text.parse(), kind), (Ok(*theirs), Some(ScalarKind::Int)), "{name}");
        }
        toml::Value::Float(theirs) => {
            assert_eq!((text.parse(), kind), (Ok(*theirs), Some(ScalarKind::Float)), "{name}");
        }
        toml::Value::Boolean(theirs) => {
            assert_eq!((text.parse(), kind), (Ok(*theirs), Some(ScalarKind::Bool)), "{name}");
        }
        toml::Value::Datetime(theirs) => {
            assert_eq!((text, kind), (&*theirs.to_string(), Some(ScalarKind::Text)), "{name}");
        }
    }
}

/// Resolves merge keys from the inside out: `apply_merge` alone leaves the merge key of a merged mapping.
fn merged(mut value: Theirs) -> Result<Theirs, serde_yaml::Error> {
    let inside = |value: &mut Theirs| merged(std::mem::take(value)).map(|done| *value = done);
    match &mut value {
        Theirs::Sequence(items) => items.iter_mut().try_for_each(inside)?,
        Theirs::Mapping(map) => map.iter_mut().try_for_each(|(_, value)| inside(value))?,
        Theirs::Tagged(tagged) => inside(&mut tagged.value)?,
        _ => {}
    }
    value.apply_merge()?;
    Ok(value)
}

/// Removes tags that only Compose interprets. A scalar with such a tag is text to Compose, but `serde_yaml` has lost
/// its spelling, so it is not compared.
fn plain(value: Theirs) -> Theirs {
    match value {
        Theirs::Tagged(tagged) => {
            let TaggedValue { value, .. } = *tagged;
            let is_single = !(value.is_sequence() || value.is_mapping());
            if is_single { Theirs::Null } else { plain(value) }
        }
        Theirs::Sequence(items) => Theirs::Sequence(items.into_iter().map(plain).collect()),
        Theirs::Mapping(map) => {
            let text = |key: Theirs| match key {
                Theirs::String(text) => Theirs::String(text),
                Theirs::Null => Theirs::String(String::new()),
                other => {
                    Theirs::String(serde_yaml::to_string(&other).unwrap_or_default().trim_end().to_owned())
                }
            };
            Theirs::Mapping(map.into_iter().map(|(key, value)| (text(key), plain(value))).collect())
        }
        other => other,
    }
}

fn read(node: &Node) -> Theirs {
    match &node.value {
        Value::Scalar(_) if node.tag != Tag::None => Theirs::Null,
        Value::Scalar(scalar) => scalar_of(scalar),
        Value::List(items) => Theirs::Sequence(items.iter().map(read).collect()),
        Value::Map(map) => {
            let entry =
                |entry: &hy_msg_lint::tree::Entry| (Theirs::String(entry.key.to_string()), read(&entry.node));
            Theirs::Mapping(map.entries().map(entry).collect())
        }
    }
}

fn scalar_of(scalar: &Scalar) -> Theirs {
    match scalar.kind {
        ScalarKind::Null => Theirs::Null,
        ScalarKind::Text | ScalarKind::Unresolved => Theirs::String(scalar.text.to_string()),
        ScalarKind::Bool => Theirs::Bool(scalar.text.eq_ignore_ascii_case("true")),
        // Only the kind is compared here; the library reads the digits itself.
        ScalarKind::Int | ScalarKind::Float => serde_yaml::from_str(&scalar.text).unwrap_or(Theirs::Null),
    }
}
