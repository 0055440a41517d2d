//! Operations on whole files, in every style.

use super::edited;
use super::operations::Operation;
use super::outline::{Outline, slots};
use super::{insert, remove, rename, set, words};
use crate::finding::Edit;
use crate::source::{SourceMap, Span};
use crate::tree::{Node, Value};
use crate::workspace::{File, Files};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A file of a test.
struct Sample(Arc<File>);

impl Sample {
    fn new(name: &str, text: &str) -> Self {
        let sources = SourceMap::default();
        sources.add(Path::new(name), text.to_owned());
        Self(Files::over(&sources).parse(Path::new(name)).unwrap())
    }

    /// Returns the text after `operation`; None if it has no place.
    fn after(&self, operation: &Operation) -> Option<String> {
        Some(edited::apply(&self.0.source.text, &[self.edit(operation)?]))
    }

    fn edit(&self, operation: &Operation) -> Option<Edit> {
        let outline = Outline::of(&self.0)?;
        match operation {
            Operation::Set { node, key, to } | Operation::Literal { node, key, to } => {
                set::set(node, *key, to, &outline)
            }
            Operation::Remove { at } => remove::remove(*at, &outline),
            Operation::Rename { key, to } => rename::rename(*key, to, &outline),
            Operation::Insert { within, path, value } => insert::insert(*within, path, value, &outline),
            Operation::Replace { alias, node, to } => set::in_place_of(*alias, node, to, &outline),
            Operation::InsertWord { after, word } => words::add(*after, word, &outline),
        }
    }
}

/// Returns the value at `path` in the first document, with its key.
fn at(file: &File, path: &[&str]) -> (Node, Option<Span>) {
    let mut found = (file.documents[0].clone(), None);
    for part in path {
        found = match &found.0.value {
            Value::Map(map) => {
                let entry = map.entry(part).unwrap_or_else(|| panic!("no {part}"));
                (entry.node.clone(), Some(entry.key_span))
            }
            Value::List(items) => (items[part.parse::<usize>().unwrap()].clone(), None),
            Value::Scalar(_) => panic!("nothing below a scalar"),
        };
    }
    found
}

fn done(name: &str, text: &str, operation: impl Fn(&File) -> Operation) -> String {
    let sample = Sample::new(name, text);
    sample.after(&operation(&sample.0)).unwrap_or_else(|| panic!("no place in {text:?}"))
}

#[test]
fn a_value_is_set_in_its_own_style() {
    for (name, text, path, to, wanted) in [
        ("a.yml", "a: 1 # c\n", &["a"][..], json!(3), "a: 3 # c\n"),
        ("a.yml", "a: '1'\n", &["a"], json!(3), "a: '3'\n"),
        ("a.yml", "a: \"1\"\n", &["a"], json!("x"), "a: \"x\"\n"),
        ("a.yml", "a: \"256M\"\n", &["a"], json!("1g"), "a: \"1G\"\n"),
        ("a.yml", "a: 256m\n", &["a"], json!("1g"), "a: 1g\n"),
        ("a.yml", "a: ALL\n", &["a"], json!("1g"), "a: 1g\n"),
        ("a.yml", "a: true\n", &["a"], json!("false"), "a: false\n"),
        ("a.yml", "a: on\n", &["a"], json!("false"), "a: \"false\"\n"),
        ("a.yml", "a:\nb: 1\n", &["a"], json!("x"), "a: x\nb: 1\n"),
        ("a.yml", "a: {b: 1, c: 2}\n", &["a", "b"], json!("x, y"), "a: {b: \"x, y\", c: 2}\n"),
        ("a.json", "{\"a\": \"1\"}", &["a"], json!("3"), "{\"a\": \"3\"}"),
        ("a.json", "{\"a\": 1}", &["a"], json!(3), "{\"a\": 3}"),
        ("a.properties", "a = 1\nb=2\n", &["a"], json!(3), "a = 3\nb=2\n"),
    ] {
        let after = done(name, text, |file| {
            let (node, key) = at(file, path);
            Operation::Set { node, key, to: to.clone() }
        });
        assert_eq!(after, wanted);
    }
}

