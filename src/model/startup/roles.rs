//! The roles of a node and its id.

use super::checks::Checks;
use super::java;
use super::kafka::{KRAFT_ONLY, STRICT_LISTS};
use super::refusal::Refusal;
use super::settings::{Setting, is_open, text};

const ROLES: &str = "process.roles";
const ZOOKEEPER: &str = "zookeeper.connect";

/// What a node does, where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Its roles need a variable, stand elsewhere, or are refused.
    Unknown,
    /// A broker on `ZooKeeper`.
    ZooKeeper,
    /// A `KRaft` broker.
    Broker,
    /// A `KRaft` controller.
    Controller,
    /// Both.
    Combined,
}

impl Mode {
    /// Returns true if it serves clients.
    pub(super) fn is_broker(self) -> bool {
        matches!(self, Self::ZooKeeper | Self::Broker | Self::Combined)
    }

    /// Returns true without `ZooKeeper`.
    pub(super) fn is_kraft(self) -> bool {
        matches!(self, Self::Broker | Self::Controller | Self::Combined)
    }
}

/// Judges `process.roles`, and returns what it says.
pub(super) fn mode(checks: &mut Checks<'_>) -> Mode {
    let list = checks.list(ROLES);
    if !list.is_known {
        return Mode::Unknown;
    }
    if list.items.is_empty() {
        return without_roles(checks, list.is_given);
    }
    if list.items.iter().any(is_open) {
        return Mode::Unknown;
    }
    let is_repeated =
        |at: &usize| list.items.iter().take(*at).any(|one| text(one) == list.items.get(*at).map_or("", text));
    let repeated = (1..list.items.len()).find(is_repeated).and_then(|at| list.items.get(at));
    if let Some(again) = repeated.filter(|_| checks.kafka < STRICT_LISTS) {
        checks.refuse(Refusal::new("role-twice", ROLES, again.clone()));
        return Mode::Unknown;
    }
    let has = |role: &str| list.items.iter().any(|one| text(one) == role);
    match (has("broker"), has("controller")) {
        (true, false) => Mode::Broker,
        (false, true) => Mode::Controller,
        (true, true) => Mode::Combined,
        (false, false) => Mode::Unknown,
    }
}

/// Returns the mode of a node without roles, which only Kafka 3 starts.
fn without_roles(checks: &mut Checks<'_>, is_given: bool) -> Mode {
    if checks.kafka < KRAFT_ONLY {
        if checks.get(ZOOKEEPER).is_absent() {
            checks.miss("roles-absent", ROLES);
            return Mode::Unknown;
        }
        return Mode::ZooKeeper;
    }
    match checks.get(ROLES) {
        Setting::Known(value) if is_given => checks.refuse(Refusal::new("empty-list", ROLES, value)),
        _ => match checks.settings.get(ZOOKEEPER) {
            Setting::Known(value) => {
                checks.refuse(Refusal::new("zookeeper-only", ROLES, value).with(ZOOKEEPER));
            }
            _ => checks.miss("roles-absent", ROLES),
        },
    }
    Mode::Unknown
}

/// Judges `node.id` and `broker.id`.
pub(super) fn check_id(checks: &mut Checks<'_>, mode: Mode) {
    let (node, broker) = (checks.get("node.id"), checks.get("broker.id"));
    if node.is_absent() && broker.is_absent() && mode.is_kraft() {
        checks.miss("node-id-absent", "node.id");
        return;
    }
    let (node, broker) = (node.known(), broker.known());
    let number = |node: &crate::tree::Node| java::integer(text(node));
    if let (Some(node), Some(broker)) = (&node, &broker)
        && number(node) != number(broker)
    {
        let refusal = Refusal::new("ids-differ", "broker.id", broker.clone());
        checks.refuse(refusal.with("node.id").against(node));
        return;
    }
    let (setting, id) = match (node, broker) {
        (Some(node), _) => ("node.id", node),
        (None, Some(broker)) => ("broker.id", broker),
        (None, None) => return,
    };
    let Some(value) = number(&id) else { return };
    if mode == Mode::ZooKeeper && checks.kafka < KRAFT_ONLY {
        check_broker_id(checks, setting, id, value);
    } else if value < 0 && mode != Mode::ZooKeeper && (mode.is_kraft() || checks.kafka >= KRAFT_ONLY) {
        checks.refuse(Refusal::new("below-minimum", setting, id).expecting(["0"]));
    }
}

/// Judges the id of a broker on `ZooKeeper`: above a reserved range, ids are made up by Kafka.
fn check_broker_id(checks: &mut Checks<'_>, setting: &str, id: crate::tree::Node, value: i64) {
    let generates = checks.known("broker.id.generation.enable");
    let generates = generates.is_none_or(|node| java::boolean(text(&node)) != Some(false));
    let reserved = checks.integer("reserved.broker.max.id");
    let refusal = Refusal::new("below-minimum", setting, id.clone());
    if !generates && value < 0 {
        checks.refuse(refusal.expecting(["0"]));
    } else if generates && value < -1 {
        checks.refuse(refusal.expecting(["-1"]));
    } else if let Some(reserved) = reserved.filter(|reserved| generates && value > *reserved) {
        let refusal = Refusal::new("broker-id-reserved", setting, id);
        checks.refuse(refusal.with("reserved.broker.max.id").expecting([reserved]));
    }
}
