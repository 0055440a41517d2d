//! Parses HCL (version 2: Terraform, Packer, Nomad) to the JSON form that Conftest's parser `hcl2` gives.
//!
//! A block is a list under its type and its labels, with one item for each block of the same. An expression that is
//! no literal is a text in the notation of a template, `${var.name}`; nothing is evaluated.

mod expression;

use super::maker::{Maker, parsed};
use super::yaml::{MAX_DEPTH, Parsed, SyntaxError};
use crate::source::Source;
use crate::tree::{Map, Node};
use expression::Expressions;
use hcl_edit::Span;
use hcl_edit::parser;
use hcl_edit::structure::{Block, BlockLabel, Body};
use indexmap::IndexMap;
use indexmap::map::Entry;
use std::ops::Range;

/// Parses `source`: returns one document, or the first error.
pub fn parse(source: &Source) -> Parsed {
    let maker = Maker::of(source);
    parsed(read(maker))
}

fn read(maker: Maker<'_>) -> Result<Node, SyntaxError> {
    let text = maker.raw(maker.whole());
    let skipped = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = parser::parse_body(text.get(skipped..).unwrap_or_default()).map_err(|error| {
        let at = error.location().offset() + skipped;
        maker.refuse(at..at, format!("this is not valid HCL: {}", error.message()))
    })?;
    let reader = Reader { maker, expressions: Expressions { maker, skipped }, skipped };
    Ok(reader.body(&body, maker.whole(), 1)?.into_node(maker))
}

/// A value under construction: blocks of the same type and labels are found one after the other.
enum Part {
    Value(Node),
    List(Vec<Part>, Range<usize>),
    Map(IndexMap<String, (Range<usize>, Part)>, Range<usize>),
}

impl Part {
    fn into_node(self, maker: Maker<'_>) -> Node {
        match self {
            Self::Value(node) => node,
            Self::List(items, range) => {
                maker.list(items.into_iter().map(|item| item.into_node(maker)).collect(), range)
            }
            Self::Map(entries, range) => {
                let entry = |(key, (key_range, part)): (String, (Range<usize>, Self))| {
                    maker.entry(&key, key_range, part.into_node(maker))
                };
                maker.map(entries.into_iter().map(entry).collect::<Map>(), range)
            }
        }
    }
}

struct Reader<'a> {
    maker: Maker<'a>,
    expressions: Expressions<'a>,
    /// The bytes before what the parser saw.
    skipped: usize,
}

impl Reader<'_> {
    fn range(&self, of: &impl Span) -> Range<usize> {
        of.span().map_or(0..0, |span| span.start + self.skipped..span.end + self.skipped)
    }

    /// Converts attributes first, then blocks, as an attribute may have the name of a block.
    fn body(&self, body: &Body, range: Range<usize>, depth: usize) -> Result<Part, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(self
                .maker
                .refuse(range, format!("values are nested more than {MAX_DEPTH} deep here")));
        }
        let mut entries = IndexMap::new();
        for attribute in body.attributes() {
            let key = self.range(&attribute.key);
            let value = self.expressions.value(&attribute.value, depth + 1)?;
            entries.insert(attribute.key.to_string(), (key, Part::Value(value)));
        }
        for block in body.blocks() {
            self.block(block, &mut entries, depth)?;
        }
        Ok(Part::Map(entries, range))
    }

    fn block(
        &self,
        block: &Block,
        into: &mut IndexMap<String, (Range<usize>, Part)>,
        depth: usize,
    ) -> Result<(), SyntaxError> {
        let whole = self.range(block);
        let value = self.body(&block.body, whole.clone(), depth + 1 + block.labels.len())?;
        let (mut key, mut key_range) = (block.ident.to_string(), self.range(&block.ident));
        let mut out = into;
        for label in &block.labels {
            let clash = || {
                let message = format!("the attribute `{key}` and a block have the same name here");
                self.maker.refuse(key_range.clone(), message)
            };
            let inner = || Part::Map(IndexMap::new(), whole.clone());
            let part = &mut out.entry(key.clone()).or_insert_with(|| (key_range.clone(), inner())).1;
            let Part::Map(inner, _) = part else { return Err(clash()) };
            out = inner;
            (key, key_range) = match label {
                BlockLabel::Ident(ident) => (ident.to_string(), self.range(ident)),
                BlockLabel::String(text) => (text.to_string(), self.range(text)),
            };
        }
        match out.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert((key_range, Part::List(vec![value], whole)));
            }
            Entry::Occupied(mut entry) => match &mut entry.get_mut().1 {
                Part::List(items, _) => items.push(value),
                other => {
                    let before = std::mem::replace(other, Part::List(Vec::new(), whole.clone()));
                    *other = Part::List(vec![before, value], whole);
                }
            },
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
