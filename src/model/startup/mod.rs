//! What Kafka refuses before it starts, or before it creates a topic, as facts: each check that fails, at the characters at fault.
//!
//! The checks are those of Kafka's own configuration classes (`KafkaConfig`, `DistributedConfig`), in their order. A
//! fault is told once: what one check refuses is unknown to those after it. Where the version is not known, all that
//! are in use are asked.

mod checks;
mod cluster_id;
mod controllers;
mod endpoint;
mod inter_broker;
mod jaas;
mod java;
mod kafka;
mod listeners;
mod meant;
mod numbers;
mod others;
mod protocols;
mod quorum;
mod refusal;
mod roles;
mod sasl;
mod settings;
mod table;
mod topic;
mod values;
mod worker;

#[cfg(test)]
mod tests;

pub use cluster_id::ClusterId;
pub use refusal::Refusal;
pub use sasl::Jaas;
pub use settings::Settings;
pub use topic::topic;

use checks::Checks;
use inter_broker::Wiring;
use kafka::{KRAFT_ONLY, Kafka};
use roles::Mode;

/// What is known of a node beside its settings.
#[derive(Debug, Clone, Copy)]
pub struct NodeFacts<'a> {
    /// True if the image's start script makes `listeners` of `advertised.listeners`.
    pub derives_listeners: bool,
    /// Where logins may be configured beside the properties.
    pub jaas: Jaas,
    /// The id of the cluster, where the image's start script formats the node with it.
    pub cluster_id: Option<ClusterId<'a>>,
}

/// Returns what Kafka refuses of a node.
pub fn node(settings: &Settings<'_>, facts: NodeFacts<'_>) -> Vec<Refusal> {
    let mut versions = Kafka::candidates(settings.version);
    let names_zookeeper = settings.is_set("zookeeper.connect") && !settings.is_set("process.roles");
    if names_zookeeper && settings.version.is_none() {
        // It was written for Kafka 3.
        versions.retain(|one| *one < KRAFT_ONLY);
    }
    merged(&versions, |kafka| {
        let mut checks = Checks::new(settings, kafka, &table::NODE);
        check_node(&mut checks, facts);
        checks.found
    })
}

/// Returns what Kafka refuses in the values of a node whose other settings somebody else writes; `is_read` tells which
/// properties it gets.
pub fn values_of_node(settings: &Settings<'_>, is_read: &dyn Fn(&str) -> bool) -> Vec<Refusal> {
    merged(&Kafka::candidates(settings.version), |kafka| {
        let mut checks = Checks::new(settings, kafka, &table::NODE);
        values::check(&mut checks, is_read);
        numbers::check(&mut checks, Mode::Unknown);
        checks.found
    })
}

/// Returns what Kafka Connect refuses of a worker.
pub fn worker(settings: &Settings<'_>, jaas: Jaas) -> Vec<Refusal> {
    merged(&Kafka::candidates(settings.version), |kafka| {
        let mut checks = Checks::new(settings, kafka, &table::WORKER);
        worker::check(&mut checks);
        sasl::check_client(&mut checks, "", jaas);
        checks.found
    })
}

/// Returns what Kafka Connect refuses in the values of a worker whose other settings somebody else writes.
pub fn values_of_worker(settings: &Settings<'_>, is_read: &dyn Fn(&str) -> bool) -> Vec<Refusal> {
    merged(&Kafka::candidates(settings.version), |kafka| {
        let mut checks = Checks::new(settings, kafka, &table::WORKER);
        values::check(&mut checks, is_read);
        checks.found
    })
}

/// Returns whether a client whose settings begin with `prefix` lacks a login.
pub fn client(settings: &Settings<'_>, prefix: &str, jaas: Jaas) -> Vec<Refusal> {
    merged(&Kafka::candidates(settings.version), |kafka| {
        let mut checks = Checks::new(settings, kafka, &table::WORKER);
        sasl::check_client(&mut checks, prefix, jaas);
        checks.found
    })
}

fn check_node(checks: &mut Checks<'_>, facts: NodeFacts<'_>) {
    values::check(checks, &|_| true);
    let mode = roles::mode(checks);
    roles::check_id(checks, mode);
    cluster_id::check(checks, mode, facts.cluster_id);
    let protocols = protocols::protocols(checks, mode);
    let bound = listeners::listeners(checks, facts.derives_listeners && mode != Mode::Controller);
    let mut controllers = controllers::controllers(checks);
    controllers::check(checks, mode, &controllers, &bound, &protocols);
    controllers.is_known &= !checks.is_faulty(controllers::NAMES);
    let advertised = listeners::advertised(checks, mode, &bound, &protocols);
    listeners::check_default(checks, &bound, &protocols);
    quorum::check(checks, mode);
    let node = Wiring {
        mode,
        bound: &bound,
        advertised: &advertised,
        protocols: &protocols,
        controllers: &controllers,
    };
    inter_broker::check_told(checks, &node);
    let inter_broker = inter_broker::check(checks, &node);
    others::check(checks, &node, inter_broker.as_ref().map(|(name, _)| &**name));
    if let Some((name, protocol)) = &inter_broker {
        sasl::check_inter_broker(checks, name, protocol);
    }
    sasl::check_listeners(checks, &node, facts.jaas);
    numbers::check(checks, mode);
}

/// Returns what the versions refuse. A refusal of some of them says of which; if each refuses something, and they have
/// nothing in common, those of the newest are certain.
fn merged(versions: &[Kafka], refusals: impl Fn(Kafka) -> Vec<Refusal>) -> Vec<Refusal> {
    let all: Vec<(Kafka, Vec<Refusal>)> = versions.iter().map(|one| (*one, refusals(*one))).collect();
    let has = |of: &[Refusal], one: &Refusal| of.iter().any(|other| other.is_same(one));
    let Some((_, newest)) = all.last() else { return Vec::new() };
    let is_refused_by_all = all.iter().all(|(_, found)| found.iter().any(|one| !one.is_doubt()));
    let is_common = |one: &Refusal| all.iter().all(|(_, found)| has(found, one));
    if is_refused_by_all && !newest.iter().any(is_common) {
        return newest.clone();
    }
    let mut found: Vec<Refusal> = Vec::new();
    for one in all.iter().rev().flat_map(|(_, refusals)| refusals) {
        if has(&found, one) {
            continue;
        }
        let refusing = || all.iter().filter(|(_, refusals)| has(refusals, one)).map(|(kafka, _)| *kafka);
        let mut one = one.clone();
        if !is_common(&one) {
            let is_in_newest = has(newest, &one);
            one.since = refusing().min().filter(|_| is_in_newest).map(Kafka::name);
            one.until = refusing().max().filter(|_| !is_in_newest).map(Kafka::name);
        }
        found.push(one);
    }
    found
}
