//! An overview of a resolved project: a line per service.

use super::columns;
use crate::tree::Node;
use std::io::{self, Write};

/// The columns.
const HEADS: [&str; 5] = ["service", "image", "networks", "ports", "depends on"];

/// Writes the services of `project`, which is in canonical form.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render(project: &Node, out: &mut dyn Write) -> io::Result<()> {
    let services = project.get("services").map(|services| services.entries().collect::<Vec<_>>());
    let row = |name: &str, service: &Node| {
        let ports = service.get("ports").map(|ports| ports.items().map(|port| published(&port)).collect());
        [
            name.to_owned(),
            image(service),
            names(service, "networks"),
            listed(ports),
            names(service, "depends_on"),
        ]
    };
    let mut rows = vec![HEADS.map(str::to_owned)];
    rows.extend(services.iter().flatten().map(|entry| row(&entry.key, &entry.node)));
    columns::write(&rows, out)
}

/// Returns the image, or that it is built.
fn image(service: &Node) -> String {
    let image = service.get("image").and_then(|image| image.as_text().map(str::to_owned));
    let built = || service.get("build").filter(|build| !build.is_null()).map(|_| "(built)".to_owned());
    image.or_else(built).unwrap_or_else(|| "-".to_owned())
}

/// Returns the keys of the mapping `key`.
fn names(service: &Node, key: &str) -> String {
    listed(service.get(key).map(|node| node.entries().map(|entry| entry.key.to_string()).collect()))
}

/// Returns `127.0.0.1:19092->9092/tcp`, without the absent parts.
fn published(port: &Node) -> String {
    let text = |key: &str| port.get(key).and_then(|node| node.as_text().map(str::to_owned));
    let address = text("host_ip").map(|address| format!("{address}:")).unwrap_or_default();
    let outside = text("published").map(|published| format!("{address}{published}->")).unwrap_or(address);
    let protocol = text("protocol").map(|protocol| format!("/{protocol}")).unwrap_or_default();
    format!("{outside}{}{protocol}", text("target").unwrap_or_default())
}

fn listed(names: Option<Vec<String>>) -> String {
    names.filter(|names| !names.is_empty()).map_or_else(|| "-".to_owned(), |names| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use std::path::Path;

    #[test]
    fn a_line_for_each_service() {
        let text = "
services:
  kafka:
    image: apache/kafka:4.1.0
    networks: {infra_net: null, default: {aliases: [broker]}}
    ports:
      - {target: 9092, published: '19092', host_ip: 127.0.0.1, protocol: tcp, mode: ingress}
      - {target: 9093, protocol: udp}
  \"we\\eb\":
    build: {context: .}
    depends_on: {kafka: {condition: service_started, required: true}}
";
        let sources = SourceMap::default();
        let source = sources.add(Path::new("compose.yml"), text.into());
        let mut out = Vec::new();
        render(&crate::syntax::yaml::parse(&source).documents[0], &mut out).unwrap();
        let expected = "\
service    image               networks            ports                                depends on
kafka      apache/kafka:4.1.0  infra_net, default  127.0.0.1:19092->9092/tcp, 9093/udp  -
we\\u{1b}b  (built)             -                   -                                    kafka
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
