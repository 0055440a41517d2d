//! What Kafka refuses in the settings of a topic (`LogConfig.validate`).

use super::checks::Checks;
use super::java;
use super::kafka::Kafka;
use super::refusal::Refusal;
use super::settings::{Settings, is_open, items, text};
use super::{merged, numbers, table, values};
use crate::source::SourceMap;
use crate::tree::{Entry, Node};

/// Settings that name replicas: `partition:broker`, or `*` for all.
const REPLICAS: &[&str] =
    &["leader.replication.throttled.replicas", "follower.replication.throttled.replicas"];

/// Characters of placeholders that something else than the form replaces: `@RETENTION@`, `<ms>`, `%{ms}`.
const OF_PLACEHOLDERS: &[char] = &['$', '{', '}', '<', '>', '@', '%', '#'];

/// Returns what Kafka refuses in the settings of a topic. What the broker defaults to is not known, so a value is compared only
/// with what is written beside it.
pub fn topic(settings: &Settings<'_>) -> Vec<Refusal> {
    merged(&Kafka::candidates(settings.version), |kafka| {
        let mut checks = Checks::new(settings, kafka, &table::TOPIC);
        for entry in settings.written.entries() {
            for refusal in refused(&entry, &checks) {
                checks.refuse(refusal);
            }
        }
        numbers::check_topic(&mut checks);
        checks.found
    })
}

/// Returns what is wrong with one setting. A list in YAML is judged by its items, as every tool joins them.
fn refused(entry: &Entry, checks: &Checks<'_>) -> Vec<Refusal> {
    let sources = checks.settings.sources;
    let Some(definition) = checks.table.get(&entry.key, checks.kafka) else { return Vec::new() };
    let is_list = definition.kind == "list";
    let nodes = if is_list && entry.node.as_list().is_some() {
        entry.node.items().collect()
    } else {
        vec![entry.node.clone()]
    };
    let mut found = Vec::new();
    for node in nodes.into_iter().filter(|node| is_judged(node)) {
        if REPLICAS.contains(&&*entry.key) {
            found.extend(replicas(&entry.key, &node, sources));
            continue;
        }
        let one = Entry { node: node.clone(), ..entry.clone() };
        let refused = values::refusals(&one, &definition, checks.kafka, sources);
        let depends_on_tool = !is_list && is_yaml_of_its_own(&node, definition.kind, sources);
        found.extend(refused.into_iter().filter(|_| !depends_on_tool));
    }
    found
}

/// Returns true for a scalar that is known, and no placeholder.
fn is_judged(node: &Node) -> bool {
    let text = text(node);
    node.as_scalar().is_some()
        && !node.is_null()
        && !text.contains(OF_PLACEHOLDERS)
        && !(text.starts_with("__") && text.ends_with("__"))
}

/// Returns true for a value without quotes that YAML reads as a number or boolean in another notation than Kafka's: what
/// Kafka gets of `1_000`, `6e8` or `yes` is up to the tool.
fn is_yaml_of_its_own(node: &Node, kind: &str, sources: &SourceMap) -> bool {
    let span = node.origin.span;
    let Some(source) = sources.get(span.source) else { return false };
    let is_yaml = source.path.extension().is_some_and(|end| end == "yml" || end == "yaml");
    let before = source.text.get(..span.start as usize).and_then(|before| before.chars().next_back());
    // Behind a `=` stands a word of a command.
    let is_text =
        before.is_some_and(|one| "\"'=".contains(one)) || source.slice(span).starts_with(['"', '\'']);
    let lower = source.slice(span).to_ascii_lowercase();
    let is_boolean = matches!(&*lower, "yes" | "no" | "on" | "off" | "y" | "n");
    let is_number = lower.starts_with(|one: char| one.is_ascii_digit() || "+-.".contains(one))
        && (lower.parse::<f64>().is_ok()
            || lower.replace('_', "").parse::<i64>().is_ok()
            || is_based(&lower));
    is_yaml
        && !is_text
        && match kind {
            "boolean" => is_boolean,
            "int" | "short" | "long" => is_number && !java::is_digits(&lower),
            _ => false,
        }
}

/// Returns true for `0x1f`, `0o17` and `0b1`.
fn is_based(text: &str) -> bool {
    let digits = ["0x", "0o", "0b"].iter().find_map(|base| text.strip_prefix(base));
    digits.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|one| one.is_ascii_hexdigit()))
}

