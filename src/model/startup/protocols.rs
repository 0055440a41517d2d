//! `listener.security.protocol.map`.

use super::checks::Checks;
use super::endpoint::key;
use super::kafka::NAMES_LISTED;
use super::refusal::Refusal;
use super::roles::Mode;
use super::settings::{closest, is_open, items, text};
use crate::model::listener::PROTOCOLS;
use crate::tree::Node;
use std::collections::BTreeMap;

const MAP: &str = "listener.security.protocol.map";

/// The security protocol of each listener's name.
pub(super) struct Protocols {
    /// Names as Kafka compares them, with their protocols.
    entries: Vec<(String, String)>,
    /// False if there may be other entries.
    is_known: bool,
    /// The map, if somebody writes one.
    pub(super) written: Option<Node>,
}

/// What is known of a name's protocol.
pub(super) enum Protocol<'a> {
    /// It has this one.
    Known(&'a str),
    /// It has none.
    Unmapped,
    /// A part of the map is not known.
    Unknown,
}

impl Protocols {
    /// Returns the protocol of the listener called `name`, as Kafka compares it.
    pub(super) fn of(&self, name: &str) -> Protocol<'_> {
        match self.entries.iter().rfind(|(one, _)| one == name) {
            Some((_, protocol)) => Protocol::Known(protocol),
            None if self.is_known => Protocol::Unmapped,
            None => Protocol::Unknown,
        }
    }

    /// Returns true if `name` certainly has no protocol.
    pub(super) fn is_unmapped(&self, name: &str) -> bool {
        matches!(self.of(name), Protocol::Unmapped)
    }

    /// Returns the names in the map.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| &**name)
    }
}

/// Judges the map, and returns it.
pub(super) fn protocols(checks: &mut Checks<'_>, mode: Mode) -> Protocols {
    match (checks.settings.property)(MAP) {
        Some(map) => written(checks, &map),
        None => by_default(checks, mode),
    }
}

fn written(checks: &mut Checks<'_>, map: &Node) -> Protocols {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut spellings: BTreeMap<String, String> = BTreeMap::new();
    let mut is_known = true;
    let mut items = items(map, checks.settings.sources);
    // Java's `split` takes empty parts at the end away.
    while items.last().is_some_and(|last| text(last).is_empty()) {
        items.pop();
    }
    for (at, item) in items.iter().enumerate() {
        let entry = text(item).to_owned();
        let part = |start: usize, end: usize| item.slice(checks.settings.sources, start..end);
        let Some(colon) = entry.rfind(':') else {
            if is_open(item) {
                is_known = false;
            } else {
                let place = if entry.is_empty() { map.clone() } else { item.clone() };
                checks.refuse(Refusal::new("map-entry-malformed", MAP, place));
            }
            continue;
        };
        let rest = entry.get(colon + 1..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        let (name, protocol) = (part(0, colon), part(colon + 1 + blank, entry.len()));
        if is_open(&name) {
            is_known = false;
            continue;
        }
        let name = key(text(&name).trim());
        if name.is_empty() {
            checks.refuse(Refusal::new("map-entry-malformed", MAP, item.clone()));
            continue;
        }
        let spelled = entry.get(..colon).unwrap_or_default().trim().to_owned();
        // Of two entries with the same name, the last counts, and the others are not looked at.
        let is_same =
            |other: &Node| text(other).rsplit_once(':').is_some_and(|(name, _)| name.trim() == spelled);
        if items.iter().skip(at + 1).any(is_same) {
            continue;
        }
        let is_valid = PROTOCOLS.iter().any(|one| one.eq_ignore_ascii_case(text(&protocol)));
        if !is_valid && !is_open(&protocol) {
            let meant = closest(text(&protocol), PROTOCOLS.iter().copied());
            let place = if text(&protocol).is_empty() { item.clone() } else { protocol.clone() };
            let refusal = Refusal::new("protocol-unknown", MAP, place);
            checks.refuse(refusal.expecting(PROTOCOLS).meaning(meant));
        }
        let before = spellings.insert(name.clone(), spelled.clone());
        if before.is_some_and(|before| before != spelled) && checks.kafka >= NAMES_LISTED {
            checks.refuse(Refusal::new("map-name-twice", MAP, part(0, colon)));
        }
        entries.push((name, text(&protocol).to_uppercase()));
    }
    Protocols { entries, is_known: is_known && !checks.is_faulty(MAP), written: Some(map.clone()) }
}

/// Returns Kafka's map: each protocol is the name of a listener, and the controllers' listeners are PLAINTEXT unless a
/// listener is encrypted or has a login.
fn by_default(checks: &Checks<'_>, mode: Mode) -> Protocols {
    let mut entries: Vec<_> = PROTOCOLS.iter().map(|one| ((*one).to_owned(), (*one).to_owned())).collect();
    let names = checks.list("controller.listener.names");
    let listeners = checks.list("listeners");
    let is_complete = !checks.settings.may_be_set_elsewhere(MAP);
    let is_secure = |name: &str| PROTOCOLS.get(1..).unwrap_or_default().contains(&name);
    let of_listener = |one: &Node| key(text(one).split(':').next().unwrap_or_default());
    let secure = names.items.iter().any(|one| is_secure(text(one)))
        || listeners.items.iter().any(|one| is_secure(&of_listener(one)));
    let is_known = is_complete && mode != Mode::Unknown && names.is_known && !names.items.iter().any(is_open);
    if mode.is_kraft() && !secure {
        let plain = names.items.iter().map(|one| (text(one).to_owned(), "PLAINTEXT".to_owned()));
        entries.extend(plain);
    }
    let is_known = is_known && (!mode.is_kraft() || listeners.items.iter().all(|one| !is_open(one)));
    Protocols { entries, is_known, written: None }
}