#[test]
fn a_value_is_inserted_where_it_fits() {
    for (name, text, within, path, value, wanted) in [
        (
            "a.yml",
            "a:\n    b: 1 # c\nd: 2\n",
            &["a"][..],
            &["x"][..],
            json!(3),
            "a:\n    b: 1 # c\n    x: 3\nd: 2\n",
        ),
        ("a.yml", "a:\n  b: 1", &["a"], &["x"], json!("z"), "a:\n  b: 1\n  x: z"),
        ("a.yml", "a:\r\n  b: 1\r\nc: 2\r\n", &["a"], &["x"], json!(3), "a:\r\n  b: 1\r\n  x: 3\r\nc: 2\r\n"),
        ("a.yml", "a:\n  b: \"1\"\n", &["a"], &["x"], json!(3), "a:\n  b: \"1\"\n  x: \"3\"\n"),
        ("a.yml", "a: {b: 1}\n", &["a"], &["x"], json!(3), "a: {b: 1, x: 3}\n"),
        ("a.yml", "a: {}\n", &["a"], &["x"], json!(3), "a: {x: 3}\n"),
        ("a.yml", "a: { b: 1 }\n", &["a"], &["x", "z"], json!(3), "a: { b: 1, x: { z: 3 } }\n"),
        ("a.yml", "a: {b: 1}\n", &["a"], &["x", "z"], json!(3), "a: {b: 1, x: {z: 3}}\n"),
        (
            "a.yml",
            "x: &x {b: 1}\na: {<<: *x}\n",
            &["a"],
            &["z"],
            json!(3),
            "x: &x {b: 1}\na: {<<: *x, z: 3}\n",
        ),
        ("a.yml", "a: {}\nc: {d: 1}\n", &["a"], &["x", "z"], json!(3), "a: {x: {z: 3}}\nc: {d: 1}\n"),
        ("a.yml", "a:\nb: 1\n", &["a"], &["x"], json!(3), "a:\n  x: 3\nb: 1\n"),
        (
            "a.yml",
            "a:\n  b: 1\n  # about what follows\n",
            &["a"],
            &["x", "z"],
            json!({"m": "512M", "o": ["p"]}),
            "a:\n  b: 1\n  x:\n    z:\n      m: 512M\n      o:\n        - p\n  # about what follows\n",
        ),
        ("a.yml", "e:\n  - A=1\n  - B=2\n", &["e"], &["X"], json!(3), "e:\n  - A=1\n  - B=2\n  - X=3\n"),
        ("a.yml", "e: [A=1]\n", &["e"], &["X"], json!(3), "e: [A=1, X=3]\n"),
        ("a.yml", "e:\n- \"A=1\"\n", &["e"], &["X"], json!(3), "e:\n- \"A=1\"\n- \"X=3\"\n"),
        ("a.yml", "l:\n  - a\n", &["l"], &[], json!("b"), "l:\n  - a\n  - b\n"),
        ("a.yml", "l: []\n", &["l"], &[], json!("b"), "l: [b]\n"),
        (
            "a.yml",
            "x: &x\n  a: 1\ny:\n  <<: *x\nz: 1\n",
            &["y"],
            &["b"],
            json!(3),
            "x: &x\n  a: 1\ny:\n  <<: *x\n  b: 3\nz: 1\n",
        ),
        (
            "a.yml",
            "x: &x\n  a: 1\ny:\n  c: 2\n  <<: *x\nz: 1\n",
            &["y"],
            &["b"],
            json!(3),
            "x: &x\n  a: 1\ny:\n  c: 2\n  <<: *x\n  b: 3\nz: 1\n",
        ),
        ("a.yml", "- n: a\n  m: 1\n- n: b\n", &["0"], &["x"], json!(3), "- n: a\n  m: 1\n  x: 3\n- n: b\n"),
        ("a.json", "{\"a\":{\"b\":1}}", &["a"], &["x"], json!("3"), "{\"a\":{\"b\":1,\"x\":\"3\"}}"),
        (
            "a.json",
            "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n",
            &["a"],
            &["x"],
            json!(true),
            "{\n\t\"a\": {\n\t\t\"b\": 1,\n\t\t\"x\": true\n\t}\n}\n",
        ),
        (
            "a.properties",
            "a = 1\nb = 2\n\n# end\n",
            &[],
            &["x.y"],
            json!(3),
            "a = 1\nb = 2\nx.y = 3\n\n# end\n",
        ),
    ] {
        let after = done(name, text, |file| {
            let (node, key) = at(file, within);
            let within = key.filter(|_| node.is_null()).unwrap_or(node.origin.span);
            let path = path.iter().map(|key| (*key).into()).collect();
            Operation::Insert { within, path, value: value.clone() }
        });
        assert_eq!(after, wanted);
    }
}

