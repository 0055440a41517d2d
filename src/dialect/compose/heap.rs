//! The maximum heap of a service's Java virtual machine.
//!
//! The start scripts put the options from the environment on the command line in a fixed order, and the virtual
//! machine uses the last of several `-Xmx`. Options in `JAVA_TOOL_OPTIONS` and `JDK_JAVA_OPTIONS` come before the
//! command line, options in `_JAVA_OPTIONS` after it (Kafka, `bin/kafka-run-class.sh`; Java documentation, `java`;
//! `HotSpot`, `Arguments::parse`). A percentage of the memory, such as `-XX:MaxRAMPercentage`, applies only if no
//! option sets a size.

use crate::model::Fields;
use crate::model::image::{Family, Product};
use crate::source::SourceMap;
use crate::tree::{Node, Scalar, ScalarKind, Step, StepKind};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const GIB: u64 = 1024 * MIB;

/// Returns the prefix of the variables with a product's Java options, and its default heap: `kafka-server-start`,
/// `connect-distributed` (Kafka, `bin/`), `schema-registry-run-class`, `kafka-rest-run-class`, `ksql-run-class`
/// (Confluent).
fn usual(product: Product) -> (&'static str, u64) {
    match product {
        Product::Broker => ("KAFKA", GIB),
        Product::ConnectWorker => ("KAFKA", 2 * GIB),
        Product::SchemaRegistry => ("SCHEMA_REGISTRY", 512 * MIB),
        Product::RestProxy => ("KAFKAREST", 256 * MIB),
        Product::Ksqldb => ("KSQL", 3 * GIB),
    }
}

/// Unknown options or an invalid size.
struct Unknown;

/// Returns `{"max": bytes, "from": "environment" or "image"}`, at the option or the image, or `None` if the heap is
/// unknown.
pub(super) fn heap_size(
    service: &Node,
    product: Product,
    family: Family,
    sources: &SourceMap,
) -> Option<Node> {
    let image = service.get("image")?;
    // Compiled ahead of time: no Java virtual machine.
    let is_native = image.as_text().is_some_and(|image| image.contains("-native"));
    if is_native || family == Family::Redpanda {
        return None;
    }
    let environment = service.get("environment");
    let value = |name: &str| environment.as_ref()?.get(name).filter(|node| !is_empty(node));
    let (prefix, size) = usual(product);
    let own = |name: &str| value(&format!("{prefix}_{name}"));
    // Debezium's Connect image prefers this variable to Kafka's.
    let heap_options = value("HEAP_OPTS").filter(|_| family == Family::Debezium).or_else(|| own("HEAP_OPTS"));
    let is_known = !matches!(family, Family::Strimzi | Family::Other);
    let mut heap = None;
    let before = [value("JAVA_TOOL_OPTIONS"), value("JDK_JAVA_OPTIONS")];
    for node in before.into_iter().flatten() {
        heap = size_in(&node, sources).ok()?.or(heap);
    }
    heap = match heap_options {
        Some(node) => size_in(&node, sources).ok()?.or(heap),
        None if is_known => Some(shipped(&image, size)),
        // This image's scripts may set a size, so no default is certain.
        None => None,
    };
    for node in [own("JVM_PERFORMANCE_OPTS"), own("OPTS"), value("_JAVA_OPTIONS")].into_iter().flatten() {
        heap = size_in(&node, sources).ok()?.or(heap);
    }
    heap
}

/// Returns true for a value that the start scripts treat as unset; a variable without a value comes from the shell.
fn is_empty(node: &Node) -> bool {
    node.as_scalar().is_some_and(|one| one.kind != ScalarKind::Null && one.text.trim().is_empty())
}

/// Returns the last heap size among the options in `node`, if any.
fn size_in(node: &Node, sources: &SourceMap) -> Result<Option<Node>, Unknown> {
    let text = &*node.as_scalar().filter(|one| Scalar::is_known(one)).ok_or(Unknown)?.text;
    let options = text.split_whitespace().map(|word| word.trim_matches(['"', '\'', '\\']));
    let mut sizes = options.filter_map(|option| {
        let size = option.strip_prefix("-Xmx").or_else(|| option.strip_prefix("-XX:MaxHeapSize="))?;
        let at = option.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
        Some((at..at + option.len(), size))
    });
    let Some((range, size)) = sizes.next_back() else { return Ok(None) };
    let bytes = bytes(size).ok_or(Unknown)?;
    let place = node.slice(sources, range);
    let number = place.normalized(bytes.to_string(), ScalarKind::Int);
    Ok(Some(Fields::at(place.origin.clone()).put("max", number).text("from", "environment").finish()))
}

