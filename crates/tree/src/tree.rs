//! Values that know where they were written and how they got to where they take effect.
//!
//! A [`Node`] is a value with an [`Origin`]. Collections are shared: an alias, a merge or an `extends` copies a
//! reference, so a small file cannot grow into a large tree, and a value keeps the span at which its author wrote it.

mod place;

use crate::source::{Source, SourceMap, Span};
use foldhash::fast::RandomState;
use indexmap::IndexMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A value with its origin.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it was written, and the steps that brought it here.
    pub origin: Origin,
    /// How its tag affects a merge.
    pub tag: Tag,
}

/// Tags that decide how Compose merges a value (Compose Specification, "Merge and override").
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tag {
    /// Merge as usual.
    #[default]
    None,
    /// `!reset`: removes the value.
    Reset,
    /// `!override`: replaces the earlier value instead of merging.
    Override,
}

/// The value of a node.
#[derive(Debug, Clone)]
pub enum Value {
    /// A scalar.
    Scalar(Scalar),
    /// A sequence.
    List(Arc<Vec<Node>>),
    /// A mapping, in the order written.
    Map(Arc<Map>),
}

/// A scalar, as text.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// The resolved text: escapes, folding and variables are replaced. Empty for null.
    pub text: Arc<str>,
    /// The kind of value.
    pub kind: ScalarKind,
    written: Written,
}

/// The kinds of scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarKind {
    /// Null.
    Null,
    /// `true` or `false`.
    Bool,
    /// An integer, in any notation of YAML.
    Int,
    /// A number with a fraction or exponent, or `.inf`, `.nan`.
    Float,
    /// Text.
    Text,
    /// Text that still contains a `${VARIABLE}` that nothing defines.
    Unresolved,
}

/// How a scalar was written, used to locate parts of its text in the file.
#[derive(Debug, Clone)]
struct Written {
    style: Style,
    span: Span,
    /// The whole scalar's text before any substitution.
    whole: Arc<Whole>,
    substitutions: Option<Arc<[Substitution]>>,
    /// Offset of `text` in the whole scalar's text after substitution, for a slice.
    skip: usize,
}

/// A scalar's text and the positions of its parts, which are computed on first use.
#[derive(Debug)]
struct Whole {
    text: Arc<str>,
    places: OnceLock<place::Places>,
}

/// The notations of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// Without quotes, with a tag that makes it text.
    Tagged,
    /// `'…'`.
    Single,
    /// `"…"`.
    Double,
    /// `|` or `>`.
    Block,
    /// Normalized from another notation at the span.
    Normalized,
    /// Not written: derived from the value at the span.
    Derived,
}

/// A replaced variable expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitution {
    /// The range of the expression, `${…}`, in the text before substitution.
    pub expression: Range<usize>,
    /// The range of its replacement in the text after substitution.
    pub result: Range<usize>,
    /// The variable's name.
    pub variable: Arc<str>,
    /// Where its value came from.
    pub from: Replacement,
}

/// Where a variable's value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacement {
    /// The text after `:-`, `-`, `:+` or `+`.
    Default,
    /// An environment file, at this place.
    File(Span),
    /// Nowhere: the expression is still in the text.
    Unset,
    /// Nowhere, and replaced by an empty string.
    Empty,
    /// `$$`, which means `$`; in a shell word, an escaped character.
    Escape,
    /// Nowhere: removed by a shell, such as a quote.
    Removed,
}

/// A mapping, in the order written. Keys are unique.
#[derive(Debug, Clone, Default)]
pub struct Map {
    entries: IndexMap<Arc<str>, Entry, RandomState>,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key's text.
    pub key: Arc<str>,
    /// Where the key was written.
    pub key_span: Span,
    /// Its value.
    pub node: Node,
}

/// Where a value was written, and the steps that brought it to where it takes effect.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The span of the value.
    pub span: Span,
    /// The steps that brought it here.
    pub via: Provenance,
}

/// Steps from where a value was written to where it took effect, starting at the value.
#[derive(Debug, Clone, Default)]
pub struct Provenance(Option<Arc<Link>>);

#[derive(Debug)]
struct Link {
    step: Step,
    then: Provenance,
}

/// One step of a value's provenance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The kind of step.
    pub how: StepKind,
    /// Where the author requested it.
    pub site: Span,
}