#[test]
fn a_value_is_removed_with_its_line() {
    for (name, text, path, wanted) in [
        ("a.yml", "a:\n  b: 1\n  c: 2 # c\n  d: 3\n", &["a", "c"][..], "a:\n  b: 1\n  d: 3\n"),
        ("a.yml", "a:\n  b: 1\n  c: 2", &["a", "c"], "a:\n  b: 1"),
        ("a.yml", "a:\n  b:\n    c: 1\n  d: 2\n", &["a", "b"], "a:\n  d: 2\n"),
        ("a.yml", "a: {b: 1, c: 2}\n", &["a", "b"], "a: {c: 2}\n"),
        ("a.yml", "a: {b: 1, c: 2}\n", &["a", "c"], "a: {b: 1}\n"),
        ("a.yml", "a: {b: 1}\n", &["a", "b"], "a: {}\n"),
        ("a.yml", "l:\n  - a\n  - b\n", &["l", "0"], "l:\n  - b\n"),
        ("a.yml", "l: [a, b]\n", &["l", "1"], "l: [a]\n"),
        ("a.yml", "l: [a, b,]\n", &["l", "1"], "l: [a,]\n"),
        ("a.yml", "l: [a, b, ]\n", &["l", "1"], "l: [a, ]\n"),
        ("a.yml", "a: 1\n\nb: 2\n\nc: 3\n", &["b"], "a: 1\n\nc: 3\n"),
        (
            "a.yml",
            "services:\n  a:\n    image: x\n    environment:\n      A: b\nz: 1\n",
            &["services", "a", "environment", "A"],
            "services:\n  a:\n    image: x\nz: 1\n",
        ),
        (
            "a.yml",
            "services:\n  a:\n    networks:\n      n:\n        ip: 1\n",
            &["services", "a", "networks", "n", "ip"],
            "services:\n  a:\n    networks:\n      n:\n",
        ),
        (
            "a.yml",
            "x: &x\n  environment: !t\n    A: b\n",
            &["x", "environment", "A"],
            "x: &x\n  environment: !t {}\n",
        ),
        ("a.yml", "- n: a\n  m: 1\n", &["0", "n"], "- m: 1\n"),
        ("a.yml", "b: 1\r\na: 2\r\nc: 3\r\n", &["a"], "b: 1\r\nc: 3\r\n"),
        ("a.json", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", &["a"], "{\n  \"b\": 2\n}\n"),
        ("a.json", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", &["b"], "{\n  \"a\": 1\n}\n"),
        ("a.properties", "a=1\nb=2,\\\n  3\nc=4\n", &["b"], "a=1\nc=4\n"),
    ] {
        let after = done(name, text, |file| {
            let (node, key) = at(file, path);
            Operation::Remove { at: key.unwrap_or(node.origin.span) }
        });
        assert_eq!(after, wanted);
    }
}

#[test]
fn a_word_follows_another() {
    for (text, path, wanted) in [
        ("c: [a, --create]\n", &["c", "1"][..], "c: [a, --create, --x]\n"),
        ("c:\n  - a\n  - --create\n", &["c", "1"], "c:\n  - a\n  - --create\n  - --x\n"),
    ] {
        let after = done("a.yml", text, |file| {
            let (node, _) = at(file, path);
            Operation::InsertWord { after: node.origin.span, word: "--x".to_owned() }
        });
        assert_eq!(after, wanted);
    }
    for (name, text) in
        [("a.sh", "kafka-topics --create --topic a\n"), ("b.yml", "c: kafka-topics --create --topic a\n")]
    {
        let start = text.find("--create").unwrap();
        let after = done(name, text, |file| {
            let after = Span::new(file.source.id, start, start + 8);
            Operation::InsertWord { after, word: "--x".to_owned() }
        });
        assert_eq!(after, text.replace("--create", "--create --x"));
    }
}

/// Returns the scalars of a file by path.
fn leaves(file: &File) -> BTreeMap<String, String> {
    fn walk(node: &Node, path: &str, into: &mut BTreeMap<String, String>) {
        match &node.value {
            Value::Scalar(scalar) => {
                drop(into.insert(path.to_owned(), format!("{:?} {}", scalar.kind, scalar.text)));
            }
            Value::List(items) => {
                items.iter().enumerate().for_each(|(at, item)| walk(item, &format!("{path}/{at}"), into));
            }
            Value::Map(map) => {
                map.entries().for_each(|entry| walk(&entry.node, &format!("{path}/{}", entry.key), into));
            }
        }
    }
    let mut found = BTreeMap::new();
    for (number, document) in file.documents.iter().enumerate() {
        walk(document, &number.to_string(), &mut found);
    }
    found
}

/// Returns every entry of mappings in the file that is written there, with the path of its mapping and its key.
fn entries(file: &File) -> Vec<(String, Node, String, Span, Node)> {
    fn walk(node: &Node, path: &str, into: &mut Vec<(String, Node, String, Span, Node)>) {
        match &node.value {
            Value::Scalar(_) => {}
            Value::List(items) => {
                items.iter().enumerate().for_each(|(at, item)| walk(item, &format!("{path}/{at}"), into));
            }
            Value::Map(map) => {
                for slot in slots(node) {
                    let entry = map.entries().find(|entry| Some(entry.key_span) == slot.key).unwrap();
                    into.push((
                        path.to_owned(),
                        node.clone(),
                        entry.key.to_string(),
                        entry.key_span,
                        entry.node.clone(),
                    ));
                    walk(&entry.node, &format!("{path}/{}", entry.key), into);
                }
            }
        }
    }
    let mut found = Vec::new();
    for (number, document) in file.documents.iter().enumerate() {
        walk(document, &number.to_string(), &mut found);
    }
    found
}

/// Asserts of every operation at each entry of a file that it changes the tree as it says, and nothing else.
fn try_all(name: &str, text: &str) -> usize {
    let sample = Sample::new(name, text);
    let file = &sample.0;
    if !file.errors.is_empty()
        || !file.duplicates.is_empty()
        || text.contains('*')
        || text.contains("<<")
        || text.contains(" !")
    {
        return 0;
    }
    let before = leaves(file);
    let all = entries(file);
    let mut count = 0;
    for (path, parent, key, key_span, node) in all.iter().step_by(all.len() / 5 + 1) {
        let own = format!("{path}/{key}");
        let is_below = |leaf: &str, root: &str| leaf == root || leaf.starts_with(&format!("{root}/"));
        let mut expect = |operation: Operation, wanted: BTreeMap<String, String>| {
            let Some(after) = sample.after(&operation) else { return };
            let read = leaves(&Sample::new(name, &after).0);
            assert_eq!(read, wanted, "{operation:?}\n{after}");
            count += 1;
        };
        if node.as_scalar().is_some() {
            let mut wanted = before.clone();
            wanted.insert(own.clone(), "Text new/value".to_owned());
            expect(
                Operation::Set { node: node.clone(), key: Some(*key_span), to: json!("new/value") },
                wanted,
            );
        }
        let mut wanted = before.clone();
        wanted.retain(|leaf, _| !is_below(leaf, &own));
        if !wanted.keys().any(|leaf| is_below(leaf, path)) {
            continue;
        }
        // In properties, an earlier value of the same key comes to light.
        let is_twice = name.ends_with(".properties") && text.matches(key.as_str()).count() > 1;
        if is_twice || name.ends_with(".properties") && text.contains("\\\n") {
            continue;
        }
        expect(Operation::Remove { at: *key_span }, wanted);
        let renamed = before.iter().map(|(leaf, text)| {
            let leaf = if is_below(leaf, &own) {
                leaf.replacen(&own, &format!("{path}/new.key"), 1)
            } else {
                leaf.clone()
            };
            (leaf, text.clone())
        });
        expect(Operation::Rename { key: *key_span, to: "new.key".to_owned() }, renamed.collect());
        let mut wanted = before.clone();
        // Its quotes are those of its neighbours.
        wanted.insert(format!("{path}/new.key"), "Text 3x".to_owned());
        let path = vec!["new.key".into()];
        expect(Operation::Insert { within: parent.origin.span, path, value: json!("3x") }, wanted);
    }
    count
}

#[test]
fn every_place_of_every_fixture_can_be_changed_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut count = 0;
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_read = [".yml", ".yaml", ".json", ".properties"].iter().any(|end| name.ends_with(end));
        let source = SourceMap::within([&*root]).load(entry.path());
        let Some(text) = source.ok().filter(|_| is_read).map(|source| source.text.clone()) else { continue };
        let plain = text.replace('\r', "");
        let variants = [text.trim_end().to_owned(), plain.replace('\n', "\r\n"), format!("\u{feff}{plain}")];
        count += try_all(&name, &text);
        count += try_all(&name, &variants[text.len() % variants.len()]);
    }
    assert!(count > 1_000, "{count}");
}

