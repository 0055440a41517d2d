//! Placeholders: values that are substituted before a tool reads the file. The substituted text is not in the file,
//! so these values are left unresolved.

use crate::tree::{Entry, Map, Node, Scalar, ScalarKind, Value};
use std::sync::Arc;

/// The substitution mechanism, which decides the syntax of a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Templating {
    /// Jinja and similar engines: `{{ name }}`, quoted or not, and text with `{% … %}`.
    Jinja,
    /// Go templates, as used by Helm: `{{ name }}`, quoted or not.
    Go,
    /// The environment of the tool that reads the file: `$NAME`, `${NAME}`.
    Environment,
    /// Substitution when a file is deployed or read: `${NAME}`, `${NAME:-default}` (envsubst, Flux),
    /// `${provider:…}` (Kafka's config providers, KIP-297).
    Substitution,
}

/// Returns `node` with the placeholders of `templating` marked unresolved. If a text has several placeholders, the
/// first one found names it. A tree without placeholders is shared, not copied.
pub(super) fn mark_unresolved(node: &Node, templating: &[Templating]) -> Node {
    if has_placeholder(node, templating) { marked(node, templating) } else { node.clone() }
}

/// Returns a name as text; a part in `{{…}}` becomes `${…}`, by which rules recognise it as unknown.
pub(super) fn name(node: &Node) -> Arc<str> {
    let Some(scalar) = node.as_scalar() else { return Arc::default() };
    if scalar.kind != ScalarKind::Unresolved {
        return Arc::clone(&scalar.text);
    }
    let plain = scalar.text.replace("{{ ", "{{").replace(" }}", "}}");
    plain.replace("{{", "${").replace("}}", "}").into()
}

/// Returns the settings of `own` and `more` as unresolved: `reference` names a source called `from` that takes
/// precedence over `own`, is unknown, and may set any of them.
pub(super) fn may_be_set(own: &Map, more: &[&str], reference: &Node, from: &str) -> Map {
    let open = || Node::unresolved(&format!("${{{from}}}"), from, reference.origin.clone());
    let entry = |key: Arc<str>| Entry { key, key_span: reference.origin.span, node: open() };
    let keys = own.entries().map(|entry| entry.key.clone()).collect::<Vec<_>>();
    keys.into_iter().chain(more.iter().map(|key| Arc::from(*key))).map(entry).collect()
}

fn has_placeholder(node: &Node, templating: &[Templating]) -> bool {
    match &node.value {
        Value::Scalar(scalar) => in_scalar(scalar, templating).is_some(),
        Value::List(items) => items.iter().any(|item| has_placeholder(item, templating)),
        Value::Map(map) => {
            in_braces(map, templating).is_some()
                || map.entries().any(|entry| has_placeholder(&entry.node, templating))
        }
    }
}

fn marked(node: &Node, templating: &[Templating]) -> Node {
    let value = match &node.value {
        Value::Scalar(scalar) => match in_scalar(scalar, templating) {
            Some(variable) => return Node::unresolved(&scalar.text, variable, node.origin.clone()),
            None => return node.clone(),
        },
        Value::List(items) => {
            Value::List(Arc::new(items.iter().map(|item| marked(item, templating)).collect()))
        }
        Value::Map(map) => {
            if let Some(inner) = in_braces(map, templating) {
                return Node::unresolved(&format!("{{{{{inner}}}}}"), inner.trim(), node.origin.clone());
            }
            let entry = |entry: &Entry| Entry { node: marked(&entry.node, templating), ..entry.clone() };
            Value::Map(Arc::new(map.entries().map(entry).collect()))
        }
    };
    Node::new(value, node.origin.clone())
}

/// Returns the content of an unquoted `{{ name }}`, which YAML parses as a mapping whose only key is a mapping.
fn in_braces<'a>(map: &'a Map, templating: &[Templating]) -> Option<&'a str> {
    if !templating.iter().any(|one| matches!(one, Templating::Jinja | Templating::Go)) {
        return None;
    }
    let mut entries = map.entries();
    let only = entries.next().filter(|only| entries.len() == 0 && only.node.is_null())?;
    only.key.strip_prefix('{')?.strip_suffix('}')
}

/// Returns the variable of the first placeholder in a text.
fn in_scalar<'a>(scalar: &'a Scalar, templating: &[Templating]) -> Option<&'a str> {
    if scalar.kind != ScalarKind::Text {
        return None;
    }
    let text = &scalar.text;
    templating.iter().find_map(|one| match one {
        Templating::Jinja => between(text, "{{", "}}").or_else(|| between(text, "{%", "%}")),
        Templating::Go => between(text, "{{", "}}").map(without_default),
        Templating::Environment => between(text, "${", "}").or_else(|| bare(text)),
        Templating::Substitution => between(text, "${", "}").map(without_default),
    })
}

/// Returns `NAME` of `NAME:=default` and `NAME:-default`; in Go templates, `:=` assigns a variable.
fn without_default(inner: &str) -> &str {
    let end = inner.find(":=").or_else(|| inner.find(":-")).filter(|end| *end > 0);
    inner.get(..end.unwrap_or(inner.len())).unwrap_or(inner)
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let rest = text.get(text.find(open)? + open.len()..)?;
    Some(rest.get(..rest.find(close)?)?.trim()).filter(|inner| !inner.is_empty())
}

/// Returns `NAME` of `$NAME`. Any other dollar sign is literal, as in `$1` or at the end of a regular expression.
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

    const BOTH: &[Templating] = &[Templating::Jinja, Templating::Environment];
    const DEPLOYED: &[Templating] = &[Templating::Substitution, Templating::Go];

    /// Returns the only item of a list, written as `written`, after its placeholders were marked.
    fn item(written: &str, templating: &[Templating]) -> Node {
        let sources = SourceMap::default();
        let source = sources.add(Path::new("a.yml"), format!("a:\n- {written}\n"));
        let document = &crate::syntax::yaml::parse(&source).documents[0];
        let node = mark_unresolved(document, templating).at(&["a"]).unwrap().items().next().unwrap();
        assert_eq!(source.slice(node.origin.span), written);
        node
    }

    #[test]
    fn what_is_filled_in_elsewhere_is_open() {
        for (written, templating, wanted) in [
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
            ("'${REPLICAS}'", DEPLOYED, Some("REPLICAS")),
            ("a-${REPLICAS:=3}-b", DEPLOYED, Some("REPLICAS")),
            ("'{{ .Values.replicas }}'", DEPLOYED, Some(".Values.replicas")),
            ("{{ .Values.replicas | int }}", DEPLOYED, Some(".Values.replicas | int")),
            ("'${file:/opt/x.properties:password}'", DEPLOYED, Some("file:/opt/x.properties:password")),
            ("'${strimzienv:A}'", DEPLOYED, Some("strimzienv:A")),
            ("'$1'", DEPLOYED, None),
            ("'^a${'", DEPLOYED, None),
            ("'${}'", DEPLOYED, None),
            ("'{% raw %}x'", DEPLOYED, None),
            ("3", DEPLOYED, None),
            ("$TEAM", &[Templating::Jinja], None),
            ("'{{ a }}'", &[Templating::Environment], None),
        ] {
            let node = item(written, templating);
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
