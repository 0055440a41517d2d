//! What the tables of properties say of the values of a property.

use super::kafka::Kafka;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The properties of one program, by name.
pub(super) struct Table(HashMap<String, Property>);

/// The properties of a Kafka node.
pub(super) static NODE: LazyLock<Table> =
    LazyLock::new(|| Table::read(hy_msg_lint_policies::BROKER_PROPERTIES));

/// The properties of a Connect worker.
pub(super) static WORKER: LazyLock<Table> =
    LazyLock::new(|| Table::read(hy_msg_lint_policies::CONNECT_PROPERTIES));

/// The properties of a topic.
pub(super) static TOPIC: LazyLock<Table> =
    LazyLock::new(|| Table::read(hy_msg_lint_policies::TOPIC_PROPERTIES));

#[derive(Deserialize)]
struct File {
    properties: HashMap<String, Property>,
    #[serde(default)]
    undocumented: HashMap<String, Property>,
}

#[derive(Deserialize)]
struct Property {
    #[serde(rename = "type")]
    kind: String,
    default: Option<String>,
    since: Option<String>,
    until: Option<String>,
    #[serde(flatten)]
    valid: Valid,
    before: Option<Before>,
}

/// What held in the versions before another.
#[derive(Deserialize)]
struct Before {
    kafka: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(flatten)]
    valid: Valid,
}

/// The values that a property may have, beside its type.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Valid {
    /// The least number.
    pub(super) min: Option<String>,
    /// The greatest number.
    pub(super) max: Option<String>,
    /// A number outside of that range.
    pub(super) or: Option<String>,
    /// The texts, or the items of a list.
    #[serde(default)]
    pub(super) values: Vec<String>,
    /// True if the case of `values` does not matter.
    #[serde(default)]
    pub(super) any_case: bool,
    /// False for a text or a list that must not be empty.
    pub(super) empty: Option<bool>,
}

/// What a version of Kafka says of a property.
pub(super) struct Definition<'a> {
    /// The type: `int`, `list`, …
    pub(super) kind: &'a str,
    /// The default value.
    pub(super) default: Option<&'a str>,
    /// The values that it may have.
    pub(super) valid: &'a Valid,
}

impl Table {
    /// Reads a table; one that is no table, which the tests rule out, is empty.
    fn read(text: &str) -> Self {
        let file: Option<File> = serde_json::from_str(text).ok();
        let rows = file.map(|file| file.undocumented.into_iter().chain(file.properties).collect());
        Self(rows.unwrap_or_default())
    }

    /// Returns what `kafka` says of the property `name`, or `None` if it does not know it.
    pub(super) fn get(&self, name: &str, kafka: Kafka) -> Option<Definition<'_>> {
        let row = self.0.get(name)?;
        let version = |text: &Option<String>| text.as_deref().and_then(Kafka::parse);
        if version(&row.since).is_some_and(|since| kafka < since)
            || version(&row.until).is_some_and(|until| kafka > until)
        {
            return None;
        }
        let before = row.before.as_ref();
        let before = before.filter(|before| Kafka::parse(&before.kafka).is_some_and(|bound| kafka < bound));
        let kind = before.and_then(|before| before.kind.as_ref()).unwrap_or(&row.kind);
        Some(Definition {
            kind,
            default: row.default.as_deref(),
            valid: before.map_or(&row.valid, |before| &before.valid),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read() {
        assert!(NODE.0.len() > 350, "{}", NODE.0.len());
        assert!(WORKER.0.len() > 90, "{}", WORKER.0.len());
        assert!(TOPIC.0.len() > 35, "{}", TOPIC.0.len());
    }

    #[test]
    fn a_version_has_its_own_range() {
        let least = |kafka| NODE.get("log.segment.bytes", kafka).and_then(|one| one.valid.min.clone());
        assert_eq!(least(Kafka(3, 9)).as_deref(), Some("14"));
        assert_eq!(least(Kafka(4, 0)).as_deref(), Some("1048576"));
        assert!(NODE.get("zookeeper.connect", Kafka(4, 0)).is_none());
        assert!(NODE.get("group.share.enable", Kafka(3, 9)).is_some());
    }
}
