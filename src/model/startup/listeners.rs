//! `listeners` and `advertised.listeners`.

use super::checks::Checks;
use super::endpoint::{Endpoint, endpoint, key};
use super::kafka::STRICT_LISTS;
use super::protocols::Protocols;
use super::refusal::Refusal;
use super::roles::Mode;
use super::settings::{closest, is_open, text};
use crate::tree::Node;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

pub(super) const LISTENERS: &str = "listeners";
pub(super) const ADVERTISED: &str = "advertised.listeners";

/// The listener that Kafka opens by default.
const DEFAULT: &str = "PLAINTEXT";

/// The ports that there are; at 0, a free one is taken.
const PORTS: RangeInclusive<i64> = 0..=65535;

/// A list of listeners.
pub(super) struct Listeners {
    /// The setting that has them.
    pub(super) setting: &'static str,
    /// True if the setting has a value.
    pub(super) is_given: bool,
    /// False if there may be others than in `entries`.
    pub(super) is_known: bool,
    /// The entries that can be read.
    pub(super) entries: Vec<Endpoint>,
}

impl Listeners {
    /// Returns their names as Kafka compares them.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.entries.iter().filter_map(Endpoint::key).map(str::to_owned).collect();
        if !self.is_given && self.is_known && self.setting == LISTENERS {
            names.push(DEFAULT.to_owned());
        }
        names
    }

    /// Returns true if one is called `name`, as Kafka compares it.
    pub(super) fn has(&self, name: &str) -> bool {
        let is_default = !self.is_given && self.is_known && self.setting == LISTENERS && name == DEFAULT;
        is_default || self.entries.iter().any(|one| one.key() == Some(name))
    }

    /// Returns true if none is called `name`.
    pub(super) fn lacks(&self, name: &str) -> bool {
        self.is_known && !self.has(name)
    }
}

/// Judges `listeners`, and returns them. `derived`: the image's start script makes them of `advertised.listeners`.
pub(super) fn listeners(checks: &mut Checks<'_>, is_derived: bool) -> Listeners {
    let mut found = read(checks, LISTENERS);
    if is_derived && !found.is_given {
        let advertised = checks.list(ADVERTISED);
        if advertised.is_given {
            let entries: Vec<_> =
                advertised.items.iter().filter_map(|one| endpoint(one, checks.settings.sources)).collect();
            let is_known =
                entries.len() == advertised.items.len() && entries.iter().all(|one| one.name.is_some());
            found = Listeners { setting: ADVERTISED, is_given: true, is_known, entries };
            check_ports(checks, &found);
            found.is_known &= !checks.is_faulty(ADVERTISED);
            return found;
        }
    }
    check_range(checks, &found, PORTS);
    check_ports(checks, &found);
    found.is_known &= !checks.is_faulty(LISTENERS);
    found
}

/// Judges `advertised.listeners`, and returns them.
pub(super) fn advertised(
    checks: &mut Checks<'_>,
    mode: Mode,
    bound: &Listeners,
    protocols: &Protocols,
) -> Listeners {
    let mut found = read(checks, ADVERTISED);
    // ZooKeeper keeps any integer.
    let integers = i64::from(i32::MIN)..=i64::from(i32::MAX);
    check_range(checks, &found, if mode == Mode::ZooKeeper { integers } else { PORTS });
    for one in &found.entries {
        let (Some(name), Some(key)) = (&one.name, one.key()) else { continue };
        // A listener that `listeners` has, too, is told there.
        if protocols.is_unmapped(key) && bound.lacks(key) {
            let names = bound.names();
            let meant = closest(text(name), names.iter().map(String::as_str));
            let refusal = Refusal::new("advertised-unknown", ADVERTISED, name.clone());
            checks.refuse(refusal.expecting(&names).meaning(meant).with(LISTENERS));
        }
    }
    found.is_known &= !checks.is_faulty(ADVERTISED);
    found
}

