//! Suppression comments that the program writes.

use super::directive::WORD;
use crate::finding::Edit;
use crate::source::{Source, Span};
use crate::tree::{Node, Value};
use crate::workspace::{CommentPlace, File};
use std::ops::Range;

/// Returns the edit that suppresses `rules` on the line with `offset`: in the comment that is there, at the end of the line, or
/// on a line of its own above if a comment at the end would be part of a text. None if the format has no comments, or if the
/// comment that is there has all of them.
pub fn comment(file: &File, offset: usize, rules: &[&str], reason: Option<&str>) -> Option<Edit> {
    let source = &*file.source;
    let comments = file.format.comments()?;
    let number = source.line_of(offset);
    let line = line(source, number)?;
    match listed(source, number, rules) {
        Listed::Nothing => {}
        Listed::All => return None,
        Listed::Some(edit) => return Some(edit),
    }
    let reason = reason.map(|reason| format!(" {reason}")).unwrap_or_default();
    let comment = format!("# {WORD}: ignore[{}]{reason}", rules.join(", "));
    let continues = |number: usize| {
        let line = self::line(source, number).and_then(|line| source.text.get(line));
        line.is_some_and(|line| line.ends_with('\\'))
    };
    let above = match comments.place {
        CommentPlace::Above => Some(number),
        CommentPlace::EndOfCommand => {
            let first = (0..number).rev().take_while(|above| continues(*above)).last();
            first.or_else(|| continues(number).then_some(number))
        }
        CommentPlace::EndOfValue => {
            let end = Span::new(source.id, line.end, line.end);
            let mut documents = file.documents.iter();
            let start = documents.find_map(|document| around(document, document.origin.span, end));
            start.map(|key| source.line_of(key.start as usize))
        }
    };
    let Some(above) = above else { return Some(insertion(source, line.end, format!(" {comment}"))) };
    match above.checked_sub(1).map_or(Listed::Nothing, |before| listed(source, before, rules)) {
        Listed::Nothing => {}
        Listed::All => return None,
        Listed::Some(edit) => return Some(edit),
    }
    let start = self::line(source, above)?.start;
    let text_above = source.text.get(self::line(source, above)?)?;
    let indent = text_above.get(..text_above.len() - text_above.trim_start().len())?;
    let line_break =
        if source.text.get(line.end..).is_some_and(|rest| rest.starts_with("\r\n")) { "\r\n" } else { "\n" };
    Some(insertion(source, start, format!("{indent}{comment}{line_break}")))
}

/// What a line suppresses already.
enum Listed {
    /// It has no comment that does.
    Nothing,
    /// Everything that is wanted.
    All,
    /// Something; this edit adds the rest.
    Some(Edit),
}

/// Returns which of `rules` the comment on line `number` lists.
fn listed(source: &Source, number: usize, rules: &[&str]) -> Listed {
    let list = || {
        let line = line(source, number)?;
        let text = source.text.get(line.clone())?;
        let start = text.find(&format!("# {WORD}: ignore["))?;
        let list = start + text.get(start..)?.find('[')? + 1;
        let end = list + text.get(list..)?.find(']')?;
        Some((line.start + end, text.get(list..end)?))
    };
    let Some((end, known)) = list() else { return Listed::Nothing };
    let known: Vec<&str> = known.split(',').map(str::trim).collect();
    let new: Vec<&str> = rules.iter().copied().filter(|rule| !known.contains(rule)).collect();
    if new.is_empty() {
        return Listed::All;
    }
    Listed::Some(insertion(source, end, format!(", {}", new.join(", "))))
}

fn insertion(source: &Source, at: usize, text: String) -> Edit {
    Edit { span: Span::new(source.id, at, at), text }
}

/// Returns the range of line `number`, from 0, without its line break.
fn line(source: &Source, number: usize) -> Option<Range<usize>> {
    let starts = source.line_starts();
    let start = *starts.get(number)? as usize;
    let next = starts.get(number + 1).map_or(source.text.len(), |next| *next as usize);
    let text = source.text.get(start..next)?;
    Some(start..start + text.trim_end_matches(['\n', '\r']).len())
}

/// Returns the start, key included, of a text that continues after the line end `end` and was written here.
fn around(node: &Node, start: Span, end: Span) -> Option<Span> {
    match &node.value {
        Value::Scalar(_) => {
            let span = node.origin.span;
            let goes_on = span.source == end.source && span.start <= end.start && end.start < span.end;
            // The header of a block, `|`, is outside of its text, but on the line of its key.
            let first = if start.source == end.source { start } else { span };
            goes_on.then_some(first)
        }
        Value::List(items) => items.iter().find_map(|item| around(item, item.origin.span, end)),
        Value::Map(map) => map.entries().find_map(|entry| around(&entry.node, entry.key_span, end)),
    }
}
