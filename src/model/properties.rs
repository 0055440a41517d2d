//! Kafka properties from a container's environment, as the start script of its image maps them.

mod spellings;
mod values;

use super::image::{Family, Product};
use super::version::is_below;
use crate::tree::{Entry, Node, ScalarKind};
use spellings::{
    BITNAMI_REGISTRY, DEBEZIUM_CONNECT, DEBEZIUM_KAFKA, Renamed, WURSTMEISTER_KAFKA, bitnami_alias,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
pub use values::{as_texts, with_named_references, with_references};

/// Names after `KAFKA_` that the start scripts read themselves: they set no property.
const SCRIPT_SETTINGS: &[&str] = &["HEAP_OPTS", "OPTS", "JVM_PERFORMANCE_OPTS", "GC_LOG_OPTS", "VERSION"];
const SCRIPT_PREFIXES: &[&str] = &["JMX_", "LOG4J_", "REST_", "CFG_"];

/// What the variables of Confluent's metrics reporter begin with.
const CONFLUENT_REPORTER: &str = "CONFLUENT_METRICS_REPORTER_";

/// The start script that maps an environment: that of a product in an image.
#[derive(Debug, Clone, Copy)]
pub struct Script<'a> {
    /// The product that it starts.
    pub product: Product,
    /// The builder of its image.
    pub family: Family,
    /// The version in the image's tag; None where it is not known.
    pub version: Option<&'a str>,
}

