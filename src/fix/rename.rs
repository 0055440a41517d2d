//! Another name for a key.

use super::outline::{Outline, Slot};
use super::set::is_property;
use super::value::{Quotes, is_word, scalar};
use crate::finding::Edit;
use crate::source::Span;
use crate::workspace::Format;

/// Returns the edit that gives the key at `key` the name `to`.
pub(super) fn rename(key: Span, to: &str, outline: &Outline<'_>) -> Option<Edit> {
    let around = outline.around(key);
    let is_key = |slot: &Slot<'_>| slot.key == Some(key);
    let edit = |text: String| Some(Edit { span: key, text });
    match around.iter().rev().find(|slot| is_key(slot)) {
        Some(_) if outline.format == Format::Properties => is_property(to).then(|| edit(to.to_owned()))?,
        Some(slot) => {
            let quotes = Quotes::of(outline.text(key))?;
            let quotes = if outline.format == Format::Json { Quotes::Double } else { quotes };
            edit(scalar(&to.into(), quotes, outline.is_flow(slot.parent?))?)
        }
        // A name in an assignment, an option of a command.
        None => is_word(to).then(|| edit(to.to_owned()))?,
    }
}
