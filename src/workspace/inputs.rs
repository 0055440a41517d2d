//! The inputs of policies that judge whole documents: divides files like Conftest.

use super::{Division, File};
use crate::source::Span;
use crate::tree::{Node, Origin, Provenance, Scalar, ScalarKind, Style, Value};

/// Returns the values of `file` that are one input each, in the order written:
///
/// - YAML and JSON: each document; an empty one is null. A file without documents is one null. If the only document
///   is a list, each of its items is an input, so an empty list gives none. With several documents, a list stays one
///   input.
/// - Java properties: one mapping of strings, whose keys keep their dots.
/// - TOML: one mapping.
/// - Scripts and makefiles: none.
///
/// A file with an error gives none: the part that is missing could be the part a policy requires.
///
/// Source: Conftest's `Engine.Check` and its parsers. Two things differ. Documents end as YAML defines it; Conftest
/// splits at lines that are exactly `---`, so comments before the first such line are a document. `yes` and `off` are
/// strings here, as in YAML 1.2; in Conftest they are booleans.
pub fn inputs(file: &File) -> Vec<Node> {
    if !file.errors.is_empty() {
        return Vec::new();
    }
    match (file.format.division(), &*file.documents) {
        (Division::None, _) => Vec::new(),
        (Division::DocumentsOrItems, []) => vec![nothing(file)],
        (Division::DocumentsOrItems, [only]) if only.as_list().is_some() => only.items().collect(),
        (_, documents) => documents.to_vec(),
    }
}

fn nothing(file: &File) -> Node {
    let span = Span::new(file.source.id, 0, 0);
    let scalar = Scalar::written("".into(), ScalarKind::Null, Style::Plain, span);
    Node::new(Value::Scalar(scalar), Origin { span, via: Provenance::default() })
}

#[cfg(test)]
mod tests {
    use super::super::Files;
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    fn show(node: &Node) -> String {
        match &node.value {
            Value::Scalar(scalar) if scalar.kind == ScalarKind::Null => "null".to_owned(),
            Value::Scalar(scalar) => scalar.text.to_string(),
            Value::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(" ")),
            Value::Map(map) => {
                let entries: Vec<_> =
                    map.entries().map(|entry| format!("{}={}", entry.key, show(&entry.node))).collect();
                format!("{{{}}}", entries.join(" "))
            }
        }
    }

    fn read(name: &str, text: &str) -> Vec<String> {
        let sources = SourceMap::default();
        sources.add(Path::new(name), text.to_owned());
        let file = Files::over(&sources).parse(Path::new(name)).unwrap();
        inputs(&file).iter().map(show).collect()
    }

    #[test]
    fn divides_files_into_inputs() {
        for (name, text, wanted) in [
            ("a.yml", "a: 1", &["{a=1}"][..]),
            ("a.yml", "a: 1\n---\nb: 2\n", &["{a=1}", "{b=2}"]),
            ("a.yml", "---\na: 1\n---\n---\nb: 2", &["{a=1}", "null", "{b=2}"]),
            ("a.yml", "a: 1\n---\n", &["{a=1}", "null"]),
            ("a.yml", "", &["null"]),
            ("a.yml", "# nothing\n", &["null"]),
            ("a.yml", "# about\n---\na: 1", &["{a=1}"]),
            ("a.yml", "- a: 1\n- b: 2", &["{a=1}", "{b=2}"]),
            ("a.yml", "- 1\n---\n- 2", &["[1]", "[2]"]),
            ("a.yml", "text", &["text"]),
            ("a.yml", "[]", &[]),
            ("a.yml", "a: 1\n---\nb: [", &[]),
            ("a.json", "{\"a\": [1, 2]}", &["{a=[1 2]}"]),
            ("a.json", "[{\"a\": 1}, 2]", &["{a=1}", "2"]),
            ("a.properties", "a.b=1\na.c", &["{a.b=1 a.c=}"]),
            ("a.properties", "", &["{}"]),
            ("a.toml", "a.b = 1\n[[c]]\nd = 2", &["{a={b=1} c=[{d=2}]}"]),
            ("a.toml", "", &["{}"]),
            ("a.toml", "a = ", &[]),
            ("a.sh", "echo a", &[]),
            ("Makefile", "a: b", &[]),
        ] {
            assert_eq!(read(name, text), wanted, "{name}: {text:?}");
        }
    }
}
