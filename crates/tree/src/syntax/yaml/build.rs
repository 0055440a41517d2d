//! Builds a tree from parser events.

use super::types::kind_of;
use super::{ALIASED_FOR_ONE, ALIASED_IN_ANY_CASE, Duplicate, MAX_ALIASED, MAX_DEPTH, SyntaxError};
use crate::source::{Source, Span};
use crate::tree::{
    Entry, Map, Node, Origin, Provenance, Scalar, ScalarKind, Step, StepKind, Style, Tag, Value,
};
use granit_parser::{Event, ScalarStyle};
use std::collections::HashMap;
use std::sync::Arc;

/// Builds the tree of one document.
pub(super) struct Builder<'a> {
    source: &'a Source,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Anchor>,
    names: Vec<(usize, Arc<str>)>,
    /// The anchors of earlier documents. In YAML, anchors end with their document; in the parsers of Compose and
    /// Kubernetes tools they do not, and files rely on it.
    earlier: Anchors,
    aliased: u64,
    /// The values that are written so far.
    written: u64,
    /// The duplicate keys so far, where the last one wins; `None` where they are errors.
    duplicates: Option<Vec<Duplicate>>,
}

/// Anchored values by name.
#[derive(Default)]
pub(super) struct Anchors(HashMap<Arc<str>, (Node, Measure)>);

/// A collection whose end has not been reached.
struct Open {
    anchor: usize,
    tag: Tag,
    start: usize,
    measure: Measure,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { map: Map, merges: Vec<Child>, key: Option<(Arc<str>, Span, bool)> },
}

/// A finished value to be added to its collection.
struct Child {
    node: Node,
    measure: Measure,
    /// The alias that refers to it.
    alias: Option<Alias>,
}

struct Alias {
    name: Arc<str>,
    site: Span,
}

struct Anchor {
    /// None while the anchored collection is open: an alias inside it would contain itself.
    value: Option<(Node, Measure)>,
}

/// The number of values in a value, counting aliases each time, and its depth.
#[derive(Clone, Copy)]
pub(super) struct Measure {
    values: u64,
    depth: usize,
}

const ONE: Measure = Measure { values: 1, depth: 1 };

impl Measure {
    fn add(&mut self, child: Measure) {
        self.values = self.values.saturating_add(child.values);
        self.depth = self.depth.max(child.depth + 1);
    }
}

impl<'a> Builder<'a> {
    /// Creates a builder for the next document of `source`, after documents with the anchors `earlier`.
    ///
    /// Where `last_wins`, a key may be duplicate, and its last value counts.
    pub(super) fn after(source: &'a Source, earlier: Anchors, last_wins: bool) -> Self {
        let (open, names, anchors) = (Vec::new(), Vec::new(), HashMap::new());
        let duplicates = last_wins.then(Vec::new);
        Self { source, open, root: None, anchors, names, earlier, aliased: 0, written: 0, duplicates }
    }

