//! Values in a short form: a text in the place of a mapping.

use super::outline::{Outline, Slot, slots};
use super::value::{Quotes, is_word, plain};
use super::{flow, indented, lines};
use crate::finding::Edit;
use crate::source::Span;
use crate::tree::Node;
use serde_json::Value;
use std::net::Ipv4Addr;
use std::ops::Range;

/// Returns the edit that publishes a port on the address `to`. `port` is one in short form, `host:container` or `container`
/// (Compose Specification, `ports`, "Short syntax").
pub(super) fn bound(port: &Node, to: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let address = plain(to)?.parse::<Ipv4Addr>().ok()?;
    let span = port.origin.span;
    let raw = outline.text(span);
    let quotes = Quotes::of(raw)?;
    let width = usize::from(quotes != Quotes::Plain);
    let inner = raw.get(width..raw.len().checked_sub(width)?)?;
    let separator = if has_host_port(inner) { ":" } else { "::" };
    let (open, close) = (raw.get(..width)?, raw.get(raw.len() - width..)?);
    Some(Edit { span, text: format!("{open}{address}{separator}{inner}{close}") })
}

/// Returns true if a port in short form has more than the container's port. Colons in variables, `${A:-1}`, do not count.
fn has_host_port(port: &str) -> bool {
    let mut depth = 0_usize;
    port.chars().any(|one| {
        match one {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        one == ':' && depth == 0
    })
}

/// Returns the edit that makes the list of dependencies in `slot` a mapping, in which `name` has the condition `to` and each of the
/// others the one that it has in a list (Compose Specification, `depends_on`, "Short syntax").
pub(super) fn waiting(slot: Slot<'_>, name: &str, to: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let to = plain(to)?;
    let mut services = Vec::new();
    for item in slots(slot.value) {
        let service = item.value.as_text().filter(|text| is_word(text))?;
        if outline.text(item.value.origin.span).contains('$') {
            return None;
        }
        let condition = if service == name { &to } else { "service_started" };
        services.push((outline.extent(item), service, condition));
    }
    let (range, text) = if outline.is_flow(slot.value) {
        in_brackets(slot.value, &services, outline)
    } else {
        in_lines(slot, &services, outline)
    }?;
    Some(Edit { span: Span::new(outline.source.id, range.start, range.end), text })
}

/// A dependency: its characters in the list, its name and its condition.
type Dependency<'a> = (Range<usize>, &'a str, &'a str);

fn in_brackets(
    list: &Node,
    services: &[Dependency<'_>],
    outline: &Outline<'_>,
) -> Option<(Range<usize>, String)> {
    let text = &*outline.source.text;
    let own = list.origin.span.range();
    let pad = if flow::is_padded(None, outline) { " " } else { "" };
    let (mut at, mut result) = (own.start, String::new());
    for (range, service, condition) in services {
        result.push_str(text.get(at..range.start)?);
        result.extend([service, ": {", pad, "condition: ", condition, pad, "}"]);
        at = range.end;
    }
    result.push_str(text.get(at..own.end)?);
    let inner = result.strip_prefix('[')?.strip_suffix(']')?.trim();
    Some((own, format!("{{{pad}{inner}{pad}}}")))
}

fn in_lines(
    slot: Slot<'_>,
    services: &[Dependency<'_>],
    outline: &Outline<'_>,
) -> Option<(Range<usize>, String)> {
    let text = &*outline.source.text;
    let step = " ".repeat(indented::step_of(outline));
    let key = lines::indentation(text, slot.key?.start as usize)?;
    let dash = |range: &Range<usize>| text.get(..range.start)?.rfind('-');
    let start = dash(&services.first()?.0)?;
    let (mut at, mut result) = (start, String::new());
    for (range, service, condition) in services {
        let dash = dash(range)?;
        let own = lines::indentation(text, dash)?;
        // Dashes may be below their key, entries of a mapping not.
        let more = if own.len() > key.len() { "" } else { &*step };
        let line_break = lines::line_break(text);
        result.push_str(text.get(at..dash)?);
        result.extend([more, service, ":", line_break, &own, more, &step, "condition: ", condition]);
        at = range.end;
    }
    Some((start..at, result))
}

#[cfg(test)]
mod tests {
    use super::has_host_port;

    #[test]
    fn a_colon_of_a_variable_is_none_of_the_port() {
        let ports = ["8083", "${PORT:-8083}", "${PORT:-8083}/tcp", "8083:8083", "${A:-1}:${B:-2}"];
        assert_eq!(ports.map(has_host_port), [false, false, false, true, true]);
    }
}