#[test]
fn a_short_form_is_written_out_as_far_as_it_has_to_be() {
    let ports = |text: &str, wanted: &str| {
        let after = done("a.yml", text, |file| {
            let within = at(file, &["ports", "0"]).0.origin.span;
            Operation::Insert { within, path: vec!["host_ip".into()], value: json!("127.0.0.1") }
        });
        assert_eq!(after, wanted);
    };
    ports("ports:\n  - 80:81\n  - 82\n", "ports:\n  - 127.0.0.1:80:81\n  - 82\n");
    ports("ports: ['${A:-1}:81/tcp']\n", "ports: ['127.0.0.1:${A:-1}:81/tcp']\n");
    ports("ports:\n  - \"80\" # c\n", "ports:\n  - \"127.0.0.1::80\" # c\n");
    ports("ports:\n  - target: 80\n", "ports:\n  - target: 80\n    host_ip: \"127.0.0.1\"\n");
    let waiting = |text: &str, wanted: &str| {
        let after = done("a.yml", text, |file| {
            let within = at(file, &["s", "depends_on"]).0.origin.span;
            let path = vec!["b".into(), "condition".into()];
            Operation::Insert { within, path, value: json!("service_healthy") }
        });
        assert_eq!(after, wanted);
    };
    waiting(
        "s:\n  depends_on:\n    - a # first\n    # then\n    - 'b'\n  x: 1\n",
        "s:\n  depends_on:\n    a:\n      condition: service_started # first\n    # then\n    b:\n      condition: service_healthy\n  x: 1\n",
    );
    waiting(
        "s:\n  depends_on: [a, b]\n",
        "s:\n  depends_on: { a: { condition: service_started }, b: { condition: service_healthy } }\n",
    );
    waiting("s:\n  depends_on:\n  - b\n", "s:\n  depends_on:\n    b:\n      condition: service_healthy\n");
}