    /// Takes the duplicate keys found so far.
    pub(super) fn take_duplicates(&mut self) -> Vec<Duplicate> {
        self.duplicates.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Returns the document, None if it is empty or unfinished; and the anchors up to its end.
    pub(super) fn finish(mut self) -> (Option<Node>, Anchors) {
        for (id, name) in self.names {
            if let Some(Anchor { value: Some(value) }) = self.anchors.remove(&id) {
                self.earlier.0.insert(name, value);
            }
        }
        (self.root, self.earlier)
    }

    /// Processes the next event.
    pub(super) fn take(&mut self, event: Event<'_>, span: granit_parser::Span) -> Result<(), SyntaxError> {
        let bytes = span.byte_range().unwrap_or_default();
        self.written += u64::from(super::begins_value(&event));
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let says = |name| tag.as_ref().is_some_and(|tag| tag.is_yaml_core_schema_tag(name));
                // A custom tag makes any value text.
                let told = says("str") || tag.as_ref().is_some_and(|tag| tag.handle() == "!");
                let kind = match style {
                    _ if told => ScalarKind::Text,
                    _ if ["int", "float", "bool", "null"].iter().any(|name| says(name)) => kind_of(&text),
                    ScalarStyle::Plain => kind_of(&text),
                    _ => ScalarKind::Text,
                };
                let style = match style {
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    ScalarStyle::Plain if told => Style::Tagged,
                    ScalarStyle::Plain => Style::Plain,
                    _ => Style::Block,
                };
                let text = if kind == ScalarKind::Null {
                    ""
                } else {
                    self.without_missing_newline(style, &text, &bytes)
                };
                let text = Arc::from(text);
                let span = self.span(bytes.start, self.content_end(style, bytes));
                let scalar = Scalar::written(text, kind, style, span);
                let mut node = Node::new(Value::Scalar(scalar), Origin { span, via: Provenance::default() });
                node.tag = merge_tag(tag.as_deref());
                if anchor != 0 {
                    self.anchors.insert(anchor, Anchor { value: Some((node.clone(), ONE)) });
                }
                self.place(Child { node, measure: ONE, alias: None })
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(anchor, tag.as_deref(), bytes.start, Content::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let content = Content::Map { map: Map::default(), merges: Vec::new(), key: None };
                self.begin(anchor, tag.as_deref(), bytes.start, content)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(bytes.end),
            Event::Anchor(id, name) => {
                self.names.push((id, (&*name).into()));
                Ok(())
            }
            Event::Alias(id) => {
                let value = self.anchors.get(&id).and_then(|anchor| anchor.value.clone());
                let value = value.ok_or_else(|| "this alias refers to a value that contains it".into());
                self.alias(value, self.span(bytes.start, bytes.end))
            }
            Event::UnresolvedAlias(name) => {
                let unknown = || format!("the alias `*{name}` has no anchor before it");
                let value = self.earlier.0.get(&*name).cloned().ok_or_else(unknown);
                self.alias(value, self.span(bytes.start, bytes.end))
            }
            _ => Ok(()),
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source.id, start, end)
    }

    /// The parser ends a block scalar at the start of the next token; the actual text ends with its last visible
    /// character.
    fn content_end(&self, style: Style, bytes: std::ops::Range<usize>) -> usize {
        match (style, self.source.text.get(bytes.clone())) {
            (Style::Block, Some(raw)) => bytes.start + raw.trim_end().len(),
            _ => bytes.end,
        }
    }

    /// The parser ends a block scalar with a line break also where its last line ends the file without one; go-yaml,
    /// which Compose uses, does not.
    fn without_missing_newline<'t>(
        &self,
        style: Style,
        text: &'t str,
        bytes: &std::ops::Range<usize>,
    ) -> &'t str {
        let all = &*self.source.text;
        let (Style::Block, Some(shorter)) = (style, text.strip_suffix('\n')) else { return text };
        if bytes.end < all.len() || all.ends_with('\n') {
            return text;
        }
        let start_of_line =
            |at: usize| all.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        // The value begins behind the indentation of its lines.
        let indentation = bytes.start - start_of_line(bytes.start);
        let last = all.get(start_of_line(all.len())..).unwrap_or_default();
        match last.split_at_checked(indentation) {
            Some((before, after)) if before.trim_matches(' ').is_empty() && !after.is_empty() => shorter,
            _ => text,
        }
    }

    fn begin(
        &mut self,
        anchor: usize,
        tag: Option<&granit_parser::Tag>,
        start: usize,
        content: Content,
    ) -> Result<(), SyntaxError> {
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor { value: None });
        }
        self.open.push(Open { anchor, tag: merge_tag(tag), start, measure: ONE, content });
        if self.open.len() > MAX_DEPTH { Err(self.too_deep(self.span(start, start + 1))) } else { Ok(()) }
    }

    fn end(&mut self, end: usize) -> Result<(), SyntaxError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // A block collection "ends" at the next token; the actual text ends with its last visible character.
        let raw = self.source.text.get(open.start..end).unwrap_or_default();
        let span = self.span(open.start, open.start + raw.trim_end().len());
        let origin = Origin { span, via: Provenance::default() };
        let mut measure = open.measure;
        let mut node = match open.content {
            Content::List(items) => Node::list(items, origin),
            Content::Map { mut map, merges, .. } => {
                for child in merges {
                    measure.add(child.measure);
                    merge(&mut map, child)?;
                }
                Node::map(map, origin)
            }
        };
        node.tag = open.tag;
        if measure.depth > MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        if open.anchor != 0 {
            self.anchors.insert(open.anchor, Anchor { value: Some((node.clone(), measure)) });
        }
        self.place(Child { node, measure, alias: None })
    }

    /// Adds the value of an alias, or reports why it has none.
    fn alias(&mut self, anchored: Result<(Node, Measure), String>, site: Span) -> Result<(), SyntaxError> {
        let refuse = |message: String| SyntaxError { message, span: site, related: None };
        let (node, measure) = anchored.map_err(refuse)?;
        let name: Arc<str> = self.source.slice(site).trim_start_matches('*').into();
        self.aliased = self.aliased.saturating_add(measure.values);
        let allowed = ALIASED_IN_ANY_CASE.saturating_add(self.written.saturating_mul(ALIASED_FOR_ONE));
        if self.aliased > allowed.min(MAX_ALIASED) {
            let message = format!(
                "the aliases of this document expand to more than the limit: {ALIASED_IN_ANY_CASE} values and {ALIASED_FOR_ONE} for each \
                 before them, at most {MAX_ALIASED}"
            );
            return Err(refuse(message));
        }
        self.place(Child { node, measure, alias: Some(Alias { name, site }) })
    }

    /// Adds a finished value to its collection or as the root.
    fn place(&mut self, child: Child) -> Result<(), SyntaxError> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(child.resolved());
            return Ok(());
        };
        match &mut open.content {
            Content::List(items) => {
                open.measure.add(child.measure);
                items.push(child.resolved());
            }
            Content::Map { map, merges, key } => match key.take() {
                None => {
                    let plain = matches!(&child.node.value, Value::Scalar(scalar)
                        if &*scalar.text == "<<" && !self.source.slice(child.node.origin.span).starts_with(['"', '\'']));
                    let text = match &child.node.value {
                        Value::Scalar(scalar) if scalar.kind == ScalarKind::Null => "".into(),
                        Value::Scalar(scalar) => Arc::clone(&scalar.text),
                        _ => self.source.slice(child.node.origin.span).into(),
                    };
                    let span = child.alias.map_or(child.node.origin.span, |alias| alias.site);
                    *key = Some((text, span, plain));
                }
                Some((_, span, true)) if !merges.is_empty() => {
                    return Err(SyntaxError {
                        message: "the merge key `<<` stands twice in this mapping: give it a list of aliases"
                            .into(),
                        span,
                        related: None,
                    });
                }
                Some((_, _, true)) => merges.push(child),
                Some((key, key_span, false)) => {
                    open.measure.add(child.measure);
                    let entry = Entry { key, key_span, node: child.resolved() };
                    if let Some(first) = map.entry(&entry.key) {
                        let duplicate = Duplicate {
                            key: Arc::clone(&entry.key),
                            first: first.key_span,
                            again: entry.key_span,
                            differ: !first.node.has_value_of(&entry.node),
                        };
                        let Some(duplicates) = &mut self.duplicates else { return Err((&duplicate).into()) };
                        duplicates.push(duplicate);
                    }
                    map.set(entry);
                }
            },
        }
        Ok(())
    }

    fn too_deep(&self, span: Span) -> SyntaxError {
        let message = format!("values are nested more than {MAX_DEPTH} deep here");
        let end = (span.start as usize + 1).min(self.source.text.len());
        SyntaxError { message, span: self.span(span.start as usize, end), related: None }
    }
}

