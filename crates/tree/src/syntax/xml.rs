//! Parses XML to the form that Conftest's parser `xml` gives: an element with attributes or elements is a mapping, with
//! `-name` for an attribute and `#content` for its text; any other is its text. Elements of the same name are a list.
//! Namespaces are left out of names.

use super::maker::{Maker, parsed};
use super::yaml::{MAX_DEPTH, Parsed, SyntaxError};
use crate::source::Source;
use crate::tree::{Map, Node};
use indexmap::IndexMap;
use quick_xml::Reader;
use quick_xml::escape;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// Parses `source`: returns one document, or the first error.
pub fn parse(source: &Source) -> Parsed {
    let maker = Maker::of(source);
    parsed(read(maker))
}

/// An element that is open, or the document.
#[derive(Default)]
struct Element {
    name: String,
    /// The range of its name.
    key: Range<usize>,
    /// The range of its start tag.
    tag: Range<usize>,
    text: String,
    text_range: Range<usize>,
    /// Attributes and elements by name, each with the range of its first name.
    children: IndexMap<String, (Range<usize>, Vec<Node>)>,
}

impl Element {
    fn add(&mut self, name: String, key: Range<usize>, node: Node) {
        self.children.entry(name).or_insert_with(|| (key, Vec::new())).1.push(node);
    }

    /// Text between elements is replaced by the next, as in Conftest.
    fn content(&mut self, raw: &str, text: &str, start: usize) {
        let before = raw.len() - raw.trim_start().len();
        text.trim().clone_into(&mut self.text);
        self.text_range = start + before..start + before + raw.trim().len();
    }

    fn into_node(self, maker: Maker<'_>) -> Node {
        if self.children.is_empty() {
            let range = if self.text.is_empty() { self.tag.end..self.tag.end } else { self.text_range };
            return maker.text(&self.text, range);
        }
        let mut map = Map::default();
        if !self.text.is_empty() {
            let range = self.text_range;
            map.set(maker.entry("#content", range.clone(), maker.text(&self.text, range)));
        }
        for (name, (key, mut nodes)) in self.children {
            let node = match nodes.pop() {
                Some(only) if nodes.is_empty() => only,
                last => {
                    nodes.extend(last);
                    maker.list(nodes, key.clone())
                }
            };
            map.set(maker.entry(&name, key, node));
        }
        maker.map(map, self.tag)
    }
}

fn read(maker: Maker<'_>) -> Result<Node, SyntaxError> {
    let text = maker.raw(maker.whole());
    let skipped = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let position = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).saturating_add(skipped);
    let mut reader = Reader::from_str(text.get(skipped..).unwrap_or_default());
    let mut open = vec![Element { tag: maker.whole(), ..Element::default() }];
    loop {
        let start = position(reader.buffer_position());
        let event = reader.read_event().map_err(|error| {
            let at = position(reader.error_position());
            maker.refuse(at..at, format!("this is not valid XML: {error}"))
        })?;
        let range = start..position(reader.buffer_position());
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                if open.len() > MAX_DEPTH {
                    let message = format!("values are nested more than {MAX_DEPTH} deep here");
                    return Err(maker.refuse(range, message));
                }
                open.push(element(maker, &tag, range)?);
            }
            Event::Empty(tag) => close(maker, &mut open, element(maker, &tag, range)?),
            Event::End(_) => {
                if let Some(done) = open.pop() {
                    close(maker, &mut open, done);
                }
            }
            Event::Text(_) | Event::GeneralRef(_) => gather(maker, &mut open, range)?,
            Event::CData(_) => {
                let inner = range.start + "<![CDATA[".len()..range.end.saturating_sub("]]>".len());
                let raw = maker.raw(inner.clone());
                if let Some(element) = open.last_mut() {
                    element.content(raw, raw, inner.start);
                }
            }
            _ => {}
        }
    }
    let root = open.swap_remove(0);
    if let Some(unclosed) = open.pop() {
        let message = format!("this is not valid XML: the element `{}` is not closed", unclosed.name);
        return Err(maker.refuse(unclosed.tag, message));
    }
    if root.children.is_empty() {
        return Err(maker.refuse(0..0, "this is not valid XML: there is no element"));
    }
    Ok(Element { text: String::new(), ..root }.into_node(maker))
}

