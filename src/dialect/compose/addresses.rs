//! IP addresses that a service uses as hosts.

use crate::model::address::{Form, address_fields, holds_host, holds_no_host};
use crate::source::SourceMap;
use crate::syntax::shell::{self, Heredoc};
use crate::tree::{Node, Origin, ScalarKind};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

/// Returns the addresses in the environment and the commands of `service`, each with its own span.
pub(super) fn of_service(service: &Node, sources: &SourceMap) -> Node {
    let mut found = Vec::new();
    for entry in service.get("environment").iter().flat_map(|node| node.entries().collect::<Vec<_>>()) {
        if !holds_no_host(&entry.key) {
            let keep = |form: Form| form != Form::Host || holds_host(&entry.key);
            found.extend(address_fields(&entry.node, "environment", Some(&entry.key), &keep, sources));
        }
    }
    let healthcheck = service.get("healthcheck").and_then(|node| node.get("test"));
    for (part, node) in [
        ("entrypoint", service.get("entrypoint")),
        ("command", service.get("command")),
        ("healthcheck", healthcheck),
    ] {
        let Some(node) = node else { continue };
        let words = if node.as_list().is_some() { node.items().collect() } else { vec![node] };
        let mut before: Arc<str> = "".into();
        for word in words {
            if !holds_no_host(before.trim_start_matches('-')) {
                for code in without_data(&word, sources) {
                    found.extend(address_fields(&code, part, None, &|_| true, sources));
                }
            }
            before = word.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
        }
    }
    Node::list(found, service.origin.clone())
}

/// Extensions of files that configure a program.
const SETTINGS: &[&str] = &[".conf", ".cfg", ".yml", ".yaml", ".properties", ".ini", ".toml", ".env", ".xml"];

/// Returns the parts of a word outside of heredocs that a program reads as data: records, queries, a page. A heredoc
/// that becomes a file of settings is none.
fn without_data(word: &Node, sources: &SourceMap) -> Vec<Node> {
    let text = word.as_scalar().map(|scalar| Arc::clone(&scalar.text)).unwrap_or_default();
    let is_data = |heredoc: &Heredoc| {
        let line = text.get(..heredoc.at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let line = text.get(line..heredoc.body.start).unwrap_or_default();
        !heredoc.is_script && !SETTINGS.iter().any(|extension| line.contains(extension))
    };
    let data: Vec<_> = shell::heredocs(&text).into_iter().filter(is_data).map(|one| one.body).collect();
    if data.is_empty() {
        return vec![word.clone()];
    }
    let starts = std::iter::once(0).chain(data.iter().map(|data| data.end));
    let ends = data.iter().map(|data| data.start).chain([text.len()]);
    starts.zip(ends).map(|(start, end)| word.slice(sources, start..end)).collect()
}

/// Returns every distinct address in the lists in `found`.
pub(super) fn names(found: &[Node], origin: &Origin) -> Node {
    let literals = found.iter().flat_map(Node::items).filter_map(|one| one.get("address"));
    let addresses: BTreeSet<IpAddr> = literals.filter_map(|node| node.as_text()?.parse().ok()).collect();
    let node = |ip: IpAddr| Node::derived(ip.to_string(), ScalarKind::Text, origin.clone());
    Node::list(addresses.into_iter().map(node).collect(), origin.clone())
}
