//! What listens in a broker's container beside the broker.

use super::super::product::Running;
use super::super::server;
use super::super::service::Service;
use crate::model::image::{Family, Product};
use crate::tree::{Entry, Node};

/// Ends of variables that are about the broker's own listeners and peers.
const OF_LISTENERS: &[&str] =
    &["ADVERTISED_LISTENERS", "BOOTSTRAP_SERVERS", "PROTOCOL_MAP", "QUORUM_VOTERS", "ZOOKEEPER_CONNECT"];

/// The broker's listeners. Other variables that end so are about servers beside it.
const LISTENERS: &[&str] = &["KAFKA_CFG_LISTENERS", "KAFKA_LISTENERS"];

/// The port of a debugger in Kafka's start scripts, with `KAFKA_DEBUG`.
const DEBUGGER: i64 = 5005;

/// Ports of Confluent's server beside the broker's: its metadata service and REST proxy.
const OF_CONFLUENT: &[i64] = &[8090, 8091];

/// Returns the port that a server beside a broker listens to unless it is told another one; a broker's is among its listeners.
fn default_port(product: Product) -> Option<i64> {
    match product {
        Product::Broker => None,
        Product::ConnectWorker => Some(8083),
        Product::SchemaRegistry => Some(8081),
        Product::RestProxy => Some(8082),
        Product::Ksqldb => Some(8088),
    }
}

/// Returns true if something else than a broker's listeners in the container of `service`, which runs `running`, may listen to `port`: what it runs
/// is not all known, or the port's number stands in a setting that is about none of the broker's listeners.
pub(super) fn may_listen(running: &Running, service: &Service, port: i64) -> bool {
    let is_known = matches!(
        running.family,
        Family::Confluent | Family::Apache | Family::Bitnami | Family::Wurstmeister | Family::Debezium
    );
    let is_named = |node: Node| node.as_scalar().is_none_or(|one| has_number(&one.text, port));
    let variables = service.container.get("environment");
    let is_of_listeners = |entry: &Entry| {
        LISTENERS.contains(&&*entry.key) || OF_LISTENERS.iter().any(|end| entry.key.ends_with(end))
    };
    let is_debugged = variables.as_ref().is_some_and(|all| all.get("KAFKA_DEBUG").is_some());
    // It runs a REST proxy, too.
    let image = service.container.get("image").and_then(|image| image.as_text().map(str::to_owned));
    let is_local = image.is_some_and(|image| image.contains("confluent-local"));
    let mut settings = variables.iter().flat_map(Node::entries).filter(|entry| !is_of_listeners(entry));
    let words = ["entrypoint", "command"].into_iter().filter_map(|key| service.container.get(key));
    !is_known
        || service.partial
        || service.built.is_some()
        || !service.environment_known
        || server::reads_own_file(&service.container)
        || is_local
        || (is_debugged && port == DEBUGGER)
        || default_port(running.product) == Some(port)
        || (running.family == Family::Confluent && OF_CONFLUENT.contains(&port))
        || settings.any(|entry| is_named(entry.node))
        || words.flat_map(|words| words.items().collect::<Vec<_>>()).any(is_named)
}

/// Returns true if `number` stands in `text`, with no digit beside it.
fn has_number(text: &str, number: i64) -> bool {
    let wanted = number.to_string();
    text.split(|character: char| !character.is_ascii_digit()).any(|digits| digits == wanted)
}
