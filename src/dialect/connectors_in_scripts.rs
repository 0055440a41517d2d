//! Connectors that a script posts to Connect's REST API: JSON in a heredoc or in an argument of `curl`.

use super::connect::{self, Declaration};
use crate::model::Resource;
use crate::source::SourceMap;
use crate::syntax::yaml;
use crate::tree::{Entry, Map, Node, Origin, Provenance, Scalar, Value};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// A setting that every connector has.
const MARK: &str = "connector.class";

/// The REST API path of a connector's configuration, before and after the connector's name.
const URL: (&str, &str) = ("/connectors/", "/config");

/// Returns the connectors in `script`, each value with its own span.
pub(super) fn posted_connectors(script: &Node, sources: &SourceMap) -> Vec<Resource> {
    let Some(scalar) = script.as_scalar().filter(|scalar| scalar.text.contains(MARK)) else {
        return Vec::new();
    };
    let text = &*scalar.text;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|open| at + open) {
        let Some(range) = object(text, open) else {
            at = open + 1;
            continue;
        };
        let inside = text.get(range.clone()).unwrap_or_default();
        let connector = inside.contains(MARK).then(|| read(script, &range, sources)).flatten();
        at = if connector.is_some() { range.end } else { open + 1 };
        found.extend(connector);
    }
    found
}

/// Returns the range of the balanced braces that start at `open`; braces in quotes do not count.
fn object(text: &str, open: usize) -> Option<Range<usize>> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(open..at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Reads the connector in the JSON at `range`: `{name, config}`, or only the configuration, whose name is in the
/// URL.
fn read(script: &Node, range: &Range<usize>, sources: &SourceMap) -> Option<Resource> {
    let whole = script.as_scalar()?;
    let scratch = SourceMap::default();
    let source = scratch.add(Path::new("connector.json"), whole.text.get(range.clone())?.to_owned());
    let parsed = yaml::parse_json(&source).documents.into_iter().next()?;
    let document = Placed { script, sources, start: range.start }.node(&parsed);
    let has_class = |node: &Node| node.as_map().is_some_and(|map| map.get(MARK).is_some());
    let config =
        if has_class(&document) { document.clone() } else { document.get("config").filter(has_class)? };
    let written = document.get("name").filter(|name| name.as_scalar().is_some());
    let (name, key) = match &written {
        Some(name) => (name.as_scalar()?.text.clone(), name.origin.span),
        None => (name_in_url(&whole.text, range), config.get(MARK)?.origin.span),
    };
    let declaration = Declaration {
        name,
        key,
        class: None,
        config,
        declared_by: "curl",
        is_named: written.is_some(),
        connect_cluster: None,
    };
    Some(connect::resource(declaration, sources))
}

/// Returns the name in the URL `…/connectors/NAME/config` that is nearest before the JSON, or else after it.
fn name_in_url(text: &str, range: &Range<usize>) -> Arc<str> {
    let name = |part: &str| {
        let end = part.find(URL.1)?;
        part.get(..end).filter(|name| !name.is_empty() && !name.contains(char::is_whitespace)).map(Arc::from)
    };
    let before =
        text.get(..range.start).and_then(|text| Some(text.split_at(text.rfind(URL.0)? + URL.0.len()).1));
    let behind =
        text.get(range.end..).and_then(|text| Some(text.split_at(text.find(URL.0)? + URL.0.len()).1));
    before.and_then(name).or_else(|| behind.and_then(name)).unwrap_or_else(|| "connector".into())
}

/// Maps a tree that was parsed from a part of a script to its spans in the script.
struct Placed<'a> {
    script: &'a Node,
    sources: &'a SourceMap,
    start: usize,
}

impl Placed<'_> {
    fn node(&self, node: &Node) -> Node {
        let span = node.origin.span.range();
        let place = self.script.slice(self.sources, self.start + span.start..self.start + span.end);
        let origin = Origin { span: place.origin.span, via: Provenance::default() };
        match &node.value {
            Value::Scalar(scalar) => self.scalar(scalar, &span, &place),
            Value::List(items) => Node::list(items.iter().map(|item| self.node(item)).collect(), origin),
            Value::Map(map) => {
                let entry = |entry: &Entry| {
                    let key = entry.key_span.range();
                    let key = self.start + key.start..self.start + key.end;
                    let key_span = self.script.slice(self.sources, key).origin.span;
                    Entry { key: entry.key.clone(), key_span, node: self.node(&entry.node) }
                };
                Node::map(map.entries().map(entry).collect::<Map>(), origin)
            }
        }
    }

    fn scalar(&self, scalar: &Scalar, span: &Range<usize>, place: &Node) -> Node {
        let inner = self.start + span.start + 1..(self.start + span.end).saturating_sub(1);
        let inside = self.script.slice(self.sources, inner);
        let verbatim = inside.as_scalar().is_some_and(|inside| *inside.text == *scalar.text);
        let node = if verbatim { inside } else { place.normalized(scalar.text.clone(), scalar.kind) };
        match variable(&scalar.text) {
            Some(variable) => Node::unresolved(&scalar.text, variable, node.origin),
            None => node,
        }
    }
}

/// Returns a shell variable in a value. References to a config provider contain a colon, and `$1` is a regular
/// expression group.
fn variable(text: &str) -> Option<&str> {
    let after = text.get(text.find('$')? + 1..)?;
    let name = after.strip_prefix('{').unwrap_or(after);
    let end = name.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    let (name, rest) = name.split_at(end.unwrap_or(name.len()));
    let starts = name.starts_with(|character: char| character.is_ascii_alphabetic() || character == '_');
    (starts && !rest.starts_with(':')).then_some(name)
}