impl Script<'_> {
    /// Returns the property that the variable `name` sets, or `None` if it sets none.
    pub fn property_of(self, name: &str) -> Option<Arc<str>> {
        let Self { product, family, version } = self;
        // `ZooKeeper` was removed from Debezium's image.
        if (family, product) == (Family::Debezium, Product::Broker)
            && name == "ZOOKEEPER_CONNECT"
            && version.is_some_and(|version| !is_below(version, "3.2"))
        {
            return None;
        }
        if let Some((_, property)) = self.renamed().iter().find(|(known, _)| *known == name) {
            return property.map(Arc::from);
        }
        let prefix = self.prefix()?;
        if (product, family) == (Product::Broker, Family::Bitnami) {
            let rest = name.strip_prefix(prefix).or_else(|| self.alias(name));
            return rest.filter(|rest| !rest.is_empty()).map(|rest| self.property(rest));
        }
        // The template of Confluent's server takes `confluent.` properties from names without `KAFKA_`, too.
        if product == Product::Broker && family == Family::Confluent && name.starts_with(CONFLUENT_REPORTER) {
            return Some(self.property(name));
        }
        let rest = name.strip_prefix(prefix)?;
        let script = rest.is_empty()
            || SCRIPT_SETTINGS.contains(&rest)
            || (product == Product::Broker && SCRIPT_PREFIXES.iter().any(|prefix| rest.starts_with(prefix)));
        (!script).then(|| self.property(rest))
    }

    /// Returns what the variable of a property begins with; `None` for an image that knows its own names alone.
    pub fn prefix(self) -> Option<&'static str> {
        match (self.product, self.family) {
            // Redpanda is configured by flags and by variables of its own.
            (_, Family::Redpanda) | (Product::SchemaRegistry, Family::Bitnami) => None,
            (Product::Broker, Family::Bitnami) => Some("KAFKA_CFG_"),
            (Product::Broker, _) => Some("KAFKA_"),
            (Product::ConnectWorker, _) => Some("CONNECT_"),
            (Product::SchemaRegistry, _) => Some("SCHEMA_REGISTRY_"),
            (Product::RestProxy, _) => Some("KAFKA_REST_"),
            (Product::Ksqldb, _) => Some("KSQL_"),
        }
    }

    /// Returns the names that the image maps to other properties than their spelling says, or to none.
    fn renamed(self) -> Renamed {
        match (self.family, self.product) {
            (Family::Debezium, Product::ConnectWorker) => DEBEZIUM_CONNECT,
            (Family::Debezium, Product::Broker) => DEBEZIUM_KAFKA,
            (Family::Wurstmeister, Product::Broker) => WURSTMEISTER_KAFKA,
            (Family::Bitnami, Product::SchemaRegistry) => BITNAMI_REGISTRY,
            _ => &[],
        }
    }

    /// Returns properties with the variable that sets each, where that is not the prefix and the property in capitals with `_`
    /// for `.`: those in `environment` (a mapping), then the image's own names.
    pub fn irregular(self, environment: Option<&Node>) -> BTreeMap<Arc<str>, Arc<str>> {
        let regular = |property: &str| {
            self.prefix().map(|prefix| format!("{prefix}{}", property.to_ascii_uppercase().replace('.', "_")))
        };
        let mut names = BTreeMap::new();
        for (name, entry) in environment.into_iter().flat_map(|node| self.set_by(node)) {
            names.insert(entry.key, name);
        }
        for (name, property) in self.renamed() {
            let property = property.filter(|property| self.property_of(name).as_deref() == Some(*property));
            if let Some(property) = property {
                names.entry(property.into()).or_insert_with(|| Arc::from(*name));
            }
        }
        names.retain(|property, name| regular(property).as_deref() != Some(&**name));
        names
    }

    /// Returns the variable to write for `property`, and others that set it, in this order.
    pub fn variables_of(self, property: &str) -> Vec<String> {
        let upper = property.to_ascii_uppercase();
        let escaped = match self.family {
            Family::Bitnami | Family::Debezium | Family::Wurstmeister => upper.replace(['.', '-'], "_"),
            _ => upper.replace('_', "__").replace('-', "___").replace('.', "_"),
        };
        let prefixes: &[&str] = match (self.product, self.family) {
            (Product::Broker, Family::Bitnami) => &["KAFKA_CFG_", "KAFKA_"],
            (Product::Broker, Family::Debezium) => &["", "KAFKA_"],
            (Product::Broker, _) => &["KAFKA_", ""],
            (Product::ConnectWorker, Family::Debezium) => &["", "CONNECT_"],
            (Product::ConnectWorker, _) => &["CONNECT_"],
            (Product::SchemaRegistry, _) => &["SCHEMA_REGISTRY_"],
            (Product::RestProxy, _) => &["KAFKA_REST_"],
            (Product::Ksqldb, _) => &["KSQL_"],
        };
        let names = prefixes.iter().map(|prefix| format!("{prefix}{escaped}"));
        names.filter(|name| self.property_of(name).as_deref() == Some(property)).collect()
    }

    /// Returns the name behind `KAFKA_CFG_` that `name` is an alias of.
    fn alias(self, name: &str) -> Option<&str> {
        let is_aliased = self.family == Family::Bitnami && self.product == Product::Broker;
        name.strip_prefix("KAFKA_").filter(|_| is_aliased).and_then(|rest| bitnami_alias(rest, self.version))
    }

    /// Maps a variable's name to a property: `_` becomes `.`. For Confluent and Apache, `__` becomes `_` and `___`
    /// becomes `-`; for Bitnami, the two protocols with an underscore keep it. Confluent's images from 8.1 on keep the `_`
    /// behind a part of one letter (`confluentinc/cp-docker-utils`, `cmd/ub/ub.go`).
    fn property(self, name: &str) -> Arc<str> {
        let lower = name.to_ascii_lowercase();
        let dotted = match self.family {
            Family::Bitnami => {
                let dotted = lower.replace('_', ".");
                dotted.replace("sasl.ssl", "sasl_ssl").replace("sasl.plaintext", "sasl_plaintext")
            }
            Family::Debezium | Family::Wurstmeister => lower.replace('_', "."),
            Family::Confluent if self.version.is_some_and(|version| !is_below(version, "8.1")) => {
                dotted_between_letters(&lower).replace("___", "-").replace("__", "_")
            }
            _ => lower.replace("___", "-").replace("__", "\0").replace('_', ".").replace('\0', "_"),
        };
        dotted.into()
    }

    /// Returns the properties of a service's `environment` (a mapping), in source order.
    pub fn properties(self, environment: &Node) -> Vec<Entry> {
        self.set_by(environment).map(|(_, entry)| entry).collect()
    }

    /// Returns the variables of `environment` that set a property, each with its property, in source order.
    fn set_by(self, environment: &Node) -> impl Iterator<Item = (Arc<str>, Entry)> {
        // An alias wins over the name that it is one of, even without a value.
        let aliased: BTreeSet<Arc<str>> = environment
            .entries()
            .filter(|entry| self.alias(&entry.key).is_some())
            .filter_map(|entry| self.property_of(&entry.key))
            .collect();
        let property = move |entry: Entry| {
            let key = self.property_of(&entry.key)?;
            if aliased.contains(&key) && self.alias(&entry.key).is_none() {
                return None;
            }
            let node = match entry.node.as_scalar() {
                // A name without a value takes its value from the shell that starts Compose.
                Some(scalar) if scalar.kind == ScalarKind::Null => {
                    let text = format!("${{{}}}", entry.key);
                    Node::unresolved(&text, &entry.key, entry.node.origin.clone())
                }
                Some(_) => entry.node,
                None => return None,
            };
            Some((entry.key, Entry { key, key_span: entry.key_span, node }))
        };
        environment.entries().filter_map(property)
    }
}