#[test]
fn a_comment_stays_with_what_it_belongs_to() {
    let after = done("a.yml", "a:\n  b:\n    c: 1\n    # about c\n  # about d\nd: 1\n", |file| {
        let within = at(file, &["a"]).1.unwrap();
        Operation::Insert { within, path: vec!["x".into()], value: json!(3) }
    });
    assert_eq!(after, "a:\n  b:\n    c: 1\n    # about c\n  x: 3\n  # about d\nd: 1\n");
    // What was an entry of a mapping inside belongs to that.
    for commented in ["#    c: 2\n", "    # c: 2\n\n    # e: 3\n"] {
        let text = format!("a:\n  b:\n    c: 1\n{commented}d: 1\n");
        let after = done("a.yml", &text, |file| {
            let within = at(file, &["a"]).1.unwrap();
            Operation::Insert { within, path: vec!["x".into()], value: json!(3) }
        });
        assert_eq!(after, text.replace("d: 1\n", "  x: 3\nd: 1\n"));
    }
}

#[test]
fn an_entry_begins_with_its_tag_or_anchor() {
    for (text, within, wanted) in [
        ("s:\n  !x  b: 1\n  c: 2\n", &["s"][..], "s:\n  !x  b: 1\n  c: 2\n  x: 3\n"),
        ("s:\n  &k b: 1\n  !t &l c: 2\n", &["s"], "s:\n  &k b: 1\n  !t &l c: 2\n  x: 3\n"),
        ("- &k a: 1\n  b: 2\n", &["0"], "- &k a: 1\n  b: 2\n  x: 3\n"),
        ("- !t a: 1\n", &["0"], "- !t a: 1\n  x: 3\n"),
        ("- !t\n  a: 1\n", &["0"], "- !t\n  a: 1\n  x: 3\n"),
        ("k: &k b\ns:\n  *k : 1\n", &["s"], "k: &k b\ns:\n  *k : 1\n  x: 3\n"),
        ("s:\n  &k b:\n  c: 1\n", &["s", "b"], "s:\n  &k b:\n    x: 3\n  c: 1\n"),
        ("l:\n  - &a b\n  - !t c\n", &["l"], "l:\n  - &a b\n  - !t c\n  - x=3\n"),
        ("s: {&k b: 1}\n", &["s"], "s: {&k b: 1, x: 3}\n"),
        ("s:\n  b: 1\n  ? c\n  : 2\n", &["s"], "s:\n  b: 1\n  ? c\n  : 2\n  x: 3\n"),
    ] {
        let after = done("a.yml", text, |file| {
            let (node, key) = at(file, within);
            let within = key.filter(|_| node.is_null()).unwrap_or(node.origin.span);
            Operation::Insert { within, path: vec!["x".into()], value: json!(3) }
        });
        assert_eq!(after, wanted);
    }
    for (text, within) in [("s:\n  ? b\n  : 1\n", &["s"][..]), ("s:\n  ? &k b\n  : 1\n", &["s"])] {
        let sample = Sample::new("a.yml", text);
        let within = at(&sample.0, within).0.origin.span;
        let operation = Operation::Insert { within, path: vec!["x".into()], value: json!(3) };
        assert_eq!(sample.after(&operation), None, "{text}");
    }
    for (text, path, wanted) in [
        ("s:\n  &k b: 1\n  c: 2\n", &["s", "b"][..], "s:\n  c: 2\n"),
        ("- !t b: 1\n  c: 2\n", &["0", "b"], "- c: 2\n"),
        ("l:\n  - &k b\n  - c\n", &["l", "0"], "l:\n  - c\n"),
        ("s: {!t b: 1, c: 2}\n", &["s", "b"], "s: {c: 2}\n"),
    ] {
        let after = done("a.yml", text, |file| {
            let (node, key) = at(file, path);
            Operation::Remove { at: key.unwrap_or(node.origin.span) }
        });
        assert_eq!(after, wanted);
    }
}

