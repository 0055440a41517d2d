//! The largest heap of a service's Java machine.
//!
//! The start scripts put the options of the environment on the command line in one order, and of several `-Xmx` the machine
//! takes the last; those in `JAVA_TOOL_OPTIONS` come before the command line (Kafka, `bin/kafka-run-class.sh`; Java
//! documentation, `java`, "Extra Options").

use crate::model::Fields;
use crate::model::image::{Family, Product};
use crate::source::SourceMap;
use crate::tree::{How, Kind, Node, Step};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const GIB: u64 = 1024 * MIB;

/// The variable with the heap's options, and the heap where it is not set: `kafka-server-start`, `connect-distributed`,
/// `schema-registry-run-class`, `kafka-rest-run-class` of the images. None for what is not known.
fn usual(product: Product, family: Family) -> (&'static str, Option<u64>) {
    let shipped =
        matches!(family, Family::Confluent | Family::Apache | Family::Bitnami | Family::Wurstmeister);
    let (variable, heap) = match product {
        Product::Broker => ("KAFKA_HEAP_OPTS", Some(GIB)),
        Product::ConnectWorker => ("KAFKA_HEAP_OPTS", Some(2 * GIB)),
        Product::SchemaRegistry => ("SCHEMA_REGISTRY_HEAP_OPTS", Some(512 * MIB)),
        Product::RestProxy => ("KAFKAREST_HEAP_OPTS", Some(256 * MIB)),
        Product::Ksqldb => ("KSQL_HEAP_OPTS", None),
    };
    (variable, heap.filter(|_| shipped))
}

/// `{"max": bytes, "from": "environment" or "image"}`, on the option or the image; None where the heap is not known.
pub(super) fn of(service: &Node, product: Product, family: Family, sources: &SourceMap) -> Option<Node> {
    let image = service.get("image")?;
    // Compiled ahead of time: there is no Java machine.
    if image.as_text().is_some_and(|image| image.contains("-native")) {
        return None;
    }
    let environment = service.get("environment");
    let value = |name: &str| environment.as_ref()?.get(name).filter(|node| !node.is_null());
    let (variable, default) = usual(product, family);
    let mut heap = None;
    let relative = |node: &Node| node.as_scalar().is_some_and(|one| one.text.contains("RAMPercentage"));
    for name in ["JAVA_TOOL_OPTIONS", variable, "KAFKA_JVM_PERFORMANCE_OPTS", "KAFKA_OPTS"] {
        match value(name) {
            Some(node) if node.as_scalar().is_some_and(|one| one.kind == Kind::Unresolved) => return None,
            Some(node) if relative(&node) => return None,
            Some(node) => heap = option(&node, sources).or(heap),
            None if name == variable => {
                heap = default.map(|bytes| shipped(&image, bytes));
            }
            None => {}
        }
    }
    heap
}

/// The last `-Xmx` among the options in `node`.
fn option(node: &Node, sources: &SourceMap) -> Option<Node> {
    let text = &*node.as_scalar()?.text;
    let at = text.rfind("-Xmx")?;
    let rest = text.get(at + 4..)?;
    let end = rest.find(|character: char| character.is_whitespace() || "\"'".contains(character));
    let size = rest.get(..end.unwrap_or(rest.len()))?;
    let bytes = bytes(size)?;
    let place = node.slice(sources, at..at + 4 + size.len());
    let number = place.reworded(bytes.to_string(), Kind::Int);
    Some(Fields::at(place.origin.clone()).put("max", number).text("from", "environment").finish())
}

fn shipped(image: &Node, bytes: u64) -> Node {
    let mut origin = image.origin.clone();
    origin.via = origin.via.push(Step { how: How::ImageDefault, site: image.origin.span });
    let number = Node::derived(bytes.to_string(), Kind::Int, origin.clone());
    Fields::at(origin).put("max", number).text("from", "image").finish()
}

/// A size as Java takes it: `2g`, `512M`, `1073741824`.
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
            (format!("{{{image}, environment: {{KAFKA_OPTS: '-XX:MaxRAMPercentage=75'}}}}"), None),
            (format!("{{{image}, environment: {{KAFKA_HEAP_OPTS: -Xmx99999999999999999999g}}}}"), None),
        ] {
            let sources = SourceMap::default();
            let source = sources.add(Path::new("a.yml"), text.clone());
            let service = &yaml::parse(&source).documents[0];
            let family =
                crate::model::image::recognise(service.get("image").unwrap().as_text().unwrap()).family;
            let heap = of(service, Product::Broker, family, &sources).map(|heap| {
                let part = |key: &str| heap.get(key).unwrap().as_text().unwrap().to_owned();
                format!("{} {}", part("max"), part("from"))
            });
            assert_eq!(heap.as_deref(), wanted, "{text}");
        }
    }
}
