//! How a node finds its quorum. Voters that are wrong are told by `broken-quorum`.

use super::checks::Checks;
use super::kafka::{ADVERTISED_CONTROLLERS, KRAFT_ONLY, Kafka};
use super::refusal::Refusal;
use super::roles::Mode;
use super::settings::{is_open, text};
use crate::model::quorum::address;

const VOTERS: &str = "controller.quorum.voters";
const BOOTSTRAP: &str = "controller.quorum.bootstrap.servers";

/// Returns true for `host:port`; before Kafka 4, the host may have any characters.
pub(super) fn is_address(text: &str, kafka: Kafka) -> bool {
    let port = text.rsplit_once(':').map(|(_, port)| port);
    let is_port =
        port.is_some_and(|port| port.bytes().all(|one| one.is_ascii_digit()) && port.parse::<u16>().is_ok());
    if kafka < KRAFT_ONLY { is_port } else { address(text).is_some() }
}

/// Judges whether the node finds its quorum.
pub(super) fn check(checks: &mut Checks<'_>, mode: Mode) {
    let (voters, servers) = (checks.list(VOTERS), checks.list(BOOTSTRAP));
    let knows_servers = checks.table.get(BOOTSTRAP, checks.kafka).is_some();
    for server in servers.items.iter().filter(|one| knows_servers && !is_open(one)) {
        if !is_address(text(server), checks.kafka) {
            let place = if text(server).is_empty() { (checks.settings.property)(BOOTSTRAP) } else { None };
            let place = place.unwrap_or_else(|| server.clone());
            checks.refuse(Refusal::new("bootstrap-malformed", BOOTSTRAP, place));
        }
    }
    for voter in voters.items.iter().filter(|one| mode.is_kraft() && !is_open(one)) {
        let host = text(voter).find('@').map(|at| at + 1);
        let end = text(voter).rfind(':');
        if let (Some(start), Some(end)) = (host, end)
            && text(voter).get(start..end) == Some("0.0.0.0")
        {
            let place = voter.slice(checks.settings.sources, start..end);
            checks.refuse(Refusal::new("voter-unroutable", VOTERS, place));
            break;
        }
    }
    let has_servers = !servers.items.is_empty() && checks.kafka >= ADVERTISED_CONTROLLERS;
    let is_known = voters.is_known && (servers.is_known || checks.kafka < ADVERTISED_CONTROLLERS);
    if mode.is_kraft() && is_known && voters.items.is_empty() && !has_servers {
        checks.miss("quorum-absent", VOTERS);
    }
}
