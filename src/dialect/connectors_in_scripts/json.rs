//! JSON in a text of a script, in which the shell replaces variables.

use super::Variables;
use crate::dialect::connect::not_json;
use crate::source::{SourceMap, Span};
use crate::syntax::yaml::{self, Duplicate};
use crate::tree::{Entry, Map, Node, Origin, Provenance, Scalar, Value};
use std::ops::Range;
use std::path::Path;

/// Reads each object in `text` that contains `mark`, from the outside in. Returns what was read; an error if nothing was.
pub(super) fn objects_with<T>(
    mark: &str,
    text: &Node,
    mut read: impl FnMut(&Range<usize>) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let text = text.as_scalar().map(|scalar| &*scalar.text).unwrap_or_default();
    let mut found = Vec::new();
    let mut reason = None;
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|open| at + open) {
        at = open + 1;
        let Some(range) = object(text, open) else {
            let behind = text.get(at..).unwrap_or_default();
            if behind.trim_start().starts_with('"') && behind.contains(mark) {
                break;
            }
            continue;
        };
        if !text.get(range.clone()).unwrap_or_default().contains(mark) {
            continue;
        }
        match read(&range) {
            Ok(one) => {
                found.push(one);
                at = range.end;
            }
            Err(error) => reason = reason.or(Some(error)),
        }
    }
    if found.is_empty() {
        Err(reason.unwrap_or_else(|| "it is not in a JSON object that is closed".into()))
    } else {
        Ok(found)
    }
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

/// Reads JSON in `text`, a part of a script with these variables.
pub(super) struct Reader<'a> {
    pub(super) text: &'a Node,
    pub(super) variables: &'a Variables,
    pub(super) sources: &'a SourceMap,
}

impl Reader<'_> {
    /// Returns the document at `range`, each value on its own characters, and the keys that stand in it twice.
    pub(super) fn read(&self, range: &Range<usize>) -> Result<(Node, Vec<Duplicate>), String> {
        let whole =
            self.text.as_scalar().and_then(|scalar| scalar.text.get(range.clone())).unwrap_or_default();
        let expansions = expansions(whole);
        let scratch = SourceMap::default();
        let masked = masked(whole, &expansions);
        let source = scratch.add(Path::new("connector.json"), masked.clone());
        let parsed = yaml::parse_json(&source);
        if let Some(error) = parsed.errors.first() {
            let reason = error.message.trim_start_matches("this is not valid YAML: ");
            return Err(format!("its JSON is not valid: {reason}"));
        }
        let document = parsed.documents.into_iter().next().ok_or("there is no JSON")?;
        if let Some(settings) = expansions.iter().find(|one| is_key(&document, one.start)) {
            let settings = whole.get(settings.clone()).unwrap_or_default();
            return Err(format!("the settings in `{settings}` are not"));
        }
        if let Some((_, said)) = not_json(&masked) {
            return Err(format!("its JSON is not valid: {said}"));
        }
        let placed = Placed { reader: self, start: range.start, expansions: &expansions };
        let place = |span: Span| placed.slice(&span.range()).origin.span;
        let twice = parsed.duplicates.into_iter();
        let twice =
            twice.map(|one| Duplicate { first: place(one.first), again: place(one.again), ..one }).collect();
        Ok((placed.node(&document), twice))
    }
}

/// Returns true if a key begins at `at`.
fn is_key(node: &Node, at: usize) -> bool {
    match &node.value {
        Value::Map(map) => {
            map.entries().any(|entry| entry.key_span.range().start == at || is_key(&entry.node, at))
        }
        Value::List(items) => items.iter().any(|item| is_key(item, at)),
        Value::Scalar(_) => false,
    }
}

/// Returns the ranges outside of quotes that the shell replaces: `$NAME`, `${…}`, `$(…)`.
fn expansions(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        let is_inside = found.last().is_some_and(|last| at < last.end);
        match byte {
            _ if is_inside => {}
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'$' if !quoted => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let is_end = |one: char| !(one.is_ascii_alphanumeric() || one == '_');
                let length = match rest.bytes().next() {
                    Some(b'{') => rest.find('}').map(|end| end + 1),
                    Some(b'(') => rest.find(')').map(|end| end + 1),
                    _ => Some(rest.find(is_end).unwrap_or(rest.len())),
                };
                found.extend(length.filter(|length| *length > 0).map(|length| at..at + 1 + length));
            }
            _ => {}
        }
    }
    found
}

/// Returns `text` with a number of the same length, and blanks, in place of each expansion.
fn masked(text: &str, expansions: &[Range<usize>]) -> String {
    let mut masked = text.to_owned();
    for range in expansions {
        masked.replace_range(range.clone(), &format!("{:<1$}", 0, range.len()));
    }
    masked
}

/// Maps a tree that was parsed from a part of a text to its spans in the script.
struct Placed<'a> {
    reader: &'a Reader<'a>,
    start: usize,
    expansions: &'a [Range<usize>],
}

impl Placed<'_> {
    fn slice(&self, range: &Range<usize>) -> Node {
        self.reader.text.slice(self.reader.sources, self.start + range.start..self.start + range.end)
    }

    fn node(&self, node: &Node) -> Node {
        let span = node.origin.span.range();
        let place = self.slice(&span);
        let origin = Origin { span: place.origin.span, via: Provenance::default() };
        match &node.value {
            Value::Scalar(scalar) => self.scalar(scalar, &span, &place),
            Value::List(items) => Node::list(items.iter().map(|item| self.node(item)).collect(), origin),
            Value::Map(map) => {
                let entry = |entry: &Entry| Entry {
                    key: entry.key.clone(),
                    key_span: self.slice(&entry.key_span.range()).origin.span,
                    node: self.node(&entry.node),
                };
                Node::map(map.entries().map(entry).collect::<Map>(), origin)
            }
        }
    }

    fn scalar(&self, scalar: &Scalar, span: &Range<usize>, place: &Node) -> Node {
        if let Some(expansion) = self.expansions.iter().find(|one| one.start == span.start) {
            return self.replaced(&self.slice(expansion));
        }
        let inside = self.slice(&(span.start + 1..span.end.saturating_sub(1)));
        let verbatim = inside.as_scalar().is_some_and(|inside| *inside.text == *scalar.text);
        let node = if verbatim { inside } else { place.normalized(scalar.text.clone(), scalar.kind) };
        self.replaced(&node)
    }

    /// Returns the value of `node` where the shell replaces it by one that is known; unresolved if it is not known.
    fn replaced(&self, node: &Node) -> Node {
        let text = node.as_scalar().map(|scalar| scalar.text.to_string()).unwrap_or_default();
        if let Some(value) = self.reader.variables.value(&text, node, self.reader.sources) {
            return value;
        }
        match variable(&text) {
            Some(variable) => Node::unresolved(&text, variable, node.origin.clone()),
            None => node.clone(),
        }
    }
}

/// Returns what the shell replaces in a value: a variable, or a command. References to a config provider contain a
/// colon, and `$1` is a group of a regular expression.
fn variable(text: &str) -> Option<&str> {
    let after = text.get(text.find('$')? + 1..)?;
    if let Some(command) = after.strip_prefix('(') {
        return command.split(')').next();
    }
    let name = after.strip_prefix('{').unwrap_or(after);
    let end = name.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    let (name, rest) = name.split_at(end.unwrap_or(name.len()));
    let starts = name.starts_with(|character: char| character.is_ascii_alphabetic() || character == '_');
    let is_provider = rest.starts_with(':') && !rest.starts_with(":-") && !rest.starts_with(":?");
    (starts && !is_provider).then_some(name)
}
