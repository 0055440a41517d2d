//! `extra_hosts`: hosts with their addresses (Compose Specification, `extra_hosts`).

use super::typed::Typing;
use crate::defect::Defect;
use crate::edit::with_list;
use crate::source::Span;
use crate::transform::Forms;
use crate::tree::{Entry, Node, ScalarKind};

/// Returns a mapping of hosts to addresses as a list of `HOST=ADDRESS`, so that it can be merged with a list; None if a
/// host has no address, so that the mapping is refused as it was written.
pub(crate) fn listed(node: &Node, _: &mut Forms) -> Option<Node> {
    let mut hosts = Vec::new();
    for (host, address) in node.as_map()?.entries().flat_map(addresses) {
        let text = address.as_scalar().filter(|scalar| scalar.kind != ScalarKind::Null)?.text.clone();
        hosts.push(address.normalized(format!("{}={text}", host.key), ScalarKind::Text));
    }
    Some(with_list(node, hosts))
}

/// Returns the host of an entry with each of its addresses.
fn addresses(host: &Entry) -> Vec<(&Entry, Node)> {
    let several = host.node.as_list().is_some();
    let addresses = if several { host.node.items().collect() } else { vec![host.node.clone()] };
    addresses.into_iter().map(|address| (host, address)).collect()
}

/// Converts a mapping of hosts to addresses, or a list of `HOST=ADDRESS` or `HOST:ADDRESS`, to a sorted list of
/// `HOST=ADDRESS`.
pub(super) fn hosts(node: &Node, typing: &mut Typing) -> Option<Node> {
    if node.as_scalar().is_some() {
        return None;
    }
    let mut hosts = Vec::new();
    if let Some(map) = node.as_map() {
        for (entry, address) in map.entries().flat_map(addresses) {
            hosts.extend(host(&entry.key, entry.key_span, &address, typing));
        }
    }
    for item in node.as_list().unwrap_or_default() {
        let Some(scalar) = item.as_scalar() else { continue };
        if scalar.kind == ScalarKind::Unresolved {
            hosts.push(item.clone());
            continue;
        }
        let whole = &*scalar.text;
        let Some(at) = whole.find('=').or_else(|| whole.find(':')) else {
            typing.refuse(item, format!("`{whole}` has no address"), "write `HOST=ADDRESS`");
            return None;
        };
        let mut start = at + 1;
        for part in whole[start..].split(',') {
            let address = item.slice(typing.sources, start..start + part.len());
            start += part.len() + 1;
            hosts.extend(host(&whole[..at], item.origin.span, &address, typing));
        }
    }
    // Docker Compose distinguishes hosts without addresses from no hosts.
    if hosts.is_empty() {
        return None;
    }
    hosts.sort_by(|a, b| text(a).cmp(text(b)));
    Some(with_list(node, hosts))
}

/// Returns `HOST=ADDRESS` with the span of the address; `place` is the span of the host.
fn host(name: &str, place: Span, address: &Node, typing: &mut Typing) -> Option<Node> {
    let scalar = address.as_scalar()?;
    if name.is_empty() || name.contains([':', '=']) {
        let message = format!("`{name}` is not a host name");
        typing.defects.push(Defect::new(place, message).help("write `HOST=ADDRESS`"));
    }
    let bracketed = scalar.text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let bare = bracketed.filter(|text| !text.is_empty()).unwrap_or(&scalar.text);
    Some(address.normalized(format!("{name}={bare}"), ScalarKind::Text))
}

fn text(node: &Node) -> &str {
    node.as_scalar().map_or("", |scalar| &*scalar.text)
}
