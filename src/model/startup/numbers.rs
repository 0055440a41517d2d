//! Numbers that contradict each other.

use super::checks::Checks;
use super::java;
use super::kafka::KRAFT_ONLY;
use super::refusal::Refusal;
use super::roles::Mode;
use super::settings::{is_open, text};

/// How two settings must compare.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Must {
    /// The first is no more than the second.
    NotExceed,
    /// The first is less than the second.
    BeBelow,
}
use Must::{BeBelow, NotExceed};

/// Settings of which one limits the other, in every version that has both (`KafkaConfig`, `GroupCoordinatorConfig`,
/// `ShareGroupConfig`).
const PAIRS: &[(&str, Must, &str)] = &[
    ("replica.fetch.wait.max.ms", NotExceed, "replica.socket.timeout.ms"),
    ("replica.fetch.wait.max.ms", NotExceed, "replica.lag.time.max.ms"),
    ("log.cleaner.min.compaction.lag.ms", NotExceed, "log.cleaner.max.compaction.lag.ms"),
    ("group.consumer.min.heartbeat.interval.ms", NotExceed, "group.consumer.max.heartbeat.interval.ms"),
    ("group.consumer.min.heartbeat.interval.ms", NotExceed, "group.consumer.heartbeat.interval.ms"),
    ("group.consumer.heartbeat.interval.ms", NotExceed, "group.consumer.max.heartbeat.interval.ms"),
    ("group.consumer.min.session.timeout.ms", NotExceed, "group.consumer.max.session.timeout.ms"),
    ("group.consumer.min.session.timeout.ms", NotExceed, "group.consumer.session.timeout.ms"),
    ("group.consumer.session.timeout.ms", NotExceed, "group.consumer.max.session.timeout.ms"),
    ("group.share.min.heartbeat.interval.ms", NotExceed, "group.share.max.heartbeat.interval.ms"),
    ("group.share.min.heartbeat.interval.ms", NotExceed, "group.share.heartbeat.interval.ms"),
    ("group.share.heartbeat.interval.ms", NotExceed, "group.share.max.heartbeat.interval.ms"),
    ("group.share.min.session.timeout.ms", NotExceed, "group.share.max.session.timeout.ms"),
    ("group.share.min.session.timeout.ms", NotExceed, "group.share.session.timeout.ms"),
    ("group.share.session.timeout.ms", NotExceed, "group.share.max.session.timeout.ms"),
    ("group.streams.min.heartbeat.interval.ms", NotExceed, "group.streams.max.heartbeat.interval.ms"),
    ("group.streams.min.heartbeat.interval.ms", NotExceed, "group.streams.heartbeat.interval.ms"),
    ("group.streams.heartbeat.interval.ms", NotExceed, "group.streams.max.heartbeat.interval.ms"),
    ("group.streams.min.session.timeout.ms", NotExceed, "group.streams.max.session.timeout.ms"),
    ("group.streams.min.session.timeout.ms", NotExceed, "group.streams.session.timeout.ms"),
    ("group.streams.session.timeout.ms", NotExceed, "group.streams.max.session.timeout.ms"),
    ("group.streams.num.standby.replicas", NotExceed, "group.streams.max.standby.replicas"),
    ("group.consumer.min.assignment.interval.ms", NotExceed, "group.consumer.max.assignment.interval.ms"),
    ("group.consumer.min.assignment.interval.ms", NotExceed, "group.consumer.assignment.interval.ms"),
    ("group.consumer.assignment.interval.ms", NotExceed, "group.consumer.max.assignment.interval.ms"),
    ("group.share.min.assignment.interval.ms", NotExceed, "group.share.max.assignment.interval.ms"),
    ("group.share.min.assignment.interval.ms", NotExceed, "group.share.assignment.interval.ms"),
    ("group.share.assignment.interval.ms", NotExceed, "group.share.max.assignment.interval.ms"),
    ("group.streams.min.assignment.interval.ms", NotExceed, "group.streams.max.assignment.interval.ms"),
    ("group.streams.min.assignment.interval.ms", NotExceed, "group.streams.assignment.interval.ms"),
    ("group.streams.assignment.interval.ms", NotExceed, "group.streams.max.assignment.interval.ms"),
    ("group.streams.min.task.offset.interval.ms", NotExceed, "group.streams.task.offset.interval.ms"),
    ("group.streams.num.warmup.replicas", NotExceed, "group.streams.max.warmup.replicas"),
    ("group.share.delivery.count.limit", NotExceed, "group.share.max.delivery.count.limit"),
    ("group.share.min.delivery.count.limit", NotExceed, "group.share.delivery.count.limit"),
    ("group.share.partition.max.record.locks", NotExceed, "group.share.max.partition.max.record.locks"),
    ("group.share.min.partition.max.record.locks", NotExceed, "group.share.partition.max.record.locks"),
    ("group.share.min.record.lock.duration.ms", NotExceed, "group.share.record.lock.duration.ms"),
    ("group.share.record.lock.duration.ms", NotExceed, "group.share.max.record.lock.duration.ms"),
    ("group.share.max.size", NotExceed, "group.share.max.share.sessions"),
];

