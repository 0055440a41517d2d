//! `controller.listener.names`.

use super::checks::Checks;
use super::endpoint::key;
use super::kafka::{KRAFT_ONLY, NAMES_LISTED, STRICT_LISTS};
use super::listeners::{LISTENERS, Listeners};
use super::protocols::Protocols;
use super::refusal::Refusal;
use super::roles::Mode;
use super::settings::{closest, is_open, text};
use crate::tree::Node;

pub(super) const NAMES: &str = "controller.listener.names";

/// The names of the controllers' listeners, as they are written.
pub(super) struct Controllers {
    /// False if there may be others than in `names`.
    pub(super) is_known: bool,
    pub(super) names: Vec<Node>,
}

impl Controllers {
    /// Returns true if controllers use the listener that Kafka calls `name`. The names are not made upper case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|one| text(one) == name)
    }
}

/// Returns the names, with the blanks around them in the versions that do not take them away.
pub(super) fn controllers(checks: &Checks<'_>) -> Controllers {
    let list = checks.list(NAMES);
    let is_known = list.is_known && !list.items.iter().any(is_open);
    let value = (checks.settings.property)(NAMES);
    let names = match value.filter(|_| checks.kafka < NAMES_LISTED) {
        Some(value) if !list.items.is_empty() && !list.items.iter().any(is_open) => untrimmed(&value, checks),
        _ => list.items,
    };
    let names = names.into_iter().filter(|one| !is_open(one) && !text(one).is_empty()).collect();
    Controllers { is_known, names }
}

fn untrimmed(value: &Node, checks: &Checks<'_>) -> Vec<Node> {
    let all = text(value);
    let start = all.len() - all.trim_start().len();
    let mut at = start;
    let part = |part: &str| {
        let range = at..at + part.len();
        at = range.end + 1;
        value.slice(checks.settings.sources, range)
    };
    all.trim().split(',').map(part).collect()
}

/// Judges the names.
pub(super) fn check(
    checks: &mut Checks<'_>,
    mode: Mode,
    controllers: &Controllers,
    bound: &Listeners,
    protocols: &Protocols,
) {
    if mode == Mode::ZooKeeper {
        let migrates = checks.known("zookeeper.metadata.migration.enable");
        let migrates = migrates.is_some_and(|node| text(&node).trim().eq_ignore_ascii_case("true"));
        if let Some(name) = controllers.names.first().filter(|_| !migrates && checks.kafka < KRAFT_ONLY) {
            checks.refuse(Refusal::new("controllers-without-roles", NAMES, name.clone()));
        }
        return;
    }
    if !controllers.is_known
        || checks.is_faulty("process.roles")
        || (!mode.is_kraft() && checks.kafka < KRAFT_ONLY)
    {
        return;
    }
    if controllers.names.is_empty() {
        let refusal = match checks.known(NAMES) {
            Some(value) => Refusal::new("controller-names-absent", NAMES, value),
            None => return checks.miss("controller-names-absent", NAMES),
        };
        return checks.refuse(refusal);
    }
    if checks.kafka < NAMES_LISTED {
        check_blank(checks);
    }
    match mode {
        Mode::Broker => of_broker(checks, controllers, bound, protocols),
        Mode::Controller | Mode::Combined => of_controller(checks, mode, controllers, bound),
        Mode::Unknown | Mode::ZooKeeper => {}
    }
}

/// Refuses an empty name, except at the end, where Java's `split` takes it away.
fn check_blank(checks: &mut Checks<'_>) {
    let list = checks.list(NAMES);
    let is_blank = |one: &Node| text(one).is_empty();
    let end = list.items.iter().rposition(|one| !is_blank(one)).unwrap_or(0);
    if let Some(value) = checks.known(NAMES).filter(|_| list.items.iter().take(end).any(is_blank)) {
        checks.refuse(Refusal::new("empty-item", NAMES, value));
    }
}

/// A broker names the listener of its controllers, and has none of its own.
fn of_broker(checks: &mut Checks<'_>, controllers: &Controllers, bound: &Listeners, protocols: &Protocols) {
    for name in &controllers.names {
        let own = bound.entries.iter().find(|one| one.key() == Some(text(name)));
        if let Some(own) = own {
            let own = own.name.clone().unwrap_or_else(|| own.whole.clone());
            checks.refuse(
                Refusal::new("controller-listener-of-broker", NAMES, name.clone())
                    .against(&own)
                    .with(LISTENERS),
            );
        } else if protocols.is_unmapped(&key(text(name))) {
            let meant = closest(text(name), protocols.names());
            let refusal = Refusal::new("controller-unmapped", NAMES, name.clone());
            checks.refuse(refusal.with("listener.security.protocol.map").meaning(meant));
        }
    }
}

/// A controller has a listener for each of the names.
fn of_controller(checks: &mut Checks<'_>, mode: Mode, controllers: &Controllers, bound: &Listeners) {
    let names = bound.names();
    if !bound.is_given && bound.is_known && !names.iter().any(|name| controllers.has(name)) {
        return checks.miss("listeners-absent", LISTENERS);
    }
    for name in controllers.names.iter().filter(|one| bound.lacks(text(one))) {
        let meant = names.iter().find(|one| **one == key(text(name).trim())).map(String::as_str);
        let meant = meant.or_else(|| closest(text(name), names.iter().map(String::as_str)));
        let refusal = Refusal::new("controller-without-listener", NAMES, name.clone());
        checks.refuse(refusal.with(LISTENERS).expecting(&names).meaning(meant));
    }
    let is_repeated = |at: &usize| {
        let own = controllers.names.get(*at).map_or("", text);
        controllers.names.iter().take(*at).any(|one| text(one) == own)
    };
    let repeated = (1..controllers.names.len()).find(is_repeated).and_then(|at| controllers.names.get(at));
    if let Some(again) = repeated.filter(|_| mode == Mode::Controller && checks.kafka < STRICT_LISTS) {
        checks.refuse(Refusal::new("controller-name-twice", NAMES, again.clone()));
    }
    if mode == Mode::Combined || checks.is_faulty(NAMES) || checks.is_faulty(LISTENERS) {
        return;
    }
    for one in &bound.entries {
        if let (Some(name), Some(place)) = (one.key(), &one.name)
            && !controllers.has(name)
        {
            let refusal = Refusal::new("client-listener-of-controller", LISTENERS, place.clone());
            checks.refuse(refusal.with(NAMES));
        }
    }
}
