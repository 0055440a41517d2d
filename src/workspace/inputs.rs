//! What a policy that judges whole documents gets of a file, as Conftest divides files into inputs.

use super::{Division, File};
use crate::source::Span;
use crate::tree::{Node, Origin, Provenance, Scalar, ScalarKind, Style, Value};

/// The values of `file` that are one input each, in order, where they were written:
///
/// - YAML and JSON: each document, also an empty one, as null. A file with no document at all is one null. A single document that is a
///   list is not an input: each of its items is one, so an empty list gives none. Of several documents, a list stays one.
/// - Java properties: one mapping of texts, whose keys keep their dots.
/// - TOML: one mapping.
/// - Scripts and makefiles: none.
///
/// A file with an error gives none: what is missing of it could be what a policy asks for.
///
/// Source: Conftest's `Engine.Check` and its parsers. Two things differ: where a document ends is YAML's to say here, and there it is a
/// line that is `---` and nothing else, so that comments before the first are a document; and `yes` or `off` are text here, as in YAML
/// 1.2, and truth values there.
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
