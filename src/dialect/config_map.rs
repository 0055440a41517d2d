//! Connectors in a `ConfigMap` of Kubernetes: JSON, properties or scripts as texts in its `data`.

use super::connectors_in_scripts::{connectors_in_json, posted_connectors, sets_class, unread_connector};
use super::properties;
use super::yaml::{Claimed, YamlDialect};
use super::{Declared, is_template};
use crate::model::Resource;
use crate::source::SourceMap;
use crate::syntax;
use crate::syntax::properties::MAX_PROPERTIES;
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind};
use crate::workspace::{File, Format};
use std::path::Path;
use std::sync::Arc;

/// The dialect of files with a `ConfigMap` and nothing that another dialect reads.
pub(super) struct ConfigMap;

impl YamlDialect for ConfigMap {
    const NAME: &'static str = "ConfigMap with connectors";
    const DEFECTS: &'static str = "connector";
    const NEEDLES: &'static [&'static str] = &["connector.class", properties::MIRROR_MAKER_NEEDLE];

    fn owns(document: &Node, _file: &File) -> bool {
        texts(document).iter().any(is_ours)
    }

    fn declare(_claimed: &Claimed, _found: &mut Declared) {
        // Done for the files of all dialects.
    }
}

/// Lowers the connectors in the `ConfigMap`s of the claimed files, whose other documents are of any dialect.
pub(super) fn declare(claimed: &Claimed, found: &mut Declared) {
    for (document, _) in claimed.documents() {
        for text in texts(document).iter().filter(|text| is_ours(text)) {
            found.declare(connectors(text, claimed.sources));
        }
    }
}

/// Returns the texts of a `ConfigMap`, or of those in a `List`, by their keys.
fn texts(document: &Node) -> Vec<Entry> {
    let text = |node: &Node, key: &str| node.get(key).and_then(|node| node.as_text().map(str::to_owned));
    let is_core = |node: &Node| text(node, "apiVersion").is_none_or(|version| version == "v1");
    match text(document, "kind").as_deref().filter(|_| is_core(document)) {
        Some("ConfigMap") => {
            document.get("data").iter().flat_map(|data| data.entries().collect::<Vec<_>>()).collect()
        }
        Some("List" | "ConfigMapList") => {
            let items = document.get("items");
            items
                .iter()
                .flat_map(|items| items.items().collect::<Vec<_>>())
                .flat_map(|item| texts(&item))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Returns true for a text that declares connectors.
fn is_ours(entry: &Entry) -> bool {
    let Some(text) = entry.node.as_text() else { return false };
    sets_class(text)
        || text.contains(properties::MIRROR_MAKER_NEEDLE)
            && parsed(text).is_none_or(|settings| properties::declares_connectors(&settings))
}

fn connectors(entry: &Entry, sources: &SourceMap) -> Vec<Resource> {
    let Entry { key, key_span, node } = entry;
    let Some(text) = node.as_text() else { return Vec::new() };
    let stem = Path::new(&**key).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let stem: Arc<str> = stem.unwrap_or_default().into();
    let unread = |reason: &str| unread_connector(node, reason, sources);
    if is_template(text) {
        return unread("it is a template");
    }
    if text.trim_start().starts_with(['{', '[']) {
        let origin = Origin { span: *key_span, via: Provenance::default() };
        let name = Node::derived(stem, ScalarKind::Text, origin);
        return connectors_in_json(node, &name, "ConfigMap", sources)
            .unwrap_or_else(|reason| unread(&reason));
    }
    let format = Format::by_name(Path::new(&**key)).or_else(|| Format::by_first_line(text));
    let found = match format {
        Some(Format::Script) => Some(posted_connectors(node, sources)),
        Some(Format::Properties) => in_properties(node, stem, sources),
        None if has_equals_signs(text) => in_properties(node, stem, sources),
        _ => Some(Vec::new()),
    };
    let Some(found) = found else {
        return unread(&format!("it sets more than {MAX_PROPERTIES} properties"));
    };
    if found.is_empty() { unread("it is not in JSON, properties or a script") } else { found }
}

/// Returns true if `text` looks like properties, and not like YAML, in which a colon follows a key.
fn has_equals_signs(text: &str) -> bool {
    let mut lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '!']));
    lines.next().is_some_and(|line| line.find(['=', ':']).is_some_and(|at| line[at..].starts_with('=')))
}

/// Returns the connectors in `text`, properties; None if they are too many.
fn in_properties(text: &Node, name: Arc<str>, sources: &SourceMap) -> Option<Vec<Resource>> {
    let document = parsed(text.as_text().unwrap_or_default())?;
    Some(if properties::declares_connectors(&document) {
        properties::resources(&placed(&document, text, sources), name, sources)
    } else {
        Vec::new()
    })
}

/// Parses properties in a text of their own; None if they are too many.
fn parsed(text: &str) -> Option<Node> {
    let scratch = SourceMap::default();
    syntax::properties::parse(&scratch.add(Path::new("connector.properties"), text.to_owned())).ok()
}

/// Returns `document`, which was parsed from `text`, with each key and value on its characters.
fn placed(document: &Node, text: &Node, sources: &SourceMap) -> Node {
    let entry = |entry: Entry| {
        let place = text.slice(sources, entry.node.origin.span.range());
        let value = entry.node.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
        let is_verbatim = place.as_scalar().is_some_and(|scalar| scalar.text == value);
        let node = if is_verbatim { place } else { place.normalized(value, ScalarKind::Text) };
        let key_span = text.slice(sources, entry.key_span.range()).origin.span;
        Entry { key: entry.key, key_span, node }
    };
    let map = document.entries().map(entry).collect::<Map>();
    Node::map(map, Origin { span: text.origin.span, via: Provenance::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_told_from_yaml() {
        for (text, wanted) in [
            ("connector.class=a", true),
            ("\n# a: b\nconnector.class = a:b", true),
            ("connector.class: a=b", false),
            ("a\nconnector.class=b", false),
            ("", false),
        ] {
            assert_eq!(has_equals_signs(text), wanted, "{text:?}");
        }
    }
}
