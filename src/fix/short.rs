//! Values in a short form: a text in the place of a mapping.

use super::outline::{Outline, slots};
use super::value::{Quotes, is_word, plain};
use super::{indented, lines};
use crate::finding::Edit;
use crate::source::Span;
use crate::tree::Node;
use serde_json::Value;
use std::net::Ipv4Addr;

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

/// Returns the edit that makes the list of dependencies `list` a mapping, in which `name` has the condition `to` and each of the
/// others the one that it has in a list (Compose Specification, `depends_on`, "Short syntax").
pub(super) fn waiting(list: &Node, name: &str, to: &Value, outline: &Outline<'_>) -> Option<Edit> {
    let text = &*outline.source.text;
    let is_flow = outline.is_flow(list);
    let to = plain(to)?;
    let own = list.origin.span.range();
    let mut at = own.start;
    let mut result = String::new();
    for slot in slots(list) {
        let extent = outline.extent(slot);
        let service = slot.value.as_text()?;
        if !is_word(service) || outline.text(slot.value.origin.span).contains('$') {
            return None;
        }
        let condition = if service == name { &to } else { "service_started" };
        let before = text.get(at..extent.start)?;
        at = extent.end;
        if is_flow {
            result.push_str(before);
            result.push_str(&format!("{service}: {{ condition: {condition} }}"));
            continue;
        }
        let dash = before.rfind('-')?;
        result.push_str(before.get(..dash)?);
        let start = extent.start - (before.len() - dash);
        let inner = format!("{}{}", lines::indentation(text, start)?, " ".repeat(indented::step_of(outline)));
        result.push_str(&format!("{service}:{}{inner}condition: {condition}", lines::line_break(text)));
    }
    let end = if is_flow { own.end } else { at };
    if is_flow {
        result.push_str(text.get(at..end)?);
        let inner = result.strip_prefix('[')?.strip_suffix(']')?.trim();
        result = format!("{{ {inner} }}");
    }
    Some(Edit { span: Span::new(outline.source.id, own.start, end), text: result })
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