/// Replaces each single `_` between two other characters by `.`, where neither has been beside one that was replaced.
fn dotted_between_letters(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let (mut dotted, mut rest) = (String::new(), characters.as_slice());
    while let [first, behind @ ..] = rest {
        dotted.push(*first);
        rest = match behind {
            ['_', last, behind @ ..] if *first != '_' && *last != '_' => {
                dotted.extend(['.', *last]);
                behind
            }
            _ => behind,
        };
    }
    dotted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn a_property_has_a_variable() {
        for (property, product, family, wanted) in [
            ("node.id", Product::Broker, Family::Apache, "KAFKA_NODE_ID"),
            ("node.id", Product::Broker, Family::Debezium, "NODE_ID"),
            ("node.id", Product::Broker, Family::Bitnami, "KAFKA_CFG_NODE_ID"),
            ("a-b.c_d", Product::Broker, Family::Confluent, "KAFKA_A___B_C__D"),
            ("group.id", Product::ConnectWorker, Family::Debezium, "GROUP_ID"),
            ("task.shutdown", Product::ConnectWorker, Family::Debezium, "CONNECT_TASK_SHUTDOWN"),
        ] {
            let script = Script { product, family, version: None };
            assert_eq!(script.variables_of(property).first().map(String::as_str), Some(wanted));
        }
    }

    #[test]
    fn irregular_variables_are_told() {
        let irregular = |text: &str, product, family| {
            let source = SourceMap::default().add(Path::new("a.yml"), text.to_owned());
            let environment = yaml::parse(&source).documents[0].clone();
            let script = Script { product, family, version: None };
            let names = script.irregular(Some(&environment));
            names.iter().map(|(property, name)| format!("{property}={name}")).collect::<Vec<_>>()
        };
        assert_eq!(irregular("KAFKA_LISTENERS: a", Product::Broker, Family::Apache), [""; 0]);
        assert_eq!(
            irregular("KAFKA_LISTENERS: a", Product::Broker, Family::Bitnami),
            ["listeners=KAFKA_LISTENERS"]
        );
        assert_eq!(irregular("KAFKA_A__B: a", Product::Broker, Family::Confluent), ["a_b=KAFKA_A__B"]);
        let worker = irregular("CONNECT_A_B: a", Product::ConnectWorker, Family::Debezium);
        assert!(worker.contains(&"group.id=GROUP_ID".to_owned()));
        assert!(!worker.iter().any(|one| one.contains("a.b")));
    }

    #[test]
    fn names_properties_as_the_start_scripts_do() {
        let cases = [
            ("KAFKA_MIN_INSYNC_REPLICAS", Product::Broker, Family::Confluent, Some("min.insync.replicas")),
            ("KAFKA_CFG_LISTENERS", Product::Broker, Family::Bitnami, Some("listeners")),
            ("KAFKA_LISTENERS", Product::Broker, Family::Bitnami, Some("listeners")),
            ("KAFKA_MIN_INSYNC_REPLICAS", Product::Broker, Family::Bitnami, None),
            (
                "KAFKA_CFG_LISTENER_NAME_SASL_SSL_X",
                Product::Broker,
                Family::Bitnami,
                Some("listener.name.sasl_ssl.x"),
            ),
            (
                "SCHEMA_REGISTRY_KAFKA_BROKERS",
                Product::SchemaRegistry,
                Family::Bitnami,
                Some("kafkastore.bootstrap.servers"),
            ),
            ("SCHEMA_REGISTRY_KAFKASTORE_TOPIC", Product::SchemaRegistry, Family::Bitnami, None),
            ("KAFKA_LOG_DIRS", Product::Broker, Family::Debezium, None),
            ("KAFKA_LOG_DIRS", Product::Broker, Family::Wurstmeister, Some("log.dirs")),
            ("KAFKA_CREATE_TOPICS", Product::Broker, Family::Wurstmeister, None),
            ("KAFKA_LISTENERS", Product::Broker, Family::Redpanda, None),
            (
                "CONFLUENT_METRICS_REPORTER_TOPIC_REPLICAS",
                Product::Broker,
                Family::Confluent,
                Some("confluent.metrics.reporter.topic.replicas"),
            ),
            ("CONFLUENT_METRICS_ENABLE", Product::Broker, Family::Confluent, None),
            ("CONFLUENT_METRICS_REPORTER_TOPIC_REPLICAS", Product::Broker, Family::Apache, None),
            ("KAFKA_HEAP_OPTS", Product::Broker, Family::Confluent, None),
            ("KAFKA_JMX_PORT", Product::Broker, Family::Confluent, None),
            ("KAFKA_LOG4J_ROOT_LOGLEVEL", Product::Broker, Family::Confluent, None),
            (
                "KAFKA_LISTENER_NAME_SASL__SSL_X",
                Product::Broker,
                Family::Confluent,
                Some("listener.name.sasl_ssl.x"),
            ),
            (
                "KSQL_KSQL_STREAMS_REPLICATION_FACTOR",
                Product::Ksqldb,
                Family::Confluent,
                Some("ksql.streams.replication.factor"),
            ),
            ("GROUP_ID", Product::ConnectWorker, Family::Debezium, Some("group.id")),
            ("CONNECT_GROUP_ID", Product::ConnectWorker, Family::Debezium, None),
            ("CONNECT_GROUP_ID", Product::ConnectWorker, Family::Confluent, Some("group.id")),
            (
                "ADVERTISED_HOST_NAME",
                Product::ConnectWorker,
                Family::Debezium,
                Some("rest.advertised.host.name"),
            ),
            (
                "CONNECT_STATUS_STORAGE_TOPIC",
                Product::ConnectWorker,
                Family::Debezium,
                Some("status.storage.topic"),
            ),
            ("CONFIG_STORAGE_REPLICATION_FACTOR", Product::ConnectWorker, Family::Debezium, None),
            ("CLUSTER_ID", Product::Broker, Family::Confluent, None),
        ];
        for (name, product, family, wanted) in cases {
            let script = Script { product, family, version: None };
            assert_eq!(script.property_of(name).as_deref(), wanted, "{name}");
        }
    }

    #[test]
    fn names_depend_on_the_version() {
        for (name, family, version, wanted) in [
            ("ZOOKEEPER_CONNECT", Family::Debezium, Some("3.1"), Some("zookeeper.connect")),
            ("ZOOKEEPER_CONNECT", Family::Debezium, Some("3.2.0"), None),
            ("ZOOKEEPER_CONNECT", Family::Debezium, None, Some("zookeeper.connect")),
            ("KAFKA_ZOOKEEPER_CONNECT", Family::Debezium, Some("2.7"), None),
            ("KAFKA_NODE_ID", Family::Bitnami, Some("3.5.0"), None),
            ("KAFKA_NODE_ID", Family::Bitnami, Some("3.5"), Some("node.id")),
            ("KAFKA_PROCESS_ROLES", Family::Bitnami, Some("3.1"), None),
            ("KAFKA_PROCESS_ROLES", Family::Bitnami, Some("3.4.1"), Some("process.roles")),
            (
                "KAFKA_CONTROLLER_QUORUM_VOTERS",
                Family::Bitnami,
                Some("4.0.0"),
                Some("controller.quorum.voters"),
            ),
            ("KAFKA_CONTROLLER_QUORUM_VOTERS", Family::Bitnami, Some("4.1.0"), None),
            (
                "KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS",
                Family::Bitnami,
                Some("4.1.0"),
                Some("controller.quorum.bootstrap.servers"),
            ),
            ("KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS", Family::Bitnami, Some("3.9.0"), None),
            (
                "KAFKA_LISTENER_NAME_A_SSL_KEYSTORE_TYPE",
                Family::Confluent,
                Some("8.1.0"),
                Some("listener.name.a_ssl.keystore.type"),
            ),
            (
                "KAFKA_LISTENER_NAME_A_SSL_KEYSTORE_TYPE",
                Family::Confluent,
                Some("8.0.0"),
                Some("listener.name.a.ssl.keystore.type"),
            ),
            ("KAFKA_A__B_IO___C", Family::Confluent, Some("8.2.0"), Some("a_b.io-c")),
            ("KAFKA_MAX_MESSAGE_BYTES", Family::Bitnami, None, Some("message.max.bytes")),
        ] {
            let script = Script { product: Product::Broker, family, version };
            assert_eq!(script.property_of(name).as_deref(), wanted, "{name} {version:?}");
        }
    }

    #[test]
    fn an_alias_wins() {
        let sources = SourceMap::default();
        let text = "KAFKA_CFG_LISTENERS: a\nKAFKA_LISTENERS: b\nKAFKA_CFG_LOG_DIRS: c\n";
        let source = sources.add(Path::new("a.yml"), text.to_owned());
        let environment = yaml::parse(&source).documents[0].clone();
        let script = Script { product: Product::Broker, family: Family::Bitnami, version: None };
        let found = script.properties(&environment);
        let found: Vec<_> =
            found.iter().map(|entry| (&*entry.key, entry.node.as_text().unwrap_or_default())).collect();
        assert_eq!(found, [("listeners", "b"), ("log.dirs", "c")]);
    }
}