/// The kinds of steps from where a value was written to where it takes effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// `*anchor`.
    Alias {
        /// The anchor's name.
        anchor: Arc<str>,
    },
    /// `<<: *anchor`, or a merge of an inline mapping (no name).
    Merged {
        /// The anchor's name.
        anchor: Option<Arc<str>>,
    },
    /// Compose `extends`.
    Extended {
        /// The extended service.
        base: Arc<str>,
    },
    /// Compose `env_file`.
    EnvFile,
    /// Compose `build`: the Dockerfile of the service's image.
    Built,
    /// Compose `include`.
    Included,
    /// Named settings that are referred to by name: a plan, a map of settings.
    Plan {
        /// The name.
        name: Arc<str>,
    },
    /// The value replaced an earlier one, such as an earlier file's; the site is the replaced value.
    Overridden,
    /// A default of the container image; the site is the image.
    ImageDefault,
}

impl StepKind {
    /// Returns what the author wrote to request the step: `*anchor`, `<<: *anchor`, or the name of a base or plan.
    pub fn reference(&self) -> Option<String> {
        match self {
            Self::Alias { anchor } => Some(format!("*{anchor}")),
            Self::Merged { anchor } => anchor.as_ref().map(|anchor| format!("<<: *{anchor}")),
            Self::Extended { base: name } | Self::Plan { name } => Some(name.to_string()),
            Self::EnvFile | Self::Built | Self::Included | Self::Overridden | Self::ImageDefault => None,
        }
    }
}

impl Provenance {
    /// Returns the steps, starting at the written value.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        let mut next = self.0.as_deref();
        std::iter::from_fn(move || {
            let link = next?;
            next = link.then.0.as_deref();
            Some(&link.step)
        })
    }

    /// Returns these steps followed by those of `outer`.
    #[must_use]
    pub fn then(&self, outer: &Provenance) -> Provenance {
        match &self.0 {
            None => outer.clone(),
            Some(_) if outer.0.is_none() => self.clone(),
            Some(link) => {
                Provenance(Some(Arc::new(Link { step: link.step.clone(), then: link.then.then(outer) })))
            }
        }
    }

    /// Returns these steps followed by one more.
    #[must_use]
    pub fn push(&self, step: Step) -> Provenance {
        self.then(&Provenance(Some(Arc::new(Link { step, then: Provenance::default() }))))
    }
}

impl Map {
    /// Returns the entries, in order.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.values()
    }

    /// True if there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the entry of `key`.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Returns the value of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// Sets `entry`: replaces and returns the entry with its key, or appends it.
    pub fn set(&mut self, entry: Entry) -> Option<Entry> {
        self.entries.insert(Arc::clone(&entry.key), entry)
    }

    /// Removes the entry of `key`; the others stay in order.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries.shift_remove(key)
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Keeps the entries that are `wanted`, in order.
    pub fn retain(&mut self, wanted: impl Fn(&Entry) -> bool) {
        self.entries.retain(|_, entry| wanted(entry));
    }
}

impl Extend<Entry> for Map {
    fn extend<I: IntoIterator<Item = Entry>>(&mut self, entries: I) {
        self.entries.extend(entries.into_iter().map(|entry| (Arc::clone(&entry.key), entry)));
    }
}

impl FromIterator<Entry> for Map {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        Self { entries: entries.into_iter().map(|entry| (Arc::clone(&entry.key), entry)).collect() }
    }
}

impl Scalar {
    /// Creates a scalar as its author wrote it; `span` includes the quotes.
    pub fn written(text: Arc<str>, kind: ScalarKind, style: Style, span: Span) -> Self {
        let whole = Arc::new(Whole { text: Arc::clone(&text), places: OnceLock::new() });
        let written = Written { style, span, whole, substitutions: None, skip: 0 };
        Self { text, kind, written }
    }

    /// Returns the scalar after substitution; `substitutions` are in text order, with byte offsets into the whole
    /// texts.
    #[must_use]
    pub fn substituted(&self, text: Arc<str>, kind: ScalarKind, substitutions: Vec<Substitution>) -> Self {
        let mut written = self.written.clone();
        written.substitutions = Some(substitutions.into());
        Self { text, kind, written }
    }

    /// True for a whole scalar that was written without quotes, before any substitution.
    pub fn is_plain(&self) -> bool {
        self.written.style == Style::Plain && self.written.substitutions.is_none() && self.written.skip == 0
    }

    /// True for a scalar that was written as a block, `|` or `>`.
    pub fn is_block(&self) -> bool {
        self.written.style == Style::Block
    }