#[test]
fn a_comment_goes_with_what_it_is_about_alone() {
    for (text, path, wanted) in [
        // Another comment, a blank line or the end of the mapping is behind the entry.
        ("a: 1\n# on b\nb: 2\n# on c\nc: 3\n", &["b"][..], "a: 1\n# on c\nc: 3\n"),
        ("a: 1\n# on b,\n# which is old\nb: 2\n\nc: 3\n", &["b"], "a: 1\n\nc: 3\n"),
        ("s:\n  a: 1\n  # on b\n  b: 2\nc: 3\n", &["s", "b"], "s:\n  a: 1\nc: 3\n"),
        ("l:\n  - a\n  # on b\n  - b\n", &["l", "1"], "l:\n  - a\n"),
        // It may head what follows, or all of the mapping.
        ("a: 1\n# on b and c\nb: 2\nc: 3\n", &["b"], "a: 1\n# on b and c\nc: 3\n"),
        ("s:\n  # all\n  a: 1\n\n  b: 2\n", &["s", "a"], "s:\n  # all\n\n  b: 2\n"),
        ("a: 1\n# apart\n\nb: 2\n\nc: 3\n", &["b"], "a: 1\n# apart\n\nc: 3\n"),
        ("a: 1\n  # deeper\nb: 2\n\nc: 3\n", &["b"], "a: 1\n  # deeper\n\nc: 3\n"),
        // What is commented out is no comment.
        ("a: 1\n# ports:\n#   - 80\nb: 2\n\nc: 3\n", &["b"], "a: 1\n# ports:\n#   - 80\n\nc: 3\n"),
        // A suppression would hold for what follows.
        ("a: 1\n# hy-msg-lint: ignore[x] y\nb: 2\nc: 3\n", &["b"], "a: 1\nc: 3\n"),
        // Between brackets, it is behind the comma.
        ("s: {a: 1, # on a\n  b: 2}\n", &["s", "a"], "s: {b: 2}\n"),
        ("s: {\n  a: 1, # on a\n  b: 2 # on b\n}\n", &["s", "a"], "s: {\n  b: 2 # on b\n}\n"),
        ("s: {\n  a: 1, # on a\n  b: 2 # on b\n}\n", &["s", "b"], "s: {\n  a: 1, # on a\n}\n"),
        ("s: {\n  a: 1, # on a\n  b: 2\n}\n", &["s", "b"], "s: {\n  a: 1, # on a\n}\n"),
        ("s: {\n  a: 1,\n  # on b\n  b: 2\n}\n", &["s", "b"], "s: {\n  a: 1,\n}\n"),
        (
            "s: {\n  a: 1,\n  # on b\n  b: 2,\n  # on c\n  c: 3\n}\n",
            &["s", "b"],
            "s: {\n  a: 1,\n  # on c\n  c: 3\n}\n",
        ),
        ("s: {\n  # on a\n  a: 1\n}\n", &["s", "a"], "s: {}\n"),
        ("s: { a: { b: 1 } }\n", &["s", "a", "b"], "s: { a: {} }\n"),
    ] {
        let after = done("a.yml", text, |file| {
            let (node, key) = at(file, path);
            Operation::Remove { at: key.unwrap_or(node.origin.span) }
        });
        assert_eq!(after, wanted, "{text}");
        assert!(Outline::of(&Sample::new("a.yml", &after).0).is_some(), "{after}");
    }
}