/// Adds text: what stands between two tags may come in several parts, one for each reference to a character.
fn gather(maker: Maker<'_>, open: &mut [Element], range: Range<usize>) -> Result<(), SyntaxError> {
    let Some(element) = open.last_mut() else { return Ok(()) };
    let is_joined = element.tag.end <= range.start && element.text_range.end > 0 && {
        let between = maker.raw(element.text_range.end..range.start);
        !between.contains('<') && !between.contains("]]>")
    };
    let start = if is_joined { element.text_range.start } else { range.start };
    let raw = maker.raw(start..range.end);
    let text = escape::unescape(raw)
        .map_err(|error| maker.refuse(range, format!("this is not valid XML: {error}")))?;
    element.content(raw, &text, start);
    Ok(())
}

fn close(maker: Maker<'_>, open: &mut [Element], done: Element) {
    let (name, key) = (done.name.clone(), done.key.clone());
    if let Some(parent) = open.last_mut() {
        parent.add(name, key, done.into_node(maker));
    }
}

fn element(maker: Maker<'_>, tag: &BytesStart<'_>, range: Range<usize>) -> Result<Element, SyntaxError> {
    let local = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
    let start = range.start + 1;
    let full = tag.name();
    let name = local(full.local_name().as_ref());
    let key = start + full.as_ref().len() - name.len()..start + full.as_ref().len();
    let mut element = Element { name, key, tag: range.clone(), ..Element::default() };
    let raw = maker.raw(range.clone());
    for attribute in tag.attributes() {
        let refuse = |why: String| maker.refuse(range.clone(), format!("this is not valid XML: {why}"));
        let attribute = attribute.map_err(|error| refuse(error.to_string()))?;
        let name = local(attribute.key.local_name().as_ref());
        let written = String::from_utf8_lossy(&attribute.value);
        let value = escape::unescape(&written).map_err(|error| refuse(error.to_string()))?;
        let places = attribute_places(raw, &local(attribute.key.as_ref()), &written);
        let (key, at) = places.map_or((range.clone(), range.clone()), |(key, at)| {
            (range.start + key.start..range.start + key.end, range.start + at.start..range.start + at.end)
        });
        element.add(format!("-{name}"), key, maker.text(&value, at));
    }
    Ok(element)
}

/// Returns the ranges of the attribute `name` and its `value` in the tag `raw`.
fn attribute_places(raw: &str, name: &str, value: &str) -> Option<(Range<usize>, Range<usize>)> {
    raw.match_indices(name).find_map(|(at, _)| {
        let is_begun = raw.get(..at)?.ends_with(char::is_whitespace);
        let behind = raw.get(at + name.len()..)?;
        let inner = behind.trim_start().strip_prefix('=')?.trim_start();
        let inner = inner.strip_prefix(['"', '\''])?;
        let start = raw.len() - inner.len();
        (is_begun && inner.starts_with(value)).then(|| (at..at + name.len(), start..start + value.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{json, places};
    use super::parse;

    #[test]
    fn the_form_is_conftest_s() {
        let text = "<?xml version=\"1.0\"?>\n<!-- c -->\n<project xmlns=\"http://x\" xmlns:xsi='y' a=\"1\">\n\
                    <name>web &amp; x</name>\n<dep><g>a</g></dep>\n<dep><g>b</g></dep>\n<e/>\n<e2 k=\"v\"/>\n\
                    <m k=\"v\">text</m>\n<n>one<b>x</b>two</n>\n<c><![CDATA[ <x> ]]></c>\n<ns:q>1</ns:q>\n</project>";
        let wanted = r##"{"project":{"-xmlns":"http://x","-xsi":"y","-a":"1","name":"web & x","dep":[{"g":"a"},{"g":"b"}],"e":"","e2":{"-k":"v"},"m":{"#content":"text","-k":"v"},"n":{"#content":"two","b":"x"},"c":"<x>","q":"1"}}"##;
        assert_eq!(json(parse, text), Ok(wanted.to_owned()));
        for text in ["", "text", "<a>", "<a></b>", "<a b></a>"] {
            assert!(json(parse, text).is_err(), "{text}");
        }
    }

    #[test]
    fn values_have_places() {
        assert_eq!(places(parse, "\u{feff}<a><b>x</b></a>"), ["a", "b", "x"]);
        assert_eq!(places(parse, "<a k='v'>\n <b> x </b></a>"), ["a", "k", "v", "b", "x"]);
    }
}
