//! Quotation marks that Compose keeps as a part of a variable's value: in a list, `- KAFKA_LISTENERS="PLAINTEXT://:9092"` is one YAML
//! text that begins with the name, so neither YAML nor Compose takes them away.

use crate::source::SourceMap;
use crate::tree::{Entry, Map, Node};

/// Returns what stands between quotation marks that are a part of a variable's value.
pub(super) fn between_quotes(value: &Node, sources: &SourceMap) -> Option<Node> {
    let text = &*value.as_scalar()?.text;
    let inner = ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))?;
    Some(value.slice(sources, 1..1 + inner.len()))
}

/// Returns true if the quotation marks of `entry` stand behind `=` in an item of a list. What is written so in a mapping is meant for
/// somebody who reads the quotes.
pub(super) fn is_in_list(entry: &Entry, sources: &SourceMap) -> bool {
    let behind = || {
        let first = entry.node.as_scalar()?.text.chars().next()?;
        let written = sources.get(entry.key_span.source)?;
        let value = written.text.get(entry.key_span.range().end..)?.strip_prefix('=')?;
        Some(value.trim_start_matches('\\').starts_with(first))
    };
    behind().unwrap_or(false)
}

/// Returns `container` with the variables as they are meant, and those in quotation marks with the value that they have; None where that
/// is how they are written. A space behind a name, `- KAFKA_LISTENERS =…`, is refused by Compose, and no part of what is meant.
pub(super) fn as_meant(container: &Node, sources: &SourceMap) -> Option<(Node, Map)> {
    let environment = container.get("environment")?;
    let (mut meant, mut kept) = (Map::default(), Map::default());
    let mut is_changed = false;
    for entry in environment.entries() {
        let name = entry.key.trim_end();
        let is_spaced = name.len() < entry.key.len() && environment.get(name).is_none();
        let key = if is_spaced { name.into() } else { entry.key.clone() };
        let inner =
            between_quotes(&entry.node, sources).filter(is_one).filter(|_| is_in_list(&entry, sources));
        is_changed |= is_spaced || inner.is_some();
        if inner.is_some() {
            kept.set(Entry { key: key.clone(), ..entry.clone() });
        }
        let node = inner.unwrap_or(entry.node);
        meant.set(Entry { key, key_span: entry.key_span, node });
    }
    if !is_changed {
        return None;
    }
    let mut map = container.as_map()?.clone();
    let key_span = map.entry("environment")?.key_span;
    map.set(Entry {
        key: "environment".into(),
        key_span,
        node: Node::map(meant, environment.origin.clone()),
    });
    Some((Node::map(map, container.origin.clone()), kept))
}

/// Returns true for one text in quotation marks, unlike `"a","b"`.
fn is_one(inner: &Node) -> bool {
    inner.as_scalar().is_some_and(|one| !one.text.contains(['"', '\'']) || one.text.contains('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn a_value_is_meant_without_the_quotation_marks_around_it() {
        let sources = SourceMap::default();
        let text = "environment: {A: '\"a\"'}";
        let source = sources.add(Path::new("a.yml"), text.to_owned());
        let container = yaml::parse(&source).documents[0].clone();
        assert!(as_meant(&container, &sources).is_none(), "a mapping has the quotes on purpose");
        let value = container.at(&["environment", "A"]).unwrap();
        assert_eq!(between_quotes(&value, &sources).unwrap().as_text(), Some("a"));
    }
}
