//! Summarizes a topic, including the settings it inherits from its cluster.

use crate::lsp::describe;
use crate::lsp::unit::Unit;
use crate::model::Resource;
use crate::policy::Segment;
use crate::tree::Node;

/// A topic setting, its own field if there is one, and the broker property that is its default. Source: the Kafka
/// documentation, "Topic Configs", "Server Default Property", and "Broker Configs".
const SETTINGS: &[(&str, Option<&str>, &str)] = &[
    ("partitions", Some("partitions"), "num.partitions"),
    ("replication factor", Some("replication_factor"), "default.replication.factor"),
    ("min.insync.replicas", None, "min.insync.replicas"),
    ("cleanup.policy", None, "log.cleanup.policy"),
    ("retention.ms", None, "log.retention.ms"),
];

/// Lists the settings of the topic `resource`, one per line.
pub(super) fn topic_section(unit: &Unit, resource: &Resource) -> Option<String> {
    let lines: Vec<_> = SETTINGS
        .iter()
        .filter_map(|(name, field, property)| {
            let own = match field {
                Some(field) => resource.fields.get(field),
                None => resource.fields.get("config").and_then(|config| config.get(name)),
            };
            let own = own.filter(|own| own.as_text() != Some("-1") || field.is_none());
            if let Some(own) = own {
                return Some(format!("- {name}: {}", said(unit, &own, name)));
            }
            let (value, origin) = default(unit, resource, property)?;
            Some(format!("- {name}: {value}, the cluster's `{property}`{origin}"))
        })
        .collect();
    let cluster = resource.cluster.as_ref().and_then(|cluster| cluster.get("name"));
    let cluster = match cluster.as_ref().and_then(Node::as_text) {
        Some(name) => format!(" of cluster `{name}`"),
        None => String::new(),
    };
    (!lines.is_empty()).then(|| format!("topic `{}`{cluster}\n\n{}", resource.name, lines.join("\n")))
}

fn said(unit: &Unit, node: &Node, name: &str) -> String {
    let value = describe::value(node, &[Segment::Key(name.into())]);
    let origin = describe::origin(node, &unit.declared.report.sources, unit.root(), None);
    format!("{value}{}", origin.map(|origin| format!(", {origin}")).unwrap_or_default())
}

/// Returns the value of `property` on which all brokers of the topic's cluster agree, and its origin; `None` if they
/// differ or leave it unset.
fn default(unit: &Unit, resource: &Resource, property: &str) -> Option<(String, String)> {
    let cluster = resource.cluster.as_ref()?;
    let brokers = cluster.get("brokers")?;
    let of = |broker: Node| {
        let written = broker.get("properties").and_then(|all| all.get(property));
        written.or_else(|| broker.get("image_defaults").and_then(|all| all.get(property)))
    };
    let mut values = brokers.items().map(of);
    let first = values.next()??;
    values.all(|one| one.is_some_and(|one| one.as_text() == first.as_text())).then_some(())?;
    let value = describe::value(&first, &[Segment::Key(property.into())]);
    let origin = describe::origin(&first, &unit.declared.report.sources, unit.root(), None);
    Some((value, origin.map(|origin| format!(", {origin}")).unwrap_or_default()))
}
