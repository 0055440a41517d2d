//! Logins: what a SASL listener or a client with SASL needs (Kafka documentation, "Authentication using SASL").

use super::checks::Checks;
use super::inter_broker::Wiring;
use super::jaas::{self, Fault};
use super::kafka::STRICT_LISTS;
use super::protocols::Protocol;
use super::refusal::{Refusal, absent};
use super::roles::Mode;
use super::settings::{Setting, is_open, items, text};
use crate::tree::{Node, Origin};

/// The mechanism that Kafka takes by default.
const DEFAULT: &str = "GSSAPI";

/// The maximum number of mechanisms that are looked at; Kafka has six.
const MAX_MECHANISMS: usize = 16;

const MECHANISMS: &str = "sasl.enabled.mechanisms";
const INTER_BROKER: &str = "sasl.mechanism.inter.broker.protocol";

/// Where the configuration of logins may stand beside the properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jaas {
    /// Nowhere: no option of the Java machine names a file.
    Nowhere,
    /// In a file that the image or an option of the Java machine names, which is not read.
    File,
    /// Whether an option names a file is not known.
    Unknown,
}

/// Judges the mechanism between brokers on the listener `name` with `protocol`.
pub(super) fn check_inter_broker(checks: &mut Checks<'_>, name: &str, protocol: &str) {
    if !protocol.starts_with("SASL_") {
        return;
    }
    let Some((enabled, _)) = mechanisms(checks, name) else { return };
    let (mechanism, written) = match checks.get(INTER_BROKER) {
        Setting::Known(node) => (text(&node).trim().to_owned(), Some(node)),
        Setting::Absent => (DEFAULT.to_owned(), None),
        Setting::Unknown => return,
    };
    if enabled.contains(&mechanism) {
        return;
    }
    let check = if written.is_some() { "inter-broker-mechanism" } else { "inter-broker-mechanism-absent" };
    let value = written.unwrap_or_else(|| absent(&checks.settings.place));
    checks.refuse(Refusal::new(check, INTER_BROKER, value).with(MECHANISMS).expecting(enabled));
}

/// Judges whether every SASL listener has a login for each of its mechanisms.
pub(super) fn check_listeners(checks: &mut Checks<'_>, node: &Wiring<'_>, jaas: Jaas) {
    let check = if jaas == Jaas::Nowhere { "jaas-absent" } else { "jaas-unknown" };
    let mut listeners: Vec<(String, Origin)> = node
        .bound
        .entries
        .iter()
        .filter_map(|one| Some((one.key()?.to_owned(), one.name.as_ref()?.origin.clone())))
        .collect();
    if node.mode == Mode::Broker {
        // A broker logs in at the first listener of the controllers.
        listeners
            .extend(node.controllers.names.first().map(|one| (text(one).to_owned(), one.origin.clone())));
    }
    for (name, origin) in listeners {
        let Protocol::Known(protocol) = node.protocols.of(&name) else { continue };
        if !protocol.starts_with("SASL_") {
            continue;
        }
        let is_own = node.bound.has(&name);
        let Some((enabled, list)) = (if is_own { mechanisms(checks, &name) } else { of_controllers(checks) })
        else {
            continue;
        };
        for mechanism in enabled {
            let setting = format!(
                "listener.name.{}.{}.sasl.jaas.config",
                name.to_lowercase(),
                mechanism.to_lowercase()
            );
            if let Some(login) = checks.known(&setting) {
                check_login(checks, &setting, &login);
            }
            if jaas == Jaas::File
                || checks.settings.is_set(&setting)
                || checks.settings.may_be_set_elsewhere(&setting)
            {
                continue;
            }
            if let (Some(list), true) = (&list, mechanism.is_empty() && jaas == Jaas::Nowhere) {
                checks.refuse(Refusal::new("empty-item", MECHANISMS, list.clone()));
                continue;
            }
            let value = Node::derived(name.clone(), crate::tree::ScalarKind::Text, origin.clone());
            checks.refuse(Refusal::new(check, &setting, value).expecting([protocol, &*mechanism]));
        }
    }
}

/// Judges whether a client with SASL has a login; its settings begin with `prefix`.
pub(super) fn check_client(checks: &mut Checks<'_>, prefix: &str, jaas: Jaas) {
    let name = format!("{prefix}security.protocol");
    let setting = format!("{prefix}sasl.jaas.config");
    let Some(protocol) = checks.known(&name) else { return };
    let is_sasl = text(&protocol).trim().to_uppercase().starts_with("SASL_");
    if let Some(login) = checks.known(&setting).filter(|_| is_sasl) {
        check_login(checks, &setting, &login);
    }
    let is_given = checks.settings.is_set(&setting) || checks.settings.may_be_set_elsewhere(&setting);
    if !is_sasl || jaas == Jaas::File || is_given {
        return;
    }
    let check = if jaas == Jaas::Nowhere { "client-jaas-absent" } else { "client-jaas-unknown" };
    let mechanism = checks.known(&format!("{prefix}sasl.mechanism"));
    let mechanism = mechanism.as_ref().map_or(DEFAULT, |node| text(node).trim()).to_owned();
    checks.refuse(Refusal::new(check, &setting, protocol).with(&name).expecting([mechanism]));
}

/// Judges the text of a login.
fn check_login(checks: &mut Checks<'_>, setting: &str, login: &Node) {
    // The text has a password: only the name of the setting is shown.
    let place = Node::derived("", crate::tree::ScalarKind::Text, login.origin.clone());
    let refusal = |check| Refusal::new(check, setting, place.clone());
    // A start script writes a variable into a properties file as it is, and there this is one line.
    let joined = text(login).replace("\\\n", "");
    match jaas::fault(&joined) {
        Some(Fault::Flag) => checks.refuse(refusal("jaas-flag").expecting(jaas::FLAGS)),
        Some(Fault::Option) => checks.refuse(refusal("jaas-option")),
        Some(Fault::Unterminated) => checks.refuse(refusal("jaas-unterminated")),
        Some(Fault::Modules) => checks.refuse(refusal("jaas-modules")),
        Some(Fault::Class) => checks.refuse(refusal("jaas-class").expecting(jaas::MODULES)),
        None => {}
    }
}

/// Returns the mechanisms of the listener `name`, and where they are written; `None` if they need a variable.
fn mechanisms(checks: &Checks<'_>, name: &str) -> Option<(Vec<String>, Option<Node>)> {
    let own = format!("listener.name.{}.{MECHANISMS}", name.to_lowercase());
    let own = if checks.settings.is_set(&own) { own } else { MECHANISMS.to_owned() };
    match checks.get(&own) {
        Setting::Known(node) => {
            let items = items(&node, checks.settings.sources);
            // Before they refused empty items, Kafka took one for a mechanism.
            let is_kept = |one: &&Node| checks.kafka < STRICT_LISTS || !text(one).is_empty();
            let names = items.iter().filter(|one| !is_open(one)).filter(is_kept);
            Some((names.take(MAX_MECHANISMS).map(|one| text(one).to_owned()).collect(), Some(node)))
        }
        Setting::Absent => Some((vec![DEFAULT.to_owned()], None)),
        Setting::Unknown => None,
    }
}

/// Returns the mechanism with which a broker logs in at controllers.
fn of_controllers(checks: &Checks<'_>) -> Option<(Vec<String>, Option<Node>)> {
    match checks.get("sasl.mechanism.controller.protocol") {
        Setting::Known(node) => Some((vec![text(&node).trim().to_owned()], Some(node))),
        Setting::Absent => Some((vec![DEFAULT.to_owned()], None)),
        Setting::Unknown => None,
    }
}