    /// Returns the substitutions in it, including unresolved ones.
    pub fn substitutions(&self) -> &[Substitution] {
        let all = self.written.substitutions.as_deref().unwrap_or_default();
        let whole = self.written.skip..self.written.skip + self.text.len();
        let first = all.partition_point(|one| one.result.end <= whole.start && !one.result.is_empty());
        let last = all.partition_point(|one| one.result.start < whole.end || one.result.is_empty());
        all.get(first..last.max(first)).unwrap_or_default()
    }

    /// Returns the names of the variables that nothing defines.
    pub fn missing_variables(&self) -> impl Iterator<Item = &Arc<str>> {
        self.substitutions().iter().filter(|one| one.from == Replacement::Unset).map(|one| &one.variable)
    }

    /// True for a scalar that is neither null nor unresolved.
    pub fn is_known(&self) -> bool {
        !matches!(self.kind, ScalarKind::Unresolved | ScalarKind::Null)
    }

    /// True for a value that was not written, such as a default.
    pub fn is_derived(&self) -> bool {
        self.written.style == Style::Derived
    }

    /// Returns the integer, if it is one; YAML's and Kafka's notations agree on decimal digits.
    pub fn integer(&self) -> Option<i64> {
        match self.kind {
            ScalarKind::Int | ScalarKind::Text => self.text.trim().parse().ok(),
            _ => None,
        }
    }
}

impl Node {
    /// Creates a value without a tag.
    pub fn new(value: Value, origin: Origin) -> Self {
        Self { value, origin, tag: Tag::None }
    }

    /// Creates a value that was not written, derived from the value at `origin`.
    pub fn derived(text: impl Into<Arc<str>>, kind: ScalarKind, origin: Origin) -> Self {
        let scalar = Scalar::written(text.into(), kind, Style::Derived, origin.span);
        Self::new(Value::Scalar(scalar), origin)
    }

    /// Creates a text that needs `variable`, which nothing defines.
    pub fn unresolved(text: &str, variable: &str, origin: Origin) -> Self {
        let scalar = Scalar::written("".into(), ScalarKind::Text, Style::Derived, origin.span);
        let missing = Substitution {
            expression: 0..0,
            result: 0..text.len(),
            variable: variable.into(),
            from: Replacement::Unset,
        };
        Self::new(
            Value::Scalar(scalar.substituted(text.into(), ScalarKind::Unresolved, vec![missing])),
            origin,
        )
    }

    /// Returns the value normalized (`1g` as a number of bytes), with the same origin and the same unresolved
    /// variables.
    #[must_use]
    pub fn normalized(&self, text: impl Into<Arc<str>>, kind: ScalarKind) -> Self {
        let text = text.into();
        // A derived value stays derived when it is normalized.
        let style =
            if self.as_scalar().is_some_and(Scalar::is_derived) { Style::Derived } else { Style::Normalized };
        let mut scalar = Scalar::written(Arc::clone(&text), kind, style, self.origin.span);
        let variables: Vec<_> = self.as_scalar().map(Scalar::substitutions).unwrap_or_default().to_vec();
        if variables.iter().any(|one| one.from == Replacement::Unset) {
            scalar.kind = ScalarKind::Unresolved;
        }
        if !variables.is_empty() {
            let whole = |one: Substitution| Substitution { result: 0..text.len(), ..one };
            scalar.written.substitutions = Some(variables.into_iter().map(whole).collect());
        }
        Self::new(Value::Scalar(scalar), self.origin.clone())
    }

    /// Returns the text as a shell expands it: `edits` are the parts that it changes, in order, each with its range
    /// in this node's text and in `text`. Every part of the result maps to the characters that produced it.
    #[must_use]
    pub fn unquoted(&self, text: &str, edits: &[(Range<usize>, Range<usize>)]) -> Self {
        let Some(scalar) = self.as_scalar().filter(|scalar| scalar.substitutions().is_empty()) else {
            return self.normalized(text, ScalarKind::Text);
        };
        let old = &scalar.written;
        let start = old.before_substitution(&(old.skip..old.skip + scalar.text.len())).start;
        let moved = |range: &Range<usize>| range.start + start..range.end + start;
        let substitution = |(before, after): &(Range<usize>, Range<usize>)| Substitution {
            expression: moved(before),
            result: moved(after),
            variable: Arc::default(),
            from: if after.is_empty() { Replacement::Removed } else { Replacement::Escape },
        };
        let substitutions = edits.iter().map(substitution).collect();
        let written = Written { substitutions: Some(substitutions), skip: start, ..old.clone() };
        let scalar = Scalar { text: text.into(), kind: ScalarKind::Text, written };
        Self::new(Value::Scalar(scalar), self.origin.clone())
    }

