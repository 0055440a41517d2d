//! Tells who connects at a place: at an address, what answers there; at an advertised address, who is sent there.

use super::{MOST_LINES, names};
use crate::lsp::declared::contains;
use crate::lsp::unit::Unit;
use crate::model::ResourceKind;
use crate::source::Span;
use crate::tree::Node;

/// Returns a section for each address at `place`, with the range of its characters.
pub(super) fn sections(unit: &Unit, place: Span) -> Vec<(String, Span)> {
    let of_kind = unit.declared.resources.iter().filter(|one| one.kind == ResourceKind::Connection);
    let edges: Vec<&Node> = of_kind.map(|one| &one.fields).collect();
    let stands_at = |edge: &&Node, keys: &[&str]| keys.iter().find_map(|key| at(edge, key, place));
    let told = edges.iter().filter_map(|edge| Some((told(edge)?, stands_at(edge, &["host", "port"])?)));
    let mut sections: Vec<(String, Span)> = told.collect();
    let sent: Vec<_> = edges
        .iter()
        .filter_map(|edge| Some((*edge, stands_at(edge, &["advertised_host", "advertised_port"])?)))
        .collect();
    if let Some((_, span)) = sent.first() {
        let mut lines: Vec<String> = sent.iter().map(|(edge, _)| format!("- {}", sent_here(edge))).collect();
        lines.dedup();
        let more = lines.len().saturating_sub(MOST_LINES);
        lines.truncate(MOST_LINES);
        if more > 0 {
            lines.push(format!("- and {more} more"));
        }
        sections.push((format!("sent here:\n\n{}", lines.join("\n")), *span));
    }
    sections.dedup();
    sections
}

/// Returns the place of the field `key` if `place` is in it.
fn at(edge: &Node, key: &str, place: Span) -> Option<Span> {
    let span = edge.get(key)?.origin.span;
    contains(span, place).then_some(span)
}

/// Tells what answers where the client of `edge` is told to connect.
fn told(edge: &Node) -> Option<String> {
    let text = |key: &str| edge.get(key).and_then(|node| node.as_text().map(str::to_owned));
    let from = text("from")?;
    let service = text("service").unwrap_or_default();
    let listener = text("listener").unwrap_or_default();
    let answer = match &*text("answer")? {
        "listener" => format!("listener `{listener}` of `{service}` answers `{from}`"),
        "controllers" => {
            format!("listener `{listener}` of `{service}` is a controller listener, and answers no client")
        }
        "other_interface" => {
            format!(
                "listener `{listener}` of `{service}` binds another interface, and does not answer `{from}`"
            )
        }
        "not_published" => {
            format!(
                "nothing publishes this port of the host, which listener `{listener}` of `{service}` advertises"
            )
        }
        "closed" => format!("`{service}` has no listener at this port"),
        "no_broker" => format!("`{service}` is not a broker"),
        "own_container" => format!("this is the container of `{from}`, which runs no broker"),
        "apart" => format!("`{from}` is on none of the networks of `{service}`"),
        "host_network" => {
            format!("with `network_mode: host`, `{from}` does not resolve the name of `{service}`")
        }
        "no_names" => {
            format!("`{from}` and `{service}` share no network on which this name resolves")
        }
        "quoted" => "the quotation marks are part of the value, which is not an address".to_owned(),
        "nobody" => "no service of the project has this name".to_owned(),
        "outside" => "this is outside of the project".to_owned(),
        _ => "the server at this address is not known".to_owned(),
    };
    let address = text("advertised_host").zip(text("advertised_port"));
    let sent = match (text("told"), address) {
        (Some(told), Some((host, port))) => format!(", and sends it to `{host}:{port}`{}", reached(&told)),
        (Some(told), None) if told == "not_advertised" => ", and is not advertised to clients".to_owned(),
        _ => String::new(),
    };
    Some(format!("{answer}{sent}"))
}

/// Tells who the client of `edge` is, and whether it reaches the address that it is sent to.
fn sent_here(edge: &Node) -> String {
    let text = |key: &str| edge.get(key).and_then(|node| node.as_text().map(str::to_owned));
    let told = text("told").unwrap_or_default();
    let who = match (text("from"), text("port")) {
        (Some(from), _) if text("where").as_deref() == Some("inter_broker") => {
            format!("broker {}", names(&[&from]))
        }
        (Some(from), _) => names(&[&from]),
        (None, Some(port)) => format!("the host, through port {port}"),
        (None, None) => "the host".to_owned(),
    };
    format!("{who}{}", reached(&told))
}

/// The end of a sentence about an address that a client is sent to.
fn reached(told: &str) -> &'static str {
    match told {
        "reached" => ", which it reaches",
        "own_container" => ", which is its own container",
        "nobody" => ", a name that no service has",
        "apart" => ", with which it shares no network",
        "host_network" => ", a service name, of which none resolves with `network_mode: host`",
        "container_name" => ", a name that only containers know",
        "no_names" => ", a service name, which does not resolve there",
        "not_advertised" => ", which gets no address",
        "closed" => ", where nothing listens",
        "another_broker" => ", which is another broker",
        "no_broker" => ", which is not a broker",
        "another_listener" => ", which leads to another listener",
        "not_published" => ", which nothing publishes",
        "outside" => ", which is outside of the project",
        _ => "",
    }
}
