//! Finds the place in a document that a message is about, from its words alone.
//!
//! A policy that judges whole documents reports a sentence. The parts of the document that it quotes are the place to
//! show.

mod words;

use crate::source::Span;
use crate::tree::{Entry, Map, Node, Value};
use std::cmp::Reverse;
use std::collections::HashMap;
use words::{Form, Word};

/// The maximum number of parts, separated by dots, in the name of a property or label.
const MAX_JOINED: usize = 8;

/// Returns the characters of `document` that `message` quotes; `None` if it quotes nothing, or something that could be in
/// several places: a wrong place is worse than none.
///
/// Text between backquotes, single or double quotes counts: the text of a value; a key; `key=value` or `key: value`; a
/// path of keys (`spec.containers[0].image`, from anywhere) or a JSON pointer (`/spec/replicas`, from the root). If only
/// the beginning of a path from the root exists, its last existing key.
///
/// If a text occurs in several places, the message means the place under the most keys that it also quotes, or whose own
/// key is a bare word of it; then the nearest to the root of those that name something, a key or the value of `name`, as
/// references to it are deeper.
///
/// If several things are quoted, the message is about the deepest, where a value is deeper than its key; then about
/// the one under the most keys that it quotes; then about the first in the document. A value is shown at its own
/// characters, a key at the key's.
pub fn quoted(document: &Node, message: &str) -> Option<Span> {
    let words = words::in_message(message);
    let mut search = Search::for_words(&words);
    search.node(document, 0);
    search.beginnings(document);
    let found = words.iter().zip(&search.found).filter(|(word, _)| word.quoted);
    let found = found.filter_map(|(_, best)| *best).filter(|best| !best.shared);
    found.max_by_key(Found::rank).map(|found| found.span)
}

/// A place that a word names.
#[derive(Clone, Copy)]
struct Found {
    span: Span,
    /// Twice the number of keys and indices on the path, plus one for a value, which is deeper than its key.
    depth: usize,
    /// The number of keys on the path that the message quotes with other words than this one, plus one if its own key
    /// is a bare word.
    mentioned: usize,
    /// Its index in document order.
    order: usize,
    /// Whether it names something: a key, or the value of `name`.
    names: bool,
    /// Whether another place fits equally well.
    shared: bool,
}

impl Found {
    /// Ranks places of different words: the message is about the highest.
    fn rank(&self) -> (usize, usize, Reverse<usize>) {
        (self.depth, self.mentioned, Reverse(self.order))
    }

    /// Ranks places of the same word: the message means the highest.
    fn fit(&self) -> (usize, Reverse<usize>) {
        (self.mentioned, Reverse(if self.names { self.depth / 2 } else { usize::MAX }))
    }
}

struct Search<'w> {
    words: &'w [Word],
    /// The words by their text; pairs and paths by their first key.
    by_text: HashMap<&'w str, Vec<usize>>,
    /// The best place so far for each word.
    found: Vec<Option<Found>>,
    /// How often each quoted word is a key on the path to the current node.
    on_the_way: Vec<usize>,
    /// The number of different quoted words among these keys.
    mentioned: usize,
    /// The key of the current node, if it is a bare word.
    own: Option<usize>,
    /// Whether the key of the current node is `name`.
    is_name: bool,
    order: usize,
}