    /// Returns a text with parts that need variables that nothing defines: ranges in the text, in order, each with its
    /// variable. Other parts of the text stay known.
    #[must_use]
    pub fn with_missing(&self, parts: &[(Range<usize>, &str)]) -> Self {
        let Some(scalar) = self.as_scalar().filter(|_| !parts.is_empty()) else { return self.clone() };
        let old = &scalar.written;
        let moved = |range: &Range<usize>| range.start + old.skip..range.end + old.skip;
        let missing = |(range, variable): &(Range<usize>, &str)| Substitution {
            expression: old.before_substitution(&moved(range)),
            result: moved(range),
            variable: Arc::from(*variable),
            from: Replacement::Unset,
        };
        let is_replaced = |one: &&Substitution| {
            parts.iter().map(|(range, _)| moved(range)).any(|range| {
                one.result.start < range.end && range.start < one.result.end
                    || range.start <= one.result.start && one.result.end <= range.end
            })
        };
        let others = old.substitutions.as_deref().unwrap_or_default().iter().filter(|one| !is_replaced(one));
        let mut substitutions: Vec<_> = others.cloned().chain(parts.iter().map(missing)).collect();
        substitutions.sort_by_key(|one| (one.result.start, one.result.end));
        let written = Written { substitutions: Some(substitutions.into()), ..old.clone() };
        let scalar = Scalar { text: Arc::clone(&scalar.text), kind: ScalarKind::Unresolved, written };
        Self::new(Value::Scalar(scalar), self.origin.clone())
    }

    /// Returns the node as a number, if it is an integer or text that is an integer; `"9092"` and `9092` are the same
    /// port.
    #[must_use]
    pub fn as_integer(&self) -> Self {
        match self.as_scalar().and_then(Scalar::integer) {
            Some(number) => self.normalized(number.to_string(), ScalarKind::Int),
            None => self.clone(),
        }
    }

    /// Creates a boolean that was not written.
    pub fn boolean(value: bool, origin: Origin) -> Self {
        Self::derived(if value { "true" } else { "false" }, ScalarKind::Bool, origin)
    }

    /// Creates an integer that was not written.
    pub fn number(value: impl std::fmt::Display + Copy, origin: Origin) -> Self {
        Self::derived(value.to_string(), ScalarKind::Int, origin)
    }

    /// Creates a list.
    pub fn list(items: Vec<Node>, origin: Origin) -> Self {
        Self::new(Value::List(Arc::new(items)), origin)
    }

    /// Creates a mapping.
    pub fn map(map: Map, origin: Origin) -> Self {
        Self::new(Value::Map(Arc::new(map)), origin)
    }

    /// Creates a mapping that was not written.
    pub fn by_name(nodes: impl IntoIterator<Item = (Arc<str>, Node)>, origin: &Origin) -> Self {
        let entry = |(key, node)| Entry { key, key_span: origin.span, node };
        Self::map(nodes.into_iter().map(entry).collect(), origin.clone())
    }

