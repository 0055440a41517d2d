//! Connect workers (`DistributedConfig`, `StandaloneConfig`).

use super::checks::Checks;
use super::endpoint::endpoint;
use super::kafka::STRICT_LISTS;
use super::quorum::is_address;
use super::refusal::Refusal;
use super::settings::{Setting, is_open, text};
use super::values;

/// What a worker of several needs.
const DISTRIBUTED: &[&str] = &[
    "group.id",
    "key.converter",
    "value.converter",
    "config.storage.topic",
    "offset.storage.topic",
    "status.storage.topic",
];

/// What a worker by itself needs.
const STANDALONE: &[&str] = &["key.converter", "value.converter", "offset.storage.file.filename"];

/// Properties that a worker by itself does not know.
fn is_of_group(name: &str) -> bool {
    let prefixes = ["config.storage.", "status.storage.", "inter.worker.", "group.", "sasl.", "security."];
    prefixes.iter().any(|prefix| name.starts_with(prefix))
        || (name.starts_with("offset.storage.") && name != STANDALONE[2])
        || ["exactly.once.source.support", "connect.protocol", "session.timeout.ms"].contains(&name)
}

/// Judges a worker.
pub(super) fn check(checks: &mut Checks<'_>) {
    let is_set = |name: &str| checks.settings.is_set(name);
    // A group that is left over is passed over by a worker by itself.
    let is_standalone = is_set(STANDALONE[2]) && !(is_set("group.id") && is_set("config.storage.topic"));
    values::check(checks, &|name| !is_standalone || !is_of_group(name));
    let required = if is_standalone { STANDALONE } else { DISTRIBUTED };
    for name in required {
        if checks.get(name).is_absent() {
            checks.miss("required-absent", name);
        }
    }
    if checks.kafka >= STRICT_LISTS && checks.get("bootstrap.servers").is_absent() {
        checks.miss("required-absent", "bootstrap.servers");
    }
    check_servers(checks);
    check_rest(checks);
    check_headers(checks);
    if is_standalone {
        return;
    }
    check_session(checks);
    check_algorithms(checks);
}

/// Judges the brokers to begin with.
fn check_servers(checks: &mut Checks<'_>) {
    const SERVERS: &str = "bootstrap.servers";
    let list = checks.list(SERVERS);
    for server in list.items.iter().filter(|one| !is_open(one) && !text(one).is_empty()) {
        if !is_address(text(server), checks.kafka) {
            checks.refuse(Refusal::new("server-malformed", SERVERS, server.clone()));
        }
    }
    if let Some(value) = checks.known(SERVERS).filter(|_| list.items.is_empty()) {
        checks.refuse(Refusal::new("empty-list", SERVERS, value));
    }
}

/// Judges where the worker serves its REST interface.
fn check_rest(checks: &mut Checks<'_>) {
    for setting in ["listeners", "admin.listeners"] {
        let list = checks.list(setting);
        let is_empty = list.items.is_empty();
        if let Some(value) = checks.known(setting).filter(|_| is_empty && setting == "listeners") {
            checks.refuse(Refusal::new("empty-list", setting, value));
        }
        for item in list.items.iter().filter(|one| !is_open(one)) {
            let protocol =
                endpoint(item, checks.settings.sources).and_then(|one| Some(text(&one.name?).to_owned()));
            let is_web =
                |name: &String| name.eq_ignore_ascii_case("http") || name.eq_ignore_ascii_case("https");
            if !protocol.as_ref().is_some_and(is_web) {
                let place = checks.known(setting).filter(|_| text(item).is_empty());
                checks.refuse(Refusal::new(
                    "rest-listener-malformed",
                    setting,
                    place.unwrap_or_else(|| item.clone()),
                ));
            }
        }
    }
}

/// Judges the headers of answers: `[action] [name]:[value]` (`RestServerConfig`).
fn check_headers(checks: &mut Checks<'_>) {
    const HEADERS: &str = "response.http.headers.config";
    const ACTIONS: [&str; 4] = ["set", "add", "setDate", "addDate"];
    let Some(value) = checks.known(HEADERS) else { return };
    let mut is_quoted = false;
    let rules = text(&value).split(|one: char| {
        is_quoted ^= one == '"';
        one == ',' && !is_quoted
    });
    let is_valid = |rule: &str| {
        let rule = rule.trim().trim_matches('"').trim();
        let Some((action, header)) = rule.split_once(char::is_whitespace) else { return rule.is_empty() };
        let parts: Vec<&str> = header.trim().trim_end_matches(':').split(':').collect();
        let is_named = parts.first().is_some_and(|name| !name.trim().is_empty());
        ACTIONS.iter().any(|one| one.eq_ignore_ascii_case(action)) && parts.len() == 2 && is_named
    };
    let is_wrong = !text(&value).trim().is_empty() && !rules.into_iter().all(is_valid);
    if is_wrong {
        checks.refuse(Refusal::new("headers-malformed", HEADERS, value.clone()).expecting(ACTIONS));
    }
}

/// A worker must be heard of more often than its session lasts; its topics need names.
fn check_session(checks: &mut Checks<'_>) {
    const HEARTBEAT: &str = "heartbeat.interval.ms";
    const SESSION: &str = "session.timeout.ms";
    if let (Some(heartbeat), Some(session)) = (checks.integer(HEARTBEAT), checks.integer(SESSION))
        && heartbeat >= session
    {
        let written = |name: &str| checks.settings.written.get(name);
        if let Some(value) = written(HEARTBEAT) {
            let refusal = Refusal::new("number-not-below", HEARTBEAT, value);
            checks.refuse(refusal.with(SESSION).expecting([session]));
        } else if let Some(value) = written(SESSION) {
            let refusal = Refusal::new("number-not-above", SESSION, value);
            checks.refuse(refusal.with(HEARTBEAT).expecting([heartbeat]));
        }
    }
    for name in [HEARTBEAT, "rebalance.timeout.ms"] {
        if let Some(value) = checks.known(name).filter(|_| checks.integer(name).is_some_and(|one| one < 0)) {
            checks.refuse(Refusal::new("below-minimum", name, value).expecting([0]));
        }
    }
    for name in DISTRIBUTED.iter().filter(|name| name.ends_with(".storage.topic")) {
        if let Some(value) = checks.known(name).filter(|value| text(value).trim().is_empty()) {
            checks.refuse(Refusal::new("empty-value", name, value));
        }
    }
}

/// The algorithm that signs requests must be among those that verify them.
fn check_algorithms(checks: &mut Checks<'_>) {
    const SIGNS: &str = "inter.worker.signature.algorithm";
    const VERIFY: &str = "inter.worker.verification.algorithms";
    let verify = checks.list(VERIFY);
    if let Some(value) = checks.known(VERIFY).filter(|_| verify.items.is_empty()) {
        checks.refuse(Refusal::new("empty-list", VERIFY, value));
        return;
    }
    let signs = match checks.get(SIGNS) {
        Setting::Known(node) => text(&node).trim().to_owned(),
        Setting::Absent => "HmacSHA256".to_owned(),
        Setting::Unknown => return,
    };
    if !verify.is_given || verify.items.iter().any(|one| is_open(one) || text(one) == signs) {
        return;
    }
    if let Some(value) = checks.known(VERIFY) {
        checks.refuse(Refusal::new("signature-unverified", VERIFY, value).with(SIGNS).expecting([signs]));
    }
}