impl<'w> Search<'w> {
    fn for_words(words: &'w [Word]) -> Self {
        let mut by_text: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, word) in words.iter().enumerate() {
            by_text.entry(word.form.first()).or_default().push(index);
        }
        let (found, on_the_way) = (vec![None; words.len()], vec![0; words.len()]);
        Self { words, by_text, found, on_the_way, mentioned: 0, own: None, is_name: false, order: 0 }
    }

    fn named(&self, text: &str) -> Vec<usize> {
        self.by_text.get(text).cloned().unwrap_or_default()
    }

    fn node(&mut self, node: &Node, depth: usize) {
        match &node.value {
            Value::Scalar(scalar) if !scalar.text.is_empty() => {
                for word in self.named(&scalar.text) {
                    if matches!(self.words[word].form, Form::Text(_)) {
                        let own = self.own.is_some_and(|own| own != word);
                        self.offer(word, node.origin.span, 2 * depth + 1, own, self.is_name);
                    }
                }
            }
            Value::Scalar(_) => {}
            Value::List(items) => items.iter().for_each(|item| self.node(item, depth + 1)),
            Value::Map(map) => map.entries().for_each(|entry| self.entry(map, entry, depth + 1)),
        }
    }

    fn entry(&mut self, map: &Map, entry: &Entry, depth: usize) {
        let named = self.named(&entry.key);
        for word in &named {
            match &self.words[*word].form {
                Form::Text(_) if self.words[*word].quoted => {
                    self.offer(*word, entry.key_span, 2 * depth, false, true);
                }
                Form::Pair(_, value) if entry.node.as_text() == Some(value) => {
                    self.offer(*word, shown(entry), 2 * depth + 1, false, false);
                }
                // A pointer starts at the root.
                Form::Path { keys, pointer } if !pointer || depth == 1 => {
                    if let Some(end) = follow(map, keys).filter(|end| end.complete) {
                        self.offer(*word, end.span, 2 * (depth - 1 + end.hops) + 1, false, false);
                    }
                }
                _ => {}
            }
        }
        let is_text = |word: &usize| matches!(self.words[*word].form, Form::Text(_));
        let (quotes, bare): (Vec<_>, Vec<_>) =
            named.into_iter().filter(is_text).partition(|word| self.words[*word].quoted);
        let outer = std::mem::replace(&mut self.own, bare.first().copied());
        let outer_is_name = std::mem::replace(&mut self.is_name, &*entry.key == "name");
        for word in &quotes {
            self.on_the_way[*word] += 1;
            self.mentioned += usize::from(self.on_the_way[*word] == 1);
        }
        self.node(&entry.node, depth);
        for word in &quotes {
            self.on_the_way[*word] -= 1;
            self.mentioned -= usize::from(self.on_the_way[*word] == 0);
        }
        self.own = outer;
        self.is_name = outer_is_name;
    }

    /// Adds paths of which only the beginning exists.
    fn beginnings(&mut self, document: &Node) {
        let Some(map) = document.as_map() else { return };
        for (index, word) in self.words.iter().enumerate() {
            if let Form::Path { keys, .. } = &word.form
                && self.found[index].is_none()
                && let Some(end) = follow(map, keys)
            {
                self.offer(index, end.span, 2 * end.hops, false, false);
            }
        }
    }

    fn offer(&mut self, word: usize, span: Span, depth: usize, own: bool, names: bool) {
        self.order += 1;
        // A word does not count as a mention of its own key.
        let mentioned = self.mentioned - usize::from(self.on_the_way[word] > 0) + usize::from(own);
        let new = Found { span, depth, mentioned, order: self.order, names, shared: false };
        match &mut self.found[word] {
            Some(best) if new.fit() < best.fit() => {}
            Some(best) if new.fit() == best.fit() => best.shared |= best.span != span,
            best => *best = Some(new),
        }
    }
}

/// The end of a path.
struct End {
    span: Span,
    /// The number of its keys and indices that exist; at least one.
    hops: usize,
    complete: bool,
}

/// Follows `keys` from `map` as far as they exist; `None` if the first does not exist. A key that contains dots takes
/// several of them.
fn follow(map: &Map, keys: &[String]) -> Option<End> {
    let (mut rest, mut end) = (keys, None);
    let (mut map, mut list) = (Some(map), None);
    while !rest.is_empty() {
        let entry = map.and_then(|map| {
            (1..=rest.len().min(MAX_JOINED))
                .find_map(|taken| Some((map.entry(&rest.get(..taken)?.join("."))?, taken)))
        });
        let item = || list.and_then(|items: &[Node]| items.get(rest.first()?.parse::<usize>().ok()?));
        let (span, node, taken) = match entry {
            Some((entry, taken)) => (entry.key_span, &entry.node, taken),
            None => match item() {
                Some(item) => (item.origin.span, item, 1),
                None => return end,
            },
        };
        rest = rest.get(taken..).unwrap_or_default();
        (map, list) = (node.as_map(), node.as_list());
        let value = Some(node.origin.span).filter(|value| rest.is_empty() && !value.range().is_empty());
        let hops = end.map_or(1, |end: End| end.hops + 1);
        end = Some(End { span: value.unwrap_or(span), hops, complete: rest.is_empty() });
    }
    end
}

/// Returns the characters of the value of an entry; those of its key if the value is empty.
fn shown(entry: &Entry) -> Span {
    let value = entry.node.origin.span;
    if value.range().is_empty() { entry.key_span } else { value }
}

#[cfg(test)]
mod tests;
