//! Values in a short form: a text in the place of a mapping.

use super::outline::Outline;
use super::value::{Quotes, plain};
use crate::finding::Edit;
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

#[cfg(test)]
mod tests {
    use super::has_host_port;

    #[test]
    fn a_colon_of_a_variable_is_none_of_the_port() {
        let ports = ["8083", "${PORT:-8083}", "${PORT:-8083}/tcp", "8083:8083", "${A:-1}:${B:-2}"];
        assert_eq!(ports.map(has_host_port), [false, false, false, true, true]);
    }
}