#[test]
fn what_is_added_keeps_the_distance_of_its_neighbours() {
    for (text, wanted) in [
        ("s:\n  a: 1\n\n  b: 2\n", "s:\n  a: 1\n\n  b: 2\n\n  x: 3\n"),
        (
            "s:\n  a:\n    c: 1\n\n  # on b\n  b: 2\nz: 1\n",
            "s:\n  a:\n    c: 1\n\n  # on b\n  b: 2\n\n  x: 3\nz: 1\n",
        ),
        ("s:\n  a: 1\n\n  b: 2\n  c: 3\n", "s:\n  a: 1\n\n  b: 2\n  c: 3\n  x: 3\n"),
        ("s:\r\n  a: 1\r\n\r\n  b: 2\r\n", "s:\r\n  a: 1\r\n\r\n  b: 2\r\n\r\n  x: 3\r\n"),
        // A number is a text only beside numbers that are.
        ("s:\n  a: \"t\"\n", "s:\n  a: \"t\"\n  x: 3\n"),
        ("s:\n  a: \"t\"\n  b: \"1\"\n", "s:\n  a: \"t\"\n  b: \"1\"\n  x: \"3\"\n"),
    ] {
        let after = done("a.yml", text, |file| {
            let within = at(file, &["s"]).0.origin.span;
            Operation::Insert { within, path: vec!["x".into()], value: json!(3) }
        });
        assert_eq!(after, wanted);
    }
}

#[test]
fn an_alias_gives_way_to_a_value() {
    for (text, path, wanted) in [
        ("a: &a 'x' # c\nb: *a # d\n", &["b"][..], "a: &a 'x' # c\nb: 'z' # d\n"),
        ("a: &a x\ns: {b: *a , c: 1}\n", &["s", "b"], "a: &a x\ns: {b: z , c: 1}\n"),
        ("a: &a x\nl:\n  - *a\n", &["l", "0"], "a: &a x\nl:\n  - z\n"),
    ] {
        let after = done("a.yml", text, |file| {
            let (node, _) = at(file, path);
            let alias = node.origin.via.steps().next().unwrap().site;
            Operation::Replace { alias, node, to: json!("z") }
        });
        assert_eq!(after, wanted);
    }
}

