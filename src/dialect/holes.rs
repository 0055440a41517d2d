//! Values that are filled in before a tool gets to see them. What they hold is not written here, and they are left open.

use crate::tree::{Entry, Kind, Map, Node, Scalar, Value};
use std::sync::Arc;

/// Who fills in, and so what a hole looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filled {
    /// A template engine: `{{ name }}`, in quotes or not, and what stands beside `{% … %}`.
    ByTemplate,
    /// The environment of the tool: `$NAME`, `${NAME}`.
    ByEnvironment,
}

/// `node` with the holes of `fillers` left open. Collections without any are shared.
pub(super) fn left_open(node: &Node, fillers: &[Filled]) -> Node {
    if has_hole(node, fillers) { opened(node, fillers) } else { node.clone() }
}

/// The text of a name; a part that a template fills in reads `${…}`, by which rules tell that it is not known.
pub(super) fn name(node: &Node) -> Arc<str> {
    let Some(scalar) = node.as_scalar() else { return Arc::default() };
    if scalar.kind != Kind::Unresolved {
        return Arc::clone(&scalar.text);
    }
    let plain = scalar.text.replace("{{ ", "{{").replace(" }}", "}}");
    plain.replace("{{", "${").replace("}}", "}").into()
}

/// `own`, settings under those of a source called `from` that `reference` names and that is not known: it may set what is there,
/// and `more`.
pub(super) fn may_be_set(own: &Map, more: &[&str], reference: &Node, from: &str) -> Map {
    let open = || Node::unresolved(&format!("${{{from}}}"), from, reference.origin.clone());
    let entry = |key: Arc<str>| Entry { key, key_span: reference.origin.span, node: open() };
    let keys = own.entries().map(|entry| entry.key.clone()).collect::<Vec<_>>();
    keys.into_iter().chain(more.iter().map(|key| Arc::from(*key))).map(entry).collect()
}

fn has_hole(node: &Node, fillers: &[Filled]) -> bool {
    match &node.value {
        Value::Scalar(scalar) => in_scalar(scalar, fillers).is_some(),
        Value::List(items) => items.iter().any(|item| has_hole(item, fillers)),
        Value::Map(map) => {
            (fillers.contains(&Filled::ByTemplate) && in_braces(map).is_some())
                || map.entries().any(|entry| has_hole(&entry.node, fillers))
        }
    }
}

fn opened(node: &Node, fillers: &[Filled]) -> Node {
    let value = match &node.value {
        Value::Scalar(scalar) => match in_scalar(scalar, fillers) {
            Some(variable) => return Node::unresolved(&scalar.text, variable, node.origin.clone()),
            None => return node.clone(),
        },
        Value::List(items) => Value::List(Arc::new(items.iter().map(|item| opened(item, fillers)).collect())),
        Value::Map(map) => {
            let inner = in_braces(map).filter(|_| fillers.contains(&Filled::ByTemplate));
            if let Some(inner) = inner {
                return Node::unresolved(&format!("{{{{{inner}}}}}"), inner.trim(), node.origin.clone());
            }
            let entry = |entry: &Entry| Entry { node: opened(&entry.node, fillers), ..entry.clone() };
            Value::Map(Arc::new(map.entries().map(entry).collect()))
        }
    };
    Node::new(value, node.origin.clone())
}

/// What stands in `{{ name }}` without quotes: to YAML that is a mapping with one key, which is a mapping too.
fn in_braces(map: &Map) -> Option<&str> {
    let mut entries = map.entries();
    let only = entries.next().filter(|only| entries.len() == 0 && only.node.is_null())?;
    only.key.strip_prefix('{')?.strip_suffix('}')
}

/// What would fill the first hole of a text.
fn in_scalar<'a>(scalar: &'a Scalar, fillers: &[Filled]) -> Option<&'a str> {
    if scalar.kind != Kind::Text {
        return None;
    }
    let template = || between(&scalar.text, "{{", "}}").or_else(|| between(&scalar.text, "{%", "%}"));
    let environment = || between(&scalar.text, "${", "}").or_else(|| bare(&scalar.text));
    fillers.iter().find_map(|filler| match filler {
        Filled::ByTemplate => template(),
        Filled::ByEnvironment => environment(),
    })
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let rest = text.get(text.find(open)? + open.len()..)?;
    Some(rest.get(..rest.find(close)?)?.trim()).filter(|inner| !inner.is_empty())
}

/// `NAME` of `$NAME`. A dollar sign before anything else is one, as in `$1` or at the end of an expression.
fn bare(text: &str) -> Option<&str> {
    text.split('$').skip(1).find_map(|rest| {
        let end = rest.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
        let name = rest.get(..end.unwrap_or(rest.len()))?;
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_').then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    const BOTH: &[Filled] = &[Filled::ByTemplate, Filled::ByEnvironment];

    /// The only item of a list, whose text is `written`, after its holes were left open.
    fn item(written: &str, fillers: &[Filled]) -> Node {
        let sources = SourceMap::default();
        let source = sources.add(Path::new("a.yml"), format!("a:\n- {written}\n"));
        let document = &crate::syntax::yaml::parse(&source).documents[0];
        let node = left_open(document, fillers).at(&["a"]).unwrap().items().next().unwrap();
        assert_eq!(source.slice(node.origin.span), written);
        node
    }

    #[test]
    fn what_is_filled_in_elsewhere_is_open() {
        for (written, fillers, wanted) in [
            ("\"{{ values.replicas | int }}\"", BOTH, Some("values.replicas | int")),
            ("{{ values.replicas }}", BOTH, Some("values.replicas")),
            ("'{% raw %}x'", BOTH, Some("raw")),
            ("'a-${TEAM}-b'", BOTH, Some("TEAM")),
            ("$TEAM", BOTH, Some("TEAM")),
            ("a.$_x.b", BOTH, Some("_x")),
            ("$1", BOTH, None),
            ("'^a$'", BOTH, None),
            ("'${}'", BOTH, None),
            ("3", BOTH, None),
            ("$TEAM", &[Filled::ByTemplate], None),
            ("'{{ a }}'", &[Filled::ByEnvironment], None),
        ] {
            let node = item(written, fillers);
            let variable = node.as_scalar().and_then(|scalar| scalar.missing_variables().next().cloned());
            assert_eq!(variable.as_deref(), wanted, "{written}");
        }
    }

    #[test]
    fn a_name_shows_what_is_filled_in() {
        for (written, wanted) in [("orders", "orders"), ("'{{ a }}-x'", "${a}-x"), ("'${T}-x'", "${T}-x")] {
            assert_eq!(&*name(&item(written, BOTH)), wanted);
        }
    }
}
