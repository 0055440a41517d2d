//! The listener between brokers, and what a broker advertises.

use super::checks::Checks;
use super::controllers::{Controllers, NAMES};
use super::endpoint::{Endpoint, key};
use super::kafka::{ADVERTISED_CONTROLLERS, KRAFT_ONLY, LISTENERS_ONLY};
use super::listeners::{ADVERTISED, LISTENERS, Listeners};
use super::protocols::{Protocol, Protocols};
use super::refusal::{Refusal, absent};
use super::roles::Mode;
use super::settings::{Setting, closest, text};
use crate::tree::Node;

const NAME: &str = "inter.broker.listener.name";
const PROTOCOL: &str = "security.inter.broker.protocol";

/// The listeners of a node.
pub(super) struct Wiring<'a> {
    pub(super) mode: Mode,
    pub(super) bound: &'a Listeners,
    pub(super) advertised: &'a Listeners,
    pub(super) protocols: &'a Protocols,
    pub(super) controllers: &'a Controllers,
}

impl Wiring<'_> {
    /// Returns the listeners that clients are told: those that are advertised, else all.
    fn told(&self) -> &Listeners {
        if self.advertised.is_given { self.advertised } else { self.bound }
    }

    /// Returns the names of the listeners that brokers and clients are told.
    pub(super) fn told_names(&self) -> Vec<String> {
        self.told().names().into_iter().filter(|one| !self.controllers.has(one)).collect()
    }

    /// Returns true if all names of listeners are known.
    pub(super) fn is_known(&self) -> bool {
        self.bound.is_known && self.told().is_known && self.controllers.is_known
    }
}

/// Judges the listener between brokers, and returns its name and protocol, where they are known.
pub(super) fn check(checks: &mut Checks<'_>, node: &Wiring<'_>) -> Option<(String, String)> {
    if let Some(protocol) = (checks.settings.property)(PROTOCOL).filter(|_| checks.settings.is_set(NAME)) {
        let name = (checks.settings.property)(NAME)?;
        checks.refuse(Refusal::new("inter-broker-twice", PROTOCOL, protocol).with(NAME).against(&name));
        return None;
    }
    match checks.get(NAME) {
        Setting::Known(name) => named(checks, node, &name),
        Setting::Absent => unnamed(checks, node),
        Setting::Unknown => None,
    }
}

fn named(checks: &mut Checks<'_>, node: &Wiring<'_>, written: &Node) -> Option<(String, String)> {
    let name = key(text(written).trim());
    let names = node.told_names();
    let meant = closest(&name, names.iter().map(String::as_str));
    let refusal = |check| Refusal::new(check, NAME, written.clone()).expecting(&names).meaning(meant);
    if node.controllers.has(&name) && node.mode.is_broker() {
        checks.refuse(refusal("inter-broker-of-controllers").with(NAMES));
        return None;
    }
    if node.controllers.has(&name) && node.mode == Mode::Controller && checks.kafka >= KRAFT_ONLY {
        checks.refuse(refusal("inter-broker-of-controllers").with(NAMES));
        return None;
    }
    if node.protocols.is_unmapped(&name) {
        // A listener without a protocol is told as such.
        if !node.bound.has(&name) && node.advertised.names().iter().all(|one| *one != name) {
            checks.refuse(refusal("inter-broker-unknown"));
        }
        return None;
    }
    if node.mode.is_broker() && node.is_known() && !names.contains(&name) {
        let check =
            if node.bound.has(&name) { "inter-broker-not-advertised" } else { "inter-broker-unknown" };
        let refusal = refusal(check);
        checks.refuse(if check == "inter-broker-unknown" { refusal } else { refusal.with(ADVERTISED) });
        return None;
    }
    match node.protocols.of(&name) {
        Protocol::Known(protocol) => Some((name, protocol.to_owned())),
        Protocol::Unmapped | Protocol::Unknown => None,
    }
}