/// Files in all styles that people write.
const STYLES: &[(&str, &str)] = &[
    ("flow.yml", "a: {b: 1, c: [x, 'y'], d: {e: \"f\"}} # g\nh: [ {i: 1}, {j: 2, k: 3} ]\n"),
    ("open.yml", "a: {\n  b: 1, # on b\n  c: 2\n}\nd: [\n  e,\n  f,\n]\n"),
    ("quoted.yml", "'a': 'b'\n\"c\": \"d\"\ne:\n  'f g': \"1\"\n  'h': \"2\"\n"),
    (
        "folded.yml",
        "a: >-\n  b\n  c\nd: |\n  e: 1\n  # f\n\ng:\n  h: plain\n    text\n  i: 'quoted\n    text'\n",
    ),
    ("several.yml", "a: 1\nb:\n  c: 2\n---\na: 3\nd:\n  - e: 4\n    f: 5\n...\n---\n# nothing\ng: 6\n"),
    ("crlf.yml", "a:\r\n  b: 1 # c\r\n\r\n  d: 2\r\ne:\r\n  - f\r\n  - g\r\n"),
    ("mark.yml", "\u{feff}a: 1\nb:\n  c: 2\n"),
    ("end.yml", "a:\n  b: 1\n  c:\n    - d\n    - e: 1\n      f: 2"),
    ("tabs.json", "{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": [1, 2]\n\t},\n\t\"d\": {}\n}\n"),
    ("tight.json", "{\"a\":1,\"b\":{\"c\":[1,2]},\"d\":{\"e\":\"f\"}}"),
    (
        "merges.yml",
        "x: &x\n  a: 1\n  b: &b 2\ny: &y {c: 3}\nl:\n  - <<: *x\n    d: *b\n  - <<: [*x, *y]\n    e: 5\n  - {<<: *y, f: 6}\n  - <<: *x\nz:\n  g: 7\n  <<: *y\n",
    ),
    (
        "tags.yml",
        "s:\n  !x  a: 1\n  b: !!str 2\n  &k c: &v 3\n*k : 4\nl:\n  - &i !t d: 5\n    e: 6\n  - !t\n    f: 7\n  - &j g\n  - !reset h\nm: !t {&n i: 8, j: *v}\n",
    ),
    ("keys.yml", "a:\n  ? b\n  : 1\n  ? [c, d]\n  : e: 2\n  f: 3\ng:\n  ? h\n  i: 4\n"),
    ("dashes.yml", "a:\n- b: 1\n  c: 2\n-\n  d: 3\n- - e\n  - f: 4\n    g: 5\n"),
    ("spaced.properties", "# a\na = 1\nb: 2\n! c\nc\\ d=\\\n  3\n"),
];

#[test]
fn in_every_style_only_what_is_meant_is_changed() {
    let mut count = 0;
    let all = STYLES.iter().flat_map(|(name, text)| {
        let plain = text.replace('\r', "");
        let cut = plain.trim_end().to_owned();
        [(*name, (*text).to_owned()), (*name, plain.replace('\n', "\r\n")), (*name, cut)]
    });
    for (name, text) in all {
        let sample = Sample::new(name, &text);
        assert!(Outline::of(&sample.0).is_some(), "{text}: {:?}", sample.0.errors);
        for (_, parent, _, key, node) in entries(&sample.0) {
            let path: Vec<Arc<str>> = vec!["new.key".into()];
            for operation in [
                Operation::Set { node: node.clone(), key: Some(key), to: json!("new/value") },
                Operation::Remove { at: key },
                Operation::Rename { key, to: "new.key".to_owned() },
                Operation::Insert {
                    within: parent.origin.span,
                    path: path.clone(),
                    value: json!({"z": [3]}),
                },
                Operation::Insert { within: key, path, value: json!("on") },
            ] {
                let Some(edit) = sample.edit(&operation) else { continue };
                // Who else refers to what is removed is asked later.
                if edit.text.is_empty() && sample.0.source.slice(edit.span).contains('&') {
                    continue;
                }
                let after = edited::apply(&text, std::slice::from_ref(&edit));
                let read = Sample::new(name, &after);
                assert!(read.0.errors.is_empty(), "{operation:?}\n{after}\n{:?}", read.0.errors);
                let is_same = edited::is_same_elsewhere(&sample.0, &read.0, &[edit], true);
                assert!(is_same, "{operation:?}\n{after}");
                count += 1;
            }
        }
    }
    assert!(count > 300, "{count}");
}