/// The same, from Kafka 4 on.
const NEW_PAIRS: &[(&str, Must, &str)] = &[
    ("group.consumer.heartbeat.interval.ms", BeBelow, "group.consumer.session.timeout.ms"),
    ("group.share.heartbeat.interval.ms", BeBelow, "group.share.session.timeout.ms"),
    ("group.streams.heartbeat.interval.ms", BeBelow, "group.streams.session.timeout.ms"),
];

/// The smallest buffer of a cleaner's thread.
const CLEANER_BUFFER: i64 = 1 << 20;

/// Judges the numbers of a node.
pub(super) fn check(checks: &mut Checks<'_>, mode: Mode) {
    for (low, must, high) in PAIRS {
        compare(checks, low, *must, high);
    }
    let is_new = checks.kafka >= KRAFT_ONLY;
    for (low, must, high) in NEW_PAIRS.iter().filter(|_| is_new) {
        compare(checks, low, *must, high);
    }
    if checks.integer("queued.max.request.bytes").is_some_and(|bytes| bytes > 0) {
        compare(checks, "socket.request.max.bytes", NotExceed, "queued.max.request.bytes");
    }
    if checks.integer("connections.max.idle.ms").is_some_and(|idle| idle >= 0) {
        compare(checks, "connection.failed.authentication.delay.ms", BeBelow, "connections.max.idle.ms");
    }
    check_cleaner(checks);
    check_acks(checks);
    check_log(checks, mode);
    check_connections(checks);
    check_groups(checks, mode);
}

/// Judges the numbers of a topic.
pub(super) fn check_topic(checks: &mut Checks<'_>) {
    compare(checks, "min.compaction.lag.ms", NotExceed, "max.compaction.lag.ms");
}

fn compare(checks: &mut Checks<'_>, low: &str, must: Must, high: &str) {
    let is_known = |name: &str| checks.table.get(name, checks.kafka).is_some() && !checks.is_faulty(name);
    if !is_known(low) || !is_known(high) {
        return;
    }
    let (lower, higher) = (checks.integer(low), checks.integer(high));
    let (Some(lower), Some(higher)) = (lower, higher) else { return };
    let is_right = if must == NotExceed { lower <= higher } else { lower < higher };
    if is_right {
        return;
    }
    let written = |name: &str| checks.settings.written.get(name);
    let refusal = match (written(low), written(high)) {
        (Some(node), other) => {
            let check = if must == NotExceed { "number-above" } else { "number-not-below" };
            let refusal = Refusal::new(check, low, node).with(high).expecting([higher]);
            other.map_or(refusal.clone(), |other| refusal.against(&other))
        }
        (None, Some(node)) => {
            let check = if must == NotExceed { "number-below" } else { "number-not-above" };
            Refusal::new(check, high, node).with(low).expecting([lower])
        }
        (None, None) => return,
    };
    checks.refuse(refusal);
}

fn check_cleaner(checks: &mut Checks<'_>) {
    const SIZE: &str = "log.cleaner.dedupe.buffer.size";
    const THREADS: &str = "log.cleaner.threads";
    let (Some(size), Some(threads)) = (checks.integer(SIZE), checks.integer(THREADS)) else { return };
    if threads == 0 {
        if let Some(value) = checks.known(THREADS) {
            checks.refuse(Refusal::new("below-minimum", THREADS, value).expecting([1]));
        }
        return;
    }
    if size / threads > CLEANER_BUFFER {
        return;
    }
    let written = |name: &str| checks.settings.written.get(name);
    if let Some((setting, value)) = [SIZE, THREADS].iter().find_map(|name| Some((*name, written(name)?))) {
        checks.refuse(
            Refusal::new("cleaner-buffer-small", setting, value).with(SIZE).expecting([CLEANER_BUFFER]),
        );
    }
}

