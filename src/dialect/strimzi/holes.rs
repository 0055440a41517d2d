//! Values that somebody fills in before or after Kubernetes gets the file: `${NAME}` (Flux, envsubst), `{{ name }}` (a template
//! whose text happens to be YAML, in quotes or not), and `${provider:…}` (Kafka's config providers, KIP-297). What they hold
//! is not known here.

use crate::tree::{Entry, Kind, Map, Node, Scalar, Value};
use std::sync::Arc;

/// `node` with every such value left open.
pub(super) fn left_open(node: &Node) -> Node {
    // A copy is made only where there is something to leave open: collections are shared.
    if has_hole(node) { opened(node) } else { node.clone() }
}

fn has_hole(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => name_of(scalar).is_some(),
        Value::List(items) => items.iter().any(has_hole),
        Value::Map(map) => as_braces(map).is_some() || map.entries().any(|entry| has_hole(&entry.node)),
    }
}

/// What stands in `{{ name }}` without quotes. To YAML it is a mapping with one key, which is a mapping too.
fn as_braces(map: &Map) -> Option<&str> {
    let mut entries = map.entries();
    let only = entries.next().filter(|only| entries.len() == 0 && only.node.is_null())?;
    only.key.strip_prefix('{')?.strip_suffix('}')
}

fn opened(node: &Node) -> Node {
    let value = match &node.value {
        Value::Scalar(scalar) => match name_of(scalar) {
            Some(name) => return Node::unresolved(&scalar.text, name, node.origin.clone()),
            None => return node.clone(),
        },
        Value::List(items) => Value::List(Arc::new(items.iter().map(opened).collect())),
        Value::Map(map) => {
            if let Some(inner) = as_braces(map) {
                let text = format!("{{{{{inner}}}}}");
                return Node::unresolved(&text, inner.trim(), node.origin.clone());
            }
            let entry = |entry: &Entry| Entry { node: opened(&entry.node), ..entry.clone() };
            Value::Map(Arc::new(map.entries().map(entry).collect()))
        }
    };
    Node::new(value, node.origin.clone())
}

/// What would fill the first hole of a text.
fn name_of(scalar: &Scalar) -> Option<&str> {
    if scalar.kind != Kind::Text {
        return None;
    }
    let between = |open: &str, close: &str| {
        let start = scalar.text.find(open)? + open.len();
        let rest = scalar.text.get(start..)?;
        Some(rest.get(..rest.find(close)?)?.trim()).filter(|name| !name.is_empty())
    };
    let name = between("${", "}").or_else(|| between("{{", "}}"))?;
    // Behind `:=` and `:-` stands what is taken where nothing sets it.
    let end = name.find(":=").or_else(|| name.find(":-")).filter(|end| *end > 0);
    name.get(..end.unwrap_or(name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    #[test]
    fn what_is_filled_in_elsewhere_is_open() {
        for (text, wanted) in [
            ("'${REPLICAS}'", Some("REPLICAS")),
            ("a-${REPLICAS:=3}-b", Some("REPLICAS")),
            ("'{{ .Values.replicas }}'", Some(".Values.replicas")),
            ("{{ .Values.replicas | int }}", Some(".Values.replicas | int")),
            ("'${file:/opt/x.properties:password}'", Some("file:/opt/x.properties:password")),
            ("'${strimzienv:A}'", Some("strimzienv:A")),
            ("'$1'", None),
            ("'^a${'", None),
            ("'${}'", None),
            ("3", None),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.yml"), format!("a:\n- {text}\n"));
            let document = &crate::syntax::yaml::parse(&source).documents[0];
            let node = left_open(document).at(&["a"]).unwrap().items().next().unwrap();
            let scalar = node.as_scalar().unwrap();
            assert_eq!(scalar.missing_variables().next().map(|name| &**name), wanted, "{text}");
            assert_eq!(source.slice(node.origin.span), text);
        }
    }
}
