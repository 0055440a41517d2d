//! Another word of a command.

use super::flow;
use super::indented;
use super::outline::Outline;
use super::value::is_word;
use crate::finding::Edit;
use crate::source::Span;

/// Returns the edit that adds `word` behind the word of a command at `after`.
pub(super) fn add(after: Span, word: &str, outline: &Outline<'_>) -> Option<Edit> {
    if !is_word(word) {
        return None;
    }
    let slot = outline.around(after).last().copied();
    if let Some(slot) = slot.filter(|slot| slot.value.origin.span == after && slot.key.is_none()) {
        // The words are items of a list.
        let (list, word) = (slot.parent?, word.into());
        return if outline.is_flow(list) {
            flow::add(list, None, &word, outline)
        } else {
            indented::add_item(list, &word, outline)
        };
    }
    let text = &*outline.source.text;
    // The place of a word in nested quotes may be the whole of them.
    if outline.text(after).contains(char::is_whitespace) {
        return None;
    }
    let end = after.end as usize;
    // A quoted word ends with its quote.
    let quote = text.get(end..)?.chars().next().filter(|one| matches!(one, '"' | '\''));
    let begins = text.get(..after.start as usize)?.chars().next_back();
    let end = if quote.is_some() && quote == begins { end + 1 } else { end };
    Some(Edit { span: Span::new(outline.source.id, end, end), text: format!(" {word}") })
}
