//! Parses the YAML of METADATA from its lines in a Rego file.

use super::header::Line;
use super::{Metadata, MetadataError};
use crate::resource::ResourceKind;
use crate::source::{Source, SourceMap, Span};
use crate::tree::{Entry, Map, Node, Origin, Provenance, ScalarKind, Value};
use hy_msg_lint_tree::schema::messages::explain;
use hy_msg_lint_tree::schema::notes::Notes;
use hy_msg_lint_tree::schema::{Schema, Segment, Wrong, plain};
use hy_msg_lint_tree::syntax::yaml;
use serde_json::Value as Json;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The schema of METADATA; the kinds of resources come from the model.
pub(super) static SCHEMA: LazyLock<Option<Schema>> = LazyLock::new(|| {
    let mut text: Json = serde_json::from_str(include_str!("schema.json")).ok()?;
    let kinds = ResourceKind::ALL.iter().map(|kind| kind.name().into()).collect();
    *text.pointer_mut("/$defs/kind/enum")? = Json::Array(kinds);
    Schema::of(text).ok()
});

/// The lines of METADATA, each with its place in the Rego text.
pub(super) struct Block<'a> {
    /// The line `# METADATA`.
    pub(super) heading: Range<usize>,
    /// The lines below it.
    pub(super) lines: Vec<Line<'a>>,
}

impl Block<'_> {
    /// Parses the block.
    ///
    /// # Errors
    /// The first part of it that is not YAML, or that the schema refuses.
    pub(super) fn read(&self) -> Result<Metadata, MetadataError> {
        let text = self.lines.iter().flat_map(|line| [line.text, "\n"]).collect::<String>();
        let source = SourceMap::default().add(Path::new("METADATA"), text);
        let root = self.parsed(&source)?;
        if let Some(schema) = &*SCHEMA
            && let Some(mismatch) = schema.mistakes(&root).first()
        {
            let words = Notes { schema, name: |_, path| name(path) };
            let message = explain(&root, mismatch, &words).sentence();
            let is_of_all = mismatch.path.is_empty() && !matches!(mismatch.wrong, Wrong::UnknownKey { .. });
            let span = if is_of_all { self.heading.clone() } else { self.rest_of_line(&source, mismatch.at) };
            return Err(MetadataError::new(span, message));
        }
        let mut values = plain(&root).unwrap_or_default();
        // A key without a value is treated as absent.
        for part in ["", "/custom"] {
            if let Some(Json::Object(entries)) = values.pointer_mut(part) {
                entries.retain(|_, value| !value.is_null());
            }
        }
        let metadata: Metadata = serde_json::from_value(values).map_err(|error| {
            MetadataError::new(self.heading.clone(), format!("METADATA is not valid: {error}"))
        })?;
        self.defaults(&source, &root, &metadata)?;
        Ok(metadata)
    }

    /// Parses the block as one document; an empty block is an empty mapping.
    fn parsed(&self, source: &Source) -> Result<Node, MetadataError> {
        let yaml::Parsed { mut documents, errors, .. } = yaml::parse(source);
        if let Some(error) = errors.first() {
            let message = error.message.strip_prefix("this is not valid YAML: ").unwrap_or(&error.message);
            let hint = "; put a text with `: ` into quotes";
            let hint = if message.starts_with("mapping values") { hint } else { "" };
            let span = self.rest_of_line(source, error.span);
            return Err(MetadataError::new(span, format!("METADATA is not valid YAML: {message}{hint}")));
        }
        documents.retain(|document| !document.is_null());
        if let Some(second) = documents.get(1) {
            let span = self.rest_of_line(source, second.origin.span);
            return Err(MetadataError::new(span, "METADATA must be one document, and this begins a second"));
        }
        let nothing = || {
            let origin = Origin { span: Span::new(source.id, 0, 0), via: Provenance::default() };
            Node::map(Map::default(), origin)
        };
        Ok(documents.pop().map_or_else(nothing, |root| as_texts(&root)))
    }

    /// Checks that each parameter's default has the parameter's type.
    fn defaults(&self, source: &Source, root: &Node, metadata: &Metadata) -> Result<(), MetadataError> {
        for entry in root.at(&["custom", "parameters"]).iter().flat_map(Node::entries) {
            let Some(parameter) = metadata.custom.parameters.get(&*entry.key) else { continue };
            if !parameter.kind.takes(&parameter.default) {
                let (name, kind) = (&entry.key, parameter.kind.name());
                let message = format!("METADATA: the default of parameter `{name}` is not of type `{kind}`");
                return Err(MetadataError::new(self.rest_of_line(source, entry.key_span), message));
            }
        }
        Ok(())
    }

    /// Returns the bytes of the Rego text from the start of `span`, a span of the YAML, to the end of its line.
    fn rest_of_line(&self, source: &Source, span: Span) -> Range<usize> {
        let start = span.start as usize;
        let line = source.line_of(start);
        let before = source.line_starts().get(line).map_or(0, |begin| start - *begin as usize);
        let found =
            self.lines.get(line).map(|line| (line.start + before).min(line.span().end)..line.span().end);
        // An empty line, or a place after the last line, has no characters to show.
        found.filter(|found| !found.is_empty()).unwrap_or_else(|| self.heading.clone())
    }
}

/// Returns `node` with all scalars as strings (`title: 1`), except the defaults of parameters, and `general`.
fn as_texts(node: &Node) -> Node {
    let origin = node.origin.clone();
    match &node.value {
        Value::Scalar(scalar) if scalar.is_known() => {
            node.normalized(Arc::clone(&scalar.text), ScalarKind::Text)
        }
        Value::Scalar(_) => node.clone(),
        Value::List(items) => Node::list(items.iter().map(as_texts).collect(), origin),
        Value::Map(map) => {
            let entry = |entry: &Entry| {
                let node = match &*entry.key {
                    "default" => entry.node.clone(),
                    "general" if entry.node.as_scalar().is_some() => entry.node.clone(),
                    "description" if entry.node.is_null() => entry.node.normalized("", ScalarKind::Text),
                    _ => as_texts(&entry.node),
                };
                Entry { node, ..entry.clone() }
            };
            Node::map(map.entries().map(entry).collect(), origin)
        }
    }
}

/// Returns the name of the value at `path` for messages, also for items: `` METADATA: `custom.input` ``.
fn name(path: &[Segment]) -> String {
    let key = |segment: &Segment| match segment {
        Segment::Key(key) => Some(Arc::clone(key)),
        Segment::Index(_) => None,
    };
    let keys: Vec<_> = path.iter().filter_map(key).collect();
    if keys.is_empty() { "METADATA".to_owned() } else { format!("METADATA: `{}`", keys.join(".")) }
}
