//! Names of listeners in other settings of a node, and directories.

use super::checks::Checks;
use super::endpoint::key;
use super::inter_broker::Wiring;
use super::kafka::KRAFT_ONLY;
use super::refusal::Refusal;
use super::roles::Mode;
use super::settings::{closest, is_open, text};

const EARLY: &str = "early.start.listeners";
const CONTROL_PLANE: &str = "control.plane.listener.name";

/// Judges the other names of listeners.
pub(super) fn check(checks: &mut Checks<'_>, node: &Wiring<'_>, inter_broker: Option<&str>) {
    check_early(checks, node);
    check_control_plane(checks, node, inter_broker);
    check_log_dirs(checks);
}

fn check_early(checks: &mut Checks<'_>, node: &Wiring<'_>) {
    let list = checks.list(EARLY);
    let names = node.bound.names();
    let knows = checks.table.get(EARLY, checks.kafka).is_some();
    for item in list.items.iter().filter(|item| knows && !is_open(item) && !text(item).is_empty()) {
        if node.bound.lacks(text(item)) && node.controllers.is_known {
            let meant = closest(text(item), names.iter().map(String::as_str));
            let refusal = Refusal::new("early-listener-unknown", EARLY, item.clone());
            checks.refuse(refusal.expecting(&names).meaning(meant));
        }
    }
}

/// Judges the listener between controller and brokers, which only brokers on `ZooKeeper` have.
fn check_control_plane(checks: &mut Checks<'_>, node: &Wiring<'_>, inter_broker: Option<&str>) {
    let Some(written) = checks.known(CONTROL_PLANE).filter(|_| checks.kafka < KRAFT_ONLY) else { return };
    let name = key(text(&written).trim());
    let refusal = |check| Refusal::new(check, CONTROL_PLANE, written.clone());
    if node.mode.is_kraft() {
        checks.refuse(refusal("control-plane-with-roles"));
    } else if node.mode == Mode::ZooKeeper && inter_broker == Some(&*name) {
        checks.refuse(refusal("control-plane-inter-broker"));
    } else if node.mode == Mode::ZooKeeper {
        let names = node.told_names();
        if node.is_known() && !names.contains(&name) {
            let meant = closest(&name, names.iter().map(String::as_str));
            checks.refuse(refusal("control-plane-unknown").expecting(&names).meaning(meant));
        }
    }
}

/// Judges the folders of the log: Kafka needs one.
fn check_log_dirs(checks: &mut Checks<'_>) {
    let set = ["log.dirs", "log.dir"].into_iter().find(|name| checks.settings.is_set(name));
    let Some(name) = set else { return };
    let list = checks.list(name);
    if let Some(value) = checks.known(name).filter(|_| list.items.iter().all(|one| text(one).is_empty())) {
        checks.refuse(Refusal::new("empty-list", name, value));
    }
}