/// Reads the list `setting`: refuses what Kafka cannot read, and names that are there twice.
fn read(checks: &mut Checks<'_>, setting: &'static str) -> Listeners {
    let list = checks.list(setting);
    let mut found = Listeners {
        setting,
        is_given: list.is_given,
        is_known: list.is_known
            && (checks.settings.property)(setting).is_none_or(|one| one.as_scalar().is_some()),
        entries: Vec::new(),
    };
    let is_repeated = |at: usize| {
        let entry = list.items.get(at).map_or("", text);
        checks.kafka >= STRICT_LISTS && list.items.iter().take(at).any(|one| text(one) == entry)
    };
    let items: Vec<&Node> = (0..list.items.len())
        .filter(|at| !is_repeated(*at))
        .filter_map(|at| list.items.get(at))
        .filter(|item| !text(item).is_empty())
        .collect();
    for item in items {
        match endpoint(item, checks.settings.sources) {
            Some(one) if one.name.as_ref().is_some_and(|name| text(name).trim().is_empty()) => {
                found.is_known = false;
                checks.refuse(Refusal::new("listener-unnamed", setting, item.clone()));
            }
            Some(one) => {
                found.is_known &= one.name.is_some();
                found.entries.push(one);
            }
            None => {
                found.is_known = false;
                checks.refuse(Refusal::new("listener-malformed", setting, item.clone()));
            }
        }
    }
    for (at, one) in found.entries.iter().enumerate() {
        let Some(name) = one.key() else { continue };
        let is_same = |other: &&Endpoint| other.key() == Some(name);
        let first = found.entries.iter().take(at).find(is_same);
        if let (Some(first), Some(place)) = (first.and_then(|first| first.name.as_ref()), &one.name) {
            checks.refuse(Refusal::new("listener-name-twice", setting, place.clone()).against(first));
        }
    }
    if checks.is_faulty(setting) {
        found.is_known = false;
    }
    found
}

/// Refuses ports that do not exist.
fn check_range(checks: &mut Checks<'_>, listeners: &Listeners, ports: RangeInclusive<i64>) {
    for one in &listeners.entries {
        let Some(port) = one.port.as_ref() else { continue };
        if one.number().is_none_or(|number| !ports.contains(&number)) {
            checks.refuse(Refusal::new("port-out-of-range", listeners.setting, port.clone()));
        }
    }
}

/// Refuses a port that two listeners bind. One with an IPv4 address and one with an IPv6 address may share it.
fn check_ports(checks: &mut Checks<'_>, bound: &Listeners) {
    let mut by_port: BTreeMap<i64, Vec<(Address, &Endpoint)>> = BTreeMap::new();
    for one in &bound.entries {
        if let (Some(port), Some(host)) = (one.number().filter(|port| *port != 0), &one.host) {
            by_port.entry(port).or_default().push((Address::of(host), one));
        }
    }
    for group in by_port.values() {
        let count = |kind: Address| group.iter().filter(|(one, _)| *one == kind).count();
        let (names, v4, v6) = (count(Address::Name), count(Address::V4), count(Address::V6));
        let is_allowed = names == 0 && v4 == 1 && v6 == 1;
        for (_, one) in group.iter().skip(1).filter(|_| !is_allowed) {
            let first = group.first().and_then(|(_, first)| first.port.as_ref());
            if let (Some(first), Some(port)) = (first, &one.port) {
                checks.refuse(Refusal::new("port-twice", bound.setting, port.clone()).against(first));
            }
        }
    }
}

/// What a host is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Address {
    Name,
    V4,
    V6,
}

impl Address {
    fn of(host: &Node) -> Self {
        let host = text(host);
        let without_zone = host.split('%').next().unwrap_or_default();
        if host.parse::<Ipv4Addr>().is_ok() {
            Self::V4
        } else if without_zone.parse::<Ipv6Addr>().is_ok() {
            Self::V6
        } else {
            Self::Name
        }
    }
}

/// Refuses the default listener where a map has no entry for it; others are told listener by listener.
pub(super) fn check_default(checks: &mut Checks<'_>, bound: &Listeners, protocols: &Protocols) {
    let Some(map) = protocols.written.as_ref().filter(|map| !is_open(map)) else { return };
    if !bound.is_given && bound.is_known && protocols.is_unmapped(&key(DEFAULT)) {
        let refusal = Refusal::new("default-listener-unmapped", LISTENERS, map.clone());
        checks.refuse(refusal.with("listener.security.protocol.map"));
    }
}