impl Child {
    /// Returns the value, with the alias as a provenance step.
    fn resolved(self) -> Node {
        match self.alias {
            None => self.node,
            Some(Alias { name, site }) => {
                self.node.after(Step { how: StepKind::Alias { anchor: name }, site })
            }
        }
    }
}

/// Merges the value of `<<` into `map` (the YAML merge key type): the mapping's own keys win, then the earlier of
/// several merged mappings.
fn merge(map: &mut Map, child: Child) -> Result<(), SyntaxError> {
    let Child { node, alias, .. } = child;
    let outer = alias.map(|alias| (Some(alias.name), alias.site));
    match &node.value {
        Value::Map(_) => merge_one(map, &node, outer),
        Value::List(items) => {
            for item in items.iter() {
                // An item's own alias is a better site than the merge key that lists it.
                let step = item.origin.via.steps().next();
                let named = step.and_then(|step| match &step.how {
                    StepKind::Alias { anchor } => Some((Some(Arc::clone(anchor)), step.site)),
                    _ => None,
                });
                let site = named.or_else(|| outer.clone());
                if item.as_map().is_none() {
                    return Err(not_a_mapping(item));
                }
                let bare = Node::new(
                    item.value.clone(),
                    Origin { span: item.origin.span, via: Provenance::default() },
                );
                merge_one(map, &bare, site);
            }
        }
        Value::Scalar(_) => {
            let span = outer.map_or(node.origin.span, |(_, site)| site);
            return Err(SyntaxError { span, ..not_a_mapping(&node) });
        }
    }
    Ok(())
}

fn merge_one(map: &mut Map, from: &Node, site: Option<(Option<Arc<str>>, Span)>) {
    let (anchor, site) = site.unwrap_or((None, from.origin.span));
    for entry in from.entries() {
        let own = map.get(&entry.key).map(|own| own.tag);
        if own.is_none_or(|tag| tag == Tag::Reset) {
            let how = StepKind::Merged { anchor: anchor.clone() };
            let mut node = entry.node.after(Step { how, site });
            // A `!reset` key leaves the merged value, which then overrides the values of earlier files.
            node.tag = if own.is_some() { Tag::Override } else { node.tag };
            map.set(Entry { node, ..entry });
        }
    }
}

fn not_a_mapping(node: &Node) -> SyntaxError {
    let message = "`<<` merges mappings, and this is not one".into();
    SyntaxError { message, span: node.origin.span, related: None }
}

fn merge_tag(tag: Option<&granit_parser::Tag>) -> Tag {
    match tag.filter(|tag| tag.handle() == "!").map(granit_parser::Tag::suffix) {
        Some("reset") => Tag::Reset,
        Some("override") => Tag::Override,
        _ => Tag::None,
    }
}
