//! The listeners of a node in a properties file. Who reaches their ports is not in such a file.

use crate::dialect::node_listener::NodeListener;
use crate::model::listener::{Bind, Endpoint, endpoints};
use crate::model::{Resource, ResourceKind};
use crate::source::{SourceMap, Span};
use crate::tree::{Node, Origin, ScalarKind};

/// The properties that replaced `listeners` before Kafka 3.0.
const OLD: &[&str] = &["port", "host.name", "advertised.port", "advertised.host.name"];

/// The name of the listener that Kafka opens by default.
const DEFAULT: &str = "PLAINTEXT";

/// A listener, before it is lowered to a resource.
pub(super) struct Listener {
    read: NodeListener,
    key: Span,
    /// True for the listener that Kafka opens by default.
    implied: bool,
}

/// Returns the listeners of a node with `properties`; those that are not written have the place `origin`.
pub(super) fn listeners(properties: &Node, origin: &Origin, sources: &SourceMap) -> Vec<Listener> {
    let property = |key: &str| properties.get(key);
    let entries = |key: &str| property(key).map(|value| endpoints(&value, sources)).unwrap_or_default();
    let advertised = entries("advertised.listeners");
    let implied = default_listener(properties, &advertised, origin);
    let is_implied = implied.is_some();
    // The host names of the node that reads this file are unknown.
    let bind = |host: &str| Bind::of(host, &|_| false);
    let listener = |endpoint: Endpoint| Listener {
        key: endpoint.whole.origin.span,
        read: NodeListener::of(endpoint, &advertised, &property, &bind, sources),
        implied: is_implied,
    };
    entries("listeners").into_iter().chain(implied).map(listener).collect()
}

/// Returns the listener that a broker opens without `listeners` (Kafka documentation, `listeners`). A controller, or a
/// broker that advertises another listener, does not start without them: such a file is not all that the node reads.
fn default_listener(properties: &Node, advertised: &[Endpoint], origin: &Origin) -> Option<Endpoint> {
    let has = |key: &str| properties.get(key).is_some();
    let roles = properties.get("process.roles");
    let is_broker = roles.is_none_or(|roles| roles.as_text().is_some_and(|roles| roles.trim() == "broker"));
    let is_default =
        |one: &Endpoint| one.name.as_text().is_some_and(|name| name.eq_ignore_ascii_case(DEFAULT));
    let is_open = is_broker
        && !has("listeners")
        && !OLD.iter().any(|key| has(key))
        && advertised.iter().all(is_default);
    let derived = |text: &str| Node::derived(text, ScalarKind::Text, origin.clone());
    is_open.then(|| Endpoint {
        whole: derived("PLAINTEXT://:9092"),
        name: derived(DEFAULT),
        host: derived(""),
        port: Some(derived("9092")),
    })
}

impl Listener {
    /// Returns the fields that its node shows.
    pub(super) fn summary(&self) -> Node {
        self.read.summary()
    }

    /// Returns the listener of the node `broker`.
    pub(super) fn resource(&self, broker: &str, sources: &SourceMap) -> Resource {
        let fields = self.read.fields(broker, sources).text("reach", "unknown");
        let fields = if self.implied { fields.flag("implied", true) } else { fields };
        Resource::new(ResourceKind::Listener, self.read.name.clone(), self.key, fields.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::properties::with_references;
    use crate::syntax::properties;
    use crate::tree::Provenance;
    use std::path::Path;

    /// Returns the listeners in a properties file, each as its fields with their characters.
    fn found(text: &str) -> Vec<Vec<String>> {
        let sources = SourceMap::default();
        let source = sources.add(Path::new("server.properties"), text.to_owned());
        let settings = with_references(&properties::parse(&source).unwrap(), &|_| true);
        let origin = Origin { span: Span::new(source.id, 0, 4), via: Provenance::default() };
        let found = listeners(&settings, &origin, &sources);
        let show = |one: &Listener| {
            let fields = one.resource("server", &sources).fields;
            let field = |key: &str| {
                let node = fields.get(key)?;
                let value = node.as_scalar()?.text.to_string();
                let place = source.slice(node.origin.span);
                Some(if place == value { value } else { format!("{value} at {place}") })
            };
            let keys =
                ["name", "protocol", "host", "port", "advertised", "advertised_host", "advertised_port"];
            let mut shown: Vec<_> =
                keys.iter().map(|key| field(key).unwrap_or_else(|| "-".to_owned())).collect();
            for key in ["protocol_from", "bind", "controller", "inter_broker", "implied"] {
                let value = fields.get(key).and_then(|node| node.as_text().map(str::to_owned));
                shown.push(value.unwrap_or_else(|| "-".to_owned()));
            }
            shown
        };
        found.iter().map(show).collect()
    }

    #[test]
    fn every_field_stands_on_its_own_characters() {
        let text = "listeners=IN://:9091,\\\n  OUT://[::1]:9092,GONE://${HOST}:9093,CTL://c:9094\n\
                    advertised.listeners=IN://a:1,OUT://b:2\n\
                    listener.security.protocol.map=IN:SASL_SSL,OUT:{{ out }},CTL:PLAINTEXT\n\
                    inter.broker.listener.name=IN\ncontroller.listener.names=CTL\n";
        let wanted = [
            "IN SASL_SSL  9091 a:1 a 1 map networks false true -",
            "OUT {{ out }} [::1] 9092 b:2 b 2 map container false false -",
            "GONE  at GONE://${HOST}:9093 ${HOST} 9093 - - - unmapped elsewhere false false -",
            "CTL PLAINTEXT c 9094 - - - map elsewhere true false -",
        ];
        assert_eq!(found(text).iter().map(|one| one.join(" ")).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn without_listeners_a_broker_opens_one() {
        let implied =
            "PLAINTEXT at node|PLAINTEXT at node| at node|9092 at node|-|-|-|name|networks|false|true|true";
        for (text, wanted) in [
            ("node.id=1\n", Some(implied)),
            ("node.id=1\nprocess.roles=broker\n", Some(implied)),
            ("node.id=1\nprocess.roles=broker,controller\n", None),
            ("node.id=1\nprocess.roles=${ROLES}\n", None),
            ("node.id=1\nadvertised.listeners=PUBLIC://a:1\n", None),
            ("node.id=1\nport=9092\n", None),
            ("node.id=1\nlisteners=\n", None),
        ] {
            let found = found(text);
            let found: Vec<_> = found.iter().map(|one| one.join("|")).collect();
            assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{text}");
        }
        let advertised = found("node.id=1\nadvertised.listeners=plaintext://a:1\n");
        assert_eq!(advertised[0][4], "a:1");
    }
}
