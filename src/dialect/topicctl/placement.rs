//! Explicit partition assignments: topicctl rejects those that do not match the topic.

use super::Defect;
use crate::tree::{Entry, Node, Scalar};

/// Returns what does not match `partitions` and `replicationFactor`, if those are numbers.
pub(super) fn wrong(topic: &Node) -> Vec<Defect> {
    let entry = |path: &[&str], key: &str| topic.at(path)?.as_map()?.entry(key).cloned();
    let strategy = entry(&["spec", "placement"], "strategy");
    let list = match strategy.as_ref().and_then(|entry| entry.node.as_text()) {
        Some("static") => "staticAssignments",
        Some("static-in-rack") => "staticRackAssignments",
        _ => return Vec::new(),
    };
    let number = |key: &str| {
        let entry = entry(&["spec"], key)?;
        let number = entry.node.as_scalar().and_then(Scalar::integer)?;
        Some((entry, usize::try_from(number).ok()?))
    };
    let Some(assignments) = entry(&["spec", "placement"], list) else {
        let place = strategy.iter().map(|entry| entry.node.origin.span);
        let message = format!("`{list}` is missing, which this placement strategy requires");
        return place.map(|at| Defect::new(at, &*message).help(format!("add `{list}`"))).collect();
    };
    let Some(rows) = assignments.node.as_list() else { return Vec::new() };
    let mut defects = Vec::new();
    if let Some((partitions, _)) = number("partitions").filter(|(_, number)| *number != rows.len()) {
        let message =
            format!("`{list}` has {}, and `partitions` is {}", times(rows.len(), "item"), text(&partitions));
        let defect = Defect::new(assignments.key_span, message).help("write one entry for each partition");
        defects.push(defect.related(partitions.node.origin.span, "the number of partitions"));
    }
    if let Some((factor, wanted)) = number("replicationFactor").filter(|_| list == "staticAssignments") {
        for row in rows {
            let Some(replicas) = row.as_list().filter(|replicas| replicas.len() != wanted) else { continue };
            let brokers = times(replicas.len(), "broker");
            let message =
                format!("a partition is put on {brokers}, and `replicationFactor` is {}", text(&factor));
            let defect =
                Defect::new(row.origin.span, message).help("name as many brokers as there are replicas");
            defects.push(defect.related(factor.node.origin.span, "the replication factor"));
        }
    }
    defects
}

fn text(entry: &Entry) -> &str {
    entry.node.as_text().unwrap_or_default()
}

fn times(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