fn shipped(image: &Node, bytes: u64) -> Node {
    let mut origin = image.origin.clone();
    origin.via = origin.via.push(Step { how: StepKind::ImageDefault, site: image.origin.span });
    let number = Node::number(bytes, origin.clone());
    Fields::at(origin).put("max", number).text("from", "image").finish()
}

/// Parses a size in Java's notation: `2g`, `512M`, `1073741824`.
fn bytes(size: &str) -> Option<u64> {
    let digits = size.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let unit = match size.get(digits.len()..)?.to_ascii_lowercase().as_str() {
        "" => 1,
        "k" => KIB,
        "m" => MIB,
        "g" => GIB,
        "t" => 1024 * GIB,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;
    use std::path::Path;

    #[test]
    fn the_last_option_holds() {
        let image = "image: confluentinc/cp-kafka:8.1.1";
        for (text, wanted) in [
            (format!("{{{image}}}"), Some("1073741824 image")),
            ("{image: example.com/kafka}".to_owned(), None),
            ("{image: apache/kafka-native:4.1.0}".to_owned(), None),
            (
                format!("{{{image}, environment: {{KAFKA_HEAP_OPTS: -Xms1g -Xmx6G}}}}"),
                Some("6442450944 environment"),
            ),
            (format!("{{{image}, environment: {{KAFKA_HEAP_OPTS: -Xms1g}}}}"), None),
            (
                format!("{{{image}, environment: {{KAFKA_OPTS: '-Dx=y -Xmx512m'}}}}"),
                Some("536870912 environment"),
            ),
            (format!("{{{image}, environment: {{JAVA_TOOL_OPTIONS: -Xmx512m}}}}"), Some("1073741824 image")),
            (
                format!("{{{image}, environment: {{KAFKA_HEAP_OPTS: '-Xmx1g -Xmx2g'}}}}"),
                Some("2147483648 environment"),
            ),
            (
                format!("{{{image}, environment: {{KAFKA_OPTS: '-XX:MaxRAMPercentage=75'}}}}"),
                Some("1073741824 image"),
            ),
            (format!("{{{image}, environment: {{KAFKA_HEAP_OPTS: '-XX:MaxRAMPercentage=75'}}}}"), None),
            (format!("{{{image}, environment: {{KAFKA_HEAP_OPTS: ''}}}}"), Some("1073741824 image")),
            (format!("{{{image}, environment: {{KAFKA_HEAP_OPTS:}}}}"), None),
            (
                format!("{{{image}, environment: {{KAFKA_HEAP_OPTS: '\"-Xmx1g\" -Dx=-Xmx9g'}}}}"),
                Some("1073741824 environment"),
            ),
            (
                format!("{{{image}, environment: {{_JAVA_OPTIONS: '-XX:MaxHeapSize=1t'}}}}"),
                Some("1099511627776 environment"),
            ),
            (format!("{{{image}, environment: {{KAFKA_HEAP_OPTS: -Xmx99999999999999999999g}}}}"), None),
            (format!("{{{image}, environment: {{KAFKA_HEAP_OPTS: -Xmx1g, KAFKA_OPTS: -Xmxlots}}}}"), None),
            (
                "{image: debezium/kafka:3.0, environment: {HEAP_OPTS: -Xmx2g}}".to_owned(),
                Some("2147483648 environment"),
            ),
            ("{image: redpandadata/redpanda, environment: {KAFKA_HEAP_OPTS: -Xmx2g}}".to_owned(), None),
            (
                "{image: example.com/kafka, environment: {KAFKA_HEAP_OPTS: -Xmx2g}}".to_owned(),
                Some("2147483648 environment"),
            ),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.yml"), text.clone());
            let service = &yaml::parse(&source).documents[0];
            let family =
                crate::model::image::recognise(service.get("image").unwrap().as_text().unwrap()).family;
            let heap = heap_size(service, Product::Broker, family, &sources).map(|heap| {
                let part = |key: &str| heap.get(key).unwrap().as_text().unwrap().to_owned();
                format!("{} {}", part("max"), part("from"))
            });
            assert_eq!(heap.as_deref(), wanted, "{text}");
        }
    }
}
