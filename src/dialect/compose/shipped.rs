//! The properties that the files in the image of a service set, where its environment does not.

use crate::model::image::{Family, Image, Product, Shipped, replaces_shipped_file, shipped_properties};
use crate::model::version::is_below;
use crate::tree::{Entry, Map, Node, Origin, ScalarKind, Step, StepKind};

/// Returns the properties that the files of `image`, in the `version` of its tag, set and `written` does not.
pub(super) fn shipped(image: Image, version: Option<&str>, container: &Node, written: &Node) -> Map {
    let Some(image_node) = container.get("image").filter(|node| node.as_scalar().is_some()) else {
        return Map::default();
    };
    let environment = container.get("environment");
    let is_given = is_given(version, environment.as_ref(), written);
    let is_on_zookeeper = is_on_zookeeper(image, version, environment.as_ref(), written);
    let step = Step { how: StepKind::ImageDefault, site: image_node.origin.span };
    let via = image_node.origin.via.push(step);
    let entry = |(name, value): (&str, &str)| {
        let node =
            Node::derived(value, ScalarKind::Text, Origin { span: image_node.origin.span, via: via.clone() });
        Entry { key: name.into(), key_span: image_node.origin.span, node }
    };
    let properties = shipped_properties(image, is_given, is_on_zookeeper);
    properties.filter(|(name, _)| written.get(name).is_none()).map(entry).collect()
}

/// Returns true if a default of `image` takes the place of `entry`, a property: one without a value.
pub(super) fn is_defaulted(image: Image, entry: &Entry) -> bool {
    image.shipped == Shipped::ConfluentLocal && entry.node.as_text() == Some("")
}

/// Returns true if a variable becomes a property, whether or not Kafka has such a property.
fn is_given(version: Option<&str>, environment: Option<&Node>, written: &Node) -> bool {
    let replaces = |entry: Entry| !entry.node.is_null() && replaces_shipped_file(&entry.key, version);
    written.as_map().is_some_and(|map| !map.is_empty())
        || environment.is_some_and(|environment| environment.entries().any(replaces))
}

/// Returns true if the node is coordinated by `ZooKeeper`. Debezium's image decides by the cluster id from 1.7 on, and has no
/// `ZooKeeper` from 3.2 on.
fn is_on_zookeeper(image: Image, version: Option<&str>, environment: Option<&Node>, written: &Node) -> bool {
    let is_named = written.get("zookeeper.connect").is_some();
    if image.family != Family::Debezium || image.product != Some(Product::Broker) {
        return is_named;
    }
    let id = environment.and_then(|environment| environment.get("CLUSTER_ID"));
    let has_id = id.is_some_and(|id| id.as_text() != Some(""));
    match version {
        Some(version) if is_below(version, "1.7") => true,
        Some(version) => is_below(version, "3.2") && !has_id,
        None => is_named && !has_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::image::recognise;
    use crate::model::properties::Script;
    use crate::source::SourceMap;
    use crate::syntax::yaml;
    use std::path::Path;

    /// Returns the properties that the image sets where `environment`, a flow mapping, is given.
    fn shipped_with(reference: &str, version: Option<&str>, environment: &str) -> Vec<(String, String)> {
        let sources = SourceMap::default();
        let text = format!("image: {reference}\nenvironment: {environment}\n");
        let source = sources.add(Path::new("a.yml"), text);
        let container = yaml::parse(&source).documents[0].clone();
        let image = recognise(reference);
        let environment = container.get("environment").unwrap();
        let script = Script { product: Product::Broker, family: image.family, version };
        let mut entries = script.properties(&environment);
        entries.retain(|entry| !is_defaulted(image, entry));
        let written = Node::map(entries.into_iter().collect(), environment.origin.clone());
        let text =
            |entry: &Entry| (entry.key.to_string(), entry.node.as_text().unwrap_or_default().to_owned());
        shipped(image, version, &container, &written).entries().map(text).collect()
    }

    fn is_kraft(reference: &str, version: Option<&str>, environment: &str) -> bool {
        shipped_with(reference, version, environment).iter().any(|(name, _)| name == "process.roles")
    }

    #[test]
    fn any_variable_replaces_the_file_of_apache() {
        assert!(is_kraft("apache/kafka", None, "{}"));
        assert!(is_kraft("apache/kafka", None, "{KAFKA_HEAP_OPTS: -Xmx1g, CLUSTER_ID: x}"));
        assert!(is_kraft("apache/kafka", None, "{KAFKA_JMX_PORT: }"));
        for environment in ["{KAFKA_JMX_PORT: '9999'}", "{KAFKA_CFG_NODE_ID: '1'}", "{KAFKA_FOO: ''}"] {
            assert!(!is_kraft("apache/kafka", None, environment), "{environment}");
        }
        assert!(!is_kraft("apache/kafka", Some("3.7.0"), "{KAFKA_HEAP_OPTS: -Xmx1g}"));
    }

    #[test]
    fn the_cluster_id_decides_the_mode_of_debezium() {
        let named = "{ZOOKEEPER_CONNECT: 'z:2181'}";
        let both = "{ZOOKEEPER_CONNECT: 'z:2181', CLUSTER_ID: x}";
        for (version, environment, wanted) in [
            (Some("1.6"), "{CLUSTER_ID: x}", false),
            (Some("2.7"), "{}", false),
            (Some("2.7"), "{CLUSTER_ID: ''}", false),
            (Some("2.7"), both, true),
            (Some("3.2"), named, true),
            (None, named, false),
            (None, both, true),
            (None, "{}", true),
        ] {
            assert_eq!(is_kraft("debezium/kafka", version, environment), wanted, "{version:?} {environment}");
        }
    }

    #[test]
    fn a_default_of_confluent_local_replaces_an_empty_value() {
        let found =
            shipped_with("confluentinc/confluent-local", None, "{KAFKA_NODE_ID: '', KAFKA_LOG_DIRS: /d}");
        assert!(found.contains(&("node.id".to_owned(), "1".to_owned())));
        assert!(!found.iter().any(|(name, _)| name == "log.dirs"));
    }
}