    /// Returns the mapping, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Value::Map(map) = &self.value { Some(map) } else { None }
    }

    /// Returns the items, if it is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        if let Value::List(items) = &self.value { Some(items) } else { None }
    }

    /// Returns the scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        if let Value::Scalar(scalar) = &self.value { Some(scalar) } else { None }
    }

    /// Returns the text of a scalar that [is known](Scalar::is_known).
    pub fn as_text(&self) -> Option<&str> {
        self.as_scalar().filter(|scalar| scalar.is_known()).map(|scalar| &*scalar.text)
    }

    /// Returns the number of values in it, each as often as it is reached.
    pub fn size(&self) -> usize {
        match &self.value {
            Value::Scalar(_) => 1,
            Value::List(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Value::Map(map) => 1 + map.entries().map(|entry| entry.node.size()).sum::<usize>(),
        }
    }

    /// True for null.
    pub fn is_null(&self) -> bool {
        self.as_scalar().is_some_and(|scalar| scalar.kind == ScalarKind::Null)
    }

    /// True if both values are equal apart from their places and spellings.
    pub fn has_value_of(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(a), Value::Scalar(b)) => a.text == b.text && a.kind == b.kind,
            (Value::List(a), Value::List(b)) => {
                let equal = || a.iter().zip(b.iter()).all(|(a, b)| a.has_value_of(b));
                Arc::ptr_eq(a, b) || (a.len() == b.len() && equal())
            }
            (Value::Map(a), Value::Map(b)) => {
                let equal =
                    |entry: &Entry| b.get(&entry.key).is_some_and(|other| entry.node.has_value_of(other));
                Arc::ptr_eq(a, b) || (a.entries().len() == b.entries().len() && a.entries().all(equal))
            }
            _ => false,
        }
    }

    /// Returns the value of `key`, with the steps of this node appended to its own.
    pub fn get(&self, key: &str) -> Option<Node> {
        self.as_map()?.get(key).map(|node| node.below(&self.origin.via))
    }

    /// Returns the value at a path of keys, with the steps of every node on the path.
    pub fn at(&self, path: &[&str]) -> Option<Node> {
        let (first, rest) = path.split_first()?;
        let node = self.get(first)?;
        if rest.is_empty() { Some(node) } else { node.at(rest) }
    }

    /// Returns the entries of a mapping, with the steps of this node appended to their own.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        let entries = self.as_map().into_iter().flat_map(Map::entries);
        entries.map(|entry| Entry { node: entry.node.below(&self.origin.via), ..entry.clone() })
    }

    /// Returns the items of a list, with the steps of this node appended to their own.
    pub fn items(&self) -> impl Iterator<Item = Node> {
        self.as_list().unwrap_or_default().iter().map(|node| node.below(&self.origin.via))
    }

    /// Returns this node as part of a node with the steps `outer`.
    #[must_use]
    pub fn below(&self, outer: &Provenance) -> Node {
        let via = self.origin.via.then(outer);
        Node { value: self.value.clone(), origin: Origin { span: self.origin.span, via }, tag: self.tag }
    }

    /// Returns this node after one more step.
    #[must_use]
    pub fn after(mut self, step: Step) -> Node {
        self.origin.via = self.origin.via.push(step);
        self
    }

    /// Returns the part `range` of a scalar's text, with the span that produced it; any other node is returned
    /// unchanged.
    #[must_use]
    pub fn slice(&self, sources: &SourceMap, range: Range<usize>) -> Node {
        let Value::Scalar(scalar) = &self.value else { return self.clone() };
        let Some(text) = scalar.text.get(range.clone()) else { return self.clone() };
        let mut written = scalar.written.clone();
        written.skip += range.start;
        let whole = written.skip..written.skip + range.len();
        let span =
            sources.get(written.span.source).map_or(written.span, |source| written.find(&source, whole));
        let mut part = Scalar { text: text.into(), kind: ScalarKind::Text, written };
        if part.missing_variables().next().is_some() {
            part.kind = ScalarKind::Unresolved;
        }
        Node::new(Value::Scalar(part), Origin { span, via: self.origin.via.clone() })
    }
}

impl Written {
    /// Returns the span of the part `range` of the text (after substitution) in the file.
    fn find(&self, source: &Source, range: Range<usize>) -> Span {
        if matches!(self.style, Style::Normalized | Style::Derived) {
            return self.span;
        }
        let before = self.before_substitution(&range);
        let raw = source.slice(self.span);
        let places = self.whole.places.get_or_init(|| place::Places::of(raw, self.style, &self.whole.text));
        let found = places.find(before);
        let base = self.span.start as usize;
        Span::new(self.span.source, base + found.start, base + found.end)
    }

    /// Maps `range` to the text before substitution, widened to whole expressions.
    fn before_substitution(&self, range: &Range<usize>) -> Range<usize> {
        let Some(substitutions) = self.substitutions.as_deref() else { return range.clone() };
        let back = |offset: usize, end: bool| {
            let first = substitutions.partition_point(|one| one.result.end < offset);
            let inside =
                substitutions.iter().skip(first).take_while(|one| one.result.start <= offset).find(|one| {
                    if end {
                        one.result.start < offset && offset <= one.result.end
                    } else {
                        one.result.start <= offset && offset < one.result.end
                    }
                });
            if let Some(one) = inside {
                return if end { one.expression.end } else { one.expression.start };
            }
            let is_passed =
                |one: &Substitution| one.result.start < offset || (!end && one.from == Replacement::Removed);
            let ends_before = |one: &Substitution| one.result.end <= offset && is_passed(one);
            let before = substitutions.partition_point(ends_before).checked_sub(1);
            match before.and_then(|at| substitutions.get(at)) {
                Some(one) => offset - one.result.end + one.expression.end,
                None => offset,
            }
        };
        let start = back(range.start, false);
        start..back(range.end, true).max(start)
    }
}