/// Without a name, brokers use the listener that is called as their protocol.
fn unnamed(checks: &mut Checks<'_>, node: &Wiring<'_>) -> Option<(String, String)> {
    let (protocol, place) = match checks.get(PROTOCOL) {
        Setting::Known(written) => (text(&written).trim().to_owned(), Some(written)),
        Setting::Absent => ("PLAINTEXT".to_owned(), None),
        Setting::Unknown => return None,
    };
    if node.mode.is_broker() && node.is_known() && !node.told_names().contains(&protocol) {
        let names = node.told_names();
        // The default listener without a protocol is told as such.
        if checks.is_faulty(LISTENERS) || checks.is_faulty(ADVERTISED) || names.is_empty() {
            return None;
        }
        let value = place.clone().unwrap_or_else(|| absent(&checks.settings.place));
        let check = if place.is_some() { "inter-broker-protocol" } else { "inter-broker-absent" };
        let setting = if place.is_some() { PROTOCOL } else { NAME };
        checks.refuse(Refusal::new(check, setting, value).with(NAME).expecting(&names));
        return None;
    }
    Some((protocol.clone(), protocol))
}

/// Judges what the node tells clients.
pub(super) fn check_told(checks: &mut Checks<'_>, node: &Wiring<'_>) {
    check_old_controllers(checks, node);
    if check_old_host(checks, node) {
        return;
    }
    for one in
        node.told().entries.iter().filter(|one| one.host.as_ref().is_some_and(|host| text(host) == "0.0.0.0"))
    {
        let Some(host) = one.host.clone() else { continue };
        let is_controllers = one.key().is_none_or(|name| node.controllers.has(name));
        let is_certain = node.controllers.is_known && one.name.is_some();
        if !node.advertised.is_given && (is_controllers || !is_certain || node.bound.setting != LISTENERS) {
            continue;
        }
        let setting = node.told().setting;
        let check = if node.advertised.is_given { "wildcard-advertised" } else { "wildcard-by-default" };
        if node.advertised.is_given || checks.get(ADVERTISED).is_absent() {
            checks.refuse(Refusal::new(check, setting, host).with(ADVERTISED));
        }
    }
    if !node.mode.is_broker()
        || !node.is_known()
        || checks.is_faulty(LISTENERS)
        || checks.is_faulty(ADVERTISED)
    {
        return;
    }
    if node.told_names().is_empty() {
        let told = (checks.settings.property)(node.told().setting);
        let value = told.unwrap_or_else(|| absent(&checks.settings.place));
        checks.refuse(Refusal::new("nothing-advertised", node.told().setting, value).with(NAMES));
        return;
    }
    let is_bound =
        |one: &&Endpoint| one.key().is_none_or(|name| node.bound.has(name) || node.controllers.has(name));
    let names = node.bound.names();
    let unbound: Vec<_> = node
        .advertised
        .entries
        .iter()
        .filter(|one| !is_bound(one))
        .filter_map(|one| one.name.clone())
        .collect();
    for name in unbound {
        let meant = closest(text(&name), names.iter().map(String::as_str));
        let refusal = Refusal::new("advertised-not-bound", ADVERTISED, name.clone());
        checks.refuse(refusal.with(LISTENERS).expecting(&names).meaning(meant));
    }
}

/// Before 3.0, `advertised.host.name` is advertised where `advertised.listeners` is absent, and else `host.name` where `listeners` is,
/// too (`KafkaConfig.advertisedListeners`). Returns true if one of them is.
fn check_old_host(checks: &mut Checks<'_>, node: &Wiring<'_>) -> bool {
    if checks.kafka >= LISTENERS_ONLY || node.advertised.is_given || node.mode.is_kraft() {
        return false;
    }
    let names = ["advertised.host.name", "host.name"];
    let count = if checks.settings.written.get(LISTENERS).is_some() { 1 } else { 2 };
    for name in names.into_iter().take(count) {
        let Some(host) = (checks.settings.property)(name).filter(|host| !text(host).is_empty()) else {
            continue;
        };
        if text(&host) == "0.0.0.0" {
            checks.refuse(Refusal::new("wildcard-advertised", name, host).with(ADVERTISED));
        }
        return true;
    }
    false
}

/// Versions before 3.9 refuse to advertise the listeners of controllers.
fn check_old_controllers(checks: &mut Checks<'_>, node: &Wiring<'_>) {
    if !node.mode.is_kraft() || checks.kafka >= ADVERTISED_CONTROLLERS {
        return;
    }
    let first = node.advertised.entries.first();
    if let Some(first) = first.filter(|_| node.mode == Mode::Controller) {
        checks.refuse(Refusal::new("controller-advertises", ADVERTISED, first.whole.clone()));
        return;
    }
    for one in &node.advertised.entries {
        if one.key().is_some_and(|name| node.controllers.has(name)) {
            checks.refuse(Refusal::new("controller-advertised", ADVERTISED, one.whole.clone()).with(NAMES));
        }
    }
}
