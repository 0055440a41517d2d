//! Another value in the place of one that is written.

use super::outline::{Outline, Slot};
use super::value::Quotes;
use super::value::{in_place, in_unit_of, is_word, plain, scalar};
use crate::finding::Edit;
use crate::source::{SourceMap, Span};
use crate::tree::{Node, Replacement, ScalarKind, Substitution};
use crate::workspace::Format;
use serde_json::Value;

/// Where a value is to be changed.
pub(super) enum Target {
    /// At its characters.
    Own,
    /// At the variable that it is: at its default, or at the value that a file gives it.
    Variable(Span),
}

impl Target {
    /// Returns where `node` is to be changed; None if a variable is a part of it, or one that no file sets.
    pub(super) fn of(node: &Node, sources: &SourceMap) -> Option<Self> {
        let scalar = node.as_scalar()?;
        let is_of_shell = |one: &Substitution| matches!(one.from, Replacement::Escape | Replacement::Removed);
        let all = scalar.substitutions();
        if all.iter().all(is_of_shell) {
            return Some(Self::Own);
        }
        let [Substitution { result, from, .. }] = all else { return None };
        if result.len() != scalar.text.len() {
            return None;
        }
        match from {
            Replacement::File(span) if span.end > 0 => Some(Self::Variable(*span)),
            Replacement::Default => Some(Self::Variable(default(node.origin.span, sources)?)),
            _ => None,
        }
    }
}

impl Target {
    /// Returns the variable that `node` is, with the place where a file sets it; None for what is that place itself.
    pub(super) fn variable_of(node: &Node) -> Option<(&str, Span)> {
        let scalar = node.as_scalar()?;
        let [Substitution { result, from: Replacement::File(span), variable, .. }] = scalar.substitutions()
        else {
            return None;
        };
        let is_whole = result.len() == scalar.text.len() && span.end > 0;
        let own = node.origin.span;
        let is_itself = own.contains(*span) || span.contains(own);
        (is_whole && !is_itself).then_some((variable, *span))
    }
}

/// Returns the characters of the default in the expression that `span` is, `${A:-3}`; None if that has another
/// expression in it.
fn default(span: Span, sources: &SourceMap) -> Option<Span> {
    let source = sources.get(span.source)?;
    let raw = source.slice(span);
    let open = raw.find("${")? + 2;
    let inner = raw.get(open..raw.rfind('}')?)?;
    if inner.contains(['$', '{', '}']) {
        return None;
    }
    let name = inner.find(|one: char| !one.is_ascii_alphanumeric() && one != '_')?;
    let sign = inner.get(name..)?;
    let width = if sign.starts_with(":-") { 2 } else { usize::from(sign.starts_with('-')) };
    let base = span.start as usize + open;
    (width > 0).then(|| Span::new(span.source, base + name + width, base + inner.len()))
}

/// Returns the edit that gives `node`, with its `key`, the value `to` in the file of `outline`, where it is written.
pub(super) fn set(node: &Node, key: Option<Span>, to: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let span = node.origin.span;
    let to = &in_unit_of(outline.text(span).trim_matches(['"', '\'']), to);
    let text = plain(to)?;
    let is_null = node.as_scalar()?.kind == ScalarKind::Null;
    let around = outline.around(if is_null { key? } else { span });
    let is_tree = !outline.is_without_values();
    let Some(slot) = around.last().filter(|slot| is_tree && slot.value.as_scalar().is_some()) else {
        // A word of a script, of a Dockerfile, or of a file of variables.
        return (!is_tree && is_word(&text)).then_some(Edit { span, text });
    };
    let in_flow = around.iter().any(|slot| slot.parent.is_some_and(|parent| outline.is_flow(parent)));
    if is_null {
        return fill(*slot, to, in_flow, outline);
    }
    if slot.value.origin.span != span {
        // A part of a text: an entry of a list with commas, a word of a command.
        let is_one = !outline.text(span).contains(['\n', '\r']);
        return (is_word(&text) && is_one).then_some(Edit { span, text });
    }
    if outline.format == Format::Properties {
        return is_property(&text).then_some(Edit { span, text });
    }
    Some(Edit { span, text: in_place(to, slot.value, outline, in_flow)? })
}

/// Returns the edit that writes `to` in the place of an `alias` of the scalar `node`.
pub(super) fn in_place_of(alias: Span, node: &Node, to: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let around = outline.around(alias);
    let slot = around.last().filter(|slot| slot.value.origin.span == node.origin.span)?;
    let in_flow = around.iter().any(|slot| slot.parent.is_some_and(|parent| outline.is_flow(parent)));
    let to = &in_unit_of(outline.text(node.origin.span).trim_matches(['"', '\'']), to);
    Some(Edit { span: alias, text: in_place(to, slot.value, outline, in_flow)? })
}

/// Returns the edit that gives a key without a value one.
fn fill(slot: Slot<'_>, to: &Value, in_flow: bool, outline: &Outline<'_>) -> Option<Edit> {
    slot.key?;
    let end = outline.extent(slot).end;
    let written = outline.text(slot.value.origin.span);
    if !written.is_empty() || !outline.source.text.get(..end)?.ends_with(':') {
        return None;
    }
    let text = format!(" {}", scalar(to, Quotes::Plain, in_flow)?);
    Some(Edit { span: Span::new(outline.source.id, end, end), text })
}

/// Returns the edit at a variable: at its default, or at its value in the file that sets it.
pub(super) fn set_variable(span: Span, to: &Value, sources: &SourceMap) -> Option<Edit> {
    let source = sources.get(span.source)?;
    let raw = source.slice(span);
    // Of an assignment, the value.
    let (before, value) = raw.split_at_checked(raw.find('=').map_or(0, |at| at + 1))?;
    let to = in_unit_of(value.trim_matches(['"', '\'']), to);
    let text = plain(&to).filter(|text| is_word(text))?;
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
    let inner = match quote {
        Some(quote) if value.len() > 1 && value.ends_with(quote) => 1..value.len() - 1,
        Some(_) => return None,
        None => 0..value.len(),
    };
    let start = span.start as usize + before.len();
    Some(Edit { span: Span::new(span.source, start + inner.start, start + inner.end), text })
}

/// Returns true for text that is a value in a properties file as it is.
pub(super) fn is_property(text: &str) -> bool {
    !text.is_empty() && !text.contains(['\\', '\n', '\r']) && text.trim() == text && text.is_ascii()
}