/// Returns what `ThrottledReplicaListValidator` refuses.
fn replicas(name: &str, value: &Node, sources: &SourceMap) -> Vec<Refusal> {
    let items = items(value, sources);
    if let [one] = items.as_slice()
        && text(one) == "*"
    {
        return Vec::new();
    }
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|one| one.is_ascii_digit());
    let is_replica = |item: &&Node| {
        let item = text(item);
        item.is_empty() || item.split_once(':').is_some_and(|(one, two)| is_number(one) && is_number(two))
    };
    let wrong = items.iter().filter(|item| !is_open(item)).find(|item| !is_replica(item));
    wrong.map(|item| Refusal::new("replica-malformed", name, item.clone())).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use crate::tree::{Origin, Provenance};
    use std::path::Path;

    fn refused(setting: &str) -> String {
        let sources = SourceMap::default();
        let source = sources.add(Path::new("a.yml"), setting.replace("; ", "\n"));
        let written = crate::model::properties::as_texts(&yaml::parse(&source).documents[0].clone());
        let settings = Settings {
            property: &|name| written.get(name),
            written: &written,
            set_elsewhere: None,
            place: Origin { span: written.origin.span, via: Provenance::default() },
            version: None,
            sources: &sources,
        };
        let show = |one: &Refusal| {
            let since = one.since.as_ref().map(|since| format!(" from {since}")).unwrap_or_default();
            format!("{} {}{since}", one.check, source.slice(one.value.origin.span))
        };
        topic(&settings).iter().map(show).collect::<Vec<_>>().join(", ")
    }

    /// Kafka 3.9.2 and 4.4.0 gave these answers (`scripts/kafka/ask start --kind topic`).
    #[test]
    fn values_by_type_range_and_name() {
        for (setting, wanted) in [
            ("cleanup.policy: compacted", "not-one-of compacted"),
            ("cleanup.policy: compacted,delete", "not-one-of compacted"),
            ("cleanup.policy: [compact, deleted]", "not-one-of deleted"),
            ("cleanup.policy: 'delete,,compact'", "empty-item 'delete,,compact'"),
            ("cleanup.policy: '[compact,delete]'", "not-one-of '[compact,delete]'"),
            ("leader.replication.throttled.replicas: '*,0:1'", "replica-malformed *"),
            ("compression.type: GZIP", "not-one-of GZIP"),
            ("segment.ms: 0", "below-minimum 0"),
            ("retention.ms: ''", "not-a-number ''"),
            ("retention.ms: '1_000'", "not-a-number '1_000'"),
            ("preallocate: 'yes'", "not-a-boolean 'yes'"),
            ("retention.ms: 7days", "not-a-number 7days"),
            ("retention.ms: 7d", "not-a-number 7d"),
            ("retention.ms: -5", "below-minimum -5"),
            ("retention.ms: '1e9'", "not-a-whole-number '1e9'"),
            ("retention.ms: 99999999999999999999", "number-too-large 99999999999999999999"),
            ("retention.ms: '99999999999999999999'", "number-too-large '99999999999999999999'"),
            ("max.message.bytes: 3000000000", "number-too-large 3000000000"),
            ("compression.type: gzipp", "not-one-of gzipp"),
            ("compression.type: none", "not-one-of none"),
            ("compression.gzip.level: 0", "below-minimum 0"),
            ("message.timestamp.type: logappendtime", "not-one-of logappendtime"),
            ("min.cleanable.dirty.ratio: 1.5", "above-maximum 1.5"),
            ("preallocate: maybe", "not-a-boolean maybe"),
            ("segment.bytes: 1000", "below-minimum 1000 from 4.0"),
            ("leader.replication.throttled.replicas: '0:1,2'", "replica-malformed 2"),
            ("min.compaction.lag.ms: 2; max.compaction.lag.ms: 1", "number-above 2"),
        ] {
            assert_eq!(refused(setting), wanted, "{setting}");
        }
    }

    #[test]
    fn what_kafka_takes_and_what_is_not_known() {
        for setting in [
            "cleanup.policy: 'compact, delete'",
            "cleanup.policy: [compact, delete]",
            "cleanup.policy: ''",
            "compression.type: uncompressed",
            "compression.type: producer",
            "compression.gzip.level: -1",
            "retention.ms: -1",
            "retention.ms: '-1'",
            "retention.bytes: -1",
            "retention.bytes: -5",
            "cleanup.policy: delete,delete",
            "retention.ms: '+60'",
            "leader.replication.throttled.replicas: '0:1,'",
            "retention.ms: 1_000",
            "retention.ms: 6.048e+08",
            "retention.ms: 0x10",
            "retention.ms:",
            "retention.ms: '@RETENTION@'",
            "retention.ms: __RETENTION__",
            "preallocate: True",
            "preallocate: yes",
            "leader.replication.throttled.replicas: '*'",
            "follower.replication.throttled.replicas: '0:1'",
            "follower.replication.throttled.replicas: '0:1, 2:3'",
            "follower.replication.throttled.replicas: ''",
            "min.compaction.lag.ms: 1",
            "x.y: z",
        ] {
            assert_eq!(refused(setting), "", "{setting}");
        }
    }
}