/// Kafka 3 compares the acknowledgements of a commit with the replicas.
fn check_acks(checks: &mut Checks<'_>) {
    const ACKS: &str = "offsets.commit.required.acks";
    const FACTOR: &str = "offsets.topic.replication.factor";
    if checks.kafka >= KRAFT_ONLY {
        return;
    }
    compare(checks, ACKS, NotExceed, FACTOR);
    if let Some(value) = checks.known(ACKS).filter(|_| checks.integer(ACKS).is_some_and(|acks| acks < -1)) {
        checks.refuse(Refusal::new("below-minimum", ACKS, value).expecting([-1]));
    }
}

/// Judges the units of time of segments, of which the smallest that is set counts. Only brokers have the logs that are
/// flushed.
fn check_log(checks: &mut Checks<'_>, mode: Mode) {
    for (names, least) in [
        (&["log.roll.ms", "log.roll.hours"][..], 1),
        (&["log.roll.jitter.ms", "log.roll.jitter.hours"], 0),
        (&["log.flush.interval.ms", "log.flush.scheduler.interval.ms"], 0),
    ] {
        let is_read = mode != Mode::Controller || !names.contains(&"log.flush.interval.ms");
        let set = names.iter().find(|name| is_read && checks.settings.is_set(name));
        let Some(name) = set else { continue };
        if let Some(value) =
            checks.known(name).filter(|node| java::integer(text(node)).is_some_and(|one| one < least))
        {
            checks.refuse(Refusal::new("below-minimum", name, value).expecting([least]));
        }
    }
    let names = ["log.retention.ms", "log.retention.minutes", "log.retention.hours"];
    let Some(name) = names.into_iter().find(|name| checks.settings.is_set(name)) else { return };
    if let Some(value) = checks.known(name).filter(|node| java::integer(text(node)) == Some(0)) {
        checks.refuse(Refusal::new("retention-zero", name, value));
    }
}

fn check_connections(checks: &mut Checks<'_>) {
    const OVERRIDES: &str = "max.connections.per.ip.overrides";
    const LIMIT: &str = "max.connections.per.ip";
    let mut overrides = checks.list(OVERRIDES);
    // Java's `split` takes empty parts at the end away.
    while overrides.items.last().is_some_and(|last| text(last).is_empty()) {
        overrides.items.pop();
    }
    for item in overrides.items.iter().filter(|item| !is_open(item)) {
        let split = text(item).rsplit_once(':');
        let is_host =
            |host: &str| host.trim().chars().all(|one| one.is_ascii_alphanumeric() || "-%._:".contains(one));
        let is_count = |count: &str| count.trim().parse::<i32>().is_ok();
        if !split.is_some_and(|(host, count)| is_host(host) && is_count(count)) {
            let place = if text(item).is_empty() { checks.known(OVERRIDES) } else { None };
            checks.refuse(Refusal::new(
                "override-malformed",
                OVERRIDES,
                place.unwrap_or_else(|| item.clone()),
            ));
        }
    }
    if overrides.items.is_empty()
        && checks.integer(LIMIT) == Some(0)
        && let Some(value) = checks.known(LIMIT)
    {
        checks.refuse(Refusal::new("connections-zero", LIMIT, value).with(OVERRIDES));
    }
}

fn check_groups(checks: &mut Checks<'_>, mode: Mode) {
    const PROTOCOLS: &str = "group.coordinator.rebalance.protocols";
    let list = checks.list(PROTOCOLS);
    let knows = checks.table.get(PROTOCOLS, checks.kafka).is_some();
    let Some(value) = checks.known(PROTOCOLS).filter(|_| list.is_known && knows) else { return };
    let item = |name: &str| list.items.iter().find(|one| text(one).eq_ignore_ascii_case(name));
    if item("classic").is_none() {
        checks.refuse(Refusal::new("classic-protocol-absent", PROTOCOLS, value));
    } else if let Some(consumer) =
        item("consumer").filter(|_| mode == Mode::ZooKeeper && checks.kafka < KRAFT_ONLY)
    {
        checks.refuse(Refusal::new("consumer-protocol-on-zookeeper", PROTOCOLS, consumer.clone()));
    }
}
